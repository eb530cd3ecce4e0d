"""A figure with its target, and how many of them look in a terminal and in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure. ``good`` is ``None`` where it has no target, or could not be measured here."""

    topic: str
    name: str
    measured: str
    target: str = ""
    good: bool | None = None

    @property
    def verdict(self) -> str:
        """One word."""
        return {True: "reached", False: "MISSED", None: ""}[self.good]


def at_most(topic: str, name: str, value: float, most: float, *, show: Callable[[float], str]) -> Figure:
    """Judge a figure that should be small."""
    return Figure(topic=topic, name=name, measured=show(value), target=f"≤ {show(most)}", good=value <= most)


def at_least(topic: str, name: str, value: float, least: float, *, show: Callable[[float], str]) -> Figure:
    """Judge a figure that should be large."""
    return Figure(topic=topic, name=name, measured=show(value), target=f"≥ {show(least)}", good=value >= least)


def fact(topic: str, name: str, measured: str) -> Figure:
    """Say a figure that has no target."""
    return Figure(topic=topic, name=name, measured=measured)


def count(value: float) -> str:
    """Write a whole number."""
    return f"{value:,.0f}"


def ratio(value: float) -> str:
    """Write a multiple."""
    return f"{value:.2f} x"


def percent(value: float) -> str:
    """Write a share of 1."""
    return f"{value:.0%}"


def seconds(value: float) -> str:
    """Write seconds."""
    return f"{value:.2f} s"


def megabytes(value: float) -> str:
    """Write megabytes (of 1,048,576 bytes)."""
    return f"{value:,.0f} MB"


def terminal(figures: Sequence[Figure]) -> str:
    """Align the figures under their topics."""
    wide = max(len(figure.name) for figure in figures)
    middle = max(len(figure.measured) for figure in figures)
    lines: list[str] = []
    for at, figure in enumerate(figures):
        if at == 0 or figures[at - 1].topic != figure.topic:
            lines += ["", figure.topic]
        lines.append(f"  {figure.name:<{wide}}  {figure.measured:>{middle}}  {figure.target:<12}  {figure.verdict}")
    return "\n".join(line.rstrip() for line in lines)


def markdown(figures: Sequence[Figure]) -> str:
    """Write a table for each topic."""
    parts: list[str] = []
    for at, figure in enumerate(figures):
        if at == 0 or figures[at - 1].topic != figure.topic:
            parts += ["", f"## {figure.topic}", "", "| figure | measured | target | |", "| --- | ---: | ---: | --- |"]
        parts.append(f"| {figure.name} | {figure.measured} | {figure.target} | {figure.verdict} |")
    return "\n".join(parts)
