"""What is shown of a file: runs of lines without a gap."""

from __future__ import annotations

from dataclasses import dataclass

from pr_agent_action.domain.diff import DiffLine


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines that stand together, the changed ones among them.

    ``signature`` are lines of the enclosing class and function, above the excerpt and not all next to it; ``section``
    is the enclosing line as the diff names it, where there is no better knowledge.
    """

    lines: tuple[DiffLine, ...]
    signature: tuple[DiffLine, ...] = ()
    section: str = ""

    @property
    def first(self) -> int | None:
        """The first line number at the head, ``None`` when there are removed lines only."""
        return next((line.new for line in self.lines if line.new is not None), None)

    @property
    def last(self) -> int | None:
        """The last line number at the head."""
        return next((line.new for line in reversed(self.lines) if line.new is not None), None)
