"""Domain values from the objects that GitHub's payloads share."""

from __future__ import annotations

from pr_agent_action.domain.pull_request import Actor, PullRequest, PullRequestRef
from pr_agent_action.events.payload import Fields


def read_actor(holder: Fields, name: str) -> Actor:
    """Read a user; GitHub writes null for a deleted account."""
    user = holder.maybe(name)
    if user is None:
        return Actor("")
    login = user.text("login")
    return Actor(login, is_bot=user.text("type", default="") == "Bot" or login.endswith("[bot]"))


def read_repository(payload: Fields, fallback: str) -> str:
    """Read ``owner/name`` of the repository that the event is of; ``fallback`` serves events that do not say."""
    repository = payload.maybe("repository")
    return repository.text("full_name", default=fallback) if repository else fallback


def read_pull_request(payload: Fields, repository: str) -> PullRequest:
    """Read the event's ``pull_request``, in its full form and in the shorter one of review comments."""
    found = payload.child("pull_request")
    head, base = found.child("head"), found.child("base")
    fork = head.maybe("repo")
    return PullRequest(
        ref=PullRequestRef(repository, found.number("number")),
        title=found.text("title"),
        body=found.text("body", default=""),
        author=read_actor(found, "user"),
        head_sha=head.text("sha"),
        head_ref=head.text("ref"),
        base_sha=base.text("sha"),
        base_ref=base.text("ref"),
        head_repository=fork.text("full_name") if fork else None,
        open=found.text("state") == "open",
        draft=found.flag("draft"),
        labels=tuple(label.text("name") for label in found.children("labels")),
        url=found.text("html_url", default=""),
    )
