from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from pr_agent_action.agent.asking import Asked
from pr_agent_action.agent.budget import CAP, UNKNOWN, estimate_round, keep_cap
from pr_agent_action.agent.services import Services
from pr_agent_action.commands.answers import AskAnswer, ReviewAnswer
from pr_agent_action.commands.base import Question
from pr_agent_action.context.build import Chunk
from pr_agent_action.domain.plan import State
from pr_agent_action.domain.usage import Estimate
from pr_agent_action.model.scripted import ScriptedModel
from pr_agent_action.ports import ModelLimits
from pr_agent_action.settings.layers import LayeredRepoSettings
from pr_agent_action.settings.sections import RepoSettings


class Thrifty(ScriptedModel):
    """A model that remembers what it was limited to."""

    def __init__(self) -> None:
        super().__init__({})
        self.limit: tuple[Decimal, str] | None = None

    def limit_to(self, dollars: Decimal, cap: str) -> None:
        self.limit = (dollars, cap)


class Priceless(ScriptedModel):
    def estimate(self, input_tokens: int, output_tokens: int) -> Decimal | None:
        return None if input_tokens > 1_000 else Decimal(0)


def services(cap: str | None, log: list[str]) -> Services:
    unused: Any = None
    return Services(
        forge=unused,
        model_for=lambda _values: None,
        layered=LayeredRepoSettings(RepoSettings()),
        boundary="b",
        now=str,
        clock=float,
        log=log.append,
        max_cost_per_pr=Decimal(cap) if cap else None,
    )


@pytest.mark.parametrize(
    ("cap", "spent", "limit", "notice"),
    [
        (None, "0.5", None, ""),
        ("2", "", ("2", CAP), ""),
        ("2", "0.5", ("1.5", CAP), ""),
        ("2", "3", ("0", CAP), ""),
        ("2", "unknown", ("2", CAP), UNKNOWN),
    ],
)
def test_the_cap_of_a_pull_request_less_its_earlier_rounds(
    cap: str | None, spent: str, limit: tuple[str, str] | None, notice: str
) -> None:
    model, log = Thrifty(), list[str]()

    assert keep_cap(model, State(cost_usd=spent), services(cap, log)) == notice
    assert model.limit == (limit and (Decimal(limit[0]), limit[1]))
    assert len(log) == (cap is not None and not notice)


@pytest.mark.parametrize("model", [None, ScriptedModel({})])
def test_a_model_that_keeps_no_cap_is_let_be(model: ScriptedModel | None) -> None:
    assert keep_cap(model, State(), services("1", [])) == ""


def test_the_round_is_estimated_from_its_prompts() -> None:
    first = Asked(
        0, "review", "findings", Question(task="Review. " * 100, answer=ReviewAnswer, notes=("A note. " * 100,))
    )
    shares = replace(first, task=1, name="improve")
    other = Asked(2, "ask", "answer", Question(task="Why?", answer=AskAnswer, chunk=1))
    chunks = (Chunk("x" * 400, ("a.py",), 100), Chunk("y" * 8_000, ("b.py",), 2_000))
    model = ScriptedModel({}, limits=ModelLimits(100_000, 1_000))

    both = estimate_round([first, shares, other], model=model, system="System.", chunks=chunks)
    assert both.calls == 2
    assert 2_400 < both.input_tokens < 3_200
    assert both.most_usd == Decimal(both.input_tokens + 2 * 2 * 1_000) / 1_000_000

    unpriced = estimate_round([first, other], model=Priceless({}), system="", chunks=chunks)
    assert unpriced.most_usd is None
    assert estimate_round([], model=model, system="", chunks=()) == Estimate(
        calls=0, input_tokens=0, most_usd=Decimal(0)
    )
