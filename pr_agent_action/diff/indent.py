"""Indentation that a replacement lost or spells otherwise than the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

_DEFAULT_UNIT = 4
_OPENERS = (":", "{", "(", "[", "=>", "->", "then", "do")


def fit(
    replacement: Sequence[str], *, quote: Sequence[str], actual: Sequence[str], file: Iterable[str]
) -> tuple[str, ...]:
    """Give ``replacement`` the indentation that ``actual`` (the lines it stands for) has in the file.

    ``quote`` is how the model wrote ``actual``: an offset between the two holds for the replacement as well. ``file``
    are lines around, from which the style (tabs or blanks, and how many) is read. None of the lines ends in a CR.
    """
    style = _style(file)
    lines = [_styled(line, style, _unit([*quote, *replacement])) for line in replacement]
    filled = [at for at, line in enumerate(lines) if line.strip()]
    if not filled:
        return tuple(lines)
    wanted, got = indentation(actual[0]), indentation(lines[filled[0]])
    quoted = indentation(_styled(quote[0], style, _unit(quote)))
    if got == wanted or (got not in ("", quoted)) or not wanted.startswith(got):
        return tuple(lines)
    missing = wanted[len(got) :]
    only_first = _lost_only_first(lines[filled[0] :], wanted)
    return tuple(
        missing + line if line.strip() and (at == filled[0] or not only_first) else line
        for at, line in enumerate(lines)
    )


def indentation(line: str) -> str:
    """Give the blanks and tabs that ``line`` starts with."""
    return line[: len(line) - len(line.lstrip(" \t"))]


def _lost_only_first(lines: Sequence[str], wanted: str) -> bool:
    """Tell whether the other lines still have their indentation: somebody stripped the text as a whole."""
    others = [line for line in lines[1:] if line.strip()]
    if indentation(lines[0]) or not others:
        return False
    after = len(indentation(others[0]))
    deeper = after > len(wanted) if lines[0].rstrip().endswith(_OPENERS) else after >= len(wanted)
    return deeper and min(len(indentation(line)) for line in others) > 0


def _style(lines: Iterable[str]) -> str:
    """Give one level of the file's indentation: a tab, or some blanks."""
    starts = [indentation(line) for line in lines if line.strip() and line[0] in " \t"]
    if sum(start[0] == "\t" for start in starts) * 2 > len(starts):
        return "\t"
    return " " * _unit_of([len(start) for start in starts])


def _unit(lines: Sequence[str]) -> int:
    return _unit_of([len(indentation(line)) for line in lines if line.strip() and "\t" not in indentation(line)])


def _unit_of(widths: Sequence[int]) -> int:
    """Guess how many blanks make a level: the smallest step between two depths that is no alignment."""
    depths = sorted({0, *widths})
    steps = [deeper - depth for depth, deeper in pairwise(depths)]
    return min((step for step in steps if step in (2, 4, 8)), default=_DEFAULT_UNIT)


def _styled(line: str, style: str, unit: int) -> str:
    """Spell the indentation of ``line`` in ``style``; ``unit`` blanks of it are one level."""
    start = indentation(line)
    if style == "\t":
        levels, rest = divmod(len(start.replace("\t", " " * unit)), unit)
        spelt = start if set(start) <= {"\t"} else "\t" * levels + " " * rest
    else:
        spelt = start.replace("\t", style)
    return spelt + line[len(start) :]
