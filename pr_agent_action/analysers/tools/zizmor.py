"""``zizmor``: the security of GitHub's workflows and actions, by its offline audits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from typing_extensions import TypedDict

from pr_agent_action.analysers.conventions import is_workflow
from pr_agent_action.analysers.tools.base import Defaults, Remark, heading, rows
from pr_agent_action.analysers.workflows import SCRIPT_INJECTION
from pr_agent_action.domain.finding import Category, Severity

_ACTION = re.compile(r"(?:.*/)?action\.ya?ml")
_SEVERITIES: Mapping[str, Severity] = MappingProxyType({"High": Severity.HIGH, "Medium": Severity.MEDIUM})
# Policies that a repository may not have, and what our own check of workflows judges by the whole file: low.
_POLICIES = frozenset(
    {
        "artipacked",
        "dangerous-triggers",
        "excessive-permissions",
        "secrets-inherit",
        "self-hosted-runner",
        "unpinned-uses",
    }
)
# What both this and our own check find is said in the same words, and so is one finding.
_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "template-injection": (SCRIPT_INJECTION.title, SCRIPT_INJECTION.body),
        "github-env": (
            "Text of a stranger can set the environment",
            (
                "What is written to `GITHUB_ENV` or `GITHUB_PATH` decides what later steps run. In a workflow that "
                "strangers can start, write to `GITHUB_OUTPUT` instead, and only what you checked."
            ),
        ),
        "bot-conditions": (
            "The check for a bot can be passed by anybody",
            (
                "`github.actor` is whoever caused the last event, not the author of what runs. Compare "
                "`github.event.pull_request.user.login` instead."
            ),
        ),
        "cache-poisoning": (
            "A poisoned cache may end up in a release",
            "This workflow publishes, and restores a cache that other workflows may write. Build releases without one.",
        ),
    }
)


class _Point(TypedDict):
    row: int


class _Span(TypedDict):
    start_point: _Point


class _Concrete(TypedDict):
    location: _Span


class _Local(TypedDict):
    verbatim_path: str


class _Key(TypedDict):
    Local: _Local


class _Symbolic(TypedDict):
    key: _Key
    kind: str
    annotation: str


class _Location(TypedDict):
    symbolic: _Symbolic
    concrete: _Concrete


class _Determinations(TypedDict):
    confidence: str
    severity: str


class _Row(TypedDict):
    ident: str
    desc: str
    determinations: _Determinations
    locations: list[_Location]


class Zizmor(Defaults):
    """Checks workflows and composite actions."""

    name = "zizmor"

    def wants(self, path: str) -> bool:
        """Take what GitHub runs."""
        return is_workflow(path) or _ACTION.fullmatch(path) is not None

    def command(self, paths: Sequence[str]) -> tuple[str, ...]:
        """Check offline, and without a configuration file."""
        return (
            "zizmor",
            "--offline",
            "--no-config",
            "--collect=all",
            "--quiet",
            "--no-progress",
            "--no-exit-codes",
            "--min-severity=medium",
            "--min-confidence=medium",
            "--format=json-v1",
            "--",
            *paths,
        )

    def parse(self, stdout: str) -> tuple[Remark, ...]:
        """Read its list of findings, each at its primary places."""
        return tuple(
            _remark(row, place["symbolic"]["key"]["Local"]["verbatim_path"], place)
            for row in rows(list[_Row], stdout)
            for place in row["locations"]
            if place["symbolic"]["kind"] == "Primary"
        )


def _remark(row: _Row, path: str, place: _Location) -> Remark:
    rule = row["ident"]
    said = f"{row['desc'][:1].upper()}{row['desc'][1:]}"
    title, body = _WORDS.get(rule, (heading(said), f"{said}: {place['symbolic']['annotation']}."))
    severity = _SEVERITIES.get(row["determinations"]["severity"], Severity.LOW)
    return Remark(
        path=path,
        line=place["concrete"]["location"]["start_point"]["row"] + 1,
        rule=rule,
        title=title,
        body=body,
        severity=Severity.LOW if rule in _POLICIES else severity,
        category=Category.SECURITY,
    )
