"""The results as a table and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal

from pr_agent_action.domain.usage import Usage
from pr_agent_action.evaluation.run import Result
from pr_agent_action.evaluation.score import Score

HEAD = ("case", "found", "expected", "matched", "precision", "recall", "F1", "tokens", "USD")


def as_table(results: Sequence[Result]) -> str:
    """One row a case and one for all, in columns; failures stand below."""
    rows = [HEAD, *(_row(result.name, result.score, result.usage) for result in results)]
    rows.append(_row("all", total_score(results), total_usage(results)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    failures = [f"{result.name}: {result.failure}" for result in results if result.failure]
    return "\n".join([*lines, *failures])


def as_json(results: Sequence[Result], model: str) -> str:
    """Return everything for a program; figures that do not exist are null."""
    cases = [{"name": r.name, "failure": r.failure, **_figures(r.score, r.usage)} for r in results]
    total = _figures(total_score(results), total_usage(results))
    return json.dumps({"version": 1, "model": model, "cases": cases, "all": total}, indent=2)


def total_score(results: Sequence[Result]) -> Score:
    """Add up the cases."""
    return sum((result.score for result in results), start=Score())


def total_usage(results: Sequence[Result]) -> Usage:
    """Add up what they cost."""
    return sum((result.usage for result in results), start=Usage())


def _row(name: str, score: Score, usage: Usage) -> tuple[str, ...]:
    counts = (str(score.found), str(score.expected), str(score.matched))
    shares = tuple(_share(value) for value in (score.precision, score.recall, score.f1))
    return (name, *counts, *shares, str(usage.input_tokens + usage.output_tokens), _dollars(usage.cost_usd))


def _figures(score: Score, usage: Usage) -> dict[str, object]:
    return {
        "found": score.found,
        "expected": score.expected,
        "matched": score.matched,
        "precision": score.precision,
        "recall": score.recall,
        "f1": score.f1,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cost_usd": None if usage.cost_usd is None else str(usage.cost_usd),
    }


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _dollars(value: Decimal | None) -> str:
    return "unknown" if value is None else f"{value:.4f}"
