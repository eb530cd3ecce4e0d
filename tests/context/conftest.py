from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from pr_agent_action.context.build import Context, build_context
from pr_agent_action.context.select import select
from pr_agent_action.domain.diff import FileDiff
from pr_agent_action.domain.pull_request import Actor, Commit, PullRequest, PullRequestRef, Snapshot
from pr_agent_action.ports import TextAt
from pr_agent_action.settings.sections import RepoSettings

HEAD = "a" * 40
BOUNDARY = "fence-3f9c0d"


@pytest.fixture
def snapshot_of() -> Callable[..., Snapshot]:
    def make(diffs: Sequence[FileDiff] = (), *, title: str = "Add retries", body: str = "", **more: Any) -> Snapshot:
        pull = PullRequest(
            ref=PullRequestRef("acme/shop", 7),
            title=title,
            body=body,
            author=Actor("ann"),
            head_sha=HEAD,
            head_ref="retries",
            base_sha="b" * 40,
            base_ref="main",
        )
        commits = more.pop("commits", (Commit("c" * 40, "Retry thrice"),))
        return Snapshot(
            pull_request=pull, files=tuple(diff.file for diff in diffs), viewer="bot", commits=commits, **more
        )

    return make


@pytest.fixture
def built(snapshot_of: Callable[..., Snapshot]) -> Callable[..., Context]:
    def build(
        diffs: Sequence[FileDiff],
        *,
        snapshot: Snapshot | None = None,
        texts: Mapping[str, str] | None = None,
        settings: RepoSettings | None = None,
        **more: Any,
    ) -> Context:
        settings = settings or RepoSettings()
        return build_context(
            snapshot=snapshot or snapshot_of(diffs),
            selection=select(diffs, ignore=settings.ignore, config=settings.config),
            texts={TextAt(HEAD, path): text for path, text in (texts or {}).items()},
            settings=settings,
            **{"budget_tokens": 20_000, "max_chunks": 3, "boundary": BOUNDARY, **more},
        )

    return build
