"""Secrets that this process was given, wherever and however a text shows them.

Each is looked for plain, JSON-escaped, URL-encoded and in base64 at all three alignments (a secret inside a longer
encoded text, such as ``user:password`` of a basic authorisation header), whole or any run of 16 characters of it.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from pr_agent_action.text.spans import Span

SHORTEST = 6  # a shorter secret would be found in half of all texts
RUN = 16
# A run of 16 characters holds one whole block of 8 that starts at a multiple of 8: only those need to be searched.
SEED = RUN // 2


def find_loaded(text: str, secrets: Sequence[str]) -> Iterator[Span]:
    """Yield where a form of one of ``secrets`` stands, whole or a run of at least 16 characters of it."""
    for form in sorted({form for secret in secrets for form in forms(secret)}):
        if len(form) < RUN:
            yield from _occurrences(text, form)
        else:
            yield from _runs(text, form)


def forms(secret: str) -> frozenset[str]:
    """Return the spellings of a secret that are searched; none of one shorter than ``SHORTEST``."""
    secret = secret.strip()
    if len(secret) < SHORTEST:
        return frozenset()
    encoded = quote(secret, safe="")
    lower_hex = re.sub("%[0-9A-F]{2}", lambda match: match[0].lower(), encoded)
    plain = {secret, encoded, lower_hex, json.dumps(secret)[1:-1]}
    return frozenset(form for form in plain | _base64_forms(secret) if len(form) >= SHORTEST)


def _base64_forms(secret: str) -> set[str]:
    """Return the characters of base64 that depend on the secret alone, whatever stands before and behind it."""
    data = secret.encode()
    found = set()
    for before, first in ((0, 0), (1, 2), (2, 3)):
        encoded = base64.b64encode(b"\0" * before + data).decode()
        last = (before + len(data)) * 8 // 6
        core = encoded[first:last]
        found |= {core, core.translate(str.maketrans("+/", "-_"))}
    return found


def _occurrences(text: str, form: str) -> Iterator[Span]:
    position = text.find(form)
    while position >= 0:
        yield Span(position, position + len(form), "secret")
        position = text.find(form, position + len(form))


def _runs(text: str, form: str) -> Iterator[Span]:
    for offset in range(0, len(form) - SEED + 1, SEED):
        seed = form[offset : offset + SEED]
        position = text.find(seed)
        while position >= 0:
            start, end = _grown(text, form, position=position, offset=offset)
            if end - start >= RUN:
                yield Span(start, end, "secret")
            position = text.find(seed, max(position + 1, end - SEED if end - start >= RUN else 0))


def _grown(text: str, form: str, *, position: int, offset: int) -> tuple[int, int]:
    """Extend the seed found at ``position`` to both sides for as long as text and form agree."""
    start, end = position, position + SEED
    before, after = offset, offset + SEED
    while start > 0 and before > 0 and text[start - 1] == form[before - 1]:
        start, before = start - 1, before - 1
    while end < len(text) and after < len(form) and text[end] == form[after]:
        end, after = end + 1, after + 1
    return start, end
