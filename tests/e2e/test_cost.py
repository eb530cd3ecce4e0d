"""Money: told before it is spent, capped for a run and for a pull request, told again as it was."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from pr_agent_action.demo.fake_github import push_texts
from pr_agent_action.demo.fake_model import PROSE
from tests.e2e.conftest import SEARCH, STORE
from tests.fakes.stage import Stage


def push(stage: Stage, number: int) -> Any:
    push_texts(stage.repository, {"store.py": STORE + SEARCH, f"more{number}.py": f"MORE = {number}\n"})
    return stage.play("pull_request", action="synchronize")


def test_the_estimate_is_told_before_and_the_cost_after(begin: Any) -> None:
    stage: Stage = begin()

    result = stage.play("pull_request", action="opened")

    found = re.search(r"Asking openai/gpt-4o: \d calls?, about [\d,]+ tokens in, at most \$(\d\.\d{4})\.", result.log)
    assert found, result.log
    assert 0 < Decimal(result.outputs["cost_usd"]) < 2 * Decimal(found[1])
    assert "Expected before the first call: " in result.summary


def test_the_rounds_of_a_pull_request_keep_to_their_cap(begin: Any) -> None:
    stage: Stage = begin(inputs={"max_cost_usd_per_pr": "1"})
    first = stage.play("pull_request", action="opened")
    assert (first.exit_code, first.status) == (0, "posted")
    second = push(stage, 1)
    assert f"cost ${Decimal(first.outputs['cost_usd']):.4f} of the $1 of `max_cost_usd_per_pr`" in second.log

    stage.inputs["max_cost_usd_per_pr"] = "0.0001"
    third = push(stage, 2)
    assert (third.exit_code, third.asked) == (1, [])
    assert "left of max_cost_usd_per_pr" in third.log
    assert "Raise max_cost_usd_per_pr" in stage.summary_comment


@pytest.mark.parametrize("cap", ["max_cost_usd", "max_cost_usd_per_pr"])
def test_a_cap_takes_a_known_price(begin: Any, cap: str) -> None:
    stage: Stage = begin(inputs={cap: "1", "model": "openai/nobody-knows-this-model"})

    result = stage.play("pull_request", action="opened")

    assert (result.exit_code, result.asked) == (1, [])
    assert f"so {cap} cannot be kept" in result.log
    assert "cost unknown" in result.log


def test_calls_that_came_to_nothing_are_counted(begin: Any) -> None:
    stage: Stage = begin(model=[PROSE])

    result = stage.play("pull_request", action="opened")

    assert (result.exit_code, result.status) == (1, "partial")
    assert int(result.outputs["input_tokens"]) == sum(request.tokens for request in result.asked) > 0
