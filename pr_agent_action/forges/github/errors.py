"""What a refusal of GitHub's means to a person: one table, first match wins.

A test holds that every status from 300 on has its row. No message carries a token, a request's body or a pull
request's text: of GitHub's own words only the 422 ones are passed on, without what they quote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from pr_agent_action.errors import (
    AuthenticationError,
    ConflictError,
    ForgeError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from pr_agent_action.forges.github.retry import limit_wait
from pr_agent_action.forges.github.wire import CUT, Call, Response

DETAIL_LENGTH = 200
DETAIL_PARTS = 3
QUOTED = re.compile(r"""`[^`]*`|"[^"]*"|(?<!\w)'[^']*'""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One meaning: statuses from ``low`` to ``high`` whose message matches ``says``."""

    low: int
    high: int
    error: type[ForgeError]
    cause: str
    fix: str
    says: str = ""

    def matches(self, status: int, message: str) -> bool:
        """Tell whether this row speaks about the refusal."""
        return self.low <= status <= self.high and re.search(self.says, message, re.IGNORECASE) is not None


def _row(status: int | tuple[int, int], error: type[ForgeError], cause: str, fix: str, says: str = "") -> Row:
    low, high = (status, status) if isinstance(status, int) else status
    return Row(low=low, high=high, error=error, cause=cause, fix=fix, says=says)


TABLE: tuple[Row, ...] = (
    _row(
        CUT,
        UnavailableError,
        "GitHub did not answer when asked to {doing}.",
        "Check the network and https://www.githubstatus.com, then run again.",
    ),
    _row(
        (300, 399),
        NotFoundError,
        "The repository moved ({status}).",
        "Use its new name.",
    ),
    _row(
        401,
        AuthenticationError,
        "GitHub does not accept the token (401).",
        "Pass `github_token: ${{{{ github.token }}}}` or another token that has not expired.",
    ),
    _row(
        403,
        PermissionDeniedError,
        "The organization asks for single sign-on, and the token is not authorized for it (403).",
        "Authorize the token at https://github.com/settings/tokens, or use `${{{{ github.token }}}}`.",
        says=r"\bSAML\b|single sign-on",
    ),
    _row(
        403,
        PermissionDeniedError,
        "The organization's list of allowed IP addresses keeps this machine out (403).",
        "Add the runner's address to that list, or use a runner inside the network.",
        says=r"IP allow list",
    ),
    _row(
        403,
        PermissionDeniedError,
        "The conversation is locked, so GitHub did not {doing} (403).",
        "Unlock it, or run again once it is.",
        says=r"\blocked\b",
    ),
    _row(
        403,
        PermissionDeniedError,
        "The repository is archived, so GitHub did not {doing} (403).",
        "Unarchive it, or leave the workflow out.",
        says=r"\barchived\b",
    ),
    _row(
        403,
        PermissionDeniedError,
        "The token may not {doing} (403).",
        "Give the job `permissions: {{ {scope} }}`; runs for forks and Dependabot get a read-only token from "
        "`pull_request` events whatever the workflow says.",
    ),
    _row(
        404,
        NotFoundError,
        "GitHub found nothing when asked to {doing} (404), or the token may not see it.",
        "Check the repository and the number, and that the token has `{scope}`.",
    ),
    _row(
        409,
        ConflictError,
        "GitHub could not {doing}, because somebody else changed it meanwhile (409).",
        "Run again.",
    ),
    _row(
        410,
        NotFoundError,
        "What the call to {doing} is about was deleted (410).",
        "Nothing is to be done, unless the repository has its issues switched off.",
    ),
    _row(
        (413, 413),
        RejectedError,
        "The text is too long for GitHub to {doing} (413).",
        "Ask for less, for example with a lower `max_findings`.",
    ),
    _row(
        422,
        RejectedError,
        "The text is too long for GitHub to {doing} (422): 65,536 characters are the limit.",
        "Ask for less, for example with a lower `max_findings`.",
        says=r"too long|maximum is \d+",
    ),
    _row(
        422,
        RejectedError,
        "GitHub refused to {doing} (422): {detail}.",
        "If it stays so, report it with this line.",
    ),
    _row(
        429,
        RateLimitedError,
        "GitHub's rate limit stopped the call to {doing}; it holds {until}.",
        "Run again later, or use the token of a GitHub App, whose limit is higher.",
    ),
    _row(
        (400, 499),
        RejectedError,
        "GitHub refused to {doing} ({status}).",
        "If it stays so, report it with this line.",
    ),
    _row(
        (500, 599),
        UnavailableError,
        "GitHub failed when asked to {doing} ({status}).",
        "Look at https://www.githubstatus.com, then run again.",
    ),
)


def translate(call: Call, response: Response, *, now: float) -> ForgeError:
    """Make the error that a refused call ends in."""
    status = 429 if response.limited else response.status
    message = f"{response.message} {response.headers.get('x-github-sso', '') and 'SAML'} {_errors(response)}"
    row = next((row for row in TABLE if row.matches(status, message)), TABLE[-1])
    words: Mapping[str, object] = {
        "doing": call.doing,
        "scope": call.scope,
        "status": response.status,
        "detail": _detail(response),
        "until": _until(response, now=now),
    }
    return row.error(row.cause.format_map(words), fix=row.fix.format_map(words))


def _until(response: Response, *, now: float) -> str:
    wait = limit_wait(response, now=now)
    if wait is None:
        return "for a time that GitHub does not name"
    return datetime.fromtimestamp(now + wait, tz=UTC).strftime("until %Y-%m-%d %H:%M:%S UTC")


def _detail(response: Response) -> str:
    """Condense a refusal to one short line: GitHub's words, without anything that they quote."""
    words = "; ".join(part for part in (response.message, _errors(response)) if part)
    line = " ".join(QUOTED.sub("…", words).split()).rstrip(".")
    return line[:DETAIL_LENGTH] or "no reason given"


def _errors(response: Response) -> str:
    """Read the ``errors`` field: a list of strings or of objects with resource, field, code and message."""
    errors = response.data.get("errors") if isinstance(response.data, dict) else None
    return ", ".join(_one_error(error) for error in errors[:DETAIL_PARTS]) if isinstance(errors, list) else ""


def _one_error(error: object) -> str:
    if not isinstance(error, dict):
        return str(error)
    place = ".".join(str(error[key]) for key in ("resource", "field") if error.get(key))
    return " ".join(part for part in (place, str(error.get("message") or error.get("code") or "")) if part)
