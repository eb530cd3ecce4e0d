"""Notes that somebody left for later, in comments of added lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from pr_agent_action.domain.diff import FileDiff
from pr_agent_action.domain.outcome import Marker

_WORD = re.compile(r"(?<![\w-])(?:TODO|FIXME|XXX)(?![\w-])")
_MAX_LINE = 2_000
_SHOWN = 200

_C_LIKE = ("//", "/*", "*")
_HASH = ("#",)
_MARKUP = ("<!--",)
_LANGUAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("py rb sh bash zsh yml yaml toml pl r jl ex exs cmake mk tf nix ps1 cfg conf", _HASH),
    ("js jsx mjs cjs ts tsx go java kt kts rs c h cc cpp hpp cs swift scala dart m mm css scss", _C_LIKE),
    ("md mdx html htm xml svg xhtml", _MARKUP),
    ("sql hs lua elm", ("--", "/*", "*")),
    ("php", (*_C_LIKE, "#")),
    ("vue svelte", (*_C_LIKE, *_MARKUP)),
    ("tex erl", ("%",)),
    ("clj el lisp", (";",)),
    ("ini", ("#", ";")),
)
_STYLES = {suffix: openers for suffixes, openers in _LANGUAGES for suffix in suffixes.split()}
_ANY = ("#", "//", "/*", "*", "--", "<!--", ";")
# A star opens a comment's line only where the line begins; the others not in the middle of a word or an address.
_OPENERS = {
    opener: re.compile(rf"^\s*{re.escape(opener)}(?!/)" if opener == "*" else rf"(?<![\w:&/]){re.escape(opener)}")
    for opener in {*_ANY, "%"}
}


def todos(diffs: Iterable[FileDiff]) -> tuple[Marker, ...]:
    """Find TODO, FIXME and XXX in the comments of added lines, as far as one line alone shows that it is a comment."""
    return tuple(
        Marker(path=diff.path, line=line.new or 0, text=line.text.strip()[:_SHOWN])
        for diff in diffs
        for line in diff.added
        if _is_todo(line.text[:_MAX_LINE], _STYLES.get(PurePosixPath(diff.path).suffix[1:].casefold(), _ANY))
    )


def _is_todo(text: str, openers: Iterable[str]) -> bool:
    word = _WORD.search(text)
    if word is None:
        return False
    starts = (match.start() for opener in openers for match in _OPENERS[opener].finditer(text, 0, word.start()))
    return any(_outside_strings(text[:start]) for start in starts)


def _outside_strings(before: str) -> bool:
    return all(before.count(quote) % 2 == 0 for quote in "\"'`")
