from __future__ import annotations

from decimal import Decimal

import pytest

from pr_agent_action.domain.usage import UNKNOWN_COST, Estimate, Usage, added_cost, known_cost
from pr_agent_action.errors import BudgetError
from pr_agent_action.model.ledger import Ledger


@pytest.mark.parametrize(
    ("cap", "charged", "limit", "left"),
    [(None, "0", "3", "3"), ("10", "0", "3", "3"), ("10", "8", "3", "2"), (None, "8", "3", "3"), ("2", "0", "3", "2")],
)
def test_the_lower_cap_holds(cap: str | None, charged: str, limit: str, left: str) -> None:
    ledger = Ledger(Decimal(cap) if cap else None)
    if cap:
        ledger.settle(ledger.reserve(Decimal(charged), Decimal(charged), patience=0), Usage(cost_usd=Decimal(charged)))

    ledger.limit_to(Decimal(limit), "max_cost_usd_per_pr")

    assert ledger.reserve(Decimal(0), Decimal(99), patience=0) == Decimal(left)


def test_the_message_names_the_cap_that_is_reached() -> None:
    ledger = Ledger(Decimal(5))
    ledger.limit_to(Decimal(0), "max_cost_usd_per_pr")

    with pytest.raises(BudgetError, match=r"Raise max_cost_usd_per_pr") as caught:
        ledger.reserve(Decimal(1), Decimal(1), patience=0)
    assert "left of max_cost_usd_per_pr ($0)" in str(caught.value)


@pytest.mark.parametrize(
    ("before", "usage", "after"),
    [
        ("", Usage(), ""),
        ("", Usage(calls=1, cost_usd=Decimal("0.01")), "0.01"),
        ("0.01", Usage(calls=2, cost_usd=Decimal("0.02")), "0.03"),
        ("0.01", Usage(calls=1, cost_usd=None), UNKNOWN_COST),
        (UNKNOWN_COST, Usage(calls=1), UNKNOWN_COST),
        (UNKNOWN_COST, Usage(), UNKNOWN_COST),
        ("NaN", Usage(calls=1), UNKNOWN_COST),
        ("-1", Usage(calls=1), UNKNOWN_COST),
    ],
)
def test_the_sum_of_the_rounds(before: str, usage: Usage, after: str) -> None:
    assert added_cost(before, usage) == after


def test_known_costs() -> None:
    assert [known_cost(text) for text in ("", "0.5", "unknown", "Infinity")] == [0, Decimal("0.5"), None, None]


def test_an_estimate_reads_as_people_write_it() -> None:
    known = Estimate(calls=1, input_tokens=3400, most_usd=Decimal("0.01234"))

    assert str(known) == "1 call, about 3,400 tokens in, at most $0.0123"
    assert str(Estimate(calls=2, input_tokens=0, most_usd=None)) == "2 calls, about 0 tokens in, cost unknown"
