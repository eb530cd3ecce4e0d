"""How long to wait, and when to stop."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often a call is tried and how long is waited between; times are seconds.

    Without word from the provider the wait doubles from ``first_wait`` up to ``longest_wait``, less up to a half by
    ``chance`` so that parallel calls do not come back together.
    """

    tries: int = 4
    first_wait: float = 1
    longest_wait: float = 30
    sleep: Callable[[float], object] = time.sleep
    clock: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random

    def wait(self, attempt: int, asked: float | None) -> float:
        """Tell how long to wait after the failed ``attempt`` (from 1 on); what the provider ``asked`` for counts."""
        if asked is not None:
            return asked
        doubled: float = self.first_wait * 2 ** (attempt - 1)
        return min(doubled, self.longest_wait) * (1 - self.chance() / 2)


class Deadline:
    """A point in time that all that is done for one question must keep."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        """Start now."""
        self._clock = clock
        self._end = clock() + seconds

    @property
    def left(self) -> float:
        """Seconds left, 0 when it is over."""
        return max(self._end - self._clock(), 0)


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Read ``Retry-After`` (seconds or an HTTP date) and OpenAI's ``retry-after-ms``; ``None`` where neither is."""
    lower = {key.lower(): value for key, value in headers.items()}
    try:
        if "retry-after-ms" in lower:
            return max(float(lower["retry-after-ms"]) / 1000, 0)
        value = lower["retry-after"]
    except (KeyError, ValueError):
        return None
    try:
        return max(float(value), 0)
    except ValueError:
        return _seconds_until(value, now or datetime.now(UTC))


def _seconds_until(date: str, now: datetime) -> float | None:
    try:
        return max((parsedate_to_datetime(date) - now).total_seconds(), 0)
    except (TypeError, ValueError):
        return None


def run_within(seconds: float, work: Callable[[], ResultT]) -> ResultT:
    """Run ``work`` in a thread of its own; raise ``TimeoutError`` when it takes longer, and leave it behind.

    A client's time-out counts between two bytes: a provider that sends a blank line every few seconds, as some do
    while they think, would hold the run for ever.
    """
    results: list[ResultT] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            errors.append(error)

    thread = threading.Thread(target=run, name="model-call", daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not results:
        raise TimeoutError
    return results[0]
