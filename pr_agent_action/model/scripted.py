"""A model without litellm or network, for tests of what asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from threading import Lock
from typing import Any

from pydantic import BaseModel, ValidationError

from pr_agent_action.domain.usage import Usage
from pr_agent_action.errors import ModelError
from pr_agent_action.ports import Answer, AnswerT, ModelLimits, Prompt

Scripted = BaseModel | Mapping[str, Any] | Exception | Callable[[Prompt], "Scripted"]
"""An answer, as a model or as JSON; an error to raise; or a function of the prompt that gives one of them."""


class ScriptedModel:
    """Answer by the answer type's name (``"*"`` for all others); keep the prompts in the order of their arrival.

    What is asked without being in the script is a ``ModelError``, as a model that fails would raise it. Usage is
    counted at four characters a token and a price of $1 and $2 a million.
    """

    def __init__(
        self,
        answers: Mapping[str, Scripted] | Callable[[Prompt, type[BaseModel]], Scripted],
        *,
        name: str = "scripted",
        limits: ModelLimits | None = None,
    ) -> None:
        """Take answers by type name, or one function for all."""
        self._answers = answers
        self._name = name
        self._limits = limits or ModelLimits(128_000, 8_192)
        self._lock = Lock()
        self.prompts: list[Prompt] = []
        self.asked: list[str] = []
        self.spent = Usage()

    @property
    def name(self) -> str:
        """The name given."""
        return self._name

    def limits(self) -> ModelLimits:
        """Tell the window given."""
        return self._limits

    def estimate(self, input_tokens: int, output_tokens: int) -> Decimal | None:
        """Count $1 a million tokens in, $2 a million out."""
        return (Decimal(input_tokens) + 2 * Decimal(output_tokens)) / 1_000_000

    def ask(self, prompt: Prompt, answer: type[AnswerT]) -> Answer[AnswerT]:
        """Answer from the script."""
        with self._lock:
            self.prompts.append(prompt)
            self.asked.append(answer.__name__)
        scripted = self._find(prompt, answer)
        while callable(scripted):
            scripted = scripted(prompt)
        if isinstance(scripted, Exception):
            raise scripted
        content = scripted.model_dump() if isinstance(scripted, BaseModel) else scripted
        try:
            value = answer.model_validate(content)
        except ValidationError as error:
            raise ModelError(f"The script's {answer.__name__} has {error.error_count()} errors.") from error
        usage = self._usage(prompt, value)
        with self._lock:
            self.spent += usage
        return Answer(value, self._name, usage)

    def _find(self, prompt: Prompt, answer: type[BaseModel]) -> Scripted:
        if callable(self._answers):
            return self._answers(prompt, answer)
        missing = ModelError(f"The script has no {answer.__name__}.")
        return self._answers.get(answer.__name__, self._answers.get("*", missing))

    def _usage(self, prompt: Prompt, value: BaseModel) -> Usage:
        asked = len(prompt.system + prompt.prefix + prompt.task) // 4
        said = len(value.model_dump_json()) // 4
        return Usage(calls=1, input_tokens=asked, output_tokens=said, cost_usd=self.estimate(asked, said))
