"""A GitHub forge before a fake GitHub."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pr_agent_action.demo.fake_github import FakeGitHub
from pr_agent_action.domain.pull_request import PullRequestRef
from pr_agent_action.forges.github.forge import GitHubForge

REF = PullRequestRef("octo/example", 1)
NOW = 1_767_610_000.0


class Bench:
    """A forge before a fake GitHub, with a clock that only sleeping moves."""

    def __init__(self, server: FakeGitHub, *, token: str = "ghs_rw", **more: Any) -> None:
        self.server = server
        self.now = NOW
        self.slept: list[float] = []
        self.on_sleep: Callable[[], None] = lambda: None
        self.forge = GitHubForge(
            token,
            api_url=server.api_url,
            graphql_url=server.graphql_url,
            clock=lambda: self.now,
            sleep=self._sleep,
            **more,
        )

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        self.on_sleep()

    def asked(self) -> list[str]:
        """Method, path and status of every call."""
        return self.server.calls()


Start = Callable[..., Bench]
