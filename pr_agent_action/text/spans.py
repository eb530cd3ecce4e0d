"""Spans of a text: merged, and replaced without changing the number of lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """``text[start:end]`` and what stands there, in a reader's words."""

    start: int
    end: int
    kind: str


def merged(spans: Iterable[Span]) -> list[Span]:
    """Sort the spans and join those that overlap; the one that starts first gives its kind."""
    result: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if result and span.start < result[-1].end:
            last = result[-1]
            result[-1] = Span(last.start, max(last.end, span.end), last.kind)
        else:
            result.append(span)
    return result


def replaced(text: str, spans: Iterable[Span]) -> str:
    """Put ``[redacted <kind>]`` in the place of each span, and as many line ends behind it as the span had."""
    parts: list[str] = []
    position = 0
    for span in merged(spans):
        parts += (text[position : span.start], f"[redacted {span.kind}]", "\n" * text.count("\n", span.start, span.end))
        position = span.end
    return "".join((*parts, text[position:]))
