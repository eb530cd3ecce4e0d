from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from pr_agent_action.demo.fake_github import FakeGitHub, FakeRepository
from tests.fakes.github_bench import Bench, Start


@pytest.fixture
def start() -> Iterator[Start]:
    """Serve a repository, with a forge that takes ``token`` and ``policy``; other keywords are the server's."""
    with ExitStack() as stack:

        def begin(repository: FakeRepository, *, token: str = "ghs_rw", policy: Any = None, **server: Any) -> Bench:
            fake = stack.enter_context(FakeGitHub(repository, **server))
            bench = Bench(fake, token=token, policy=policy)
            stack.callback(bench.forge.close)
            return bench

        yield begin
