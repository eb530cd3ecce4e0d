"""The Action's outputs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal

from pr_agent_action.domain.coverage import Reach
from pr_agent_action.domain.finding import Finding, PlacedFinding
from pr_agent_action.domain.outcome import Report, Verdict
from pr_agent_action.domain.plan import Published, Status
from pr_agent_action.publication.sanitise import plain
from pr_agent_action.publication.summary import verdict_of
from pr_agent_action.text.redact import redact

VERSION = 1
LIMIT = 900_000
"""Bytes of ``review_json``: GitHub takes 1 MiB of all outputs of a job together."""


def outputs(
    report: Report | None, published: Published, status: Status, *, secrets: Sequence[str] = ()
) -> dict[str, str]:
    """Return every output by its name; a run without a report has empty counts.

    ``highest_severity`` is ``none`` without findings; ``cost_usd`` is ``unknown`` where a price is.
    """
    findings = _findings(report) if report else []
    reach = [file.reach for file in report.coverage] if report else []
    usage = report.usage if report else None
    cost = usage.cost_usd if usage else 0
    return {
        "status": status.value,
        "findings_count": str(len(findings)),
        "highest_severity": min((finding.severity for finding in findings), key=lambda one: one.rank, default="none"),
        "review_json": review_json(report, secrets=secrets) if report else "",
        "comment_url": published.summary_url,
        "review_url": published.review_url,
        "input_tokens": str(usage.input_tokens if usage else 0),
        "output_tokens": str(usage.output_tokens if usage else 0),
        "cost_usd": "unknown" if cost is None else _dollars(cost),
        "files_reviewed": str(reach.count(Reach.REVIEWED) + reach.count(Reach.PARTLY)),
        "files_skipped": str(reach.count(Reach.SKIPPED)),
    }


def review_json(report: Report, *, secrets: Sequence[str] = (), limit: int = LIMIT) -> str:
    """Write the review for programs, secrets taken out, in at most ``limit`` bytes.

    ``{"version": 1, "model": str, "failure": str, "verdict": {"sentence", "effort", "tests", "security", "score"} or
    null, "findings": [{"path", "line", "start_line", "side", "severity", "category", "confidence", "title", "body",
    "suggestion", "source", "rule", "score", "fingerprint", "reason"}], "coverage": [{"path", "reach", "reason"}],
    "truncated": bool}``. Numbers and ``suggestion`` may be null; ``line`` is null for a finding without a place, whose
    ``reason`` says why. ``truncated`` holds when findings (the least severe first) or coverage were left out.
    """
    placed = sorted(report.placed, key=lambda item: item.finding.severity.rank)
    findings = [_placed(item) for item in placed]
    findings += [{**_finding(item.finding, item.fingerprint), "reason": item.reason} for item in report.unplaced]
    coverage = [{"path": row.path, "reach": row.reach.value, "reason": row.reason} for row in report.coverage]
    truncated = False
    while True:
        value = {
            "version": VERSION,
            "model": report.model,
            "failure": report.failure,
            "verdict": _verdict(verdict_of(report)),
            "findings": findings,
            "coverage": coverage,
            "truncated": truncated,
        }
        text = json.dumps(_redacted(value, secrets))
        if len(text) <= limit or not (findings or coverage):
            return text
        findings, coverage, truncated = findings[: len(findings) * 9 // 10], [], True


def _dollars(cost: Decimal | int) -> str:
    """Write a price to the millionth; litellm computes with floats, whose tail means nothing."""
    return f"{cost:.6f}".rstrip("0").rstrip(".")


def _findings(report: Report) -> list[Finding]:
    return [*(item.finding for item in report.placed), *(item.finding for item in report.unplaced)]


def _placed(item: PlacedFinding) -> dict[str, object]:
    anchor = item.anchor
    place = {"line": anchor.line, "start_line": anchor.start_line, "side": anchor.side.value}
    return {**_finding(item.finding, item.fingerprint), **place, "suggestion": item.suggestion}


def _finding(finding: Finding, fingerprint: str) -> dict[str, object]:
    return {
        "path": finding.path,
        "line": None,
        "start_line": None,
        "side": None,
        "severity": finding.severity.value,
        "category": finding.category.value,
        "confidence": finding.confidence.value,
        "title": plain(finding.title),
        "body": finding.body,
        "suggestion": None,
        "source": finding.source,
        "rule": finding.rule,
        "score": finding.score,
        "fingerprint": fingerprint,
        "reason": "",
    }


def _verdict(verdict: Verdict | None) -> dict[str, object] | None:
    if verdict is None:
        return None
    return {
        "sentence": verdict.sentence,
        "effort": verdict.effort,
        "tests": verdict.tests.value if verdict.tests else None,
        "security": verdict.security,
        "score": verdict.score,
    }


def _redacted(value: object, secrets: Sequence[str]) -> object:
    if isinstance(value, str):
        return redact(value, secrets)
    if isinstance(value, dict):
        return {key: _redacted(item, secrets) for key, item in value.items()}
    if isinstance(value, list):
        return [_redacted(item, secrets) for item in value]
    return value
