"""Payloads of GitHub's events, made small, and requests made of them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from pr_agent_action.domain.command import Command, Request, Trigger, TriggerKind
from pr_agent_action.domain.pull_request import Actor, PullRequest, PullRequestRef

ALIASES = {"review": "review", "review_pr": "review", "describe": "describe", "ask": "ask", "help": "help"}
HEAD, BASE = "a" * 40, "b" * 40
ALICE = {"login": "alice", "type": "User"}
REPOSITORY = {"id": 1, "full_name": "org/shop"}
PULL_REQUEST = {
    "number": 7,
    "title": "Add a cart",
    "body": None,
    "state": "open",
    "draft": False,
    "user": {"login": "bob", "type": "User"},
    "labels": [{"name": "backend"}],
    "html_url": "https://github.com/org/shop/pull/7",
    "head": {"sha": HEAD, "ref": "cart", "repo": {"full_name": "org/shop"}},
    "base": {"sha": BASE, "ref": "main", "repo": {"full_name": "org/shop"}},
}
COMMENT = {
    "id": 11,
    "body": "/review",
    "user": ALICE,
    "created_at": "2026-01-01T00:00:00Z",
    "updated_at": "2026-01-01T00:00:00Z",
}


@pytest.fixture
def aliases() -> dict[str, str]:
    return dict(ALIASES)


@pytest.fixture
def payload() -> Callable[..., dict[str, Any]]:
    """Make a payload of an event; keywords replace its top fields."""

    def make(event: str, **changes: Any) -> dict[str, Any]:
        common: dict[str, Any] = {"repository": REPOSITORY, "sender": ALICE}
        parts: dict[str, dict[str, Any]] = {
            "pull_request": {"action": "opened", "number": 7, "pull_request": PULL_REQUEST},
            "issue_comment": {
                "action": "created",
                "issue": {"number": 7, "pull_request": {"url": "x"}},
                "comment": COMMENT,
            },
            "pull_request_review_comment": {"action": "created", "pull_request": PULL_REQUEST, "comment": COMMENT},
            "workflow_dispatch": {"inputs": {"pr_number": "7", "command": "describe"}},
            "schedule": {"schedule": "0 3 * * *"},
            "workflow_run": {
                "action": "completed",
                "workflow_run": {
                    "event": "pull_request",
                    "head_sha": HEAD,
                    "head_branch": "cart",
                    "head_repository": {"owner": {"login": "carol"}},
                    "actor": {"login": "carol", "type": "User"},
                    "pull_requests": [],
                },
            },
        }
        return copy.deepcopy(common | parts[event] | changes)

    return make


@pytest.fixture
def pull_request() -> PullRequest:
    return PullRequest(
        ref=PullRequestRef("org/shop", 7),
        title="Add a cart",
        body="",
        author=Actor("bob"),
        head_sha=HEAD,
        head_ref="cart",
        base_sha=BASE,
        base_ref="main",
        head_repository="org/shop",
        labels=("backend",),
    )


@pytest.fixture
def make_request() -> Callable[..., Request]:
    """Make a request of a kind, by ``alice`` unless told otherwise; other keywords go to its trigger."""

    def make(
        kind: TriggerKind, *commands: str, actor: Actor | None = None, problem: str = "", **trigger: Any
    ) -> Request:
        details = {
            TriggerKind.OPENED: "pull_request.opened",
            TriggerKind.PUSHED: "pull_request.synchronize",
            TriggerKind.REQUESTED: "pull_request.labeled",
            TriggerKind.COMMENT: "issue_comment.created",
            TriggerKind.THREAD: "pull_request_review_comment.created",
            TriggerKind.MANUAL: "workflow_dispatch",
        }
        fields: dict[str, Any] = {"kind": kind, "actor": actor or Actor("alice"), "detail": details[kind]}
        return Request(
            ref=PullRequestRef("org/shop", 7),
            commands=tuple(Command(name) for name in commands),
            trigger=Trigger(**fields | trigger),
            problem=problem,
        )

    return make
