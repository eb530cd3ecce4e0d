"""All findings as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), for code scanning and other tools."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from pr_agent_action import __version__
from pr_agent_action.domain.diff import Side
from pr_agent_action.domain.finding import Category, Finding, PlacedFinding, Severity
from pr_agent_action.domain.outcome import Report
from pr_agent_action.domain.pull_request import Snapshot
from pr_agent_action.publication.links import Links
from pr_agent_action.publication.sanitise import plain, sanitise

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
TOOL = "pr-agent-action"
HOME = "https://github.com/org/pr-agent-action"
FINGERPRINT = "prAgentAction/v1"
"""The name of our fingerprint: it survives moved lines and other words, see ``diff.fingerprint``."""
LEVELS = {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}
ROOT = "%SRCROOT%"
MEANINGS = {
    Category.BUG: "The code does not do what it is there for.",
    Category.SECURITY: "Somebody can make the code do what they should not be able to.",
    Category.CONCURRENCY: "Two things that happen at once get in each other's way.",
    Category.ERROR_HANDLING: "An error is lost, or handled where it cannot be.",
    Category.DATA_LOSS: "Data can be lost or damaged.",
    Category.PERFORMANCE: "The code takes more time or memory than it has.",
    Category.API: "Callers are surprised, or break.",
    Category.TESTS: "A test does not hold what it is there for, or is missing.",
    Category.MAINTAINABILITY: "The next person to change this will get it wrong.",
}

Json = dict[str, Any]
_Found = tuple[Finding, str, PlacedFinding | None]


def sarif(report: Report, snapshot: Snapshot, *, secrets: Sequence[str] = ()) -> str:
    """Write one run with all findings, placed and unplaced; secrets are taken out.

    A finding without a line at the head points at its file's first line: code scanning takes none without a place.
    """
    found: list[_Found] = [(item.finding, item.fingerprint, item) for item in report.placed]
    found += [(item.finding, item.fingerprint, None) for item in report.unplaced]
    rules = list(dict.fromkeys(_rule_id(finding) for finding, _, _ in found))
    links, pull_request = Links.of(snapshot), snapshot.pull_request
    run = {
        "tool": {"driver": {**_driver(), "rules": [_rule(name, found_by) for name, found_by in _firsts(found)]}},
        "automationDetails": {"id": f"{TOOL}/"},
        "versionControlProvenance": [
            {"repositoryUri": links.repository, "revisionId": pull_request.head_sha, "branch": pull_request.head_ref}
        ],
        "invocations": [{"executionSuccessful": not report.failure}],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": [
            {
                **_said(finding, secrets),
                "ruleIndex": rules.index(_rule_id(finding)),
                "locations": [_location(finding, item)],
                "partialFingerprints": {FINGERPRINT: fingerprint},
            }
            for finding, fingerprint, item in found
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _driver() -> Json:
    return {"name": TOOL, "version": __version__, "informationUri": HOME}


def _rule_id(finding: Finding) -> str:
    """Name the rule: an analyser's own, or the category that the model gave."""
    return f"{finding.source}/{finding.rule or finding.category.value}".replace(" ", "-")


def _firsts(found: Iterable[_Found]) -> list[tuple[str, Finding]]:
    firsts: dict[str, Finding] = {}
    for finding, _, _ in found:
        firsts.setdefault(_rule_id(finding), finding)
    return list(firsts.items())


def _rule(name: str, finding: Finding) -> Json:
    by = "a language model" if finding.source == "model" else finding.source
    return {
        "id": name,
        "shortDescription": {"text": f"{finding.category.value.capitalize()}, found by {by}"},
        "fullDescription": {"text": MEANINGS[finding.category]},
        "helpUri": HOME,
        "properties": {"tags": [finding.category.value]},
    }


def _said(finding: Finding, secrets: Sequence[str]) -> Json:
    title = plain(finding.title, secrets) or MEANINGS[finding.category]
    text = f"{title}: {plain(finding.body, secrets)}" if finding.body.strip() else title
    return {
        "ruleId": _rule_id(finding),
        "level": LEVELS[finding.severity],
        # NOTE: in a plain text, "[words](1)" would be a link to a place that there is not.
        "message": {"text": text.replace("](", "] ("), "markdown": f"**{title}**\n\n{sanitise(finding.body, secrets)}"},
        "properties": {
            "severity": finding.severity.value,
            "confidence": finding.confidence.value,
            "category": finding.category.value,
            "source": finding.source,
            **({} if finding.score is None else {"score": finding.score}),
        },
    }


def _location(finding: Finding, item: PlacedFinding | None) -> Json:
    anchor = item.anchor if item and item.anchor.side is Side.RIGHT else None
    region = {"startLine": anchor.first_line, "endLine": anchor.line} if anchor else {"startLine": 1}
    path = quote(item.anchor.path if item else finding.path.lstrip("/") or ".")
    return {"physicalLocation": {"artifactLocation": {"uri": path, "uriBaseId": ROOT}, "region": region}}
