"""Show more of a file than its hunks: up to the enclosing function, within bounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pr_agent_action.context.excerpt import Excerpt
from pr_agent_action.context.languages import language_of
from pr_agent_action.context.scopes import Enclosing, Scope, enclosing_scopes
from pr_agent_action.domain.diff import DiffLine, Hunk, LineKind
from pr_agent_action.settings.sections import ConfigSection

# Of the scopes around a hunk only the innermost two are named: a method and its class.
SCOPES_SHOWN = 2


@dataclass(frozen=True, slots=True)
class _Range:
    """A hunk with the head's lines that are shown with it, both ends included."""

    hunk: Hunk
    start: int
    end: int
    scopes: tuple[Scope, ...]


def unexpanded(hunks: Sequence[Hunk]) -> tuple[Excerpt, ...]:
    """Return the hunks as they are, with the enclosing line that the diff names."""
    return tuple(Excerpt(hunk.lines, section=hunk.section) for hunk in hunks)


def expand(path: str, hunks: Sequence[Hunk], text: str | None, config: ConfigSection) -> tuple[Excerpt, ...]:
    """Extend each hunk within the head's ``text`` and join those that then touch.

    With ``allow_dynamic_context`` a hunk grows up to the beginning of its innermost function or class when that is at
    most ``max_extra_lines_before_dynamic_context`` lines above it; when it is further up, the signatures of function
    and class stand above the hunk instead, and a hunk outside of all functions stays as it is. Without it, and where
    nothing is known of the language, a hunk grows by ``patch_extra_lines_before`` and ``patch_extra_lines_after``
    fixed lines. Where ``text`` is not what the hunks say (or ``None``), nothing is extended.
    """
    if text is None or not _matches(hunks, text.split("\n")):
        return unexpanded(hunks)
    lines = text.split("\n")
    language = language_of(path)
    if not config.allow_dynamic_context or language is None:
        ranges = [_fixed_range(hunk, config, lines) for hunk in hunks]
        return tuple(_excerpts(ranges, lines, with_section=True))
    enclosing = enclosing_scopes(text, language)
    ranges = [_dynamic_range(hunk, enclosing, config, lines) for hunk in hunks]
    return tuple(_excerpts(ranges, lines, with_section=False))


def _matches(hunks: Iterable[Hunk], lines: Sequence[str]) -> bool:
    """Tell whether every new-side line of the hunks stands in the head's text where it should."""
    return all(
        line.new <= len(lines) and lines[line.new - 1].rstrip("\r") == line.text.rstrip("\r")
        for hunk in hunks
        for line in hunk.lines
        if line.new is not None
    )


def _start(hunk: Hunk) -> int:
    """Return the new-side number at which the hunk's lines begin."""
    # NOTE: A hunk without new lines starts *after* the line that its header names.
    return hunk.new_start if hunk.new_count else hunk.new_start + 1


def _dynamic_range(hunk: Hunk, enclosing: Enclosing, config: ConfigSection, lines: Sequence[str]) -> _Range:
    start = _start(hunk)
    scopes = enclosing(min(_first_change(hunk, start), len(lines)))
    inner = scopes[-1].start if scopes else start
    near = start - inner <= config.max_extra_lines_before_dynamic_context
    return _Range(hunk, min(inner, start) if near else start, start + hunk.new_count - 1, scopes)


def _fixed_range(hunk: Hunk, config: ConfigSection, lines: Sequence[str]) -> _Range:
    start, last = _start(hunk), len(lines) - (lines[-1] == "")
    shown = max(1, start - config.patch_extra_lines_before)
    end = start + hunk.new_count - 1
    return _Range(hunk, shown, max(end, min(last, end + config.patch_extra_lines_after)), ())


def _first_change(hunk: Hunk, start: int) -> int:
    """Return the new-side number of the first changed line, or of the line behind a removal."""
    number = start
    for line in hunk.lines:
        if line.kind is not LineKind.CONTEXT:
            break
        number += 1
    return number


def _excerpts(ranges: Sequence[_Range], lines: Sequence[str], *, with_section: bool) -> Iterable[Excerpt]:
    shown: set[int] = set()
    at = 0
    while at < len(ranges):
        first = ranges[at]
        group = [first]
        while at + len(group) < len(ranges) and ranges[at + len(group)].start <= group[-1].end + 1:
            group.append(ranges[at + len(group)])
        at += len(group)
        body = tuple(_joined(group, lines))
        shown |= {line.new for line in body if line.new is not None}
        signature = tuple(number for number in _signature(first) if number not in shown)
        shown |= set(signature)
        yield Excerpt(
            body,
            tuple(_context(number, lines) for number in signature),
            first.hunk.section if with_section else "",
        )


def _joined(group: Sequence[_Range], lines: Sequence[str]) -> Iterable[DiffLine]:
    position = group[0].start
    for item in group:
        start = _start(item.hunk)
        yield from (_context(number, lines) for number in range(position, start))
        yield from item.hunk.lines
        position = start + item.hunk.new_count
    yield from (_context(number, lines) for number in range(position, group[-1].end + 1))


def _signature(item: _Range) -> Iterable[int]:
    """Number the lines that name the scopes around an excerpt, as far as they stand above it."""
    for scope in item.scopes[-SCOPES_SHOWN:]:
        innermost = scope is item.scopes[-1]
        end = scope.signature_end if innermost else scope.start
        yield from range(scope.start, min(end + 1, item.start))


def _context(number: int, lines: Sequence[str]) -> DiffLine:
    return DiffLine(LineKind.CONTEXT, None, number, lines[number - 1])
