"""``ast-grep``: the repository's own rules, from its base branch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from types import MappingProxyType

from typing_extensions import TypedDict

from pr_agent_action.analysers.tools.base import Defaults, Remark, in_words, rows
from pr_agent_action.domain.finding import Category, Severity

# NOTE: it takes a project's file where it runs for one that changes which files a rule holds for.
_PROJECT_FILES = frozenset({"sgconfig.yml", "sgconfig.yaml"})
_SEVERITIES: Mapping[str, Severity] = MappingProxyType(
    {"error": Severity.HIGH, "warning": Severity.MEDIUM, "info": Severity.LOW, "hint": Severity.LOW}
)


class _Point(TypedDict):
    line: int


class _Range(TypedDict):
    start: _Point


class _Row(TypedDict):
    file: str
    range: _Range
    ruleId: str
    severity: str
    message: str
    note: str | None


class AstGrep(Defaults):
    """Checks whatever the rules name; without rules, nothing."""

    name = "ast-grep"

    def __init__(self, rules: str = "") -> None:
        """Take rules as YAML, several of them parted by ``---``."""
        self._rules = rules.strip()

    def wants(self, path: str) -> bool:
        """Take all files, where there are rules."""
        return bool(self._rules) and PurePosixPath(path).name not in _PROJECT_FILES

    def command(self, paths: Sequence[str]) -> tuple[str, ...]:
        """Scan by the rules; libraries for other languages are never loaded."""
        # NOTE: rules of a file say by paths relative to that file which files they are for; these are for the copies'.
        how = ("--custom-languages=ignore", "--json=compact", "--color=never")
        return ("ast-grep", "scan", "--inline-rules", self._rules, *how, "--", *paths)

    def parse(self, stdout: str) -> tuple[Remark, ...]:
        """Read its list of matches."""
        return tuple(_remark(row) for row in rows(list[_Row], stdout))


def _remark(row: _Row) -> Remark:
    message = row["message"] or f"The rule {row['ruleId']} matches"
    title, body = in_words(message, tool=AstGrep.name, rule=row["ruleId"])
    return Remark(
        path=row["file"],
        line=row["range"]["start"]["line"] + 1,
        rule=row["ruleId"],
        title=title,
        body=row["note"] or body,
        severity=_SEVERITIES.get(row["severity"], Severity.LOW),
        category=Category.MAINTAINABILITY,
    )
