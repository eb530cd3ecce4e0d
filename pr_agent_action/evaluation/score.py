"""Precision, recall and F1 by place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pr_agent_action.domain.finding import PlacedFinding
from pr_agent_action.evaluation.dataset import HumanFinding

# A comment a few lines off still shows its reader the defect.
TOLERANCE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts of one or more cases; ``matched`` pairs each finding with one person's at the most."""

    found: int = 0
    expected: int = 0
    matched: int = 0

    def __add__(self, other: Score) -> Score:
        """Add up."""
        return Score(
            found=self.found + other.found,
            expected=self.expected + other.expected,
            matched=self.matched + other.matched,
        )

    @property
    def precision(self) -> float | None:
        """The share of our findings that a person made too; ``None`` where we made none."""
        return self.matched / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """The share of people's findings that we made too; ``None`` where there are none."""
        return self.matched / self.expected if self.expected else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; 0 when nothing matches, ``None`` when there is nothing to match."""
        total = self.found + self.expected
        return 2 * self.matched / total if total else None


def score(found: Sequence[PlacedFinding], unplaced: int, expected: Sequence[HumanFinding]) -> Score:
    """Pair findings with people's by path and lines, nearest first; each is used once.

    ``unplaced`` findings have no line, so they count as made and never as matched.
    """
    pairs = sorted(
        (distance, ours, theirs)
        for ours, item in enumerate(found)
        for theirs, human in enumerate(expected)
        if (distance := _distance(item, human)) is not None
    )
    return Score(found=len(found) + unplaced, expected=len(expected), matched=_paired(pairs))


def _paired(pairs: Iterable[tuple[int, int, int]]) -> int:
    ours_used: set[int] = set()
    theirs_used: set[int] = set()
    for _, ours, theirs in pairs:
        if ours not in ours_used and theirs not in theirs_used:
            ours_used.add(ours)
            theirs_used.add(theirs)
    return len(ours_used)


def _distance(item: PlacedFinding, human: HumanFinding) -> int | None:
    """Lines between the two places (0 when they overlap); ``None`` when they are not about the same thing."""
    anchor = item.anchor
    if anchor.path != human.path:
        return None
    gap = max(human.first_line - anchor.line, anchor.first_line - human.last_line, 0)
    return gap if gap <= TOLERANCE else None
