"""How long each phase of a run took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Stopwatch:
    """Adds up seconds by phase; ``clock`` gives monotonic seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Start."""
        self._clock = clock
        self.seconds: dict[str, float] = {}

    def note(self, name: str, seconds: float) -> None:
        """Add what ran beside the phases and was timed elsewhere."""
        self.seconds[name] = self.seconds.get(name, 0.0) + seconds

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Count what happens inside as ``name``."""
        start = self._clock()
        try:
            yield
        finally:
            self.note(name, self._clock() - start)
