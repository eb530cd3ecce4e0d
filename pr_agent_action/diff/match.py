"""Where in a diff a quote stands: from exact equality down to fuzzy likeness, in one written order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pr_agent_action.diff.candidates import Candidate
from pr_agent_action.diff.fuzzy import alike
from pr_agent_action.diff.quotes import Reading
from pr_agent_action.diff.views import Level, View, key, squeeze, views
from pr_agent_action.domain.diff import FileDiff, Side

# Quotes longer than this are no quotes; the bounds keep odd input from costing seconds.
_MAX_LINES, _MAX_CHARACTERS, _MAX_CANDIDATES = 400, 20_000, 200
# A part of a line says where it is only from this many characters on (white space not counted).
_MIN_PART, _MIN_SHORT_PART = 8, 4
_ELLIPSIS = re.compile(r"(?:#|//|/\*|<!--|--|;)? ?\[?(?:\.{3,}|…)\]? ?(?:\*/|-->)?")
_MAX_ELIDED = 60
# How far a hint may lie outside a hunk and still name it.
_HUNK_SLACK = 3

Search = Callable[[View, Reading], Iterator[Candidate]]


@dataclass(frozen=True, slots=True)
class Match:
    """A place and the reading of the quote that led there."""

    candidate: Candidate
    reading: Reading


class Searcher:
    """A file's diff, made searchable once for all of its findings."""

    def __init__(self, diff: FileDiff) -> None:
        """Prepare both sides of ``diff``."""
        self._views = {side: views(diff, side) for side in Side}

    def matches(self, readings: Sequence[Reading], hint: int | None) -> tuple[Match, ...]:
        """Give the places that equal the quote best: all those of the first search that finds any.

        White space is forgiven on the new side before the old side is looked at: code that was moved or re-indented
        stands on both, and the author means the new one.
        """
        fitting = [one for one in readings if len(one.lines) <= _MAX_LINES and _size(one) <= _MAX_CHARACTERS]
        searches: tuple[Search, ...] = (_equal, _equal_but_case, _part, _elided, _overhanging, self._alike(hint))
        for search in searches:
            for reading in fitting:
                for side in _order(reading.side):
                    found = self._run(search, reading, side)
                    if found:
                        return found
        return ()

    def line_at(self, number: int, length: int) -> Candidate | None:
        """Give the ``length`` lines of the new side from ``number`` on, as far as the hunk reaches."""
        for view in self._views[Side.RIGHT]:
            for at, line in enumerate(view.lines):
                if line.new == number:
                    return Candidate(view, at, min(at + length, len(view.lines)) - 1, Level.PARTLY)
        return None

    def _run(self, search: Search, reading: Reading, side: Side) -> tuple[Match, ...]:
        found = (one.narrowed() for view in self._views[side] for one in search(view, reading))
        distinct = {(one.first_line, one.last_line): Match(one, reading) for one in found if one is not None}
        return tuple(islice(distinct.values(), _MAX_CANDIDATES))

    def _alike(self, hint: int | None) -> Search:
        """Search by likeness in the hunk that the hint names, or in the only one that there is."""

        def search(view: View, reading: Reading) -> Iterator[Candidate]:
            at = hint if hint is not None else reading.line
            only = at is None and len(self._views[view.side]) == 1
            named = at is not None and view.number(0) - _HUNK_SLACK <= at <= view.number(-1) + _HUNK_SLACK
            found = alike(view, reading.lines) if only or named else None
            if found:
                yield found

        return search


def _order(side: Side | None) -> tuple[Side, Side]:
    return (Side.LEFT, Side.RIGHT) if side is Side.LEFT else (Side.RIGHT, Side.LEFT)


def _size(reading: Reading) -> int:
    return sum(map(len, reading.lines))


def _equal(view: View, reading: Reading) -> Iterator[Candidate]:
    """Whole lines, white space forgiven; each place at the strictest level that holds."""
    seen: set[tuple[int, int]] = set()
    for level in (Level.EXACT, Level.INDENTATION, Level.SPACING):
        for place in _whole(view, reading, level):
            if place not in seen:
                seen.add(place)
                yield Candidate(view, *place, level)


def _equal_but_case(view: View, reading: Reading) -> Iterator[Candidate]:
    for place in _whole(view, reading, Level.CASE):
        yield Candidate(view, *place, Level.CASE)


def _part(view: View, reading: Reading) -> Iterator[Candidate]:
    """A part of one line, or lines of which the first and the last are cut."""
    wanted = "".join(map(squeeze, reading.lines))
    if len(wanted) < _MIN_PART:
        yield from _short_part(view, " ".join(" ".join(reading.lines).split()))
        return
    for level, needle in ((Level.SPACING, wanted), (Level.CASE, wanted.casefold())):
        for place in islice(view.haystack(level).within(needle), _MAX_CANDIDATES):
            yield Candidate(view, *place, Level.PARTLY)


def _short_part(view: View, wanted: str) -> Iterator[Candidate]:
    """A few characters say where they are only as whole words."""
    if len(wanted) < _MIN_SHORT_PART:
        return
    pattern = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")
    for at, line in enumerate(view.lines):
        if pattern.search(" ".join(line.text.split())):
            yield Candidate(view, at, at, Level.PARTLY)


def _elided(view: View, reading: Reading) -> Iterator[Candidate]:
    """Pieces around an ellipsis, in their order, in one hunk."""
    text = "\n".join(" ".join(line.split()) for line in reading.lines)
    pieces = [piece for piece in map(squeeze, _ELLIPSIS.split(text)) if piece]
    if not _ELLIPSIS.search(text) or not pieces or len(pieces[0]) < _MIN_PART:
        return
    haystack = view.haystack(Level.SPACING)
    for first, _ in islice(haystack.within(pieces[0]), _MAX_CANDIDATES):
        end = haystack.starts[first]
        for piece in pieces:
            at = haystack.text.find(piece, end)
            if at < 0:
                return
            end = at + len(piece)
        last = haystack.covered(end - 1, end)[1]
        if last - first < _MAX_ELIDED:
            yield Candidate(view, first, last, Level.PARTLY)


def _overhanging(view: View, reading: Reading) -> Iterator[Candidate]:
    """A quote that reaches over the hunk's edges: the longest run of its lines that lies inside."""
    haystack = view.haystack(Level.SPACING)
    text, starts = haystack.text, haystack.starts
    keys = [key(Level.SPACING, line) for line in reading.lines]
    if _telling(text) and text in "".join(keys):
        yield Candidate(view, *haystack.covered(0, len(text)), Level.PARTLY)
        return
    for count in range(len(keys) - 1, 0, -1):
        head, tail = "".join(keys[:count]), "".join(keys[-count:])
        if _telling(head) and text.endswith(head) and len(text) - len(head) in starts:
            yield Candidate(view, *haystack.covered(len(text) - len(head), len(text)), Level.PARTLY)
            return
        if _telling(tail) and text.startswith(tail) and len(tail) in starts:
            yield Candidate(view, *haystack.covered(0, len(tail)), Level.PARTLY)
            return


def _telling(text: str) -> bool:
    """Tell whether ``text`` is more than brackets: enough to say where it is."""
    return len(text) >= _MIN_PART and sum(character.isalnum() for character in text) >= _MIN_PART // 2


def _whole(view: View, reading: Reading, level: Level) -> Iterator[tuple[int, int]]:
    needle = "".join(key(level, line) for line in reading.lines)
    return islice(view.haystack(level).whole(needle), _MAX_CANDIDATES)
