from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_agent_action.forges.github.retry import RetryPolicy, WritePacer, limit_wait
from pr_agent_action.forges.github.wire import CUT, Response

NOW = 1_700_000_000.0
LIMIT = {"message": "API rate limit exceeded for installation ID 1."}


@pytest.mark.parametrize(
    ("status", "headers", "data", "attempt", "expected"),
    [
        (500, {}, None, 0, 1.0),
        (502, {}, None, 1, 2.0),
        (CUT, {}, None, 2, 4.0),
        (503, {"retry-after": "7"}, None, 0, 7.0),
        (429, {"retry-after": "5"}, None, 0, 5.0),
        (403, {"retry-after": "5"}, {"message": "You have exceeded a secondary rate limit"}, 0, 5.0),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW) + 30)}, LIMIT, 0, 31.0),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW) - 30)}, LIMIT, 0, 1.0),
        (429, {}, None, 0, 60.0),
        (429, {"retry-after": "soon"}, None, 0, 60.0),
        (422, {}, {"message": "Validation Failed", "errors": ["was submitted too quickly"]}, 0, 60.0),
        (429, {}, None, 1, 120.0),
        (429, {}, None, 2, None),
        (429, {"retry-after": "3600"}, None, 0, None),
        (500, {}, None, 3, None),
        (403, {}, {"message": "Resource not accessible by integration"}, 0, None),
        (403, {"x-ratelimit-remaining": "0"}, {"message": "Resource not accessible by integration"}, 0, None),
        (404, {}, {"message": "Not Found"}, 0, None),
        (422, {}, {"message": "Validation Failed"}, 0, None),
        (401, {}, None, 0, None),
    ],
)
def test_githubs_own_order_decides_how_long_to_wait(
    status: int, headers: dict[str, str], data: Any, attempt: int, expected: float | None
) -> None:
    response = Response(status=status, headers=headers, data=data)

    assert RetryPolicy().wait(response, attempt=attempt, waited=0.0, now=NOW) == expected


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from([CUT, 403, 429, 500, 502]), st.integers(0, 4000)), max_size=8),
    st.floats(0, 300),
)
def test_all_waits_for_a_call_stay_within_the_bound(answers: list[tuple[int, int]], max_wait: float) -> None:
    policy, waited = RetryPolicy(max_wait=max_wait), 0.0
    for attempt, (status, after) in enumerate(answers):
        response = Response(status=status, headers={"retry-after": str(after)})
        wait = policy.wait(response, attempt=attempt, waited=waited, now=NOW)
        if wait is None:
            break
        assert attempt < policy.repeats
        waited += wait

    assert waited <= max_wait


def test_a_reset_time_counts_only_once_nothing_remains() -> None:
    headers = {"x-ratelimit-remaining": "12", "x-ratelimit-reset": str(int(NOW) + 30)}

    assert limit_wait(Response(status=429, headers=headers), now=NOW) is None


def test_the_usual_writes_of_a_run_are_not_slowed_and_later_ones_keep_a_second_apart() -> None:
    time = [NOW]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        time[0] += seconds

    pacer = WritePacer(interval=1.0, clock=lambda: time[0], sleep=sleep)
    for _ in range(8):
        pacer.before_write()
    assert slept == []

    time[0] += 0.25
    pacer.before_write()
    pacer.before_write()
    time[0] += 3
    pacer.before_write()
    assert slept == [0.75, 1.0]
