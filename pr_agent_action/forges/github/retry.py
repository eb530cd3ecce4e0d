"""When a call is repeated, and after how long: GitHub's own order, with an end.

``retry-after``, then ``x-ratelimit-reset`` once nothing remains, then a minute and longer each time. PyGithub's policy
is off: it resends a POST that was answered 502 eleven times, and waits for a limit's end however far it is.
See https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from pr_agent_action.forges.github.wire import Response

Clock = Callable[[], float]
"""Tells the time in seconds since 1970."""
Sleep = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """The figures, in seconds: ``max_wait`` bounds all waits for one call together."""

    repeats: int = 3
    max_wait: float = 120.0
    pause: float = 1.0
    limit_pause: float = 60.0

    def wait(self, response: Response, *, attempt: int, waited: float, now: float) -> float | None:
        """Tell how long to wait before repeating, ``None`` to give up; ``attempt`` counts from 0."""
        if attempt >= self.repeats or not (response.limited or response.lost):
            return None
        asked = limit_wait(response, now=now)
        if asked is None:
            asked = (self.limit_pause if response.limited else self.pause) * 2**attempt
        return asked if waited + asked <= self.max_wait else None


def limit_wait(response: Response, *, now: float) -> float | None:
    """Tell how many seconds GitHub asks to wait, ``None`` where it does not say."""
    after = response.headers.get("retry-after", "")
    if _is_number(after):
        return float(after)
    reset = response.headers.get("x-ratelimit-reset", "")
    if response.headers.get("x-ratelimit-remaining") == "0" and _is_number(reset):
        # NOTE: whole seconds, and two clocks: one second more saves a second refusal.
        return max(float(reset) - now, 0.0) + 1.0
    return None


class WritePacer:
    """Keeps a second between writes once there are several in a row.

    GitHub asks for a second between content creations (its limit is 80 a minute). A run's usual writes (eyes,
    description, review, summary, labels, check run, rocket) are far below that and apart from each other anyway, so
    the first ``free`` of them are not slowed; from the next on, as with a review in many batches, the advice is
    followed.
    """

    def __init__(self, *, interval: float, clock: Clock, sleep: Sleep, free: int = 8) -> None:
        """Take the seconds between two writes and how many go without."""
        self._interval, self._clock, self._sleep, self._free = interval, clock, sleep, free
        self._lock = Lock()
        self._count = 0
        self._last = 0.0

    def before_write(self) -> None:
        """Wait for this write's turn."""
        with self._lock:
            self._count += 1
            if self._count > self._free:
                pause = self._last + self._interval - self._clock()
                if pause > 0:
                    self._sleep(pause)
            self._last = self._clock()


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\d{1,12}(\.\d+)?", text, re.ASCII) is not None
