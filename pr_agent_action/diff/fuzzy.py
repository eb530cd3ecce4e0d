"""Likeness of a quote that was changed on its way, within one hunk."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz.fuzz import ratio

from pr_agent_action.diff.candidates import Candidate
from pr_agent_action.diff.views import Level, View

_WORD = re.compile(r"\w+")
_ALIKE = 80.0
# A second place that is nearly as like makes the first one a guess.
_MARGIN = 4.0
_MIN_CHARACTERS, _MAX_CHARACTERS = 10, 1_000
# Comparing costs the quote's length squared at every line of the hunk: beyond these bounds nothing is compared.
_MAX_LINE, _MAX_HUNK = 500, 2_000


def alike(view: View, quote: Sequence[str]) -> Candidate | None:
    """Find the lines that are clearly the most like ``quote``; ``None`` where no place or several are."""
    filled = [line for line in quote if line.strip()]
    wanted = " ".join(map(_plain, filled))
    if not _MIN_CHARACTERS <= len(wanted) <= _MAX_CHARACTERS or len(view.lines) > _MAX_HUNK:
        return None
    texts = {at: _plain(line.text) for at, line in enumerate(view.lines) if line.text.strip()}
    scored = []
    for places in _windows(tuple(texts), len(filled)):
        score = ratio(wanted, " ".join(texts[at] for at in places), score_cutoff=_ALIKE - _MARGIN)
        if score and _shares_words(wanted, texts, places):
            scored.append((score, places[0], places[-1]))
    if not scored:
        return None
    best, first, last = max(scored, key=lambda one: (one[0], one[1] - one[2]))
    rival = any(score > best - _MARGIN and (b < first or a > last) for score, a, b in scored)
    return None if best < _ALIKE or rival else Candidate(view, first, last, Level.PARTLY)


def _windows(places: Sequence[int], wanted: int) -> Iterator[Sequence[int]]:
    """Cut out every run of about as many lines as ``wanted``, blank ones not counted."""
    for size in {max(wanted - 1, 1), wanted, wanted + 1}:
        for first in range(len(places) - size + 1):
            yield places[first : first + size]


def _shares_words(wanted: str, texts: Mapping[int, str], places: Sequence[int]) -> bool:
    """Tell whether half of the words stand there: ``row_3 = f(3)`` is like ``row_13 = f(13)``, and another line."""
    words = _WORD.findall(wanted)
    there = {word for at in places for word in _WORD.findall(texts[at])}
    return 2 * sum(word in there for word in words) >= len(words)


def _plain(line: str) -> str:
    return " ".join(line[:_MAX_LINE].split()).casefold()
