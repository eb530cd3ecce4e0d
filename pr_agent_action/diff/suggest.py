"""A replacement as a committable suggestion, or nothing where that could do harm."""

from __future__ import annotations

from pr_agent_action.diff.candidates import Candidate
from pr_agent_action.diff.indent import fit
from pr_agent_action.diff.match import Match
from pr_agent_action.diff.paths import is_protected
from pr_agent_action.diff.quotes import signed_sides, split_lines, trimmed, without_fence, without_numbers
from pr_agent_action.diff.views import Level
from pr_agent_action.domain.diff import Side

# A line with fewer letters and digits (a bracket, "else:") may well be repeated on purpose.
_TELLING = 6


def suggestion(replacement: str | None, match: Match, path: str) -> str | None:
    """Give the text that replaces exactly the matched lines; ``None`` where it would not be safe or change nothing.

    Only whole lines of the new side that were quoted in full (white space forgiven) are ever replaced.
    """
    candidate = match.candidate
    actual = tuple(line.text.rstrip("\r") for line in candidate.lines)
    whole = candidate.level <= Level.SPACING and len(actual) == len(match.reading.lines)
    if replacement is None or not whole or candidate.view.side is Side.LEFT or is_protected(path):
        return None
    around = [line.text.rstrip("\r") for line in candidate.view.lines]
    lines = fit(_cleaned(replacement, match), quote=match.reading.lines, actual=actual, file=around)
    if _bare(lines) == _bare(actual) or _repeats_neighbours(lines, candidate):
        return None
    return "\n".join(lines)


def _cleaned(replacement: str, match: Match) -> tuple[str, ...]:
    """Take off what the model put around code, as it did around the quote."""
    lines = trimmed(split_lines(replacement))
    starts = {line.text.lstrip()[:1] for line in match.candidate.lines}
    if "`" not in starts:
        lines = without_fence(lines)
    if match.reading.numbered and (unnumbered := without_numbers(lines)):
        lines = unnumbered[0]
    if match.reading.signed or (any(line.startswith("+") for line in lines) and "+" not in starts):
        lines = signed_sides(lines).get(Side.RIGHT, lines)
    return trimmed(tuple(line.replace("\r", "") for line in lines))


def _bare(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line.rstrip() for line in lines)


def _repeats_neighbours(lines: tuple[str, ...], candidate: Candidate) -> bool:
    """Tell whether the replacement also holds a line next to the quote, which would then stand there twice."""
    around, own = candidate.view.lines, _bare(tuple(line.text for line in candidate.lines))
    before = around[candidate.first - 1].text.rstrip() if candidate.first else ""
    after = around[candidate.last + 1].text.rstrip() if candidate.last + 1 < len(around) else ""
    bare = _bare(lines)
    return len(bare) > 1 and (
        (_telling(after) and bare[-1] == after != own[-1]) or (_telling(before) and bare[0] == before != own[0])
    )


def _telling(line: str) -> bool:
    return sum(character.isalnum() for character in line) >= _TELLING
