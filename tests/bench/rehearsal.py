"""A run of the agent inside this process, without litellm and without waiting: for what needs no clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pydantic import BaseModel

from pr_agent_action.agent.receipt import Receipt
from pr_agent_action.agent.run import run
from pr_agent_action.agent.services import Services
from pr_agent_action.demo.fake_github import FakeGitHub, FakeRepository
from pr_agent_action.domain.command import Command, Request, Trigger, TriggerKind
from pr_agent_action.domain.pull_request import Actor, PullRequestRef
from pr_agent_action.forges.github.forge import GitHubForge
from pr_agent_action.model.schema import schema_in_words
from pr_agent_action.model.scripted import ScriptedModel
from pr_agent_action.ports import ModelLimits, Prompt
from pr_agent_action.settings.layers import load
from tests.bench.answers import answers, together

BOUNDARY = "7c1d90fe42ab6385"
GPT_4O = ModelLimits(128_000, 16_384)
REF = PullRequestRef("octo/example", 1)
OPENED = Trigger(kind=TriggerKind.OPENED, actor=Actor("octocat"), detail="pull_request.opened")


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a run asked GitHub and the model, and its receipt. ``texts`` are whole prompts, schema included."""

    receipt: Receipt
    calls: tuple[str, ...]
    prompts: tuple[Prompt, ...]
    texts: tuple[str, ...]

    @property
    def coverage(self) -> dict[str, tuple[str, str]]:
        """How much of each path was read, and why not all of it."""
        rows = self.receipt.report.coverage if self.receipt.report else ()
        return {row.path: (row.reach.value, row.reason) for row in rows}


def rehearse(repository: FakeRepository, *, command: str = "", limits: ModelLimits = GPT_4O) -> Rehearsal:
    """Describe, review and improve pull request 1, as when it is opened; or do one ``command``."""
    given = answers(repository.pull_requests[1].files)
    schemas: list[str] = []

    def answer(prompt: Prompt, kind: type[BaseModel]) -> dict[str, object]:
        schemas.append(schema_in_words(kind))
        return together(given, prompt.task)

    model = ScriptedModel(answer, limits=limits)
    with FakeGitHub(repository) as github, _services(github, model) as services:
        commands = (Command(command),) if command else ()
        receipt = run(Request(ref=REF, commands=commands, trigger=OPENED), services)
        calls = tuple(f"{call.method} {call.path}?{sorted(call.query.items())} {call.body}" for call in github.requests)
    texts = [
        f"{prompt.system}\n{prompt.prefix}\n{prompt.task}\n{schema}"
        for prompt, schema in zip(model.prompts, schemas, strict=True)
    ]
    return Rehearsal(receipt, calls, tuple(model.prompts), tuple(texts))


@contextmanager
def _services(github: FakeGitHub, model: ScriptedModel) -> Iterator[Services]:
    forge = GitHubForge("ghs_rw", api_url=github.api_url, graphql_url=github.graphql_url, write_interval=0)
    layered = load({"INPUT_GITHUB_TOKEN": "ghs_rw", "INPUT_MODEL": "openai/gpt-4o"}).repo
    try:
        yield Services(
            forge=forge,
            model_for=lambda _values: model,
            layered=layered,
            boundary=BOUNDARY,
            now=lambda: "2026-01-05T10:00:00+00:00",
            clock=lambda: 0.0,
            log=lambda _line: None,
        )
    finally:
        forge.close()
