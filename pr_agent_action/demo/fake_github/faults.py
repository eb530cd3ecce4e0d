"""What goes wrong on purpose."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One scripted failure of the calls that match.

    ``path`` is a regular expression searched in the path with its query; ``containing`` a text of the request's body
    (to tell GraphQL queries apart). The first ``skip`` matching calls go well, then ``times`` fail (``None``: all).
    ``after`` lets the call take effect before it fails: a comment that was made, answered with 502. ``cut`` closes the
    connection instead of answering. ``delay`` waits, in seconds; with ``status`` 0 the call is slow and then goes well.
    """

    status: int = 0
    method: str = ""
    path: str = ""
    containing: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    times: int | None = 1
    skip: int = 0
    after: bool = False
    cut: bool = False
    delay: float = 0.0

    def matches(self, method: str, target: str, body: str) -> bool:
        """Tell whether the fault is meant for this call."""
        return self.method in ("", method) and bool(re.search(self.path, target)) and self.containing in body


class FaultScript:
    """Hands out faults, each as often as it asks for."""

    def __init__(self, faults: Sequence[Fault] = ()) -> None:
        """Take the faults; of several that match a call, the first that is not used up is taken."""
        self._lock = Lock()
        self._faults: list[Fault] = []
        self._seen: list[int] = []
        for fault in faults:
            self.add(fault)

    def add(self, fault: Fault) -> None:
        """Add one while the server runs."""
        with self._lock:
            self._faults.append(fault)
            self._seen.append(0)

    def take(self, method: str, target: str, body: str) -> Fault | None:
        """Give the fault for this call, if there is one."""
        with self._lock:
            for index, fault in enumerate(self._faults):
                if not fault.matches(method, target, body):
                    continue
                if fault.times is not None and self._seen[index] >= fault.skip + fault.times:
                    continue
                self._seen[index] += 1
                if self._seen[index] > fault.skip:
                    return fault
        return None
