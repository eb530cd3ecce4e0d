"""The three mistakes in GitHub workflows that hand a repository to strangers, as far as the diff shows them.

See https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/ and its second part. Only what the
diff shows is judged: a trigger or a ``run:`` outside of the hunks is not guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pr_agent_action.analysers.conventions import is_workflow
from pr_agent_action.domain.diff import DiffLine, FileDiff, Hunk, LineKind
from pr_agent_action.domain.finding import Category, Confidence, Finding, Severity

_MAX_LINE = 2_000
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_PRIVILEGED = re.compile(r"(?:^|[\s\[,'\"])(?:pull_request_target|workflow_run)(?=$|[\s\],:'\"])")
_HEAD_REF = re.compile(
    r"^\s*(?:-\s+)?ref:.*\$\{\{[^}]*(?:github\.head_ref|pull_request\.head\.(?:sha|ref)|workflow_run\.head_(?:sha|branch)"
    r"|pull_request\.merge_commit_sha)|^\s*(?:-\s+)?ref:.*refs/pull/"
)
# What strangers write: https://docs.github.com/en/actions/concepts/security/script-injections
_UNTRUSTED = re.compile(
    r"\$\{\{(?:[^}]|\}(?!\}))*\b(?:github\.head_ref"
    r"|github\.event\.(?:issue|pull_request|discussion|comment|review|review_comment)\.(?:title|body)"
    r"|github\.event\.(?:pull_request|workflow_run\.pull_requests\[\d+\])\.head\.(?:ref|label)"
    r"|github\.event\.pull_request\.head\.repo\.default_branch"
    r"|github\.event\.workflow_run\.(?:head_branch|display_title|head_commit\.(?:message|author\.(?:email|name)))"
    r"|github\.event\.(?:head_commit|commits\S*)\.(?:message|author\.(?:email|name)))\b"
)
_SCRIPT = re.compile(r"^\s*(?:-\s+)?(?:run|script):(?P<rest>.*)$")
_BLOCK = re.compile(r"\s*[|>][-+0-9]*\s*$")
_WRITE_ALL = re.compile(r"^\s*permissions:\s*['\"]?write-all['\"]?\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A mistake, and what a reader is told about it."""

    name: str
    title: str
    body: str
    severity: Severity


_CHECKOUT = Rule(
    name="privileged-checkout",
    title="Code of a stranger runs with the repository's secrets",
    body=(
        "This workflow runs with a token that may write and with secrets (`pull_request_target` or `workflow_run`), "
        "and checks out the head of the pull request. Anybody who opens a pull request from a fork can then run code "
        "in it: build scripts, tests and hooks are enough. Use the `pull_request` event, or do not check out the head."
    ),
    severity=Severity.CRITICAL,
)
SCRIPT_INJECTION = Rule(
    name="script-injection",
    title="Text of a stranger becomes part of a script",
    body=(
        "GitHub pastes the expression into the script before it runs, so a title, body or branch name such as "
        '`"; curl … | sh; "` is executed. Put the expression into `env:` of the step, and use the variable in quotes '
        "in the script."
    ),
    severity=Severity.HIGH,
)
_PERMISSIONS = Rule(
    name="write-all-permissions",
    title="The token may write everything",
    body=(
        "`write-all` lets every step and every action that the job uses push code, publish packages and change "
        "releases. Name the few permissions that the job needs, such as `contents: read`."
    ),
    severity=Severity.MEDIUM,
)


class WorkflowsAnalyser:
    """Checks added lines of ``.github/workflows``."""

    name = "workflows"

    def findings(self, diffs: Sequence[FileDiff]) -> tuple[Finding, ...]:
        """Report each added line that makes or completes one of the mistakes."""
        workflows = [diff for diff in diffs if is_workflow(diff.path)]
        return tuple(_finding(diff.path, line, rule) for diff in workflows for line, rule in _mistakes(diff))


def _finding(path: str, line: DiffLine, rule: Rule) -> Finding:
    return Finding(
        path=path,
        title=rule.title,
        body=rule.body,
        quote=line.text.rstrip("\r"),
        severity=rule.severity,
        category=Category.SECURITY,
        confidence=Confidence.HIGH,
        line_hint=line.new,
        source=WorkflowsAnalyser.name,
        rule=rule.name,
    )


def _mistakes(diff: FileDiff) -> Iterator[tuple[DiffLine, Rule]]:
    yield from ((line, _CHECKOUT) for line in _privileged_checkouts(diff))
    for hunk in diff.hunks:
        shown = _shown(hunk)
        for at, line in enumerate(shown):
            if line.kind is LineKind.ADDED and _UNTRUSTED.search(line.text[:_MAX_LINE]) and _in_script(shown, at):
                yield line, SCRIPT_INJECTION
            if line.kind is LineKind.ADDED and _WRITE_ALL.match(_code(line)):
                yield line, _PERMISSIONS


def _privileged_checkouts(diff: FileDiff) -> list[DiffLine]:
    """Give the added lines that check out the head, or else the added trigger that makes an old checkout dangerous."""
    lines = [line for hunk in diff.hunks for line in _shown(hunk)]
    checkouts = [line for line in lines if _HEAD_REF.search(_code(line))]
    triggers = [line for line in lines if _PRIVILEGED.search(_code(line))]
    if not checkouts or not triggers:
        return []
    added = [line for line in checkouts if line.kind is LineKind.ADDED]
    return added or [line for line in triggers if line.kind is LineKind.ADDED][:1]


def _in_script(shown: Sequence[DiffLine], at: int) -> bool:
    """Tell whether a line is ``run:`` or ``script:`` itself, or stands in the block below one."""
    own = _SCRIPT.match(shown[at].text)
    if own is not None:
        return True
    depth = _depth(shown[at].text)
    for line in reversed(shown[:at]):
        if line.text.strip() and _depth(line.text) < depth:
            depth = _depth(line.text)
            key = _SCRIPT.match(line.text)
            if key is not None and _BLOCK.fullmatch(_COMMENT.sub("", key["rest"])):
                return True
    return False


def _shown(hunk: Hunk) -> list[DiffLine]:
    return [line for line in hunk.lines if line.kind is not LineKind.REMOVED]


def _code(line: DiffLine) -> str:
    return _COMMENT.sub("", line.text[:_MAX_LINE])


def _depth(text: str) -> int:
    return len(text) - len(text.lstrip(" "))
