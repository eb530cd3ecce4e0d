from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pr_agent_action.model.catalogue import UNKNOWN_WINDOW, facts
from pr_agent_action.model.library import Library
from pr_agent_action.settings.providers import DEFAULT_MODELS

OTHERS = (
    "vertex_ai/gemini-2.5-pro",
    "bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "bedrock/converse/us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "bedrock/eu-west-1/anthropic.claude-sonnet-4-5-20250929-v1:0",
    "OpenAI/GPT-4o",
    "openai/gpt-99",
    "azure/my-deployment",
    "ft:gpt-4o-2024-08-06:org::id",
    "claude-sonnet-9-1",
    "openrouter/anthropic/claude-sonnet-5-5",
)


def names(litellm: Any) -> list[str]:
    """Every 80th of the chat models, as the map has them and with their provider in front."""
    found = [*OTHERS]
    chat = [(name, entry) for name, entry in litellm.model_cost.items() if entry.get("mode") == "chat"]
    for name, entry in chat[::80]:
        provider = entry["litellm_provider"]
        found.append(name)
        if provider in litellm.provider_list and provider != "bedrock_converse":
            found.append(name if name.startswith(f"{provider}/") else f"{provider}/{name}")
    return found


def told(litellm: Any, name: str) -> dict[str, Any]:
    try:
        info: dict[str, Any] = litellm.get_model_info(name)
    except litellm.exceptions.ModelNotMappedError:
        info = {}
    return info


def test_names_resolve_as_they_do_in_litellm(library: Library) -> None:
    litellm = library.get()
    for name in names(litellm):
        ours, theirs = facts(name), told(litellm, name)
        if not theirs or "lemonade" in name:  # litellm asks a server for these
            continue
        assert (ours.limits.input_tokens if ours.known else None) == theirs["max_input_tokens"], name
        assert ours.supports_response_schema == bool(theirs["supports_response_schema"]), name
        if ours.priced:
            assert float(ours.output_price or 0) == pytest.approx(theirs["output_cost_per_token"]), name


def test_an_unknown_model_has_the_stated_window_and_no_price() -> None:
    unknown = facts("openai/scripted")
    assert (unknown.limits, unknown.known, unknown.priced) == (UNKNOWN_WINDOW, False, False)
    assert (unknown.provider, unknown.supports_sampling) == ("openai", True)
    assert unknown.cost(10, 10) is None
    assert unknown.answer_for(Decimal(1), 10) == 4_096


def test_a_name_that_only_a_rule_knows_has_a_window_and_no_price() -> None:
    # NOTE: litellm itself says that it costs nothing.
    guessed = facts("openrouter/anthropic/claude-sonnet-5-5")
    assert (guessed.known, guessed.priced, guessed.supports_response_schema) == (True, False, True)


def test_an_entry_of_another_provider_is_not_taken() -> None:
    assert not facts("azure/gpt-4o-nowhere").known
    assert not facts("mistral/gpt-4o").known


def test_long_prompts_and_written_caches_cost_what_they_cost() -> None:
    model = facts("gpt-6.1-sol")
    assert model.cost(1_000, 100) == 1_000 * Decimal("2.5e-06") + 100 * Decimal("1e-05")
    assert model.cost(300_000, 100) == 300_000 * Decimal("5e-06") + 100 * Decimal("1.5e-05")


def test_an_answer_for_a_sum() -> None:
    assert facts("gpt-4o").answer_for(Decimal("0.1025"), 1_000) == 10_000


@pytest.mark.parametrize("name", sorted(set(DEFAULT_MODELS.values())))
def test_the_default_models_are_current(name: str, library: Library) -> None:
    model = facts(name)
    assert (model.known, model.priced, model.supports_response_schema) == (True, True, True)
    entries = library.get().model_cost
    entry = entries.get(name) or entries[name.partition("/")[2]]
    assert date.fromisoformat(entry.get("deprecation_date", "2999-01-01")) > date(2027, 6, 1)
