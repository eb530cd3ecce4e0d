"""Which model is asked when none is named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pydantic import SecretStr

DEFAULT_MODELS: Final[Mapping[str, str]] = {
    "ANTHROPIC_API_KEY": "anthropic/claude-sonnet-5-5",
    "OPENAI_API_KEY": "openai/gpt-6.1-sol",
    "OPENAI_KEY": "openai/gpt-6.1-sol",
    "GEMINI_API_KEY": "gemini/gemini-3.8-flash",
    "MISTRAL_API_KEY": "mistral/mistral-medium-latest",
    "DEEPSEEK_API_KEY": "deepseek/deepseek-v4-pro",
    "XAI_API_KEY": "xai/grok-4.7",
    "GROQ_API_KEY": "groq/openai/gpt-oss-120b",
}
"""The variable that holds a provider's key, and that provider's model; the first variable that is set decides."""

DEFAULT_MODEL: Final = DEFAULT_MODELS["OPENAI_API_KEY"]
"""The model of an ``api_key`` or ``api_base`` that is given without one, unless the key tells its provider."""

_KEY_STARTS: Final[Mapping[str, str]] = {
    "sk-ant-": DEFAULT_MODELS["ANTHROPIC_API_KEY"],
    "AIza": DEFAULT_MODELS["GEMINI_API_KEY"],
    "xai-": DEFAULT_MODELS["XAI_API_KEY"],
    "gsk_": DEFAULT_MODELS["GROQ_API_KEY"],
}


def choose_model(
    wanted: str, environ: Mapping[str, str], *, api_key: SecretStr | None = None, api_base: str = ""
) -> str:
    """Name the model to ask; ``""`` means that none is configured: no name, no key, no base."""
    if wanted.strip():
        return wanted.strip()
    key = api_key.get_secret_value() if api_key else ""
    if key and not api_base:
        return next((model for start, model in _KEY_STARTS.items() if key.startswith(start)), DEFAULT_MODEL)
    if key or api_base:
        return DEFAULT_MODEL
    return next((model for variable, model in DEFAULT_MODELS.items() if environ.get(variable, "").strip()), "")
