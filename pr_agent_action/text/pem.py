r"""Private keys in PEM armour: as files, in diffs, and as one line with ``\n`` escapes.

A key is found without its end (a hunk may stop in the middle of it) and without its beginning. Code that merely
names the armour, such as ``if "-----BEGIN PRIVATE KEY-----" in text``, is no key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pr_agent_action.text.spans import Span

_MINIMUM = 16  # characters of base64 that a key without its end, or without its beginning, must show
_NAME = r"[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
# What may stand before a line's key material: a line number, a diff sign, quotes. Never the dashes of the armour.
_LEAD = r"""[ \t]*+\d*+[ \t]*+(?:[+-](?!----E))?+[ \t"'`#*|]*+"""
_TRAIL = r"""["'`,;+)( \t]*+"""
_LINE_END = r"(?:\\[rn]|\\?\r?\n|\Z)"
_LINE = rf"{_LEAD}(?:[A-Z][A-Za-z-]*+: [^\n\\]*+|[A-Za-z0-9+/=]*+){_TRAIL}{_LINE_END}"

_BEGIN = re.compile(rf"-----BEGIN {_NAME}")
_BODY = re.compile(rf"(?:{_TRAIL}{_LINE_END})?+(?:{_LINE})*+")
_REST = re.compile(rf"{_LEAD}[A-Za-z0-9+/=]*+-----END {_NAME}")
_END = re.compile(rf"-----END {_NAME}")
_MATERIAL = re.compile(rf"[A-Za-z0-9+/=]{{{_MINIMUM},}}+")
_KEY_LINE = re.compile(rf"{_LEAD}[A-Za-z0-9+/=]{{{_MINIMUM},}}+{_TRAIL}\\?\r?$")


def find_private_keys(text: str) -> Iterator[Span]:
    """Yield the private keys in ``text``, the armour with them."""
    if "PRIVATE KEY" not in text:
        return
    done = 0
    for begin in _BEGIN.finditer(text):
        if begin.start() < done:
            continue
        end = _end_of_key(text, begin.end())
        if end:
            done = end
            yield Span(begin.start(), end, "private key")
    for closing in _END.finditer(text):
        start = _start_of_key(text, closing.start())
        if start < closing.start():
            yield Span(start, closing.end(), "private key")


def _end_of_key(text: str, position: int) -> int:
    """Return where the key ends whose beginning ends at ``position``; 0 where there is none."""
    body = _BODY.match(text, position)
    body_end = body.end() if body else position
    closing = _REST.match(text, body_end)
    if closing:
        return closing.end()
    if not _MATERIAL.search(text, position, body_end):
        return 0
    return body_end - (text[body_end - 1] == "\n")


def _start_of_key(text: str, position: int) -> int:
    """Return where the key starts whose ending starts at ``position``, walking up over lines of base64."""
    start = text.rfind("\n", 0, position) + 1
    found = position
    while start > 0:
        above = text.rfind("\n", 0, start - 1) + 1
        if not _KEY_LINE.match(text[above : start - 1]):
            break
        start = found = above
    return found
