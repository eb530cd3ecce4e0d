"""Findings as annotations of the job's log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pr_agent_action.domain.diff import Side
from pr_agent_action.domain.finding import Finding, PlacedFinding, Severity
from pr_agent_action.domain.outcome import Report
from pr_agent_action.publication.sanitise import plain

MOST = 10
"""GitHub shows 10 annotations of each level a step, and drops the others without a word."""


class Level(StrEnum):
    """How loud an annotation is; the values are the names of the runner's workflow commands."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


LEVELS = {
    Severity.CRITICAL: Level.ERROR,
    Severity.HIGH: Level.ERROR,
    Severity.MEDIUM: Level.WARNING,
    Severity.LOW: Level.NOTICE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """One line of the log; ``line`` is ``None`` where the finding has none at the head. Nothing is escaped yet."""

    level: Level
    message: str
    path: str
    line: int | None = None


def log_annotations(report: Report, *, secrets: Sequence[str] = ()) -> tuple[Annotation, ...]:
    """Make at most ``MOST`` annotations of each level, worst first."""
    found: list[tuple[Finding, int | None]] = [
        *((item.finding, line_of(item)) for item in report.placed),
        *((item.finding, None) for item in report.unplaced),
    ]
    found.sort(key=lambda pair: pair[0].severity.rank)
    counts = dict.fromkeys(Level, 0)
    kept: list[Annotation] = []
    for finding, line in found:
        level = LEVELS[finding.severity]
        counts[level] += 1
        if counts[level] <= MOST:
            message = plain(f"{finding.severity.value.capitalize()}: {finding.title}", secrets)
            kept.append(Annotation(level=level, message=message, path=finding.path, line=line))
    return tuple(kept)


def line_of(item: PlacedFinding) -> int | None:
    """Return the first line at the head; ``None`` for a finding about a removed line."""
    return item.anchor.first_line if item.anchor.side is Side.RIGHT else None
