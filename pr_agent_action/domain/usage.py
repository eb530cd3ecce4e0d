"""What a run cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens and money of some model calls; ``cost_usd`` is ``None`` when any call's price is unknown."""

    calls: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    cost_usd: Decimal | None = Decimal(0)

    def __add__(self, other: Usage) -> Usage:
        """Add up; an unknown price makes the sum unknown."""
        known = self.cost_usd is not None and other.cost_usd is not None
        return Usage(
            calls=self.calls + other.calls,
            input_tokens=self.input_tokens + other.input_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cost_usd=(self.cost_usd or Decimal(0)) + (other.cost_usd or Decimal(0)) if known else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a round of calls may take, told before the first; ``most_usd`` is ``None`` where a price is unknown."""

    calls: int
    input_tokens: int
    most_usd: Decimal | None

    def __str__(self) -> str:
        """Read as people write it: ``2 calls, about 3,400 tokens in, at most $0.0456``."""
        calls = f"{self.calls:,} call{'' if self.calls == 1 else 's'}"
        cost = "cost unknown" if self.most_usd is None else f"at most ${self.most_usd:.4f}"
        return f"{calls}, about {self.input_tokens:,} tokens in, {cost}"


UNKNOWN_COST = "unknown"


def known_cost(text: str) -> Decimal | None:
    """Read what ``added_cost`` wrote; ``None`` where it is not known, or nonsense."""
    try:
        cost = Decimal(text or "0")
    except InvalidOperation:
        return None
    return cost if cost.is_finite() and cost >= 0 else None


def added_cost(before: str, usage: Usage) -> str:
    """Add what some calls cost to the text of an earlier sum (``""``: nothing); what is unknown stays so."""
    if not usage.calls:
        return before
    earlier = known_cost(before)
    return UNKNOWN_COST if earlier is None or usage.cost_usd is None else str(earlier + usage.cost_usd)
