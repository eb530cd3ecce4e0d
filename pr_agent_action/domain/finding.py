"""What a review found, before and after it has a place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pr_agent_action.domain.diff import Anchor


class Severity(StrEnum):
    """How bad a finding is, worst first; compare with ``rank`` (0 is the worst)."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for critical to 3 for low."""
        return list(Severity).index(self)

    def at_least(self, other: Severity) -> bool:
        """Tell whether this is as bad as ``other`` or worse."""
        return self.rank <= other.rank


class Confidence(StrEnum):
    """How sure the reviewer is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Category(StrEnum):
    """What kind of defect a finding names."""

    BUG = "bug"
    SECURITY = "security"
    CONCURRENCY = "concurrency"
    ERROR_HANDLING = "error handling"
    DATA_LOSS = "data loss"
    PERFORMANCE = "performance"
    API = "api"
    TESTS = "tests"
    MAINTAINABILITY = "maintainability"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that the author should know.

    ``quote`` is the code the finding is about, as it stands in the file (one or more lines; the model's words, so
    indentation or blanks may be off). ``line_hint`` is the line number that the model named: a hint, never a
    place. ``replacement`` is the code that should stand instead of the quote, ``None`` where there is no fix to
    commit. ``score`` (0 to 10) is set on suggestions of the improve command. ``source`` is ``"model"`` or an
    analyser's name; ``rule`` an analyser's rule or the rules file that the finding follows.
    """

    path: str
    title: str
    body: str
    quote: str
    severity: Severity
    category: Category
    confidence: Confidence = Confidence.MEDIUM
    line_hint: int | None = None
    replacement: str | None = None
    score: int | None = None
    source: str = "model"
    rule: str = ""


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """A finding with the place that the forge accepts.

    ``suggestion`` is the committable replacement of exactly the anchor's lines (no line end at its end, ``""``
    deletes them), ``None`` where the finding has no fix that can be committed. ``code`` are the keys of the
    anchor's lines, ``section`` that of the line that opens the function or class around them (see ``text.likeness``):
    by them a later round knows the place again, whatever its line numbers are then.
    """

    finding: Finding
    anchor: Anchor
    fingerprint: str
    suggestion: str | None = None
    code: tuple[str, ...] = ()
    section: str = ""


@dataclass(frozen=True, slots=True)
class UnplacedFinding:
    """A finding without a place, and why: it goes into the summary."""

    finding: Finding
    fingerprint: str
    reason: str
