"""``hadolint``: Dockerfiles that do not build, or not what they seem to, and the shell in their ``RUN``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from types import MappingProxyType

from typing_extensions import TypedDict

from pr_agent_action.analysers.tools.base import Defaults, Remark, in_words, rows
from pr_agent_action.analysers.tools.shellcheck import shell_rank, shell_words
from pr_agent_action.domain.finding import Category, Severity

_NAME = re.compile(r"(?:.*\.)?(?:docker|container)file(?:\.(?!dockerignore)[\w.-]+)?", re.IGNORECASE)
# NOTE: version 2.12 fits the image (2 MB; later ones have 55); a Dockerfile newer than it is not a mistake.
_UNREADABLE = "DL1000"
# Matters of policy and taste (pinned versions, labels, order) are low; these are defects.
_BREAKS_THE_BUILD = frozenset({"DL3021", "DL3023", "DL3024", "DL3043", "DL3061", "DL3012", "DL3011"})
_WRONG_IMAGE = frozenset({"DL3000", "DL3014", "DL3030", "DL3034", "DL3038", "DL3044", "DL4003", "DL4004"})
_IGNORED = (
    "DL3003",
    "DL3008",
    "DL3013",
    "DL3015",
    "DL3016",
    "DL3018",
    "DL3028",
    "DL3033",
    "DL3037",
    "DL3041",
    "DL3059",
)
_SHELL_IGNORED = ("SC1091", "SC2034", "SC2086", "SC2154", "SC2155", "SC2164")


class _Row(TypedDict):
    code: str
    file: str
    level: str
    line: int
    message: str


class Hadolint(Defaults):
    """Checks Dockerfiles and Containerfiles."""

    name = "hadolint"
    own_files: Mapping[str, str] = MappingProxyType({"hadolint.yaml": "ignored: []\n"})

    def wants(self, path: str) -> bool:
        """Take ``Dockerfile``, ``Dockerfile.dev``, ``web.dockerfile`` and their like."""
        return _NAME.fullmatch(PurePosixPath(path).name) is not None

    def command(self, paths: Sequence[str]) -> tuple[str, ...]:
        """Check by a configuration of ours, which keeps it from looking for another one."""
        ignored = [word for rule in (*_IGNORED, *_SHELL_IGNORED) for word in ("--ignore", rule)]
        return (
            "hadolint",
            "--config",
            "../hadolint.yaml",
            "--no-fail",
            "--no-color",
            "--format=json",
            *ignored,
            *paths,
        )

    def parse(self, stdout: str) -> tuple[Remark, ...]:
        """Read its list of violations."""
        return tuple(_remark(row) for row in rows(list[_Row], stdout) if row["code"] != _UNREADABLE)


def _remark(row: _Row) -> Remark:
    code, message = row["code"], row["message"]
    if code.startswith("SC") and code[2:].isdecimal():
        severity, category = shell_rank(int(code[2:]), row["level"])
        title, body = shell_words(int(code[2:]), message, tool=Hadolint.name)
    else:
        severity, category = _rank(code), Category.BUG
        title, body = in_words(message, tool=Hadolint.name, rule=code)
    return Remark(
        path=row["file"], line=row["line"], rule=code, title=title, body=body, severity=severity, category=category
    )


def _rank(code: str) -> Severity:
    if code in _BREAKS_THE_BUILD:
        return Severity.HIGH
    return Severity.MEDIUM if code in _WRONG_IMAGE else Severity.LOW
