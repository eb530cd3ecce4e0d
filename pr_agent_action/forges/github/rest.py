"""REST's objects as domain values."""

from __future__ import annotations

from pr_agent_action.domain.pull_request import Actor, ChangedFile, FileStatus, Issue, PullRequest, PullRequestRef
from pr_agent_action.forges.github.wire import Json

STATUS = {status.value: status for status in FileStatus}


def pull_request(data: Json, ref: PullRequestRef) -> PullRequest:
    """Read a pull request; an account or a fork that was deleted is ``null``."""
    user, head = data.get("user"), data["head"]
    return PullRequest(
        ref=PullRequestRef((data["base"].get("repo") or {}).get("full_name", ref.repository), ref.number),
        title=data["title"],
        body=data["body"] or "",
        author=Actor(user["login"], is_bot=user.get("type") == "Bot") if user else Actor(""),
        head_sha=head["sha"],
        head_ref=head["ref"],
        base_sha=data["base"]["sha"],
        base_ref=data["base"]["ref"],
        head_repository=head["repo"]["full_name"] if head.get("repo") else None,
        open=data["state"] == "open",
        draft=data.get("draft", False),
        labels=tuple(label["name"] for label in data.get("labels", ())),
        url=data["html_url"],
    )


def issue(data: Json, ref: PullRequestRef) -> Issue:
    """Read an issue of the repository of ``ref``."""
    return Issue(
        repository=ref.repository,
        number=data["number"],
        title=data["title"],
        body=data["body"] or "",
        url=data["html_url"],
    )


def changed_file(data: Json) -> ChangedFile:
    """Read a changed file; ``changed`` (only its type or mode did) counts as modified."""
    return ChangedFile(
        path=data["filename"],
        status=STATUS.get(data["status"], FileStatus.MODIFIED),
        previous_path=data.get("previous_filename"),
        additions=data["additions"],
        deletions=data["deletions"],
        patch=data.get("patch"),
    )
