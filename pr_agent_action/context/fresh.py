"""Leave out what an earlier round has reviewed."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby

from pr_agent_action.domain.diff import DiffLine, FileDiff, Hunk, LineKind

# Path -> new-side numbers of the added lines, or of the line behind a removal, that are new; ``None``: everything is.
Fresh = Mapping[str, Sequence[int]] | None

# Reviewed lines that are shown around new ones of the same hunk, and the fewest that are worth leaving out.
AROUND, GAP = 8, 6
_SECTION_START = re.compile(r"[A-Za-z_$]")


def fresh_hunks(diff: FileDiff, fresh: Fresh) -> tuple[tuple[Hunk, ...], int]:
    """Return what is new with the lines around it, as hunks, and how many stretches of change are left out."""
    if fresh is None:
        return diff.hunks, 0
    new = frozenset(fresh.get(diff.path, ()))
    kept: list[Hunk] = []
    left_out = 0
    for hunk in diff.hunks:
        shown = _shown(hunk, new)
        kept += _cut(hunk, shown)
        left_out += _hidden_changes(hunk, shown)
    return tuple(kept), left_out


def _positions(hunk: Hunk) -> list[int]:
    """Give each line its new-side number, a removed one that of the line behind it."""
    # A hunk that leaves no new line starts *after* the line that its header names.
    position = hunk.new_start if hunk.new_count else hunk.new_start + 1
    found = []
    for line in hunk.lines:
        found.append(position)
        position += line.new is not None
    return found


def _shown(hunk: Hunk, new: Collection[int]) -> list[bool]:
    """Mark the lines that are new or near to one that is."""
    lines = hunk.lines
    fresh = [
        at for at, position in enumerate(_positions(hunk)) if position in new and lines[at].kind is not LineKind.CONTEXT
    ]
    shown = [False] * len(lines)
    for at in fresh:
        first, last = max(at - AROUND, 0), min(at + AROUND + 1, len(lines))
        shown[first:last] = [True] * (last - first)
    if not fresh:
        return shown
    at = 0
    for hidden, group in groupby(list(shown), key=lambda one: not one):
        size = len(list(group))
        if hidden and size < GAP:
            shown[at : at + size] = [True] * size
        at += size
    return shown


def _cut(hunk: Hunk, shown: Sequence[bool]) -> list[Hunk]:
    """Make a hunk of each stretch that is shown."""
    if all(shown):
        return [hunk]
    cut: list[Hunk] = []
    start, old, new = 0, hunk.old_start, hunk.new_start
    for kept, group in groupby(shown):
        end = start + len(list(group))
        lines = hunk.lines[start:end]
        olds = sum(line.old is not None for line in lines)
        news = sum(line.new is not None for line in lines)
        if kept:
            cut.append(
                Hunk(
                    old_start=old if olds else max(old - 1, 0),
                    old_count=olds,
                    new_start=new if news else max(new - 1, 0),
                    new_count=news,
                    section=_section(hunk, hunk.lines[:start]),
                    lines=lines,
                )
            )
        start, old, new = end, old + olds, new + news
    return cut


def _section(hunk: Hunk, above: Sequence[DiffLine]) -> str:
    """Name the function or class above, as git does: the last line that begins with a letter."""
    texts = (line.text for line in reversed(above) if line.kind is not LineKind.REMOVED)
    return next((text.rstrip() for text in texts if _SECTION_START.match(text)), hunk.section)


def _hidden_changes(hunk: Hunk, shown: Sequence[bool]) -> int:
    """Count the stretches of changed lines of which nothing is shown."""
    marks = [None if line.kind is LineKind.CONTEXT else seen for line, seen in zip(hunk.lines, shown, strict=True)]
    return sum(mark is False for mark, _ in groupby(marks))
