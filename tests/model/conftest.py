from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from pr_agent_action.demo.fake_model import FakeModelServer, Reply, Script
from pr_agent_action.model.gateway import LiteLLMModel
from pr_agent_action.model.library import Library
from pr_agent_action.model.options import ModelOptions
from pr_agent_action.model.patience import Patience
from pr_agent_action.ports import Prompt

PRICED = "openai/gpt-4o"
"""In litellm's map: schema support, a price, a temperature."""
UNMAPPED = "openai/scripted"
KEY = "sk-test-0123456789abcdefghij"


class Verdict(BaseModel):
    sentence: str
    effort: int


GOOD = {"sentence": "Fine.", "effort": 2}


@dataclass
class FakeTime:
    """A clock that only sleeping moves."""

    now: float = 0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def patience(self) -> Patience:
        return Patience(sleep=self.sleep, clock=lambda: self.now, chance=lambda: 0.0)


@dataclass
class Bench:
    """A server with a script and a model that asks it."""

    server: FakeModelServer
    model: LiteLLMModel
    time: FakeTime

    def ask(self, task: str = "Review it.", prefix: str = "The diff.") -> Any:
        return self.model.ask(Prompt(system="You review.", prefix=prefix, task=task), Verdict)

    @property
    def bodies(self) -> list[Any]:
        return [request.body for request in self.server.requests]


MakeBench = Callable[..., Bench]


@pytest.fixture(scope="session")
def library() -> Library:
    """Import litellm once a worker."""
    return Library()


@pytest.fixture
def bench(library: Library) -> Iterator[MakeBench]:
    """Make a model on a scripted server."""
    servers: list[FakeModelServer] = []

    def make(
        *replies: Reply,
        script: Script | None = None,
        model: str = PRICED,
        fallbacks: tuple[str, ...] = (),
        cap: str = "",
        **options: Any,
    ) -> Bench:
        server = FakeModelServer(script or list(replies))
        servers.append(server)
        server.__enter__()
        time = FakeTime()
        gateway = LiteLLMModel(
            model,
            fallbacks=fallbacks,
            api_key=SecretStr(KEY),
            api_base=server.url,
            options=ModelOptions(max_cost_usd=Decimal(cap) if cap else None, **options),
            patience=time.patience(),
            library=library,
        )
        return Bench(server, gateway, time)

    yield make
    for server in servers:
        server.__exit__(None, None, None)
