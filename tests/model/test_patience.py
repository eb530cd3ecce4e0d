from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_agent_action.model.patience import Deadline, Patience, retry_after, run_within


@given(st.integers(1, 12), st.floats(0, 1, exclude_max=True))
def test_waits_grow_and_stay_within_their_bounds(attempt: int, chance: float) -> None:
    patience = Patience(chance=lambda: chance)
    full = min(2.0 ** (attempt - 1), 30)
    assert full / 2 <= patience.wait(attempt, None) <= full


def test_what_the_provider_asks_for_counts() -> None:
    assert Patience().wait(1, 12.5) == 12.5


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7),
        ({"retry-after": "-1"}, 0),
        ({"retry-after": "2", "retry-after-ms": "1500"}, 1.5),
        ({"retry-after-ms": "soon"}, None),
        ({"retry-after": "Sun, 22 Nov 2026 12:00:30 GMT"}, 30),
        ({"retry-after": "Sun, 22 Nov 2026 11:00:00 GMT"}, 0),
        ({"retry-after": "in a while"}, None),
        ({"retry-after": "Sun, 22 Nov 2026 12:00:30 -0000"}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, datetime(2026, 11, 22, 12, tzinfo=UTC)) == seconds


def test_a_deadline_never_goes_below_zero() -> None:
    now = 100.0
    deadline = Deadline(10, lambda: now)
    now = 104.0
    assert deadline.left == 6
    now = 200.0
    assert deadline.left == 0


def test_work_is_left_behind_when_it_takes_too_long() -> None:
    release = threading.Event()
    with pytest.raises(TimeoutError):
        run_within(0.02, release.wait)
    release.set()


def test_work_gives_its_result_or_its_error() -> None:
    assert run_within(5, lambda: "done") == "done"
    with pytest.raises(ZeroDivisionError):
        run_within(5, lambda: 1 / 0)
