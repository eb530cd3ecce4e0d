"""The gate's conclusion beside the commit: a check run, or a commit status where the token may not make one."""

from __future__ import annotations

from collections.abc import Sequence

from pr_agent_action.domain.finding import Severity
from pr_agent_action.domain.gate import CheckConclusion, CheckNote, Conclusion
from pr_agent_action.domain.pull_request import PullRequestRef
from pr_agent_action.errors import PermissionDeniedError
from pr_agent_action.forges.github.client import Client
from pr_agent_action.forges.github.wire import Call, Json, Kind, repository_path

NAME = "pr-agent-action"
"""What a branch rule asks for."""
BATCH = 50
"""Annotations that one request may hold."""
LONGEST_DESCRIPTION = 140
STATES = {
    CheckConclusion.SUCCESS: "success",
    CheckConclusion.FAILURE: "failure",
    # NOTE: statuses know no neutral. "error" is GitHub's word for a check that came to no result.
    CheckConclusion.NEUTRAL: "error",
}
LEVELS = {
    Severity.CRITICAL: "failure",
    Severity.HIGH: "failure",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
}


def post_check(
    client: Client,
    ref: PullRequestRef,
    *,
    head_sha: str,
    conclusion: Conclusion,
    notes: Sequence[CheckNote],
    or_status: bool,
) -> None:
    """Post the check run; on 403, and if wanted, the status. Raise ``PermissionDeniedError`` where both are refused."""
    try:
        _check_run(client, ref, head_sha=head_sha, conclusion=conclusion, notes=notes)
    except PermissionDeniedError:
        if not or_status:
            raise
        _status(client, ref, head_sha, conclusion)


def _check_run(
    client: Client, ref: PullRequestRef, *, head_sha: str, conclusion: Conclusion, notes: Sequence[CheckNote]
) -> None:
    """Make the run with its first annotations, and add the others: an edit adds to those that are there."""
    whole = {"status": "completed", "conclusion": conclusion.conclusion.value}
    first = {"name": NAME, "head_sha": head_sha, **whole, "output": _output(conclusion, notes[:BATCH])}
    run = client.send(_call("POST", ref, "check-runs", first))
    for start in range(BATCH, len(notes), BATCH):
        more = {"output": _output(conclusion, notes[start : start + BATCH])}
        client.send(_call("PATCH", ref, f"check-runs/{run['id']}", more))


def _status(client: Client, ref: PullRequestRef, head_sha: str, conclusion: Conclusion) -> None:
    body = {
        "state": STATES[conclusion.conclusion],
        "context": NAME,
        "description": conclusion.title[:LONGEST_DESCRIPTION],
    }
    client.send(
        Call(
            method="POST",
            path=repository_path(ref, f"statuses/{head_sha}"),
            doing="post a check run or a commit status",
            scope="checks: write",
            body=body,
            kind=Kind.REPEATABLE,
            answers=None,
        )
    )


def _call(method: str, ref: PullRequestRef, path: str, body: Json) -> Call:
    """Describe a write; repeated, it makes a second run of the same name, of which GitHub shows the last."""
    return Call(
        method=method,
        path=repository_path(ref, path),
        doing="post a check run",
        scope="checks: write",
        body=body,
        kind=Kind.REPEATABLE,
    )


def _output(conclusion: Conclusion, notes: Sequence[CheckNote]) -> Json:
    return {
        "title": conclusion.title,
        "summary": conclusion.summary,
        "annotations": [_annotation(one) for one in notes],
    }


def _annotation(note: CheckNote) -> Json:
    return {
        "path": note.path,
        "start_line": note.first_line,
        "end_line": note.last_line,
        "annotation_level": LEVELS[note.severity],
        "title": note.title[:255],
        "message": note.message,
    }
