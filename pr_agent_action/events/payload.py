"""Typed reading of an event's JSON: what is missing or of another type is an ``EventError`` that names its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from pr_agent_action.errors import EventError

FIX = "Pass the event file as GitHub wrote it."


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object of the event ``event``; ``path`` is where it stands, such as ``pull_request.head``."""

    event: str
    data: Mapping[str, object]
    path: str = ""

    def text(self, name: str, *, default: str | None = None) -> str:
        """Read a string; null or absent gives ``default``, an error where there is none."""
        value = self.data.get(name)
        if value is None and default is not None:
            return default
        return value if isinstance(value, str) else self._refuse(name, "text")

    def number(self, name: str) -> int:
        """Read a whole number above zero, as every id and number of GitHub's is."""
        value = self.data.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
        return self._refuse(name, "number")

    def flag(self, name: str) -> bool:
        """Read a boolean; null or absent is false."""
        value = self.data.get(name)
        if value is None:
            return False
        return value if isinstance(value, bool) else self._refuse(name, "true or false")

    def child(self, name: str) -> Fields:
        """Read an object."""
        return self.maybe(name) or self._refuse(name, "object")

    def maybe(self, name: str) -> Fields | None:
        """Read an object that may be null or absent."""
        value = self.data.get(name)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self._refuse(name, "object")
        return Fields(self.event, value, self._place(name))

    def children(self, name: str) -> tuple[Fields, ...]:
        """Read a list of objects; null or absent is empty."""
        value = self.data.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            self._refuse(name, "list of objects")
        return tuple(Fields(self.event, item, f"{self._place(name)}[{at}]") for at, item in enumerate(value))

    def _place(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def _refuse(self, name: str, kind: str) -> NoReturn:
        raise EventError(f"The `{self.event}` event has no {kind} at `{self._place(name)}`.", fix=FIX)
