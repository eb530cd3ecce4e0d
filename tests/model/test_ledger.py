from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_agent_action.domain.usage import Usage
from pr_agent_action.errors import BudgetError
from pr_agent_action.model.ledger import Ledger


def cost(dollars: str) -> Usage:
    return Usage(calls=1, cost_usd=Decimal(dollars))


def test_without_a_cap_all_is_granted_and_counted() -> None:
    ledger = Ledger()
    assert ledger.reserve(Decimal(1), Decimal(9), patience=0) == 9
    ledger.settle(Decimal(9), cost("2"))
    assert ledger.usage == cost("2")


def test_what_was_not_spent_comes_back() -> None:
    ledger = Ledger(Decimal(10))
    ledger.settle(ledger.reserve(Decimal(8), Decimal(8), patience=0), cost("1"))
    assert ledger.reserve(Decimal(8), Decimal(8), patience=0) == 8


def test_less_is_granted_when_no_more_is_left() -> None:
    ledger = Ledger(Decimal(10))
    ledger.settle(ledger.reserve(Decimal(8), Decimal(8), patience=0), cost("7"))
    assert ledger.reserve(Decimal(2), Decimal(8), patience=0) == 3


def test_an_unknown_cost_is_taken_for_the_whole_reservation() -> None:
    ledger = Ledger(Decimal(10))
    ledger.settle(ledger.reserve(Decimal(8), Decimal(8), patience=0), Usage(calls=1, cost_usd=None))
    with pytest.raises(BudgetError, match=r"\$3.0000, and \$2.0000 is left of max_cost_usd \(\$10\)"):
        ledger.reserve(Decimal(3), Decimal(3), patience=0)


def test_a_call_waits_for_others_to_settle() -> None:
    ledger = Ledger(Decimal(10))
    held = ledger.reserve(Decimal(9), Decimal(9), patience=0)
    granted: list[Decimal] = []
    waiting = threading.Thread(target=lambda: granted.append(ledger.reserve(Decimal(9), Decimal(9), patience=10)))
    waiting.start()
    ledger.settle(held, cost("0.5"))
    waiting.join(10)
    assert granted == [9]


def test_patience_ends() -> None:
    ledger = Ledger(Decimal(10))
    ledger.reserve(Decimal(9), Decimal(9), patience=0)
    with pytest.raises(BudgetError):
        ledger.reserve(Decimal(9), Decimal(9), patience=0.01)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 100)), max_size=12))
def test_the_cap_is_never_passed(calls: list[tuple[int, int]]) -> None:
    ledger = Ledger(Decimal(30))

    def spend(call: tuple[int, int]) -> None:
        most, percent = call
        try:
            reserved = ledger.reserve(Decimal(most), Decimal(most), patience=5)
        except BudgetError:
            return
        ledger.settle(reserved, Usage(calls=1, cost_usd=reserved * percent / 100))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(spend, calls))
    assert (ledger.usage.cost_usd or 0) <= 30
    assert ledger._held == 0
