"""The two shapes of code in Markdown: fenced blocks and spans, found in text and written so that nothing breaks out.

Fences are always written at the first column with a blank line before them: a fence anywhere else may be ordinary
text to a parser that sees a list, a quotation or an HTML block around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(
    r"(?P<prefix>[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*)*)(?P<fence>`{3,}|~{3,})(?P<info>.*)", re.DOTALL
)
_QUOTE = re.compile(r"[ \t]*>[ \t]?")
_RUN = re.compile(r"`+")
_LANGUAGE = re.compile(r"[A-Za-z][\w+#.-]{0,30}")
# What GitHub draws, or lets a reader commit, instead of showing it.
_ACTIVE = frozenset({"suggestion", "mermaid", "math", "geojson", "topojson", "stl"})


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a text: prose, or a fenced block's content (``language`` is then not ``None``)."""

    text: str
    language: str | None = None


def longest_run(text: str) -> int:
    """Return the length of the longest run of backticks."""
    return max((len(run) for run in _RUN.findall(text)), default=0)


def fenced(code: str, language: str = "") -> str:
    """Write a fenced block whose fence is longer than any run of backticks inside."""
    fence = "`" * max(3, longest_run(code) + 1)
    return f"{fence}{language}\n{code}\n{fence}" if code else f"{fence}{language}\n{fence}"


def code_span(text: str) -> str:
    """Write ``text`` as one line of inline code; nothing for blank text."""
    line = " ".join(text.split())
    if not line:
        return ""
    fence = "`" * (longest_run(line) + 1)
    padding = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{padding}{line}{padding}{fence}"


def split(markdown: str) -> Iterator[Block]:
    """Split into prose and fenced blocks; a fence that is never closed reaches to the end.

    Fences in lists and quotations count too; their content loses the indentation and the quotation marks.
    """
    prose: list[str] = []
    lines = iter(markdown.split("\n"))
    for line in lines:
        opening = _FENCE.fullmatch(line)
        if not opening or (opening["fence"][0] == "`" and "`" in opening["info"]):
            prose.append(line)
            continue
        if prose:
            yield Block("\n".join(prose))
            prose = []
        yield Block("\n".join(_content(lines, opening)), _language(opening["info"]))
    if prose:
        yield Block("\n".join(prose))


def join(blocks: Iterator[Block]) -> str:
    """Write the blocks again, with a blank line around each fenced one."""
    parts = [
        block.text.strip("\n") if block.language is None else fenced(block.text, block.language) for block in blocks
    ]
    return "\n\n".join(part for part in parts if part.strip())


def tidy(markdown: str) -> str:
    """Leave at most one blank line in a row outside code, and none at the ends."""
    return join(
        block if block.language is not None else Block(re.sub(r"\n[ \t]*(?:\n[ \t]*)+(?=\n)", "\n", block.text))
        for block in split_own(markdown)
    )


def split_own(markdown: str) -> Iterator[Block]:
    """Split Markdown of our own making: fences stand at the first column only, and languages are kept."""
    prose: list[str] = []
    lines = iter(markdown.split("\n"))
    for line in lines:
        opening = re.fullmatch(r"(?P<prefix>)(?P<fence>`{3,})(?P<info>[^`]*)", line)
        if not opening:
            prose.append(line)
            continue
        yield Block("\n".join(prose))
        prose = []
        yield Block("\n".join(_content(lines, opening)), opening["info"])
    yield Block("\n".join(prose))


def _language(info: str) -> str:
    match = _LANGUAGE.match(info.strip())
    return match[0] if match and match[0].lower() not in _ACTIVE else ""


def _content(lines: Iterator[str], opening: re.Match[str]) -> Iterator[str]:
    fence, quoted = opening["fence"], ">" in opening["prefix"]
    indent = len(opening["prefix"].expandtabs(4)) if not quoted else 0
    closing = re.compile(rf"[ \t>]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*")
    for line in lines:
        if closing.fullmatch(line):
            return
        bare = _QUOTE.sub("", line, count=1) if quoted else line
        blanks = len(bare) - len(bare.lstrip(" "))
        yield bare[min(indent, blanks) :]
