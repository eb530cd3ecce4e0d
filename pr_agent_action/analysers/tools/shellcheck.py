"""``shellcheck``: shell scripts, from warnings on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from typing_extensions import TypedDict

from pr_agent_action.analysers.tools.base import Defaults, Remark, in_words, rows, suffix_of
from pr_agent_action.domain.finding import Category, Severity

_SUFFIXES = frozenset({".sh", ".bash", ".ksh", ".dash"})
# What it cannot know without the rest of the repository, or says of nearly every script.
_IGNORED = (
    "SC1071",  # another shell's script
    "SC1090",  # sources a file by a variable
    "SC1091",  # sources a file that is not here
    "SC2034",  # unused, but perhaps not by who sources it
    "SC2120",  # arguments that callers elsewhere may give
    "SC2148",  # no shebang: sourced, perhaps
    "SC2154",  # not assigned here: the environment's
    "SC2155",  # the exit code of a substitution in a declaration
)
_FIRST_OF_SEMANTICS = 2000
_LOSES_DATA = ("This may delete far more than meant", "{message} With the variable empty, the path is the root's.")
_WORDS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        2045: (
            "Loop over the output of `ls`",
            "A file name with a blank becomes several words. Loop over the glob itself: `for f in *.txt`.",
        ),
        2046: (
            "Command substitution without quotes",
            "What the command prints is split at blanks, and its `*` expands. Put quotes around `$(…)`.",
        ),
        2068: ("Array without quotes", 'Elements with blanks fall apart. Write `"${array[@]}"`.'),
        2115: _LOSES_DATA,
        2114: ("This deletes a folder of the system", "{message}"),
        2164: (
            "`cd` may fail, and the script goes on",
            "The commands that follow then run in the wrong folder. Write `cd … || exit`.",
        ),
    }
)


class _Row(TypedDict):
    file: str
    line: int
    level: str
    code: int
    message: str


class _Output(TypedDict):
    comments: list[_Row]


class ShellCheck(Defaults):
    """Checks files that are named like shell scripts."""

    name = "shellcheck"

    def wants(self, path: str) -> bool:
        """Take scripts by their suffix."""
        return suffix_of(path) in _SUFFIXES

    def command(self, paths: Sequence[str]) -> tuple[str, ...]:
        """Check without a configuration file, and without following ``source``."""
        return (
            "shellcheck",
            "--norc",
            "--format=json1",
            "--severity=warning",
            f"--exclude={','.join(_IGNORED)}",
            "--",
            *paths,
        )

    def parse(self, stdout: str) -> tuple[Remark, ...]:
        """Read its list of comments."""
        return tuple(_remark(row) for row in rows(_Output, stdout)["comments"])


def shell_rank(code: int, level: str) -> tuple[Severity, Category]:
    """Rank a rule: what a shell cannot read is high, and so is deleting by accident.

    =====================================  ========  ===========
    what                                   severity  category
    =====================================  ========  ===========
    SC1xxx of level error: does not parse  high      bug
    SC2114, SC2115: deletes too much       high      data loss
    other errors and warnings              medium    bug
    info, style                            low       bug
    =====================================  ========  ===========
    """
    if code in {2114, 2115}:
        return Severity.HIGH, Category.DATA_LOSS
    if level == "error" and code < _FIRST_OF_SEMANTICS:
        return Severity.HIGH, Category.BUG
    return (Severity.MEDIUM if level in {"error", "warning"} else Severity.LOW), Category.BUG


def shell_words(code: int, message: str, *, tool: str) -> tuple[str, str]:
    """Give a title and a body."""
    title, body = _WORDS.get(code) or in_words(message, tool=tool, rule=f"SC{code}")
    return title, body.replace("{message}", message)


def _remark(row: _Row) -> Remark:
    severity, category = shell_rank(row["code"], row["level"])
    title, body = shell_words(row["code"], row["message"], tool=ShellCheck.name)
    return Remark(
        path=row["file"],
        line=row["line"],
        rule=f"SC{row['code']}",
        title=title,
        body=body,
        severity=severity,
        category=category,
    )
