"""Whether a commit may pass, and why: what a check run, a commit status and the exit code say alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pr_agent_action.domain.finding import Severity


class CheckConclusion(StrEnum):
    """How a check ends; the values are those of GitHub's check runs."""

    SUCCESS = "success"
    FAILURE = "failure"
    NEUTRAL = "neutral"
    """Inconclusive: not everything was looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFinding:
    """A finding that nobody has settled; lines are ``None`` where it has none at the head."""

    severity: Severity
    path: str
    title: str
    line: int | None = None
    start_line: int | None = None

    @property
    def first_line(self) -> int | None:
        """The first line that it covers."""
        return self.line if self.start_line is None else self.start_line


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The gate's answer: ``title`` is one line of plain text, ``summary`` Markdown that can be posted."""

    conclusion: CheckConclusion
    title: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckNote:
    """A note beside lines of the diff, for a check run; ``message`` and ``title`` are plain text."""

    path: str
    first_line: int
    last_line: int
    severity: Severity
    title: str
    message: str
