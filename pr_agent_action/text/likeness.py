"""Whether two texts say the same, and whether two pieces of code are the same line: wording and white space aside."""

from __future__ import annotations

import hashlib
import re

_MAX_TEXT = 2_000
_MOST_KEYS = 12
# A line with fewer letters and digits (a bracket) stands everywhere: it names no place.
_TELLING = 2
_FILLERS = re.compile(
    r"\b(?:a|an|and|are|as|at|be|been|but|by|can|could|does|for|from|has|have|if|in|into|is|it|its|may|might|not|of|on|or"
    r"|should|so|that|the|then|there|this|to|use|used|using|was|when|where|which|will|with|without|would|you)\b"
)


def words(text: str) -> str:
    """Give the words that carry meaning, in lower case, of the first 2,000 characters."""
    return " ".join(re.findall(r"[^\W_]+", _FILLERS.sub(" ", text[:_MAX_TEXT].casefold())))


def likeness(a: tuple[str, str], b: tuple[str, str]) -> float:
    """Compare two findings, each a title and a body: 0 (nothing shared) to 100 (one says all that the other does)."""
    from rapidfuzz.fuzz import token_set_ratio  # noqa: PLC0415 - most rounds compare nothing

    return max(
        token_set_ratio(words(a[0]), words(b[0])),
        token_set_ratio(words(" ".join(a)), words(" ".join(b))),
    )


def code_keys(code: str) -> tuple[str, ...]:
    """Give 8 hex digits for each line that says something, at most 12: the same however it is indented."""
    keys = (line_key(line) for line in code.split("\n"))
    return tuple(key for key in keys if key)[:_MOST_KEYS]


def line_key(line: str) -> str:
    """Give a line's key, ``""`` for one that says nothing (blank, a bracket)."""
    bare = "".join(line.split())
    if sum(character.isalnum() for character in bare) < _TELLING:
        return ""
    return hashlib.blake2s(bare.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
