"""The lines of a comment that its reader sees, and which of them may hold a command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LINE_END = re.compile(r"\r\n|\r|\n")
FENCE = re.compile(r" {0,3}(`{3,}+(?!.*`)|~{3,})")
OPEN, CLOSE = "<!--", "-->"


@dataclass(frozen=True, slots=True)
class Line:
    """A visible line; ``code`` holds inside a fenced block, its fences included."""

    text: str
    code: bool = False


def visible_lines(body: str) -> Iterator[Line]:
    """Split Markdown into lines without its HTML comments; inside fenced code they are visible, so they stay.

    A comment that is never closed hides the rest where it starts a line, as on GitHub, and is plain text elsewhere.
    """
    fence = ""
    hidden = False
    closings = body.count(CLOSE)
    for raw in LINE_END.split(body):
        closings -= raw.count(CLOSE)
        if fence:
            yield Line(raw, code=True)
            fence = "" if _closes(raw, fence) else fence
            continue
        text, hidden = _strip(raw, hidden=hidden, closed_later=closings > 0)
        opening = FENCE.match(text)
        fence = opening[1] if opening else ""
        # NOTE: a line that was nothing but a comment leaves no blank line behind.
        if text.strip() or not raw.strip():
            yield Line(text, code=bool(fence))


def visible_text(body: str) -> str:
    """Join the visible lines, blank ends removed."""
    return "\n".join(line.text for line in visible_lines(body)).strip()


def _closes(line: str, fence: str) -> bool:
    marks = line.strip()
    return len(marks) >= len(fence) and not marks.strip(fence[0]) and not line.startswith("    ")


def _strip(line: str, *, hidden: bool, closed_later: bool) -> tuple[str, bool]:
    """Drop what is commented out of a line; the second value tells whether the next line starts hidden."""
    kept: list[str] = []
    while line:
        if hidden:
            _, closing, line = line.partition(CLOSE)
            hidden = not closing
            continue
        before, opening, rest = line.partition(OPEN)
        kept.append(before)
        if opening and not closed_later and CLOSE not in rest and "".join(kept).strip():
            return "".join([*kept, opening, rest]), False
        hidden, line = bool(opening), rest
    return "".join(kept), hidden
