"""A call, its answer, and the record of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
DOCUMENTATION = "https://docs.github.com/rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One HTTP request; header names are lower case, ``token`` is ``""`` without an ``Authorization`` header."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    text: str
    token: str

    @property
    def target(self) -> str:
        """The path with its query, as it was asked for."""
        return self.path + ("?" + "&".join(f"{key}={value}" for key, value in self.query.items()) if self.query else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer; ``body`` is JSON, or the bytes themselves."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A call as it was recorded; ``time`` is when it came, in seconds since the server's start.

    ``body`` and ``answer`` are parsed JSON where they are JSON, else text. ``status`` is 0 for a cut connection.
    """

    method: str
    path: str
    query: Mapping[str, str]
    request_headers: Mapping[str, str]
    body: Any
    token: str
    status: int
    headers: Mapping[str, str]
    answer: Any
    time: float
    seconds: float
    faulty: bool = False

    def __str__(self) -> str:
        """Read as a line of a log."""
        return f"{self.method} {self.path} {self.status}"


class Refusal(Exception):  # noqa: N818 - the word for what GitHub does
    """An answer that is not the one hoped for."""

    def __init__(self, status: int, message: str, *, errors: list[Any] | None = None, **headers: str) -> None:
        """Take what GitHub says; a header's name is written with underscores."""
        super().__init__(message)
        body: Json = {"message": message, "documentation_url": DOCUMENTATION, "status": str(status)}
        if errors is not None:
            body["errors"] = errors
        self.reply = Reply(
            status=status, body=body, headers={key.replace("_", "-"): value for key, value in headers.items()}
        )


def not_found() -> Refusal:
    """Say that there is no such thing, or that the token may not see it: GitHub does not tell which."""
    return Refusal(404, "Not Found")


def invalid(resource: str, name: str, message: str, code: str = "custom") -> Refusal:
    """Refuse a value the way most of GitHub's REST calls do."""
    errors = [{"resource": resource, "code": code, "field": name, "message": message}]
    return Refusal(422, "Validation Failed", errors=errors)
