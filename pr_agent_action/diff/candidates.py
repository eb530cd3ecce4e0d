"""Places where a quote may stand, and the choice among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pr_agent_action.diff.views import Level, View
from pr_agent_action.domain.diff import DiffLine, LineKind, Side

# A hint this near to a place outweighs small differences in spacing and whether the place was added.
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """The lines ``first`` to ``last`` (indices, inclusive) of a view that equal the quote at ``level``."""

    view: View
    first: int
    last: int
    level: Level

    @property
    def lines(self) -> tuple[DiffLine, ...]:
        """The lines that the candidate covers."""
        return self.view.lines[self.first : self.last + 1]

    @property
    def first_line(self) -> int:
        """The first line's number."""
        return self.view.number(self.first)

    @property
    def last_line(self) -> int:
        """The last line's number."""
        return self.view.number(self.last)

    @property
    def changed(self) -> bool:
        """Tell whether the change touches any of the lines."""
        return any(line.kind is not LineKind.CONTEXT for line in self.lines)

    def distance(self, hint: int) -> int:
        """Count the lines between ``hint`` and the candidate."""
        return max(self.first_line - hint, hint - self.last_line, 0)

    def narrowed(self) -> Candidate | None:
        """Keep only from the first to the last removed line on the LEFT side, where forges take no other ends."""
        if self.view.side is Side.RIGHT:
            return self
        removed = [at for at in range(self.first, self.last + 1) if self.view.lines[at].kind is LineKind.REMOVED]
        return Candidate(self.view, removed[0], removed[-1], self.level) if removed else None


def choose(candidates: Sequence[Candidate], hint: int | None) -> tuple[Candidate, ...]:
    """Choose the one place that is meant; several are returned when nothing tells them apart."""
    nearest = _nearest(candidates, hint)
    if len(nearest) == 1 and hint is not None and nearest[0].distance(hint) <= _NEAR:
        return nearest
    best = min((_rank(one) for one in candidates), default=None)
    return _nearest([one for one in candidates if _rank(one) == best], hint)


def _rank(candidate: Candidate) -> tuple[int, bool]:
    return (candidate.level, not candidate.changed)


def _nearest(candidates: Sequence[Candidate], hint: int | None) -> tuple[Candidate, ...]:
    """Take the nearest to the hint when the next one is more than twice as far away."""
    if len(candidates) < 2 or hint is None:  # noqa: PLR2004 - one or none is no choice.
        return tuple(candidates)
    ordered = sorted(candidates, key=lambda one: (one.distance(hint), abs(one.first_line - hint)))
    nearest, second = ordered[0], ordered[1]
    if 2 * nearest.distance(hint) < second.distance(hint) or nearest.first_line == hint != second.first_line:
        return (nearest,)
    return tuple(candidates)
