"""The gateway, through the real litellm, against a scripted server."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from pr_agent_action.demo.fake_model import (
    BAD_KEY,
    BROKEN,
    CUT,
    FILTERED,
    NO_CHOICES,
    OUT_OF_QUOTA,
    OVERLOADED,
    PROSE,
    RATE_LIMITED,
    TOO_LONG,
    TRUNCATED,
    UNKNOWN_MODEL,
    WRONG_JSON,
    ModelFault,
    ModelRequest,
    Reply,
)
from pr_agent_action.errors import BudgetError, ModelError
from pr_agent_action.model.gateway import LiteLLMModel
from pr_agent_action.model.options import ModelOptions
from pr_agent_action.ports import Prompt

GOOD = {"sentence": "Fine.", "effort": 2}
PRICED, UNMAPPED = "openai/gpt-4o", "openai/scripted"


def test_a_typed_answer(bench: Any) -> None:
    it = bench(GOOD)
    answer = it.ask()
    assert (answer.value.effort, answer.model) == (2, PRICED)
    assert (answer.usage.calls, answer.usage.input_tokens) == (1, it.server.requests[0].tokens)
    assert answer.usage.cost_usd
    assert answer.usage == it.model.spent


def test_the_prompt_goes_system_then_prefix_then_task(bench: Any) -> None:
    it = bench(GOOD)
    it.ask(task="TASK", prefix="PREFIX")
    assert it.bodies[0]["messages"] == [
        {"role": "system", "content": "You review."},
        {"role": "user", "content": "PREFIX\n\nTASK"},
    ]


def test_the_schema_is_strict_and_the_parameters_are_the_models(bench: Any) -> None:
    it = bench(GOOD, seed=7)
    it.ask()
    body = it.bodies[0]
    schema = it.server.requests[0].schema
    assert (schema["name"], schema["strict"]) == ("Verdict", True)
    assert schema["schema"]["required"] == ["sentence", "effort"]
    assert schema["schema"]["additionalProperties"] is False
    assert (body["temperature"], body["seed"], body["max_tokens"]) == (0.2, 7, 8192)
    assert "reasoning_effort" not in body


def test_a_model_that_reasons_gets_an_effort_and_no_temperature(bench: Any) -> None:
    it = bench(GOOD, model="openai/gpt-6.1-sol")
    it.ask()
    body = it.bodies[0]
    assert body["reasoning_effort"] == "medium"
    assert body["max_completion_tokens"] == 32_000
    assert not {"temperature", "seed"} & body.keys()


def test_a_model_without_schema_support_gets_the_schema_in_the_prompt(bench: Any) -> None:
    it = bench(GOOD, model=UNMAPPED)
    answer = it.ask()
    assert "response_format" not in it.bodies[0]
    assert '"required":["sentence","effort"]' in it.server.requests[0].task
    assert answer.usage.cost_usd is None


def test_the_key_goes_to_the_same_provider_only(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    it = bench(BAD_KEY, GOOD, fallbacks=("openai/gpt-4.1", "mistral/mistral-medium-latest"))
    assert it.ask().model == "openai/gpt-4.1"
    assert {request.authorization for request in it.server.requests} == {"Bearer sk-test-0123456789abcdefghij"}
    other = it.model._targets[2]
    assert (other.api_key, other.api_base) == (None, None)


FAILURES: list[tuple[Reply, int, str]] = [
    (BAD_KEY, 1, "refused the API key"),
    (ModelFault(status=403), 1, "may not use"),
    (UNKNOWN_MODEL, 1, "openai/gpt-4o is not known"),
    (ModelFault(status=402), 1, "no credit or quota"),
    (OUT_OF_QUOTA, 1, "no credit or quota"),
    (TOO_LONG, 1, "longer than openai/gpt-4o takes"),
    (ModelFault(status=400, code="content_policy_violation"), 1, "content policy"),
    (ModelFault(status=400, code="odd"), 2, "refused the request"),
    (FILTERED, 1, "content policy"),
    (RATE_LIMITED, 4, "limits the rate"),
    (BROKEN, 4, "is failing"),
    (ModelFault(status=502), 4, "is failing"),
    (OVERLOADED, 4, "is failing"),
    (CUT, 4, "openai/gpt-4o"),
    (NO_CHOICES, 4, "no answer"),
    (TRUNCATED, 2, "cut off at 16,384 tokens"),
    (PROSE, 2, "no valid Verdict in two attempts: it holds no JSON object."),
    (WRONG_JSON, 2, "sentence: Field required"),
]


@pytest.mark.parametrize(("fault", "calls", "cause"), FAILURES)
def test_what_fails_for_good_says_why_and_what_to_do(bench: Any, fault: Reply, calls: int, cause: str) -> None:
    it = bench(fault)
    with pytest.raises(ModelError) as caught:
        it.ask()
    assert cause in caught.value.cause
    assert caught.value.fix
    assert len(it.server.requests) == calls
    assert "sk-test" not in str(caught.value)
    assert "The script says" not in str(caught.value)


@pytest.mark.parametrize("fault", [RATE_LIMITED, BROKEN, OVERLOADED, CUT, NO_CHOICES, PROSE, TRUNCATED, WRONG_JSON])
def test_what_fails_once_is_mended(bench: Any, fault: Reply) -> None:
    it = bench(fault, GOOD)
    assert it.ask().value.sentence == "Fine."
    assert len(it.server.requests) == 2


def test_the_wait_doubles_and_retry_after_is_honoured(bench: Any) -> None:
    it = bench(BROKEN, BROKEN, ModelFault(status=429, retry_after="7"), GOOD)
    it.ask()
    assert it.time.slept == [1, 2, 7]


def test_a_wait_beyond_the_deadline_is_not_begun(bench: Any) -> None:
    it = bench(ModelFault(status=429, retry_after="900"), deadline=60)
    with pytest.raises(ModelError, match="limits the rate"):
        it.ask()
    assert it.time.slept == []


def test_after_the_deadline_no_fallback_is_asked(bench: Any) -> None:
    def script(_request: ModelRequest) -> Reply:
        it.time.now += 40
        return BROKEN

    it = bench(script=script, fallbacks=("openai/gpt-4.1",), deadline=60)
    with pytest.raises(ModelError, match="is failing"):
        it.ask()
    assert {request.model for request in it.server.requests} == {"gpt-4o"}


def test_a_repair_keeps_the_deadline_as_well(bench: Any) -> None:
    def script(_request: ModelRequest) -> Reply:
        it.time.now += 90
        return PROSE

    it = bench(script=script, deadline=60)
    with pytest.raises(ModelError, match="did not answer in time"):
        it.ask()
    assert len(it.server.requests) == 1


def test_a_slow_answer_is_tried_once_more(bench: Any) -> None:
    it = bench(ModelFault(delay=30), timeout=0.15)
    with pytest.raises(ModelError, match="did not answer in time"):
        it.ask()
    assert len(it.server.requests) == 2


def test_a_bad_answer_is_shown_to_the_model_again(bench: Any) -> None:
    it = bench(WRONG_JSON, GOOD)
    answer = it.ask()
    said, wrong = it.bodies[1]["messages"][2:]
    assert said == {"role": "assistant", "content": WRONG_JSON.text}
    assert "sentence: Field required" in wrong["content"]
    assert answer.usage.calls == 2


def test_an_empty_answer_is_asked_for_again_without_showing_it(bench: Any) -> None:
    it = bench("", GOOD)
    it.ask()
    assert [message["role"] for message in it.bodies[1]["messages"]] == ["system", "user", "user"]


def test_a_cut_off_answer_gets_twice_the_room(bench: Any) -> None:
    it = bench(TRUNCATED, GOOD)
    it.ask()
    assert [body["max_tokens"] for body in it.bodies] == [8192, 16_384]


def test_a_model_that_refuses_parameters_is_asked_plainly_from_then_on(bench: Any) -> None:
    def script(request: ModelRequest) -> Reply:
        return ModelFault(status=400, code="unsupported") if "response_format" in request.body else GOOD

    it = bench(script=script)
    it.ask()
    it.ask()
    assert ["response_format" in body for body in it.bodies] == [True, False, False]
    assert "temperature" not in it.bodies[1]


def test_an_effort_that_the_model_does_not_know_is_left_out(bench: Any) -> None:
    it = bench(GOOD, model="openai/gpt-6.1-sol", reasoning_effort="minimal")
    it.ask()
    assert "reasoning_effort" not in it.bodies[-1]
    assert "response_format" in it.bodies[-1]


def test_fallbacks_are_asked_in_order(bench: Any) -> None:
    def script(request: ModelRequest) -> Reply:
        return GOOD if request.model == "gpt-4.1" else BAD_KEY

    it = bench(script=script, fallbacks=("openai/gpt-4o-mini", PRICED, "openai/gpt-4.1"))
    assert it.ask().model == "openai/gpt-4.1"
    assert [request.model for request in it.server.requests] == ["gpt-4o", "gpt-4o-mini", "gpt-4.1"]


def test_a_sibling_is_asked_first_and_spends_from_the_same_purse(bench: Any) -> None:
    it = bench(script=lambda request: GOOD if request.model != "gpt-4.1" else BAD_KEY, fallbacks=("openai/gpt-4.1",))
    it.ask()
    sibling = it.model.sibling("openai/gpt-4o-mini")
    assert sibling.name == "openai/gpt-4o-mini"
    assert sibling.ask(Prompt(system="", prefix="", task="Verify."), type(it.ask().value)).model == sibling.name
    assert sibling.spent == it.model.spent
    assert it.model.spent.calls == 3
    assert it.model.name == PRICED
    assert it.model.sibling(PRICED).name == PRICED
    own = it.model.sibling("openai/gpt-4.1")
    assert own.ask(Prompt(system="", prefix="", task="Verify."), type(it.ask().value)).model == PRICED


def test_the_key_does_not_go_to_a_sibling_of_another_provider(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    it = bench(GOOD)
    other, own = it.model.sibling("anthropic/claude-haiku-4-5")._targets
    assert (other.api_key, own.api_key.get_secret_value()) == (None, "sk-test-0123456789abcdefghij")


def test_when_all_fail_the_first_ones_fix_is_told(bench: Any) -> None:
    def script(request: ModelRequest) -> Reply:
        return BAD_KEY if request.model == "gpt-4o" else UNKNOWN_MODEL

    it = bench(script=script, fallbacks=("openai/gpt-4.1",))
    with pytest.raises(ModelError) as caught:
        it.ask()
    assert "openai/gpt-4o refused the API key. The model openai/gpt-4.1 is not known" in caught.value.cause
    assert "secret" in caught.value.fix


@pytest.mark.parametrize("name", ["nonsense/model", "just-a-name"])
def test_a_model_without_a_known_provider_is_named(bench: Any, name: str) -> None:
    it = bench(GOOD, model=name)
    with pytest.raises(ModelError, match=f"{name} is not known"):
        it.ask()


def test_cached_tokens_are_counted_and_cheaper(bench: Any) -> None:
    it = bench(GOOD)
    first = it.ask(task="One.", prefix="x" * 40_000)
    second = it.ask(task="Two.", prefix="x" * 40_000)
    assert (first.usage.cached_tokens, second.usage.cached_tokens) == (0, 9984)
    assert second.usage.cost_usd < first.usage.cost_usd


def test_failed_calls_are_paid_for_as_well(bench: Any) -> None:
    it = bench(PROSE)
    with pytest.raises(ModelError):
        it.ask()
    assert it.model.spent.calls == 2
    assert it.model.spent.cost_usd


def test_the_cap_refuses_before_it_spends(bench: Any) -> None:
    it = bench(GOOD, cap="0.001")
    with pytest.raises(BudgetError) as caught:
        it.ask()
    assert "max_cost_usd ($0.001)" in caught.value.cause
    assert it.server.requests == []


def test_a_tight_cap_shortens_the_answer(bench: Any) -> None:
    it = bench(GOOD, cap="0.06")
    it.ask()
    assert 4096 <= it.bodies[0]["max_tokens"] < 8192


def test_the_cap_holds_over_calls_at_once(bench: Any) -> None:
    it = bench(GOOD, cap="0.1")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: it.ask(), range(4)))
    assert len(answers) == 4
    assert it.model.spent.cost_usd < Decimal("0.1")


def test_a_cap_needs_a_price(bench: Any) -> None:
    it = bench(GOOD, model=UNMAPPED, cap="5")
    with pytest.raises(BudgetError, match="price of openai/scripted is not in litellm's map"):
        it.ask()


def test_a_priced_fallback_keeps_the_cap(bench: Any) -> None:
    it = bench(GOOD, model=UNMAPPED, fallbacks=(PRICED,), cap="5")
    assert it.ask().model == PRICED


def test_limits_are_those_of_the_smallest() -> None:
    both = LiteLLMModel("openai/gpt-6.1-sol", fallbacks=(PRICED,)).limits()
    assert (both.input_tokens, both.output_tokens, both.known) == (128_000, 16_384, True)
    custom = ModelOptions(custom_model_max_tokens=64_000)
    assert LiteLLMModel(UNMAPPED, options=custom).limits().input_tokens == 64_000
    capped = ModelOptions(max_model_tokens=20_000)
    assert LiteLLMModel(PRICED, options=capped).limits().input_tokens == 20_000
    assert not LiteLLMModel(PRICED, fallbacks=(UNMAPPED,)).limits().known


def test_name_and_estimate() -> None:
    model = LiteLLMModel(PRICED)
    assert model.name == PRICED
    assert model.estimate(1_000_000, 0) == Decimal("2.5")
    assert LiteLLMModel(UNMAPPED).estimate(1, 1) is None


def test_importing_and_making_the_gateway_imports_no_litellm() -> None:
    code = (
        "import json, sys\n"
        "from pr_agent_action.model.gateway import LiteLLMModel\n"
        "model = LiteLLMModel('openai/gpt-4o'); model.limits(); model.estimate(1, 1)\n"
        "heavy = [name for name in ('litellm', 'openai', 'httpx', 'aiohttp', 'tiktoken') if name in sys.modules]\n"
        "import gc, threading\n"
        "model.warm_up()\n"
        "[thread.join() for thread in threading.enumerate() if thread.name == 'import-litellm']\n"
        "print(json.dumps([heavy, 'litellm' in sys.modules, gc.isenabled()]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(done.stdout) == [[], True, True]
    assert done.stderr == ""
