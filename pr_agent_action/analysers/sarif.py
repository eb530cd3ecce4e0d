"""Findings from SARIF 2.1.0, the format of code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NotRequired
from urllib.parse import unquote, urlsplit

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict

from pr_agent_action.analysers.tools.base import in_words
from pr_agent_action.domain.diff import FileDiff
from pr_agent_action.domain.finding import Category, Confidence, Finding, Severity
from pr_agent_action.text.redact import redact

OURS = "pr-agent-action"
MOST_RESULTS = 5_000
LONGEST_TEXT = 2_000
# Where a runner checks out: /home/runner/work/NAME/NAME, or /github/workspace inside of a container.
_CHECKOUT = re.compile(r"^/(?:github/workspace|(?:[^/]+/)*_?work/([^/]+)/\1)/")
_ODD = re.compile(r"[^\w .+-]+")
_LEVELS = {"error": Severity.HIGH, "warning": Severity.MEDIUM, "note": Severity.LOW}
# GitHub's own bounds of `security-severity`:
# https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
_SCORES = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM), (0.0, Severity.LOW))


class _Text(TypedDict):
    text: NotRequired[str]


class _Artifact(TypedDict):
    uri: NotRequired[str]


class _Region(TypedDict):
    startLine: NotRequired[int]


class _Physical(TypedDict):
    artifactLocation: NotRequired[_Artifact]
    region: NotRequired[_Region]


class _Location(TypedDict):
    physicalLocation: NotRequired[_Physical]


class _Result(TypedDict):
    ruleId: NotRequired[str]
    ruleIndex: NotRequired[int]
    level: NotRequired[str]
    kind: NotRequired[str]
    message: NotRequired[_Text]
    locations: NotRequired[list[_Location]]
    suppressions: NotRequired[list[Any]]


class _Defaults(TypedDict):
    level: NotRequired[str]


class _Rule(TypedDict):
    id: str
    shortDescription: NotRequired[_Text]
    defaultConfiguration: NotRequired[_Defaults]
    properties: NotRequired[dict[str, Any]]


class _Driver(TypedDict):
    name: str
    rules: NotRequired[list[_Rule]]


class _Tool(TypedDict):
    driver: _Driver


class _Run(TypedDict):
    tool: _Tool
    results: NotRequired[list[_Result] | None]


class _Log(TypedDict):
    runs: list[_Run]


def sarif_findings(
    texts: Mapping[str, str], diffs: Sequence[FileDiff], *, least: Severity = Severity.LOW
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Return what the files say about added lines, and a sentence about each file that is no SARIF."""
    lines = {diff.path: {line.new: line.text for line in diff.added} for diff in diffs}
    findings: list[Finding] = []
    notices: list[str] = []
    for name, text in texts.items():
        try:
            log = TypeAdapter(_Log).validate_json(text)
        except ValidationError:
            notices.append(f"`{name}` is no SARIF 2.1.0, so nothing of it was read.")
            continue
        found = [finding for run in log["runs"] for finding in _of_run(run, lines)]
        findings += [finding for finding in found if finding.severity.at_least(least)]
    return tuple(dict.fromkeys(findings)), tuple(notices)


def _of_run(run: _Run, lines: Mapping[str, Mapping[int | None, str]]) -> Iterator[Finding]:
    source = _name(run["tool"]["driver"]["name"])
    if source.casefold() == OURS:
        return
    rules = run["tool"]["driver"].get("rules", [])
    by_id = {rule["id"]: rule for rule in rules}
    said: set[tuple[str, int, str]] = set()
    for result in (run.get("results") or [])[:MOST_RESULTS]:
        path, line = _place(result)
        text = lines.get(path, {}).get(line) if line else None
        key = (path, line, result.get("ruleId", ""))
        if text is None or key in said or result.get("suppressions") or result.get("kind", "fail") != "fail":
            continue
        said.add(key)
        index = result.get("ruleIndex", -1)
        rule = by_id.get(result.get("ruleId", "")) or (rules[index] if 0 <= index < len(rules) else None)
        yield _finding(source, result, rule, path=path, line=line, text=text)


def _finding(source: str, result: _Result, rule: _Rule | None, *, path: str, line: int, text: str) -> Finding:
    name = (result.get("ruleId") or (rule["id"] if rule else ""))[:100]
    message = result.get("message", {}).get("text", "").strip()[:LONGEST_TEXT]
    short = rule.get("shortDescription", {}).get("text", "").strip() if rule else ""
    title, body = in_words(message or short or f"The rule {name} matches", tool=source, rule=name)
    severity, security = _rank(result, rule)
    return Finding(
        path=path,
        title=in_words(short, tool=source, rule=name)[0] if short else title,
        body=message if short and message else body,
        quote=redact(text.rstrip("\r"))[:LONGEST_TEXT],
        severity=severity,
        category=Category.SECURITY if security else Category.BUG,
        confidence=Confidence.HIGH,
        line_hint=line,
        source=source,
        rule=name,
    )


def _name(driver: str) -> str:
    """Make a driver's name one that can stand in our words, and never that of our own model."""
    plain = " ".join(_ODD.sub(" ", driver).split())[:40] or "SARIF"
    return f"{plain} (SARIF)" if plain.casefold() == "model" else plain


def _place(result: _Result) -> tuple[str, int]:
    """Give the first location as a path of the repository (``""`` when it is none) and a line (0 for none)."""
    locations = result.get("locations", [])
    place = locations[0].get("physicalLocation", {}) if locations else {}
    try:
        address = urlsplit(place.get("artifactLocation", {}).get("uri", "").replace("\\", "/"))
    except ValueError:
        return "", 0
    if address.scheme not in {"", "file"}:
        return "", 0
    path = _CHECKOUT.sub("", unquote(address.path))
    return path.removeprefix("./"), place.get("region", {}).get("startLine", 0)


def _rank(result: _Result, rule: _Rule | None) -> tuple[Severity, bool]:
    """Tell how severe it is, and whether it is a matter of security."""
    properties = rule.get("properties", {}) if rule else {}
    tags = properties.get("tags")
    score = _score(properties.get("security-severity"))
    security = score is not None or (isinstance(tags, list) and "security" in tags)
    if score is not None:
        return next(severity for least, severity in _SCORES if score >= least), True
    default = rule.get("defaultConfiguration", {}).get("level", "warning") if rule else "warning"
    return _LEVELS.get(result.get("level", default), Severity.LOW), security


def _score(value: object) -> float | None:
    try:
        score = float(str(value))
    except ValueError:
        return None
    return score if score >= 0 else None
