"""The lines around a place, cut out of what the model was shown."""

from __future__ import annotations

from collections.abc import Sequence

from pr_agent_action.context.build import Chunk
from pr_agent_action.domain.diff import Anchor, Side
from pr_agent_action.text.tokens import clip_to_tokens, estimate_tokens

# Rows above and below the place, as far as they fit the budget.
WIDTHS = ((20, 10), (10, 5), (4, 2), (0, 0))


def window(chunks: Sequence[Chunk], anchor: Anchor, quote: str, *, budget_tokens: int) -> str:
    """Cut at most ``budget_tokens`` around ``anchor`` out of the chunks, the file's header first.

    The rows are as the model saw them: cleaned, redacted, numbered. ``quote`` finds removed lines, which have no
    number. ``""`` where no chunk shows the place.
    """
    for chunk in chunks:
        if anchor.path not in chunk.paths:
            continue
        header, rows = _file(chunk.prefix, anchor.path)
        found = [at for at, row in enumerate(rows) if _covers(row, anchor, quote)]
        if found:
            return _cut(header, rows, found[0], found[-1], budget_tokens)
    return ""


def _file(prefix: str, path: str) -> tuple[str, list[str]]:
    """Give the file's header and its rows; a row of a file never begins like a header."""
    start = prefix.find(f"\n== {path} (") + 1
    if not start:
        return "", []
    end = prefix.find("\n== ", start)
    header, *rows = prefix[start : end if end >= 0 else len(prefix)].split("\n")
    if end < 0:
        rows = rows[:-2]  # the fence's last line, and the end of the text
    return header, rows


def _covers(row: str, anchor: Anchor, quote: str) -> bool:
    if anchor.side is Side.LEFT:
        return row.startswith("-") and any(
            row[1:].strip() == line.strip() for line in quote.split("\n") if line.strip()
        )
    digits = len(row) - len(row.lstrip("0123456789"))
    return digits > 0 and anchor.first_line <= int(row[:digits]) <= anchor.line


def _cut(header: str, rows: Sequence[str], first: int, last: int, budget_tokens: int) -> str:
    text = ""
    for above, below in WIDTHS:
        text = "\n".join([header, *rows[max(0, first - above) : last + 1 + below]])
        if estimate_tokens(text) <= budget_tokens:
            break
    return clip_to_tokens(text, budget_tokens)
