from __future__ import annotations

import pytest
from pydantic import BaseModel

from pr_agent_action.model.catalogue import facts
from pr_agent_action.model.messages import Question, messages, prompt_tokens
from pr_agent_action.ports import Prompt


class Verdict(BaseModel):
    sentence: str


def question(*, prefix: str = "P", system: str = "S", cacheable: bool = True) -> Question:
    prompt = Prompt(system=system, prefix=prefix, task="T", cacheable=cacheable)
    return Question(prompt=prompt, answer=Verdict, output_tokens=100)


@pytest.mark.parametrize(
    ("model", "marked"),
    [
        ("anthropic/claude-sonnet-5-5", True),
        ("bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0", True),
        ("openrouter/anthropic/claude-sonnet-5-5", True),
        ("openai/gpt-4o", False),
        ("gemini/gemini-3.8-flash", False),
        ("openai/my-claude-proxy", False),
    ],
)
def test_only_claude_gets_a_cache_mark(model: str, *, marked: bool) -> None:
    content = messages(question(), facts(model), schema_in_prompt=False)[1]["content"]
    if marked:
        assert content == [
            {"type": "text", "text": "P\n\n", "cache_control": {"type": "ephemeral"}},
            {"type": "text", "text": "T"},
        ]
    else:
        assert content == "P\n\nT"


def test_a_prefix_that_is_not_asked_again_is_not_marked() -> None:
    claude = facts("anthropic/claude-sonnet-5-5")
    assert messages(question(cacheable=False), claude, schema_in_prompt=False)[1]["content"] == "P\n\nT"


def test_empty_parts_are_left_out() -> None:
    only = messages(question(prefix="", system=""), facts("openai/gpt-4o"), schema_in_prompt=False)
    assert only == [{"role": "user", "content": "T"}]


def test_the_schema_comes_last_so_that_prefixes_stay_alike() -> None:
    content = messages(question(), facts("openai/scripted"), schema_in_prompt=True)[1]["content"]
    assert content.startswith("P\n\nT\n\nAnswer with one JSON object")


def test_tokens_count_all_that_is_sent() -> None:
    assert prompt_tokens(question(prefix="word " * 1_000)) > prompt_tokens(question()) + 900
