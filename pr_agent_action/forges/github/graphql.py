"""GraphQL's errors, which come with status 200, as the statuses that REST would have used."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pr_agent_action.forges.github.wire import Json, Response

STATUS_OF = {
    "NOT_FOUND": 404,
    "FORBIDDEN": 403,
    "INSUFFICIENT_SCOPES": 403,
    "RATE_LIMITED": 429,
    "RATE_LIMIT": 429,
    "SERVICE_UNAVAILABLE": 503,
    "UNPROCESSABLE": 422,
}
REFUSED = 422
FAILED = 502
FAILED_WORDS = ("something went wrong", "timeout", "timed out")
ESSENTIAL: tuple[list[str], ...] = (["viewer"], ["repository"], ["repository", "pullRequest"])
"""Where an error spoils the whole answer; anywhere else only one field is missing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A query's data, and how many of its fields the token may not see."""

    data: Json
    refused: int = 0


def as_response(response: Response) -> Response:
    """Give the response the status that its errors mean; one with usable data stays as it is."""
    if not response.ok:
        return response
    data = response.data if isinstance(response.data, dict) else {}
    errors = [error for error in data.get("errors") or [] if isinstance(error, dict)]
    whole = data.get("data")
    fatal = [error for error in errors if not isinstance(whole, dict) or (error.get("path") or []) in ([], *ESSENTIAL)]
    if isinstance(whole, dict) and not fatal:
        return response
    first: Json = fatal[0] if fatal else {}
    message = str(first.get("message", ""))
    return replace(response, status=_status(str(first.get("type", "")), message), data={"message": message})


def as_answer(answer: Json) -> Answer:
    """Split a usable answer into its data and the number of fields that GitHub refused beside them."""
    refused = sum(isinstance(error, dict) and error.get("type") == "FORBIDDEN" for error in answer.get("errors") or [])
    return Answer(answer["data"], refused)


def _status(kind: str, message: str) -> int:
    if kind in STATUS_OF:
        return STATUS_OF[kind]
    failed = not message or any(word in message.lower() for word in FAILED_WORDS)
    return FAILED if failed else REFUSED
