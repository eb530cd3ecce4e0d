"""Secrets that no service's shape gives away: random-looking values assigned to a name that says what they are."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

from pr_agent_action.text.spans import Span

_NAME = r"(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)"
# The value stands in quotes: in code, an unquoted one is an expression.
_OPERATOR = r"""["'\]]{0,2}+[ \t]{0,8}+(?::=|=>|[:=])[ \t]{0,8}+"""
_VALUE = r"""[bf]?["'`]([^\s"'`<>(){}]{12,200}+)["'`]"""
_QUOTED = re.compile(rf"{_NAME}[A-Za-z0-9_]{{0,20}}+{_OPERATOR}{_VALUE}", re.IGNORECASE)
# An environment file's line has neither quotes nor blanks.
_ENVIRONMENT = re.compile(
    r"(?:PASSWORD|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY)[A-Z0-9_]{0,20}+=([A-Za-z0-9+/=_-]{20,200}+)(?=\s|$)"
)
_MIXED = re.compile(r"(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{7,}")
_SYMBOL = re.compile(r"[!#$%^&*@?~+]")
# Bits a character; English words and paths have 3 or less at these lengths, random base64 about 4.
_ENTROPY = 3.2


def find_assignments(text: str) -> Iterator[Span]:
    """Yield the values (not their names or quotes) that look like passwords or keys."""
    for pattern in (_QUOTED, _ENVIRONMENT):
        for match in pattern.finditer(text):
            if _looks_random(match[1]):
                yield Span(match.start(1), match.end(1), "password or key")


def _looks_random(value: str) -> bool:
    """Tell random characters from identifiers, paths, versions and placeholders."""
    if not any(character.isdigit() for character in value) or not any(character.isalpha() for character in value):
        return False
    return bool(_MIXED.search(value) or _SYMBOL.search(value)) and entropy(value) >= _ENTROPY


def entropy(value: str) -> float:
    """Return Shannon's entropy of the characters, in bits a character."""
    counts = Counter(value).values()
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts)
