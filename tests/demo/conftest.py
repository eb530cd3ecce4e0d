from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from pr_agent_action.demo.fake_github import FakeGitHub, FakeIssue, FakeRepository, pull_request_from_texts
from tests.fakes.api import Api
from tests.fakes.openapi import check_exchanges

Serve = Callable[..., Api]
OLD = "".join(f"line {number}\n" for number in range(1, 31))
NEW = OLD.replace("line 3\n", "line three\n").replace("line 25\n", "line 25\nline 25b\n")


@pytest.fixture
def repository() -> FakeRepository:
    return pull_request_from_texts(
        {"src/a.txt": OLD, "gone.txt": "bye\n", "old name.txt": "same\n", "logo.png": b"\0old"},
        {"src/a.txt": NEW, "new.txt": "hello", "new name.txt": "same\n", "logo.png": b"\0new"},
        renames={"old name.txt": "new name.txt"},
        title="Say three",
        body="Fixes #7.",
        linked_issues=[FakeIssue(repository="octo/example", number=7, title="Say three", body="Please.")],
    )


@pytest.fixture
def serve(repository: FakeRepository) -> Iterator[Serve]:
    """Serve the example pull request; every exchange must be as GitHub's OpenAPI description has it."""
    with ExitStack() as stack:

        def begin(*repositories: FakeRepository, token: str = "ghs_rw", **options: Any) -> Api:
            github = stack.enter_context(FakeGitHub(*(repositories or (repository,)), **options))
            stack.callback(lambda: check_exchanges(github.requests))
            return Api(github, token)

        yield begin


@pytest.fixture
def api(serve: Serve) -> Api:
    return serve()
