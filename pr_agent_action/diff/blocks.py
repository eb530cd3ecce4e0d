"""Change blocks: the unit by which a later round knows what an earlier one has reviewed."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pr_agent_action.domain.diff import DiffLine, FileDiff, Hunk, LineKind

# NOTE: 96 bits, so that nobody can make a harmless block and a harmful one with the same id in reasonable time.
_ID_BYTES = 12
# One telling line of so many begins a new block: about 8 lines a block in code, 12 kB of state for 5,000 lines.
_ONE_OF = 6
# What has no such line is cut here all the same, so that an edit in it makes no more than this new.
_MOST_LINES = 32
# A line with fewer letters and digits (a bracket, "else:") stands everywhere: cutting at it says nothing.
_TELLING = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeBlock:
    """Some added and removed lines that stand together.

    ``id`` (24 hex digits) depends on the path and the lines' text alone, so it survives rebases, amends, force pushes
    and moved lines. ``new_lines`` are the line numbers at the head; empty where the block only removes.
    """

    id: str
    path: str
    lines: tuple[DiffLine, ...]
    new_lines: range


def change_blocks(diff: FileDiff) -> tuple[ChangeBlock, ...]:
    """Cut a file's diff into its blocks, in order; equal blocks of one file get distinct ids.

    A run of changed lines is cut before lines that their own text marks, wherever they stand: an edit makes a new
    block of the one that it is in, and leaves the blocks above and below as they were.
    """
    seen: Counter[str] = Counter()
    blocks = []
    for lines, follower in (piece for hunk in diff.hunks for run in _runs(hunk) for piece in _pieces(*run)):
        content = "\n".join([diff.path, *(line.kind.value + line.text.rstrip() for line in lines)])
        seen[content] += 1
        numbers = [line.new for line in lines if line.new is not None]
        blocks.append(
            ChangeBlock(
                id=_digest(f"{seen[content]}\n{content}"),
                path=diff.path,
                lines=lines,
                new_lines=range(numbers[0], numbers[-1] + 1) if numbers else range(follower, follower),
            )
        )
    return tuple(blocks)


def _runs(hunk: Hunk) -> Iterator[tuple[tuple[DiffLine, ...], int]]:
    """Give each run of changed lines with the new-side number of the line that follows its start."""
    # A hunk that leaves no new line starts *after* the line that its header names.
    position = hunk.new_start if hunk.new_count else hunk.new_start + 1
    for is_context, group in groupby(hunk.lines, key=lambda line: line.kind is LineKind.CONTEXT):
        lines = tuple(group)
        if not is_context:
            yield lines, position
        position += sum(line.new is not None for line in lines)


def _pieces(run: Sequence[DiffLine], position: int) -> Iterator[tuple[tuple[DiffLine, ...], int]]:
    """Cut a run before each line that begins a block, with the same numbers as ``_runs`` gives."""
    piece: list[DiffLine] = []
    start = position
    for line in run:
        if piece and (len(piece) == _MOST_LINES or _begins_block(line.text)):
            yield tuple(piece), start
            piece, start = [], position
        piece.append(line)
        position += line.new is not None
    yield tuple(piece), start


def _begins_block(text: str) -> bool:
    bare = text.strip()
    telling = sum(character.isalnum() for character in bare) >= _TELLING
    return telling and zlib.crc32(bare.encode("utf-8", "surrogatepass")) % _ONE_OF == 0


def _digest(text: str) -> str:
    return hashlib.blake2s(text.encode("utf-8", "surrogatepass"), digest_size=_ID_BYTES).hexdigest()
