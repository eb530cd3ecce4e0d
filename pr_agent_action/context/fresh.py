"""Leave out what an earlier round has reviewed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby

from pr_agent_action.domain.diff import FileDiff, Hunk, LineKind

# Path -> new-side numbers of the added lines, or of the line behind a removal, that are new; ``None``: everything is.
Fresh = Mapping[str, Sequence[int]] | None


def fresh_hunks(diff: FileDiff, fresh: Fresh) -> tuple[tuple[Hunk, ...], int]:
    """Return the hunks with something new in them, and how many blocks of change the others hold."""
    if fresh is None:
        return diff.hunks, 0
    new = frozenset(fresh.get(diff.path, ()))
    kept: list[Hunk] = []
    left_out = 0
    for hunk in diff.hunks:
        blocks = list(change_positions(hunk))
        if any(not new.isdisjoint(block) for block in blocks):
            kept.append(hunk)
        else:
            left_out += len(blocks)
    return tuple(kept), left_out


def change_positions(hunk: Hunk) -> Iterator[Collection[int]]:
    """Yield each block of change as the numbers of its added lines, or of the line behind where it only removes."""
    position = hunk.new_start if hunk.new_count else hunk.new_start + 1
    for unchanged, group in groupby(hunk.lines, key=lambda line: line.kind is LineKind.CONTEXT):
        lines = list(group)
        added = sum(1 for line in lines if line.new is not None)
        if not unchanged:
            yield range(position, position + max(added, 1))
        position += added
