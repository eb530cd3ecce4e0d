"""The gateway to language models through litellm.

litellm is imported by the first call, or beside other work with ``warm_up``; never by importing this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from decimal import Decimal

from pydantic import SecretStr

from pr_agent_action.domain.usage import Usage
from pr_agent_action.errors import AgentError, AnswerError, BudgetError, ModelError
from pr_agent_action.model.answers import InvalidAnswerError, read_answer
from pr_agent_action.model.call import Caller
from pr_agent_action.model.catalogue import facts
from pr_agent_action.model.ledger import Ledger
from pr_agent_action.model.library import Library
from pr_agent_action.model.messages import Question, complaint
from pr_agent_action.model.options import ModelOptions, Target
from pr_agent_action.model.patience import Deadline, Patience
from pr_agent_action.model.response import CallFailedError, Said
from pr_agent_action.ports import Answer, AnswerT, ModelLimits, Prompt


class LiteLLMModel:
    """A model with its fallbacks, in order. Safe to use from threads.

    ``api_key`` and ``api_base`` go to ``model`` and to fallbacks of the same provider only; another provider's
    fallback finds its key in the environment, as litellm does.
    """

    def __init__(  # noqa: PLR0913 - the two last are for tests and for a litellm that is imported already
        self,
        model: str,
        *,
        fallbacks: Sequence[str] = (),
        api_key: SecretStr | None = None,
        api_base: str | None = None,
        options: ModelOptions | None = None,
        patience: Patience | None = None,
        library: Library | None = None,
    ) -> None:
        """Take names as litellm spells them; nothing is imported or asked yet."""
        self._options = options or ModelOptions()
        self._patience = patience or Patience()
        self._library = library or Library()
        self._ledger = Ledger(self._options.max_cost_usd)
        self._caller = Caller(self._library, self._options, self._ledger, self._patience)
        own = facts(model)
        self._targets = (Target(own, api_key, api_base), *self._fallbacks(fallbacks, Target(own, api_key, api_base)))

    @staticmethod
    def _fallbacks(names: Sequence[str], main: Target) -> list[Target]:
        found = [facts(name) for name in dict.fromkeys(names) if name and name != main.name]
        return [
            replace(main, facts=model) if model.provider == main.facts.provider else Target(model) for model in found
        ]

    def sibling(self, name: str) -> LiteLLMModel:
        """Give the model ``name`` with all of ours behind it; what both spend counts against one cap."""
        other = copy(self)
        first = self._fallbacks([name], self._targets[0]) or self._targets[:1]
        rest = [target for target in self._targets if target.name != name]
        other._targets = (*first, *rest)  # noqa: SLF001 - a copy of this very object
        return other

    @property
    def name(self) -> str:
        """The first model's name, as litellm spells it."""
        return self._targets[0].name

    @property
    def spent(self) -> Usage:
        """All calls so far, those that came to nothing included."""
        return self._ledger.usage

    def warm_up(self) -> None:
        """Import litellm and rehearse a call in the background."""
        self._library.warm_up(self.name)

    def limits(self) -> ModelLimits:
        """Tell the smallest window among the model and its fallbacks."""
        all_limits = [self._options.limits(target.facts) for target in self._targets]
        return ModelLimits(
            min(limits.input_tokens for limits in all_limits),
            min(limits.output_tokens for limits in all_limits),
            all(limits.known for limits in all_limits),
        )

    def estimate(self, input_tokens: int, output_tokens: int) -> Decimal | None:
        """Tell what a call of the first model costs in US dollars at the most; ``None`` where its price is unknown."""
        return self._targets[0].facts.cost(input_tokens, output_tokens)

    def limit_to(self, dollars: Decimal, cap: str) -> None:
        """Spend no more than ``dollars`` from now on, siblings included; ``cap`` is the name of what says so."""
        self._ledger.limit_to(dollars, cap)

    def ask(self, prompt: Prompt, answer: type[AnswerT]) -> Answer[AnswerT]:
        """Ask one model after the other until one answers; raise ``ModelError``, or ``BudgetError`` at the cap."""
        deadline = Deadline(self._options.deadline, self._patience.clock)
        bill: list[Usage] = []
        failures: list[AgentError] = []
        for target in self._targets:
            try:
                value = self._ask_one(target, prompt, answer, deadline=deadline, bill=bill)
            except (ModelError, BudgetError) as error:
                failures.append(error)
            else:
                return Answer(value, target.name, sum(bill, start=Usage()))
            if not deadline.left:
                break
        raise _joined(failures)

    def _ask_one(
        self, target: Target, prompt: Prompt, answer: type[AnswerT], *, deadline: Deadline, bill: list[Usage]
    ) -> AnswerT:
        """Ask one model; let it repair a bad answer once."""
        question = Question(prompt=prompt, answer=answer, output_tokens=self._options.answer_tokens(target.facts))
        said = self._say(target, question, deadline=deadline, bill=bill)
        try:
            return read_answer(said.text, answer)
        except InvalidAnswerError as error:
            repair = replace(question, since=complaint(said.text, error.problems))
        said = self._say(target, repair, deadline=deadline, bill=bill)
        try:
            return read_answer(said.text, answer)
        except InvalidAnswerError as error:
            raise AnswerError(
                f"{target.name} gave no valid {answer.__name__} in two attempts: {error}.",
                fix="Choose a model that supports structured output, or set fallback_models.",
            ) from None

    def _say(self, target: Target, question: Question, *, deadline: Deadline, bill: list[Usage]) -> Said:
        """Get a whole answer; one that is cut off gets a second chance at twice the length, if the model has it."""
        longest = min(target.facts.limits.output_tokens, question.output_tokens * 2)
        lengths = dict.fromkeys((question.output_tokens, longest))
        for length in lengths:
            try:
                said = self._caller.call(target, replace(question, output_tokens=length), deadline=deadline, bill=bill)
            except CallFailedError as error:
                raise error.diagnosis.error(target.name) from None
            if not said.cut_off:
                return said
        raise AnswerError(
            f"The answer of {target.name} was cut off at {max(lengths):,} tokens.",
            fix="Choose a model with longer answers, or review fewer files at once.",
        )


def _joined(failures: Sequence[AgentError]) -> AgentError:
    """Make one error of each model's; the first one's kind and fix are the user's to act on."""
    first = failures[0]
    causes = " ".join(dict.fromkeys(failure.cause for failure in failures))
    return type(first)(causes, fix=first.fix)
