"""What the commands answer: typed content, no layout."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pr_agent_action.domain.coverage import FileCoverage
from pr_agent_action.domain.finding import Finding, PlacedFinding, UnplacedFinding
from pr_agent_action.domain.usage import Estimate, Usage


class TestsVerdict(StrEnum):
    """Whether the change brings the tests that it needs."""

    __test__ = False  # NOTE: pytest collects classes named Test*.

    PRESENT = "present"
    PARTIAL = "partial"
    MISSING = "missing"
    NOT_NEEDED = "not needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCheck:
    """How far the change does what a linked issue asks; the three lists hold short sentences."""

    issue: str
    met: tuple[str, ...] = ()
    not_met: tuple[str, ...] = ()
    needs_person: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitPart:
    """One pull request that this one could be split into."""

    title: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The review beside its findings; a field is ``None`` or empty where settings do not ask for it.

    ``effort`` is 1 (minutes) to 5 (hours); ``score`` 0 to 100; ``security`` one sentence, ``""`` for no concern.
    """

    sentence: str
    effort: int | None = None
    tests: TestsVerdict | None = None
    tests_note: str = ""
    security: str = ""
    score: int | None = None
    contribution_time: str = ""
    split: tuple[SplitPart, ...] = ()
    issues: tuple[IssueCheck, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileNote:
    """One row of the walkthrough; ``group`` is a kind of change such as ``Bug fix`` or ``Tests``."""

    path: str
    title: str
    note: str
    group: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """A flow chart: ``nodes`` maps an id to its label, edges are (from id, to id, label)."""

    nodes: Mapping[str, str]
    edges: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What the pull request does: ``kinds`` like ``Bug fix``, ``summary`` one sentence a point."""

    title: str
    kinds: tuple[str, ...]
    summary: tuple[str, ...]
    files: tuple[FileNote, ...] = ()
    diagram: Diagram | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One command's answer.

    ``reply`` is Markdown that answers the trigger (``/ask``, ``/help``, ``/config``), ``folded`` more of it that a
    reader unfolds. ``failure`` says, in a cause and a fix, why the model gave nothing; the rest of the outcome is then
    what could be done without it.
    """

    command: str
    verdict: Verdict | None = None
    description: Description | None = None
    findings: tuple[Finding, ...] = ()
    reply: str = ""
    folded: str = ""
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """A place that a deterministic check points at; ``text`` is the line without its blanks."""

    path: str
    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A part of the repository that changed: a top folder (``""`` is the root)."""

    path: str
    files: int
    additions: int
    deletions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFacts:
    """What is known without a model. ``effort`` is 1 to 5, from size and spread alone."""

    files: int
    additions: int
    deletions: int
    effort: int
    areas: tuple[Area, ...] = ()
    tests_touched: bool = False
    workflow_files: tuple[str, ...] = ()
    todos: tuple[Marker, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that a run found out, ready to be laid out.

    ``model`` is ``""`` when none is configured. ``failure`` is the first failed command's cause and fix. ``notices``
    are sentences for the maintainer (unknown settings, stripped characters). ``seconds`` maps a phase to its time.
    ``unchanged_blocks`` counts change blocks left out because an earlier round reviewed them; ``reviewed_blocks`` are
    the ids of those that this run's review has read, to be remembered in the state. ``usage`` is all calls',
    ``verification`` the part of it that went into verifying findings; ``rejected`` counts the findings that this has
    dropped, ``below_thresholds`` those that settings keep from being said. ``fresh_lines`` maps a path to
    its new-side lines that no earlier round has seen, ``None`` where everything was looked at; ``gone`` are the
    fingerprints of remembered findings whose code the head no longer has, ``moved`` maps those whose code stands in
    another file now to its path.
    """

    outcomes: tuple[Outcome, ...]
    facts: ChangeFacts
    placed: tuple[PlacedFinding, ...] = ()
    unplaced: tuple[UnplacedFinding, ...] = ()
    coverage: tuple[FileCoverage, ...] = ()
    usage: Usage = field(default_factory=Usage)
    model: str = ""
    failure: str = ""
    notices: tuple[str, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    unchanged_blocks: int = 0
    reviewed_blocks: frozenset[str] = frozenset()
    fresh_lines: Mapping[str, Collection[int]] | None = None
    gone: frozenset[str] = frozenset()
    moved: Mapping[str, str] = field(default_factory=dict)
    verification: Usage = field(default_factory=Usage)
    rejected: int = 0
    below_thresholds: int = 0
    estimate: Estimate | None = None
    """What the round of calls was expected to take, where there was one."""
