"""Money: what the planned round of calls may cost, and what is left for one pull request."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pr_agent_action.agent.asking import Asked, plan_calls
from pr_agent_action.agent.services import Services
from pr_agent_action.context.build import Chunk
from pr_agent_action.domain.plan import State
from pr_agent_action.domain.usage import Estimate, known_cost
from pr_agent_action.ports import Capped, Model
from pr_agent_action.text.tokens import estimate_tokens

LONGEST_ANSWER = 16_000
"""Tokens: more than this no command answers with."""
CAP = "max_cost_usd_per_pr"
UNKNOWN = (
    f"What earlier rounds cost is not known, so `{CAP}` is kept for this round alone. "
    "Choose a model with a known price."
)


def estimate_round(asked: Sequence[Asked], *, model: Model, system: str, chunks: Sequence[Chunk]) -> Estimate:
    """Estimate the round before its first call: prompts as they are, answers as long as they may be."""
    calls = plan_calls(asked)
    prompts = [_prompt_tokens(call, system, chunks) for call in calls]
    answer = min(model.limits().output_tokens, LONGEST_ANSWER)
    prices = [model.estimate(tokens, answer) for tokens in prompts]
    known = [price for price in prices if price is not None]
    cost = sum(known, start=Decimal(0)) if len(known) == len(prices) else None
    return Estimate(calls=len(calls), input_tokens=sum(prompts), most_usd=cost)


def _prompt_tokens(call: Sequence[Asked], system: str, chunks: Sequence[Chunk]) -> int:
    chunk = call[0].question.chunk
    tasks = "\n\n".join(text for item in call for text in (item.question.task, *item.question.notes))
    return estimate_tokens(system) + estimate_tokens(tasks) + (chunks[chunk].tokens if chunks else 0)


def keep_cap(model: Model | None, state: State, services: Services) -> str:
    """Leave the model no more than earlier rounds have left of the pull request's cap; return a notice, or ``""``."""
    cap = services.max_cost_per_pr
    if cap is None or not isinstance(model, Capped):
        return ""
    spent = known_cost(state.cost_usd)
    model.limit_to(max(cap - (spent or Decimal(0)), Decimal(0)), CAP)
    if spent is None:
        return UNKNOWN
    services.log(f"Earlier rounds of this pull request cost ${spent:.4f} of the ${cap} of `{CAP}`.")
    return ""
