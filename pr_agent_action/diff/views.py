"""One side of a hunk as searchable text, at several degrees of strictness."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from pr_agent_action.domain.diff import DiffLine, FileDiff, Hunk, LineKind, Side
from pr_agent_action.domain.pull_request import FileStatus


class Level(IntEnum):
    """How a quote equals the lines it was found in, best first."""

    EXACT = 0
    INDENTATION = 1
    SPACING = 2
    CASE = 3
    PARTLY = 4


def squeeze(text: str) -> str:
    """Take all white space out."""
    return "".join(text.split())


# A line's key: the text that is compared. Keys without a line end also find code whose lines were joined or cut.
_KEYS: dict[Level, Callable[[str], str]] = {
    Level.EXACT: lambda text: text.rstrip() + "\n",
    Level.INDENTATION: lambda text: text.strip() + "\n" if text.strip() else "",
    Level.SPACING: squeeze,
    Level.CASE: lambda text: squeeze(text).casefold(),
}


def key(level: Level, line: str) -> str:
    """Give the text of ``line`` that counts at ``level``."""
    return _KEYS[level](line)


@dataclass(frozen=True, slots=True)
class Haystack:
    """The keys of a view's lines in one string, and where each line's key begins (and the last one ends)."""

    text: str
    starts: tuple[int, ...]

    def whole(self, needle: str) -> Iterator[tuple[int, int]]:
        """Find ``needle`` where it begins and ends with lines: first and last index, both inclusive."""
        at = self.text.find(needle) if needle else -1
        while at >= 0:
            first, last = self.covered(at, at + len(needle))
            if self.starts[first] == at and self.starts[last + 1] == at + len(needle):
                yield first, last
            at = self.text.find(needle, self.starts[first + 1])

    def within(self, needle: str) -> Iterator[tuple[int, int]]:
        """Find ``needle`` anywhere: first and last index of the lines that it touches, each first line once."""
        at = self.text.find(needle) if needle else -1
        while at >= 0:
            first, last = self.covered(at, at + len(needle))
            yield first, last
            at = self.text.find(needle, self.starts[first + 1])

    def covered(self, start: int, end: int) -> tuple[int, int]:
        """Tell the lines that hold the characters from ``start`` to ``end`` (not empty); empty lines outside do not."""
        return bisect_right(self.starts, start) - 1, bisect_right(self.starts, end - 1) - 1


@dataclass(frozen=True, eq=False)
class View:
    """The lines of one side of a hunk: added and context (RIGHT), or removed and context (LEFT)."""

    hunk: Hunk
    side: Side
    lines: tuple[DiffLine, ...]

    @cached_property
    def _haystacks(self) -> dict[Level, Haystack]:
        return {}

    def haystack(self, level: Level) -> Haystack:
        """Give the searchable text at ``level`` (made once)."""
        if level not in self._haystacks:
            keys = [key(level, line.text) for line in self.lines]
            starts = [0]
            for piece in keys:
                starts.append(starts[-1] + len(piece))
            self._haystacks[level] = Haystack("".join(keys), tuple(starts))
        return self._haystacks[level]

    def number(self, at: int) -> int:
        """Give the line number of the line ``at`` on this view's side."""
        line = self.lines[at]
        number = line.new if self.side is Side.RIGHT else line.old
        return number or 0


def views(diff: FileDiff, side: Side) -> tuple[View, ...]:
    """Make the views of one side; a removed file has only a LEFT one."""
    if side is Side.RIGHT and diff.file.status is FileStatus.REMOVED:
        return ()
    hidden = LineKind.REMOVED if side is Side.RIGHT else LineKind.ADDED
    made = (View(hunk, side, tuple(line for line in hunk.lines if line.kind is not hidden)) for hunk in diff.hunks)
    return tuple(view for view in made if view.lines)
