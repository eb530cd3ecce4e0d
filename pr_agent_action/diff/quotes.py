"""How a quoted piece of code may be read: models add line numbers, signs and fences that the file does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from pr_agent_action.domain.diff import Side

_NUMBER = re.compile(r"[ \t]*L?([0-9]{1,7})(?:[ \t]*[:|)\]→][ \t]?|\t|[ ](?=[-+ \t])|[ ]+|$)(.*)", re.DOTALL)
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[^`]*")
_SIGNS = "+- "


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a quote: lines without blank ones around them.

    ``side`` is set when the quote's signs say which version of the file it is from; ``line`` when its own line
    numbers say where it begins. ``numbered`` and ``signed`` say what was taken off.
    """

    lines: tuple[str, ...]
    side: Side | None = None
    line: int | None = None
    numbered: bool = False
    signed: bool = False


def readings(quote: str) -> tuple[Reading, ...]:
    """List the ways to read ``quote``, the most literal first; none when there is nothing in it."""
    raw = Reading(trimmed(split_lines(quote)))
    found: list[Reading] = []
    for reading in _expand(raw):
        if any(line.strip() for line in reading.lines) and reading not in found:
            found.append(reading)
    return tuple(found)


def split_lines(text: str) -> tuple[str, ...]:
    """Split at line feeds only, as the diff is; a CR before one is dropped."""
    return tuple(line.removesuffix("\r") for line in text.split("\n"))


def trimmed(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Drop blank lines at both ends."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    return lines[filled[0] : filled[-1] + 1] if filled else ()


def without_fence(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Drop a Markdown fence, or one pair of backticks around a single line."""
    if len(lines) > 1 and _FENCE.fullmatch(lines[0]) and _FENCE.fullmatch(lines[-1]):
        return trimmed(lines[1:-1])
    if len(lines) == 1 and (inner := re.fullmatch(r"[ \t]*`([^`]+)`[ \t]*", lines[0])):
        return (inner[1],)
    return lines


def without_numbers(lines: tuple[str, ...]) -> tuple[tuple[str, ...], int] | None:
    """Drop line numbers and tell the first; ``None`` unless most lines have one and they count upwards."""
    matches = [_NUMBER.fullmatch(line) for line in lines]
    numbers = [int(match[1]) for match in matches if match]
    filled = sum(bool(line.strip()) for line in lines)
    if not numbers or len(numbers) * 2 < filled or any(a > b for a, b in pairwise(numbers)):
        return None
    return tuple(match[2] if match else line for match, line in zip(matches, lines, strict=True)), numbers[0]


def signed_sides(lines: tuple[str, ...]) -> dict[Side, tuple[str, ...]]:
    """Read lines that start with ``+``, ``-`` or a blank as a diff; empty unless they are one."""
    filled = [line.lstrip("\t") if line.startswith("\t") else line for line in lines if line.strip()]
    if any(line[0] not in _SIGNS for line in filled) or all(line[0] == " " for line in filled):
        return {}
    sides = {}
    for side, sign in ((Side.RIGHT, "+"), (Side.LEFT, "-")):
        if any(line.startswith(sign) for line in lines):
            sides[side] = trimmed(tuple(line[1:] for line in lines if not line.strip() or line[0] in (sign, " ")))
    return sides


def _expand(raw: Reading) -> Iterator[Reading]:
    plain = replace(raw, lines=without_fence(raw.lines))
    yield raw
    yield plain
    unnumbered = without_numbers(plain.lines)
    bare = plain if unnumbered is None else replace(plain, lines=unnumbered[0], line=unnumbered[1], numbered=True)
    yield bare
    for base in (plain, bare):
        for side, lines in signed_sides(base.lines).items():
            yield replace(base, lines=lines, side=side, signed=True)
            again = without_numbers(lines)
            if again is not None:
                yield replace(base, lines=again[0], line=again[1], side=side, signed=True, numbered=True)
