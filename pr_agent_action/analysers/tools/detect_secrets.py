"""``detect-secrets``: the tokens of services that our own check does not know."""

from __future__ import annotations

import re
from collections.abc import Sequence

from typing_extensions import TypedDict

from pr_agent_action.analysers.secrets import MADE_UP, explanation
from pr_agent_action.analysers.tools.base import Defaults, Remark, module_command, rows
from pr_agent_action.domain.finding import Category, Severity

# Guesses (entropy, names of variables, addresses) that are wrong too often.
_GUESSES = (
    "Base64HighEntropyString",
    "BasicAuthDetector",
    "HexHighEntropyString",
    "IPPublicDetector",
    "JwtTokenDetector",
    "KeywordDetector",
)

_LONG_WORD = re.compile(r"[A-Za-z0-9_+/=.:~-]{16,}")


class _Row(TypedDict):
    type: str
    filename: str
    line_number: int


class _Output(TypedDict):
    results: dict[str, list[_Row]]


class DetectSecrets(Defaults):
    """Checks every file."""

    name = "detect-secrets"
    needs_whole_files = False

    def wants(self, path: str) -> bool:
        """Take all files."""
        return bool(path)

    def may_matter(self, text: str) -> bool:
        """Look where a long word has letters and digits: every token does, and most code has none."""
        return any(_is_mixed(word) for word in _LONG_WORD.findall(text))

    def command(self, paths: Sequence[str]) -> tuple[str, ...]:
        """Look for tokens of known shapes; nothing is sent anywhere to be verified."""
        without = [word for plugin in _GUESSES for word in ("--disable-plugin", plugin)]
        options = ("--cores", "1", "scan", "--all-files", "--no-verify", "--exclude-secrets", MADE_UP, *without)
        return module_command("detect_secrets", *options, *paths)

    def parse(self, stdout: str) -> tuple[Remark, ...]:
        """Read its results; they hold hashes of secrets, which are left alone."""
        return tuple(_remark(row) for found in rows(_Output, stdout)["results"].values() for row in found)


def _is_mixed(word: str) -> bool:
    return any(map(str.isdigit, word)) and any(map(str.isalpha, word))


def _remark(row: _Row) -> Remark:
    kind = row["type"]
    return Remark(
        path=row["filename"],
        line=row["line_number"],
        rule="-".join(kind.casefold().split()),
        title=f"{kind} in the code",
        body=explanation(kind),
        severity=Severity.CRITICAL,
        category=Category.SECURITY,
        secret=True,
        spares_tests=True,
    )
