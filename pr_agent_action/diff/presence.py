"""Whether code that was commented on once still stands at the head: by its lines' text, never by their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto
from itertools import groupby

from pr_agent_action.domain.diff import DiffLine, FileDiff, LineKind, Side
from pr_agent_action.domain.pull_request import FileStatus
from pr_agent_action.text.likeness import line_key

Runs = tuple[tuple[str, ...], ...]
"""Keys of lines that stand together, one tuple a stretch; lines that say nothing are left out."""


class Presence(Enum):
    """Where code is that once stood in a file."""

    HERE = auto()
    """Still in its file."""
    ELSEWHERE = auto()
    """In another changed file: moved, or the file was renamed."""
    GONE = auto()
    UNKNOWN = auto()
    """The diff does not show it, and the file's text is not at hand."""


class Head:
    """The head's lines as far as a run has read them."""

    def __init__(self, diffs: Sequence[FileDiff], texts: Mapping[str, str | None]) -> None:
        """Take the diffs, and texts at the head by path: ``None`` for a file that was asked for and is not there."""
        self._diffs = {diff.path: diff for diff in diffs}
        self._texts = {path: None if text is None else _keys(text.split("\n")) for path, text in texts.items()}
        self._right = {diff.path: tuple(_runs(diff, LineKind.REMOVED)) for diff in diffs}
        self._left = {diff.path: tuple(_runs(diff, LineKind.ADDED, LineKind.CONTEXT)) for diff in diffs}

    def where(self, code: Sequence[str], path: str, side: Side) -> tuple[Presence, str]:
        """Tell where the lines with these keys are, and the path where that is ``ELSEWHERE``."""
        if not code:
            return Presence.UNKNOWN, ""
        if side is Side.LEFT:
            return self._removed(code, path), ""
        if stands(code, self._right.get(path, ())):
            return Presence.HERE, ""
        moved = next((other for other, runs in self._right.items() if other != path and stands(code, runs)), "")
        unchanged = self._unchanged(code, path)
        if moved and unchanged is not Presence.HERE:
            return Presence.ELSEWHERE, moved
        return unchanged, ""

    def _unchanged(self, code: Sequence[str], path: str) -> Presence:
        """Look for code that no changed line of its file holds."""
        if path in self._texts:
            keys = self._texts[path]
            return Presence.HERE if keys is not None and stands(code, (keys,)) else Presence.GONE
        diff = self._diffs.get(path)
        whole = diff is not None and _is_whole(diff)
        return Presence.GONE if whole else Presence.UNKNOWN

    def _removed(self, code: Sequence[str], path: str) -> Presence:
        """A removed line that was commented on is gone when the diff no longer removes it."""
        diff = self._diffs.get(path)
        if diff is not None and not diff.hunks:
            return Presence.UNKNOWN
        return Presence.HERE if stands(code, self._left.get(path, ())) else Presence.GONE


def stands(code: Sequence[str], runs: Iterable[Sequence[str]]) -> bool:
    """Tell whether the keys stand together, in this order, in one of the runs."""
    wanted, size = tuple(code), len(code)
    return any(
        run[at] == wanted[0] and tuple(run[at : at + size]) == wanted
        for run in runs
        for at in range(len(run) - size + 1)
    )


def _is_whole(diff: FileDiff) -> bool:
    """Tell whether the diff shows all that the head has of the file."""
    if diff.file.status is FileStatus.REMOVED:
        return True
    return diff.file.status is FileStatus.ADDED and bool(diff.hunks) and len(diff.added) >= diff.file.additions


def _runs(diff: FileDiff, *hidden: LineKind) -> Iterator[tuple[str, ...]]:
    """Give the keys of the lines that are not hidden; on the left side, what is not removed parts the runs."""
    parted = LineKind.CONTEXT in hidden
    for hunk in diff.hunks:
        if not parted:
            yield _keys(line.text for line in hunk.lines if line.kind not in hidden)
            continue
        for removed, group in groupby(hunk.lines, key=lambda line: line.kind is LineKind.REMOVED):
            lines: list[DiffLine] = list(group)
            if removed:
                yield _keys(line.text for line in lines)


def _keys(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(key for key in map(line_key, lines) if key)
