"""What goes over the wire, as values: one call, one response, and what a response means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from pr_agent_action.domain.pull_request import PullRequestRef

Json = dict[str, Any]

CUT = 0
"""The status of a response that never came: a time-out or a cut connection."""
LIMIT_WORDS = ("rate limit", "abuse detection", "submitted too quickly")
DENIAL_WORDS = ("not accessible", "saml", "must have", "allow list", "locked", "archived")


class Kind(Enum):
    """What may be done about a call whose answer was lost."""

    READ = auto()
    """It changes nothing: repeat it."""
    REPEATABLE = auto()
    """It sets something to a value: doing it twice is doing it once."""
    CREATION = auto()
    """It makes something new: look whether it arrived before repeating it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request. ``doing`` and ``scope`` speak to people: what it is for, and the permission that it takes.

    ``answers`` is the JSON type of a good answer; ``None`` where nobody reads it.
    """

    method: str
    path: str
    doing: str
    scope: str = "pull-requests: read"
    parameters: Mapping[str, str | int] = field(default_factory=dict)
    body: Json | None = None
    kind: Kind = Kind.READ
    graphql: bool = False
    answers: type[dict[str, Any] | list[Any]] | None = dict

    @property
    def target(self) -> str:
        """The path with its query."""
        query = "&".join(f"{key}={value}" for key, value in self.parameters.items())
        return f"{self.path}?{query}" if query else self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One answer; header names are lower case, ``data`` is the parsed JSON."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    data: Any = None

    @property
    def ok(self) -> bool:
        """Tell whether the call did what it should."""
        return 200 <= self.status < 300  # noqa: PLR2004 - HTTP's own numbers

    @property
    def message(self) -> str:
        """GitHub's own sentence, ``""`` where there is none."""
        message = self.data.get("message") if isinstance(self.data, dict) else None
        return message if isinstance(message, str) else ""

    @property
    def lost(self) -> bool:
        """Tell whether nobody knows if the call took effect."""
        return self.status == CUT or self.status >= 500  # noqa: PLR2004 - HTTP's own numbers

    @property
    def limited(self) -> bool:
        """Tell whether a rate limit stopped the call: GitHub says so with 403, 429 or, for content, 422."""
        if self.status == 429:  # noqa: PLR2004 - HTTP's own numbers
            return True
        message = self.message.lower()
        if self.status not in {403, 422}:
            return False
        if any(word in message or word in _errors_text(self.data) for word in LIMIT_WORDS):
            return True
        # NOTE: the last request that a limit allows may be a plain denial, so a denial's words go first.
        if self.status != 403 or any(word in message for word in DENIAL_WORDS):  # noqa: PLR2004 - HTTP's own numbers
            return False
        return "retry-after" in self.headers or self.headers.get("x-ratelimit-remaining") == "0"


def repository_path(ref: PullRequestRef | str, rest: str) -> str:
    """Build ``/repos/owner/name/rest``."""
    return f"/repos/{ref if isinstance(ref, str) else ref.repository}/{rest}"


def _errors_text(data: Any) -> str:  # noqa: ANN401 - JSON of any shape
    """Put the ``errors`` field of a refusal into one line of lower case."""
    return str(data.get("errors", "")).lower() if isinstance(data, dict) else ""
