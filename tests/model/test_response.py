from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from pr_agent_action.model.catalogue import facts
from pr_agent_action.model.response import read_usage

RESPONSE = SimpleNamespace(usage=SimpleNamespace(prompt_tokens=3, completion_tokens=None, prompt_tokens_details=None))


class Pricing:
    """Stands for litellm where it prices a response."""

    def __init__(self, price: float | None) -> None:
        self.price = price

    def completion_cost(self, *, completion_response: Any, model: str) -> float:
        if self.price is None:
            raise Exception("not mapped")  # noqa: TRY002 - what litellm raises
        return self.price


def test_a_cost_is_unknown_and_never_nothing() -> None:
    priced, unmapped = facts("openai/gpt-4o"), facts("openai/scripted")
    assert read_usage(Pricing(0.25), RESPONSE, priced).cost_usd == Decimal("0.25")
    assert read_usage(Pricing(None), RESPONSE, priced).cost_usd is None
    assert read_usage(Pricing(0), RESPONSE, unmapped).cost_usd is None
    assert read_usage(Pricing(0), SimpleNamespace(), priced).cost_usd is None


def test_missing_counts_are_zero() -> None:
    usage = read_usage(Pricing(0), RESPONSE, facts("openai/gpt-4o"))
    assert (usage.calls, usage.input_tokens, usage.cached_tokens, usage.output_tokens) == (1, 3, 0, 0)
