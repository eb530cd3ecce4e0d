from __future__ import annotations

from importlib.util import find_spec
from json import loads
from pathlib import Path

import pytest

from pr_agent_action.settings.layers import load, with_command_options, with_repository
from pr_agent_action.settings.providers import DEFAULT_MODELS


@pytest.mark.parametrize(
    ("environ", "model", "origin"),
    [
        ({}, "", None),
        ({"OPENAI_KEY": "sk-1"}, DEFAULT_MODELS["OPENAI_API_KEY"], "default for OPENAI_API_KEY"),
        ({"ANTHROPIC.KEY": "sk-1"}, DEFAULT_MODELS["ANTHROPIC_API_KEY"], "default for ANTHROPIC_API_KEY"),
        ({"INPUT_API_KEY": "sk-ant-1"}, DEFAULT_MODELS["ANTHROPIC_API_KEY"], "default for api_key"),
        ({"INPUT_API_KEY": "AIza1"}, DEFAULT_MODELS["GEMINI_API_KEY"], "default for api_key"),
        ({"INPUT_API_KEY": "sk-1"}, DEFAULT_MODELS["OPENAI_API_KEY"], "default for api_key"),
        ({"INPUT_MODEL": "ollama/llama", "OPENAI_API_KEY": "sk-1"}, "ollama/llama", "input"),
        ({"CONFIG.MODEL": "gpt-5"}, "gpt-5", "environment"),
    ],
)
def test_the_key_chooses_the_model_where_none_is_named(environ: dict[str, str], model: str, origin: str | None) -> None:
    repo = load(environ).repo

    assert repo.values.config.model == model
    assert repo.origin.get("config.model") == origin


@pytest.mark.parametrize(
    ("environ", "model", "allowed"),
    [
        ({"OPENAI_API_KEY": "sk-1"}, "gpt-5", True),
        ({"OPENAI_API_KEY": "sk-1"}, "o3-mini", True),
        ({"OPENAI_API_KEY": "sk-1"}, "openai/gpt-5", True),
        ({"OPENAI_API_KEY": "sk-1"}, "anthropic/claude-sonnet-5", False),
        ({"OPENAI_API_KEY": "sk-1"}, "gpt-5/evil", False),
        ({"OPENAI_API_KEY": "sk-1"}, "openai/https://evil.example.com", False),
        ({"OPENAI_API_KEY": "sk-1"}, "openai/../x", False),
        ({"OPENAI_API_KEY": "sk-1"}, "", False),
        ({"OPENAI_API_KEY": "sk-1", "ANTHROPIC_API_KEY": "sk-2"}, "claude-sonnet-5", True),
        ({"OPENAI_API_KEY": "sk-1", "ANTHROPIC_API_KEY": "sk-2"}, "gpt-5", True),
        ({"INPUT_API_KEY": "sk-1", "ANTHROPIC_API_KEY": "sk-2"}, "claude-sonnet-5", False),
        ({"INPUT_MODEL": "bedrock/a.b-v1:0"}, "bedrock/c.d-v1:0", True),
        ({"INPUT_MODEL": "deepseek-chat"}, "deepseek-chat", True),
        ({"INPUT_MODEL": "deepseek-chat"}, "deepseek-coder", False),
        ({"INPUT_MODEL": "gpt-5", "INPUT_FALLBACK_MODELS": "mistral/large"}, "mistral/small", True),
        ({"OPENAI_API_KEY": "sk-1", "INPUT_ALLOWED_MODELS": "anthropic/*"}, "anthropic/claude-sonnet-5", True),
        ({"INPUT_MODEL": "gpt-5", "INPUT_ALLOWED_MODELS": "gpt-5*"}, "gpt-4", False),
        ({"INPUT_MODEL": "gpt-4", "INPUT_ALLOWED_MODELS": "gpt-5*"}, "gpt-4", True),
        ({}, "gpt-5", False),
    ],
)
@pytest.mark.parametrize("key", ["model", "fallback_models", "verification_model"])
def test_a_repository_chooses_among_models_that_its_keys_are_for(
    environ: dict[str, str], model: str, allowed: bool, key: str
) -> None:
    operator = load(environ).repo
    value = f"'{model}'" if key != "fallback_models" else f"['{model}']"

    repo = with_repository(operator, f"[config]\n{key} = {value}")

    assert (repo.warnings == ()) is allowed
    said = {"model": model, "fallback_models": (model,), "verification_model": model}[key]
    assert repo.value(f"config.{key}") == (said if allowed else operator.value(f"config.{key}"))


@pytest.mark.parametrize("key", ["model", "fallback_models", "verification_model"])
def test_a_comment_never_chooses_the_model(key: str) -> None:
    operator = load({"OPENAI_API_KEY": "sk-1"}).repo

    asked = with_command_options(operator, {f"config.{key}": "gpt-5"})

    assert asked.values == operator.values
    assert "is not taken from a comment" in asked.warnings[0]


def test_the_default_models_are_in_litellms_map() -> None:
    """The map is read as the file that it is: importing litellm takes seconds."""
    spec = find_spec("litellm")
    assert spec is not None
    assert spec.origin is not None
    known = loads(Path(spec.origin).with_name("model_prices_and_context_window_backup.json").read_text())

    for model in DEFAULT_MODELS.values():
        entry = known.get(model) or known[model.partition("/")[2]]
        assert entry["mode"] == "chat"
        assert "deprecation_date" not in entry
