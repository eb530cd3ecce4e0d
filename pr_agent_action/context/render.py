"""How a file looks to the model.

::

    == src/shop/cart.py (modified, Python)
    12 class Cart:
    40     def total(self) -> int:
    ⋮
    57         for line in self.lines:
    -            total += line.price
    58+            total += line.price * line.count
    59         return total
    ⋮ def discount(code: str) -> int:
    88+    return RATES[code]

Each line of the new version is its number, a ``+`` when the pull request adds it or a blank when it was there before,
and the code. Removed lines have ``-`` and no number. ``⋮`` stands where lines are not shown; behind it may stand the
enclosing line as the diff names it. A file begins with ``==``; no line of a file can look like that, because each
begins with its number or its sign. A line of more than 500 characters is cut, and says so.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from pr_agent_action.context.excerpt import Excerpt
from pr_agent_action.context.languages import language_of
from pr_agent_action.context.untrusted import Fence
from pr_agent_action.domain.diff import DiffLine, FileDiff, LineKind
from pr_agent_action.domain.pull_request import FileStatus
from pr_agent_action.text.tokens import estimate_tokens

LONGEST_LINE = 500
# What is searched for secrets of a longer line: one that begins in the part that is shown is found.
LONGEST_SEARCHED = 4000
LONGEST_PATH = 300
ELLIPSIS = "⋮"


@dataclass(frozen=True, slots=True)
class Piece:
    """Rendered lines that stay together where they can; ``tokens`` counts all of them."""

    lines: tuple[str, ...]
    tokens: int

    @property
    def text(self) -> str:
        """The lines, each with its line end."""
        return "".join(f"{line}\n" for line in self.lines)


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file ready to be packed; ``cut_lines`` counts added lines that were too long to show whole."""

    path: str
    header: str
    header_tokens: int
    pieces: tuple[Piece, ...]
    cut_lines: int = 0

    @property
    def tokens(self) -> int:
        """What the whole file costs."""
        return self.header_tokens + sum(piece.tokens for piece in self.pieces)


def piece_of(lines: Sequence[str]) -> Piece:
    """Return the lines as a piece, counted."""
    return Piece(tuple(lines), estimate_tokens("".join(f"{line}\n" for line in lines)))


def render_file(diff: FileDiff, excerpts: Sequence[Excerpt], fence: Fence) -> RenderedFile:
    """Render a file; without excerpts (removed, or only renamed) it is its header alone."""
    header = f"== {render_path(diff.path, fence)} ({_what_happened(diff, fence)})\n"
    shown = [line for excerpt in excerpts for line in (*excerpt.signature, *excerpt.lines)]
    texts = fence.code([line.text[:LONGEST_SEARCHED] for line in shown])
    sections = fence.code([excerpt.section for excerpt in excerpts])
    pieces: list[Piece] = []
    start = cut = 0
    previous = 0
    for excerpt, section in zip(excerpts, sections, strict=True):
        end = start + len(excerpt.signature) + len(excerpt.lines)
        own = list(zip(shown[start:end], texts[start:end], strict=True))
        gap = _gap(excerpt, section, previous)
        rendered = _with_gaps(own, len(excerpt.signature))
        pieces.append(piece_of([gap, *rendered] if gap else rendered))
        cut += sum(1 for line, text in own if line.kind is LineKind.ADDED and len(text) > LONGEST_LINE)
        previous = excerpt.last or previous
        start = end
    return RenderedFile(diff.path, header, estimate_tokens(header), tuple(pieces), cut)


def unrendered(diff: FileDiff) -> RenderedFile:
    """Stand in for a file that is not looked at because there is no room for it: it fits nowhere."""
    return RenderedFile(diff.path, "", sys.maxsize, ())


def render_path(path: str, fence: Fence) -> str:
    """Return a path on one line, cut when it is absurdly long."""
    return fence.code([path.replace("\n", " ")])[0][:LONGEST_PATH]


def _what_happened(diff: FileDiff, fence: Fence) -> str:
    file = diff.file
    parts = [file.status.value]
    if file.status in {FileStatus.RENAMED, FileStatus.COPIED} and file.previous_path:
        parts = [f"{file.status.value} from {render_path(file.previous_path, fence)}"]
        parts += [] if diff.hunks else ["no other change"]
    if file.status is FileStatus.REMOVED:
        parts.append(f"{file.deletions} lines")
    language = language_of(file.path)
    return ", ".join([*parts, *([language.name] if language else [])])


def _gap(excerpt: Excerpt, section: str, previous: int) -> str:
    """Return the line that says that something is left out above the excerpt, ``""`` where nothing is."""
    first = excerpt.signature[0].new if excerpt.signature else excerpt.first
    if first is not None and first <= previous + 1:
        return ""
    if section.strip():
        return f"{ELLIPSIS} {_cut(section.strip())}"
    return ELLIPSIS if previous else ""


def _with_gaps(lines: Sequence[tuple[DiffLine, str]], signature: int) -> list[str]:
    """Render lines, with an ellipsis between the signature's lines and the rest where they do not touch."""
    rendered: list[str] = []
    last = 0
    for position, (line, text) in enumerate(lines):
        if 0 < position <= signature and line.new is not None and line.new > last + 1:
            rendered.append(ELLIPSIS)
        last = line.new or last
        rendered.append(_line(line, text))
    return rendered


def _line(line: DiffLine, text: str) -> str:
    return f"{'' if line.new is None else line.new}{line.kind.value}{_cut(text.rstrip(), len(line.text))}"


def _cut(text: str, length: int = 0) -> str:
    """Cut a text, which may itself be the beginning of one with ``length`` characters."""
    if len(text) <= LONGEST_LINE:
        return text
    return f"{text[:LONGEST_LINE]} … [cut, {max(len(text), length) - LONGEST_LINE} more characters]"
