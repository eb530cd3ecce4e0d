"""``yamllint``: YAML that no parser takes, and keys that overwrite each other; nothing about its looks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from pr_agent_action.analysers.tools.base import Defaults, Remark, module_command, suffix_of
from pr_agent_action.domain.finding import Category, Severity

_RULES = "{rules: {key-duplicates: enable}}"
_LINE = re.compile(r"(?P<path>.+):(?P<line>\d+):\d+: \[(?:error|warning)\] (?P<message>.*) \((?P<rule>[\w-]+)\)")
_SYNTAX = "syntax"


class Yamllint(Defaults):
    """Checks YAML files, but for templates of them."""

    name = "yamllint"

    def wants(self, path: str) -> bool:
        """Take YAML; what Helm or a project template still fills in is none yet."""
        template = "templates" in PurePosixPath(path).parts[:-1] or "{{" in path
        return suffix_of(path) in {".yaml", ".yml"} and not template

    def command(self, paths: Sequence[str]) -> tuple[str, ...]:
        """Check by our rules alone."""
        return module_command("yamllint", "--config-data", _RULES, "--format=parsable", "--", *paths)

    def parse(self, stdout: str) -> tuple[Remark, ...]:
        """Read one remark a line."""
        return tuple(_remark(line) for line in stdout.splitlines())


def _remark(line: str) -> Remark:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError("no line of yamllint")
    syntax = match["rule"] == _SYNTAX
    message = match["message"].removeprefix("syntax error: ")
    return Remark(
        path=match["path"],
        line=int(match["line"]),
        rule=match["rule"],
        title="This is no valid YAML" if syntax else "Key is set twice",
        body=f"The parser stops here: {message}."
        if syntax
        else f"There is a {message}: most parsers keep the last value and drop the others without a word.",
        severity=Severity.HIGH if syntax else Severity.MEDIUM,
        category=Category.BUG,
    )
