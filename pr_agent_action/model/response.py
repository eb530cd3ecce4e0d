"""What came back from litellm, read into our own values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pr_agent_action.domain.usage import Usage
from pr_agent_action.model.catalogue import ModelFacts
from pr_agent_action.model.errors import Diagnosis, Trouble


class CallFailedError(Exception):
    """A call failed; the diagnosis says of what."""

    def __init__(self, diagnosis: Diagnosis) -> None:
        """Take the diagnosis."""
        super().__init__(diagnosis.trouble.name)
        self.diagnosis = diagnosis


@dataclass(frozen=True, slots=True)
class Said:
    """What a model said, and whether it was stopped by the bound on its answer."""

    text: str
    cut_off: bool


def read_said(response: Any) -> Said:  # noqa: ANN401 - litellm's type is not to be imported
    """Read the answer's text; raise ``CallFailedError`` for a refusal and where there is no answer."""
    choices = response.choices
    if not choices:
        raise CallFailedError(Diagnosis(Trouble.ANSWER))
    if choices[0].finish_reason == "content_filter":
        raise CallFailedError(Diagnosis(Trouble.POLICY))
    return Said(choices[0].message.content or "", choices[0].finish_reason == "length")


def read_usage(litellm: Any, response: Any, model: ModelFacts) -> Usage:  # noqa: ANN401 - as above
    """Read the tokens, and the cost where the map has a price: litellm answers 0 for some that it does not know."""
    usage = getattr(response, "usage", None)
    details = getattr(usage, "prompt_tokens_details", None)
    return Usage(
        calls=1,
        input_tokens=getattr(usage, "prompt_tokens", 0) or 0,
        cached_tokens=getattr(details, "cached_tokens", 0) or 0,
        output_tokens=getattr(usage, "completion_tokens", 0) or 0,
        cost_usd=_cost(litellm, response, model) if usage and model.priced else None,
    )


def _cost(litellm: Any, response: Any, model: ModelFacts) -> Decimal | None:  # noqa: ANN401 - as above
    try:
        return Decimal(str(litellm.completion_cost(completion_response=response, model=model.name)))
    except Exception:  # noqa: BLE001 - litellm raises a bare Exception for what it cannot price
        return None
