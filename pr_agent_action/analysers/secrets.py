"""Secrets in added lines: once pushed they are known to everybody who may read the repository."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from pr_agent_action.analysers.conventions import is_test
from pr_agent_action.domain.diff import DiffLine, FileDiff, LineKind
from pr_agent_action.domain.finding import Category, Confidence, Finding, Severity
from pr_agent_action.text.redact import SecretMatch, find_secrets, redact

# Kinds that stand in tests on purpose (made-up passwords, self-signed keys); a service's token does not.
_USUAL_IN_TESTS = frozenset({"password or key", "private key", "JSON web token"})
MADE_UP = (
    r"(?i:example|placeholder|changeme|change[_-]me|dummy|fake|sample|redacted|your[_-]|my[_-]?secret|not[_-]?a[_-]?real"
    r"|x{4,}|\*{3,}|\.{3,}|0{6,}|123456|abcdef|deadbeef|\$\{|\{\{|<[^>]*>|%\()"
)
"""What a secret that is none holds, as a regular expression."""
_PLACEHOLDER = re.compile(MADE_UP)
# A made-up token repeats a few characters; a random one of its length does not.
_DISTINCT = 9

_BODY = (
    "This line adds what looks like a {kind}. Whoever can read the repository or a clone of it can use it, and "
    "deleting the line later does not remove it from the history. Revoke it where it was issued, and read "
    "the new one from the environment or a secret store."
)


def explanation(kind: str) -> str:
    """Say what a secret in the code means and what to do."""
    return _BODY.format(kind=kind)


class SecretsAnalyser:
    """Finds tokens, private keys and passwords; its findings never hold them."""

    name = "secrets"

    def findings(self, diffs: Sequence[FileDiff]) -> tuple[Finding, ...]:
        """Report each secret once, at the line where it begins."""
        return tuple(finding for diff in diffs for run in _added_runs(diff) for finding in self._of_run(diff.path, run))

    def _of_run(self, path: str, run: Sequence[DiffLine]) -> Iterator[Finding]:
        text = "\n".join(line.text for line in run)
        matches = [match for match in find_secrets(text) if _is_real(match, text, path)]
        if not matches:
            return
        redacted = redact(text).split("\n")
        reported = set()
        for match in matches:
            row = text.count("\n", 0, match.start)
            if (row, match.kind) not in reported:
                reported.add((row, match.kind))
                yield _finding(path, run[row].new or 0, redacted[row], match.kind)


def _finding(path: str, line: int, quote: str, kind: str) -> Finding:
    return Finding(
        path=path,
        title=f"{kind[:1].upper()}{kind[1:]} in the code",
        body=explanation(kind),
        quote=quote,
        severity=Severity.CRITICAL,
        category=Category.SECURITY,
        confidence=Confidence.HIGH,
        line_hint=line,
        source=SecretsAnalyser.name,
        rule="secret-" + "-".join(kind.casefold().split()),
    )


def _added_runs(diff: FileDiff) -> Iterator[tuple[DiffLine, ...]]:
    """Give added lines that stand together: a private key has many."""
    for hunk in diff.hunks:
        for is_added, lines in groupby(hunk.lines, key=lambda line: line.kind is LineKind.ADDED):
            if is_added:
                yield tuple(lines)


def _is_real(match: SecretMatch, text: str, path: str) -> bool:
    secret = text[match.start : match.end]
    if is_test(path) and match.kind in _USUAL_IN_TESTS:
        return False
    if match.kind == "private key":
        return not re.search(r"\.{3}|…|<[^>]+>|example", secret, re.IGNORECASE)
    return not _PLACEHOLDER.search(secret) and len(set(secret)) >= _DISTINCT
