"""Regular expressions of a maintainer's, looked for in text that anybody may write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

LONGEST_TEXT = 512
"""Characters that are looked at: GitHub's titles have at most 256, branches and logins fewer."""
SECONDS = 0.1


def matches_any(text: str, patterns: Iterable[str]) -> bool:
    """Tell whether a pattern is ``text`` itself or is found in it.

    So ``renovate[bot]`` matches that login, though as a regular expression it would not. A pattern that does not
    compile or takes longer than ``SECONDS`` (backtracking has no bound) matches literally only; an empty one, nothing.
    """
    return any(pattern == text or _found(pattern, text) is not None for pattern in patterns if pattern)


def first_group(text: str, pattern: str) -> str:
    """Give what the first group of ``pattern`` holds, the whole match where it has none, ``""`` without a match."""
    found = _found(pattern, text)
    return (found[1 if found.re.groups else 0] or "") if found else ""


def _found(pattern: str, text: str) -> regex.Match[str] | None:
    import regex  # noqa: PLC0415 - 15 ms that most starts of the process do not need; ``re`` knows no time limit

    try:
        return regex.search(pattern, text[:LONGEST_TEXT], timeout=SECONDS, concurrent=True)
    except (regex.error, TimeoutError, RecursionError, OverflowError):
        return None
