"""How models are asked: the operator's choices, in one value."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pydantic import SecretStr

from pr_agent_action.model.catalogue import ModelFacts
from pr_agent_action.ports import ModelLimits

PLAIN_ANSWER: Final = 8_192
THOUGHTFUL_ANSWER: Final = 32_000
"""Tokens that an answer may have; those of models that reason count what they think."""
LEAST_ANSWER: Final = 4_096
"""Tokens that an answer gets when ``max_cost_usd`` leaves no room for more; with less, no call is made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOptions:
    """What the settings say of calls; times are seconds, ``timeout`` is a call's, ``deadline`` a question's with all
    its repairs, retries and fallbacks.

    ``seed`` below 0 and an empty ``reasoning_effort`` are not sent. ``max_model_tokens`` above 0 caps every model's
    window; ``custom_model_max_tokens`` above 0 is the window of a model that litellm's map does not know.
    """  # noqa: D205 - one sentence

    timeout: float = 120
    deadline: float = 600
    temperature: float = 0.2
    seed: int = -1
    reasoning_effort: str = "medium"
    max_cost_usd: Decimal | None = None
    max_model_tokens: int = 0
    custom_model_max_tokens: int = -1

    def limits(self, model: ModelFacts) -> ModelLimits:
        """Tell a model's window as the settings bound it."""
        limits = model.limits
        if not limits.known and self.custom_model_max_tokens > 0:
            limits = ModelLimits(self.custom_model_max_tokens, limits.output_tokens)
        if 0 < self.max_model_tokens < limits.input_tokens:
            limits = ModelLimits(self.max_model_tokens, limits.output_tokens, limits.known)
        return limits

    def answer_tokens(self, model: ModelFacts) -> int:
        """Tell how long a first answer may be."""
        wanted = THOUGHTFUL_ANSWER if model.supports_reasoning else PLAIN_ANSWER
        return min(wanted, model.limits.output_tokens)

    def parameters(self, model: ModelFacts, takes: Collection[str]) -> dict[str, Any]:
        """Give the optional parameters that the model takes; ``takes`` is what litellm can pass to its provider."""
        wanted: dict[str, Any] = {}
        if model.supports_sampling:
            wanted["temperature"] = self.temperature
        if self.seed >= 0:
            wanted["seed"] = self.seed
        if model.supports_reasoning and self.reasoning_effort:
            wanted["reasoning_effort"] = self.reasoning_effort
        return {name: value for name, value in wanted.items() if name in takes}


@dataclass(frozen=True, slots=True)
class Target:
    """One model with the key and address that are meant for it."""

    facts: ModelFacts
    api_key: SecretStr | None = None
    api_base: str | None = None

    @property
    def name(self) -> str:
        """The name, as litellm spells it."""
        return self.facts.name

    @property
    def credentials(self) -> dict[str, str]:
        """What litellm is given; where nothing is, it looks into the provider's own variables."""
        found = {"api_base": self.api_base, "api_key": self.api_key.get_secret_value() if self.api_key else None}
        return {name: value for name, value in found.items() if value}
