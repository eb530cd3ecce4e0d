"""Code with colours, a line at a time."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup
from pygments import highlight as colour
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_for_filename
from pygments.lexers.special import TextLexer
from pygments.util import ClassNotFound

LONGEST = 400


@cache
def _lexer(path: str) -> Lexer:
    try:
        return get_lexer_for_filename(path, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return TextLexer(stripnl=False, ensurenl=False)


def highlight(line: str, path: str) -> Markup:
    """Colour one line; what it begins on another line (a long string, say) is not known here."""
    shown = line if len(line) <= LONGEST else f"{line[:LONGEST]} …"
    return Markup(colour(shown, _lexer(path), HtmlFormatter(nowrap=True)))  # noqa: S704 - pygments escapes
