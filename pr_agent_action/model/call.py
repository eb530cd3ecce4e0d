"""One call of one model: paid for, timed, retried."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from pr_agent_action.domain.usage import Usage
from pr_agent_action.errors import BudgetError
from pr_agent_action.model.errors import Diagnosis, Trouble, diagnose
from pr_agent_action.model.ledger import Ledger
from pr_agent_action.model.library import Library
from pr_agent_action.model.messages import Question, messages, prompt_tokens
from pr_agent_action.model.options import LEAST_ANSWER, ModelOptions, Target
from pr_agent_action.model.patience import Deadline, Patience, run_within
from pr_agent_action.model.response import CallFailedError, Said, read_said, read_usage
from pr_agent_action.model.schema import response_format

TRIES_OF_SLOW_MODELS = 2
GRACE = 1.0
"""Seconds that litellm gets beyond a call's time-out to report it, before the call is left behind."""


@dataclass(frozen=True, slots=True)
class _Style:
    """What a model is asked with; a model that refuses one style is asked in a plainer one from then on."""

    extras: bool = True
    schema: bool = True

    def plainer(self, trouble: Trouble) -> _Style | None:
        """Drop the optional parameters first, then the schema; ``None`` where nothing is left to drop."""
        if trouble is Trouble.PARAMETERS and self.extras:
            return _Style(extras=False, schema=self.schema)
        if trouble in (Trouble.PARAMETERS, Trouble.REQUEST) and (self.extras or self.schema):
            return _Style(extras=False, schema=False)
        return None


@dataclass(frozen=True, slots=True)
class Caller:
    """Calls models through litellm. Safe to use from threads."""

    library: Library
    options: ModelOptions
    ledger: Ledger
    patience: Patience
    _styles: dict[str, _Style] = field(default_factory=dict)

    def call(self, target: Target, question: Question, *, deadline: Deadline, bill: list[Usage]) -> Said:
        """Call until it works, the tries are used up or the deadline is near; raise ``CallFailedError``.

        What every try costs is added to ``bill``.
        """
        style = self._styles.get(target.name, _Style())
        attempt = 1
        while True:
            try:
                said = self._try(target, question, style, deadline=deadline, bill=bill)
            except CallFailedError as error:
                plainer = style.plainer(error.diagnosis.trouble)
                if plainer is None and not self._worth_waiting(error.diagnosis, attempt, deadline):
                    raise
                attempt += plainer is None
                style = plainer or style
            else:
                self._styles[target.name] = style
                return said

    def _worth_waiting(self, diagnosis: Diagnosis, attempt: int, deadline: Deadline) -> bool:
        """Wait for the next try; tell whether there is one."""
        slow = diagnosis.trouble is Trouble.TIMEOUT
        tries = min(self.patience.tries, TRIES_OF_SLOW_MODELS) if slow else self.patience.tries
        wait = self.patience.wait(attempt, diagnosis.retry_after)
        if not diagnosis.trouble.value.retry or attempt >= tries or wait >= deadline.left:
            return False
        self.patience.sleep(wait)
        return True

    def _try(self, target: Target, question: Question, style: _Style, *, deadline: Deadline, bill: list[Usage]) -> Said:
        seconds = min(self.options.timeout, deadline.left)
        if seconds <= 0:
            raise CallFailedError(Diagnosis(Trouble.TIMEOUT))
        reserved, output_tokens = self._reserve(target, question, seconds)
        usage = Usage()
        try:
            arguments = self._arguments(target, replace(question, output_tokens=output_tokens), style)
            litellm = self.library.get()
            response = run_within(seconds + GRACE, lambda: litellm.completion(**arguments, timeout=seconds))
            usage = read_usage(litellm, response, target.facts)
        except Exception as error:  # noqa: BLE001 - litellm's edge: whatever it raises becomes a diagnosis
            raise CallFailedError(diagnose(error)) from None
        finally:
            self.ledger.settle(reserved, usage)
            bill.append(usage)
        return read_said(response)

    def _reserve(self, target: Target, question: Question, seconds: float) -> tuple[Decimal, int]:
        """Reserve the call's price; tell what is reserved and how long the answer may be for it."""
        wanted = question.output_tokens
        if self.ledger.cap is None:
            return Decimal(0), wanted
        tokens = prompt_tokens(question)
        most, least = (target.facts.cost(tokens, count) for count in (wanted, min(wanted, LEAST_ANSWER)))
        if most is None or least is None:
            raise BudgetError(
                f"The price of {target.name} is not in litellm's map, so {self.ledger.cap_name} cannot be kept.",
                fix=f"Take {self.ledger.cap_name} away, or choose a model with a known price.",
            )
        granted = self.ledger.reserve(least, most, patience=seconds)
        return granted, wanted if granted >= most else target.facts.answer_for(granted, tokens)

    def _arguments(self, target: Target, question: Question, style: _Style) -> dict[str, Any]:
        """Give the arguments of ``litellm.completion``; never ``drop_params``, which would drop the schema."""
        takes = self.library.get().get_supported_openai_params(model=target.name) or []
        typed = style.schema and target.facts.supports_response_schema and "response_format" in takes
        return {
            "model": target.name,
            "messages": messages(question, target.facts, schema_in_prompt=not typed),
            "max_tokens": question.output_tokens,
            "max_retries": 0,
            "num_retries": 0,
            "stream": False,
            **target.credentials,
            **({"response_format": response_format(question.answer)} if typed else {}),
            **(self.options.parameters(target.facts, takes) if style.extras else {}),
        }
