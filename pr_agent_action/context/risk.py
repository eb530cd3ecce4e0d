"""In which order files are shown to the model: what can hurt most comes first.

A file's score is the sum of

- 40 for what runs (code, migrations, workflows, containers, infrastructure), 20 for configuration, 10 for tests,
  0 for text;
- 20 when its path speaks of security or money;
- up to 30 for how dense the added lines are with control flow, input and output, queries, and access checks.

Size only breaks ties, the larger first, and then the path: the order is the same in every run.
"""

from __future__ import annotations

import re

from pr_agent_action.context.languages import language_of
from pr_agent_action.domain.diff import FileDiff

_SENSITIVE_PATH = re.compile(
    r"auth|login|logout|session|passw|secret|token|oauth|saml|jwt|crypt|cipher|sign(?:ature|ing)|permission|privilege|acl\b"
    r"|rbac|polic(?:y|ies)|admin|payment|billing|invoice|checkout|ledger|account|webhook|upload|deseriali[sz]|sanitiz"
    r"|middleware|migrat|sql|\.github/workflows/|security",
    re.IGNORECASE,
)
_TEST_PATH = re.compile(
    r"(?:^|/)(?:tests?|specs?|__tests__|testing|e2e|fixtures)/|(?:^|/)(?:test_|conftest)[^/]*$|[._-](?:test|spec)s?\.[a-z]+$"
    r"|(?:Tests?|Spec)\.[a-z]+$",
)
_RUNS = re.compile(
    r"\.github/(?:workflows|actions)/|(?:^|/)(?:dockerfile|containerfile|makefile|jenkinsfile)", re.IGNORECASE
)
_CONFIGURATION = frozenset({"YAML", "JSON", "Configuration", "XML"})
_WEIGHTY = re.compile(
    r"\b(?:if|elif|else|for|while|switch|match|case|catch|except|finally|raise|throw|return|await|async|defer|go|yield"
    r"|lock|mutex|thread|atomic|transaction|commit|rollback|select|insert|update|delete|drop|alter|grant|where"
    r"|exec|eval|system|popen|subprocess|shell|open|read|write|send|recv|fetch|request|response|query|execute"
    r"|password|secret|token|permission|role|admin|verify|auth\w*|hash|encrypt|decrypt|sign|random|deserialize|pickle"
    r"|unsafe|innerhtml|redirect|cookie|header|null|none|nil|undefined)\b",
    re.IGNORECASE,
)
_MOST_CHARACTERS = 20_000  # of the added lines that are looked at


def by_risk(diffs: tuple[FileDiff, ...]) -> tuple[FileDiff, ...]:
    """Sort the files, riskiest first."""
    return tuple(sorted(diffs, key=lambda diff: (-risk(diff), -len(diff.added), diff.path)))


def risk(diff: FileDiff) -> int:
    """Return a file's score, 0 to 90."""
    sensitive = 20 if _SENSITIVE_PATH.search(diff.path) else 0
    kind = _kind_score(diff.path)
    return kind + (sensitive if kind else 0) + _density_score(diff)


def _kind_score(path: str) -> int:
    if _TEST_PATH.search(path):
        return 10
    if _RUNS.search(path):
        return 40
    language = language_of(path)
    if language is None:
        return 20
    if language.name in _CONFIGURATION:
        return 20
    return 0 if language.prose else 40


def _density_score(diff: FileDiff) -> int:
    if not diff.added:
        return 0
    text = "\n".join(line.text for line in diff.added)[:_MOST_CHARACTERS]
    lines = text.count("\n") + 1
    return min(30, 20 * len(_WEIGHTY.findall(text)) // lines)
