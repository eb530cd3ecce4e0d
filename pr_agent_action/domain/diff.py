"""A parsed diff and places in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from pr_agent_action.domain.pull_request import ChangedFile


class Side(StrEnum):
    """Which version of the file a line number counts in; the values are GitHub's."""

    LEFT = "LEFT"
    RIGHT = "RIGHT"


class LineKind(StrEnum):
    """What a diff line is; the values are the unified diff's first characters."""

    ADDED = "+"
    REMOVED = "-"
    CONTEXT = " "


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a hunk; numbers are 1-based, ``None`` on the side where the line does not exist.

    ``text`` has no first character and no line end; a trailing CR of a CRLF file is kept.
    """

    kind: LineKind
    old: int | None
    new: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """One ``@@`` hunk; ``section`` is the text behind the second ``@@`` (often the enclosing function)."""

    old_start: int
    old_count: int
    new_start: int
    new_count: int
    section: str
    lines: tuple[DiffLine, ...]


@dataclass(frozen=True)
class FileDiff:
    """A changed file with its parsed hunks (none where the file has no patch)."""

    file: ChangedFile
    hunks: tuple[Hunk, ...]

    @property
    def path(self) -> str:
        """The file's path at the head."""
        return self.file.path

    @cached_property
    def added(self) -> tuple[DiffLine, ...]:
        """All added lines, in order."""
        return tuple(line for hunk in self.hunks for line in hunk.lines if line.kind is LineKind.ADDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A place of the diff that the forge accepts a comment on.

    ``start_line`` is set only for several lines, is smaller than ``line``, and lies in the same hunk and side.
    """

    path: str
    line: int
    side: Side = Side.RIGHT
    start_line: int | None = None

    @property
    def first_line(self) -> int:
        """The first line that the anchor covers."""
        return self.line if self.start_line is None else self.start_line
