"""Put rendered files into chunks that each fit a budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from pr_agent_action.context.render import Piece, RenderedFile, piece_of

# A smaller rest of a chunk is not worth a file's first lines.
LEAST_ROOM = 60


@dataclass
class Bin:
    """A chunk being filled: each file's header and pieces, in the order in which they came."""

    room: int
    files: dict[str, list[str]] = field(default_factory=dict)

    def cost(self, file: RenderedFile, tokens: int) -> int:
        """Tell what ``tokens`` of a file take here, its header included the first time."""
        return tokens + (0 if file.path in self.files else file.header_tokens)

    def put(self, file: RenderedFile, pieces: Sequence[Piece]) -> None:
        """Add pieces of a file."""
        self.room -= self.cost(file, sum(piece.tokens for piece in pieces))
        self.files.setdefault(file.path, [file.header]).extend(piece.text for piece in pieces)


@dataclass(frozen=True, slots=True)
class Packed:
    """``texts`` holds each chunk's files by path; ``partly`` and ``left_out`` are paths that did not fit."""

    texts: tuple[dict[str, str], ...]
    partly: frozenset[str]
    left_out: frozenset[str]


def pack(
    files: Sequence[RenderedFile], *, capacity: int, max_chunks: int, large: Literal["clip", "skip"] = "clip"
) -> Packed:
    """Fill at most ``max_chunks`` chunks of ``capacity`` tokens with the files, the first ones first.

    A file stays in one chunk when it fits one. One that fits none is spread over chunks, cut between its pieces and, if
    need be, between lines; with ``large="skip"`` it is left out. What finds no room is reported by its path.
    """
    packer = _Packer(capacity, max_chunks)
    partly: set[str] = set()
    left_out: set[str] = set()
    for file in files:
        home = packer.room_for(file)
        if home is not None:
            home.put(file, file.pieces)
        elif large == "skip" and file.tokens > capacity:
            left_out.add(file.path)
        elif not packer.spread(file):
            began = any(file.path in chunk.files for chunk in packer.bins)
            (partly if began else left_out).add(file.path)
    texts = tuple({path: "".join(parts) for path, parts in chunk.files.items()} for chunk in packer.bins if chunk.files)
    return Packed(texts, frozenset(partly), frozenset(left_out))


@dataclass
class _Packer:
    capacity: int
    max_chunks: int
    bins: list[Bin] = field(default_factory=list)

    def room_for(self, file: RenderedFile) -> Bin | None:
        """Return the first chunk that takes the whole file, a new one if need be."""
        fitting = next(
            (chunk for chunk in self.bins if chunk.room >= chunk.cost(file, file.tokens - file.header_tokens)), None
        )
        if fitting is None and file.tokens <= self.capacity:
            return self._opened()
        return fitting

    def spread(self, file: RenderedFile) -> bool:
        """Put as much of the file as there is room for; tell whether that was all."""
        if not file.pieces:
            return False
        waiting = list(reversed(file.pieces))
        while waiting:
            piece = waiting.pop()
            chunk = self._roomiest(file, piece)
            if chunk is None:
                return False
            head, rest = _cut(piece, chunk.room - chunk.cost(file, 0))
            chunk.put(file, [head])
            if rest is not None:
                waiting.append(rest)
        return True

    def _roomiest(self, file: RenderedFile, piece: Piece) -> Bin | None:
        """Return a chunk that takes the piece whole, else a new one, else the one that takes most of it."""
        fitting = next((chunk for chunk in self.bins if chunk.room >= chunk.cost(file, piece.tokens)), None)
        found = (
            fitting
            or self._opened()
            or max(self.bins, key=lambda chunk: chunk.room - chunk.cost(file, 0), default=None)
        )
        if found is None:
            return None
        room = found.room - found.cost(file, 0)
        return found if room >= max(min(LEAST_ROOM, piece.tokens), piece_of(piece.lines[:1]).tokens) else None

    def _opened(self) -> Bin | None:
        if len(self.bins) >= self.max_chunks or self.capacity <= 0:
            return None
        self.bins.append(Bin(self.capacity))
        return self.bins[-1]


def _cut(piece: Piece, room: int) -> tuple[Piece, Piece | None]:
    """Split a piece between lines so that its head fits; the head may be empty, the rest ``None``."""
    if piece.tokens <= room:
        return piece, None
    kept = used = 0
    for line in piece.lines:
        used += piece_of([line]).tokens
        if used > room:
            break
        kept += 1
    return piece_of(piece.lines[:kept]), piece_of(piece.lines[kept:])
