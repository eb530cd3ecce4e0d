"""Facts of models, read from litellm's own map without importing litellm (2 s)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from pr_agent_action.ports import ModelLimits

MAP_FILE: Final = "model_prices_and_context_window_backup.json"
UNKNOWN_WINDOW: Final = ModelLimits(32_000, 4_096, known=False)
"""What a model that litellm's map does not know is taken to have."""

_BEDROCK: Final = ("bedrock", "bedrock_converse")
_ROUTE: Final = re.compile(r"^(converse|invoke|chat_completions)/|^[a-z]{2}(-[a-z]+)+-\d/")
_REGION: Final = re.compile(r"^(us-gov|us|eu|apac|jp|au|ca|global)\.(?=[a-z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """What litellm's map says about a model.

    Prices are US dollars a token, the dearest that a plain call may be charged (writing to a prompt cache included,
    and the long-prompt price from ``long_from`` input tokens on); ``None`` where the map has no price.
    """

    name: str
    provider: str = ""
    limits: ModelLimits = UNKNOWN_WINDOW
    input_price: Decimal | None = None
    output_price: Decimal | None = None
    long_from: int | None = None
    long_input_price: Decimal = Decimal(0)
    long_output_price: Decimal = Decimal(0)
    supports_response_schema: bool = False
    supports_vision: bool = False
    supports_reasoning: bool = False
    supports_sampling: bool = True
    """It takes a temperature; models that reason do not."""

    @property
    def known(self) -> bool:
        """Tell whether the limits are the model's own."""
        return self.limits.known

    @property
    def priced(self) -> bool:
        """Tell whether a call's cost can be told."""
        return self.input_price is not None and self.output_price is not None

    def cost(self, input_tokens: int, output_tokens: int) -> Decimal | None:
        """Tell the most that a call of so many tokens costs in US dollars; ``None`` where the price is unknown."""
        if self.input_price is None or self.output_price is None:
            return None
        if self.long_from is not None and input_tokens > self.long_from:
            return input_tokens * self.long_input_price + output_tokens * self.long_output_price
        return input_tokens * self.input_price + output_tokens * self.output_price

    def answer_for(self, dollars: Decimal, input_tokens: int) -> int:
        """Tell how many tokens of an answer ``dollars`` pay for beside so many tokens of a prompt."""
        asking, one_more = self.cost(input_tokens, 0), self.cost(input_tokens, 1)
        if asking is None or one_more is None or one_more == asking:
            return self.limits.output_tokens
        return int((dollars - asking) / (one_more - asking))


@cache
def facts(model: str) -> ModelFacts:
    """Look a model up as litellm names it; what the map does not know has ``known=False`` and no price."""
    entries, rules = _map()
    provider = model.partition("/")[0] if "/" in model else ""
    for candidate in _candidates(model):
        entry = entries.get(candidate.lower())
        if entry and (candidate == model or _same_provider(provider, str(entry.get("litellm_provider", "")))):
            return _facts(model, entry)
    guessed: dict[str, Any] = {}
    for pattern, info in rules:
        if pattern.search(model):
            guessed |= info
    return _facts(model, {"litellm_provider": provider, **guessed})


def _map() -> tuple[Mapping[str, Mapping[str, Any]], tuple[tuple[re.Pattern[str], Mapping[str, Any]], ...]]:
    """Read the map: entries by lower-case name, and litellm's rules for names that it has no entry for (20 ms).

    It is not kept: a run asks for the facts of one or two models, and litellm keeps the same megabytes once more.
    """
    spec = find_spec("litellm")
    path = Path(spec.origin if spec and spec.origin else "").with_name(MAP_FILE)
    raw: dict[str, Any] = json.loads(path.read_bytes())
    rules = raw.pop("fallback_generalizations", {}).get("rules", ())
    compiled = [(re.compile(rule["pattern"], re.IGNORECASE), rule["model_info"]) for rule in rules]
    return {name.lower(): entry for name, entry in raw.items() if name != "sample_spec"}, tuple(compiled)


def _candidates(model: str) -> Iterator[str]:
    """Name the keys that litellm would try, in its order."""
    yield model
    provider, slash, rest = model.partition("/")
    name = rest if slash else model
    if slash:
        yield rest
    if name.startswith("ft:"):
        yield ":".join(name.split(":")[:2])
    if provider in _BEDROCK:
        bare = _ROUTE.sub("", rest)
        yield bare
        yield _REGION.sub("", bare)


def _same_provider(asked: str, entry: str) -> bool:
    """Tell whether an entry without prefix is for the provider that the name asks for, if it asks for one."""
    if not asked:
        return True
    if asked in _BEDROCK:
        return entry.startswith("bedrock")
    return entry == asked or (asked in ("vertex_ai", "fireworks_ai") and entry.startswith(asked))


def _facts(model: str, entry: Mapping[str, Any]) -> ModelFacts:
    known = isinstance(entry.get("max_input_tokens"), int)
    limits = ModelLimits(entry["max_input_tokens"], _output_limit(entry)) if known else UNKNOWN_WINDOW
    reasons = bool(entry.get("supports_reasoning"))
    long_from, suffix = _long_prompts(entry)
    return ModelFacts(
        name=model,
        provider=str(entry.get("litellm_provider", "")),
        limits=limits,
        input_price=_input_price(entry, ""),
        output_price=_price(entry, "output_cost_per_token"),
        long_from=long_from,
        long_input_price=_input_price(entry, suffix) or Decimal(0),
        long_output_price=_price(entry, "output_cost_per_token" + suffix) or Decimal(0),
        supports_response_schema=bool(entry.get("supports_response_schema")),
        supports_vision=bool(entry.get("supports_vision")),
        supports_reasoning=reasons,
        supports_sampling=not reasons and entry.get("supports_sampling_params") is not False,
    )


def _output_limit(entry: Mapping[str, Any]) -> int:
    """Tell the longest answer: an eighth of the window, up to 16,384 tokens, where the map does not say.

    ``max_tokens`` is not used: where it stands alone it may mean the whole window.
    """
    limit = entry.get("max_output_tokens")
    return limit if isinstance(limit, int) else min(entry["max_input_tokens"] // 8, 16_384)


def _price(entry: Mapping[str, Any], key: str) -> Decimal | None:
    value = entry.get(key)
    return Decimal(str(value)) if isinstance(value, int | float) else None


def _input_price(entry: Mapping[str, Any], suffix: str) -> Decimal | None:
    plain = _price(entry, "input_cost_per_token" + suffix)
    written = _price(entry, "cache_creation_input_token_cost" + suffix)
    return plain if plain is None or written is None else max(plain, written)


def _long_prompts(entry: Mapping[str, Any]) -> tuple[int | None, str]:
    """Find the lowest price step, such as ``input_cost_per_token_above_272k_tokens``: from how many tokens, suffix."""
    steps = [re.fullmatch(r"input_cost_per_token(_above_(\d+)k_tokens)", key) for key in entry]
    found = [(int(step[2]) * 1000, step[1]) for step in steps if step]
    return min(found) if found else (None, "")
