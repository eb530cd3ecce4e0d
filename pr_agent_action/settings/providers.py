"""Model providers: the variables that litellm reads, the names PR-Agent's users have for them, the default models."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

_KEYED = (
    "openai",
    "anthropic",
    "azure",
    "cerebras",
    "codestral",
    "cohere",
    "databricks",
    "deepinfra",
    "deepseek",
    "fireworks_ai",
    "gemini",
    "groq",
    "huggingface",
    "mistral",
    "moonshot",
    "nvidia_nim",
    "ollama",
    "openrouter",
    "perplexityai",
    "replicate",
    "sambanova",
    "together_ai",
    "watsonx",
    "xai",
)
_OTHERS = {
    "openai.org": "OPENAI_ORGANIZATION",
    "azure.api_version": "AZURE_API_VERSION",
    "google_ai_studio.gemini_api_key": "GEMINI_API_KEY",
    "vertexai.vertex_project": "VERTEXAI_PROJECT",
    "vertexai.vertex_location": "VERTEXAI_LOCATION",
    "aws.aws_access_key_id": "AWS_ACCESS_KEY_ID",
    "aws.aws_secret_access_key": "AWS_SECRET_ACCESS_KEY",
    "aws.aws_session_token": "AWS_SESSION_TOKEN",
    "aws.aws_region_name": "AWS_REGION_NAME",
}
_FIELDS = {"key": "API_KEY", "api_key": "API_KEY", "api_base": "API_BASE"}

ALIASES = {"OPENAI_KEY": "OPENAI_API_KEY"}
"""Variables of PR-Agent's, and what litellm calls them."""

DEFAULT_MODELS = {
    "ANTHROPIC_API_KEY": "anthropic/claude-sonnet-5-5",
    "OPENAI_API_KEY": "openai/gpt-6.1-sol",
    "GEMINI_API_KEY": "gemini/gemini-3.8-flash",
    "MISTRAL_API_KEY": "mistral/mistral-medium-latest",
    "DEEPSEEK_API_KEY": "deepseek/deepseek-v4-pro",
    "XAI_API_KEY": "xai/grok-4.7",
    "GROQ_API_KEY": "groq/openai/gpt-oss-120b",
}
"""The model that is asked when a key is set and no model named, first match first; a test holds litellm knows them."""

_KEY_STARTS = {
    "sk-ant-": "ANTHROPIC_API_KEY",
    "AIza": "GEMINI_API_KEY",
    "xai-": "XAI_API_KEY",
    "gsk_": "GROQ_API_KEY",
}
_BARE = {
    "openai": re.compile(r"(gpt|chatgpt|o\d)[\w.-]*"),
    "anthropic": re.compile(r"claude-[\w.-]*"),
}
_GLOBS = {
    "openai": ("openai/*", "gpt*", "chatgpt*", "o[0-9]*"),
    "anthropic": ("anthropic/*", "claude-*"),
}
_PLAIN_MODEL = re.compile(r"[\w][\w.:@-]*(/[\w][\w.:@-]*)*", re.ASCII)


def variable(name: str) -> str | None:
    """Give litellm's variable for ``section.key`` such as ``openai.key``; ``None`` when the name is no provider's."""
    section, _, key = name.partition(".")
    if section in _KEYED and key in _FIELDS:
        return f"{section.upper()}_{_FIELDS[key]}"
    return _OTHERS.get(name)


def is_provider(section: str) -> bool:
    """Tell whether a section of this name holds a provider's settings."""
    return section in _KEYED or any(name.startswith(f"{section}.") for name in _OTHERS)


def provider_names() -> tuple[str, ...]:
    """Give every name that ``variable`` knows."""
    return tuple(f"{section}.{key}" for section in _KEYED for key in _FIELDS) + tuple(_OTHERS)


def default_model(environ: Mapping[str, str], *, api_key: str) -> tuple[str, str]:
    """Choose a model by the key that is set: (model, what chose it), both ``""`` where no key is.

    The ``api_key`` input does not say whose it is; its prefix does, and without one it is taken for OpenAI's.
    """
    if api_key:
        whose = next((name for start, name in _KEY_STARTS.items() if api_key.startswith(start)), "OPENAI_API_KEY")
        return DEFAULT_MODELS[whose], "default for api_key"
    for name, model in DEFAULT_MODELS.items():
        if environ.get(name, "").strip():
            return model, f"default for {name}"
    return "", ""


def same_provider(models: Iterable[str]) -> tuple[str, ...]:
    """Give globs of models whose calls go where those of ``models`` go, with the same key."""
    globs: list[str] = []
    for model in models:
        provider, slash, _ = model.partition("/")
        if not slash:
            provider = next((name for name, bare in _BARE.items() if bare.fullmatch(model)), "")
        globs += _globs(provider) if provider else (model,)
    return tuple(dict.fromkeys(globs))


def _globs(provider: str) -> tuple[str, ...]:
    return _GLOBS.get(provider, (f"{provider}/*",))


def with_keys(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Give globs of the models of all providers whose key the environment has: litellm sends each its own key."""
    keyed = [name for name in _KEYED if environ.get(f"{name.upper()}_API_KEY", "").strip()]
    return tuple(glob for name in keyed for glob in _globs(name))


def permits(globs: Iterable[str], model: str) -> bool:
    """Tell whether ``model`` is a plain name, no address, that one of the ``globs`` matches.

    A glob without a slash matches names without one: ``gpt*`` is no way to another provider.
    """
    if not _PLAIN_MODEL.fullmatch(model):
        return False
    return any(fnmatchcase(model, glob) and ("/" in glob or "/" not in model) for glob in globs)
