from __future__ import annotations

from typing import Any

import pytest

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
from pr_agent_action.forges.github.errors import TABLE, translate
from pr_agent_action.forges.github.wire import CUT, Call, Response

NOW = 1_700_000_000.0
CALL = Call(
    method="POST",
    path="/repos/octo/demo/pulls/7/reviews",
    doing="post a review",
    scope="pull-requests: write",
    body={"body": "the pull request's own words"},
)


def refuse(status: int, message: str = "", headers: dict[str, str] | None = None, **data: Any) -> ForgeError:
    response = Response(status=status, headers=headers or {}, data={"message": message, **data})
    return translate(CALL, response, now=NOW)


@pytest.mark.parametrize("status", [CUT, *range(300, 600)])
def test_every_status_has_its_row(status: int) -> None:
    assert any(row.matches(status, "") for row in TABLE)
    error = refuse(status)
    assert error.cause.endswith(".")
    assert error.fix.endswith(".")
    assert "{" not in error.cause.replace("${{", "")


def test_every_forge_error_can_happen() -> None:
    assert {row.error for row in TABLE} == set(ForgeError.__subclasses__())


@pytest.mark.parametrize(
    ("status", "message", "error", "words"),
    [
        (401, "Bad credentials", AuthenticationError, "does not accept the token"),
        (403, "Resource not accessible by integration", PermissionDeniedError, "permissions: { pull-requests: write }"),
        (403, "Resource protected by organization SAML enforcement.", PermissionDeniedError, "single sign-on"),
        (403, "Although you appear ... has an IP allow list enabled", PermissionDeniedError, "IP addresses"),
        (403, "Unable to create comment because issue is locked.", PermissionDeniedError, "locked"),
        (403, "Repository was archived so is read-only.", PermissionDeniedError, "archived"),
        (403, "API rate limit exceeded for installation.", RateLimitedError, "does not name"),
        (403, "You have exceeded a secondary rate limit.", RateLimitedError, "rate limit"),
        (404, "Not Found", NotFoundError, "nothing when asked to post a review"),
        (410, "This comment was deleted", NotFoundError, "deleted"),
        (409, "Conflict", ConflictError, "Run again."),
        (413, "", RejectedError, "too long"),
        (422, "Body is too long (maximum is 65536 characters)", RejectedError, "65,536"),
        (422, "Validation Failed", RejectedError, "Validation Failed"),
        (429, "", RateLimitedError, "rate limit"),
        (301, "Moved Permanently", NotFoundError, "moved"),
        (418, "", RejectedError, "(418)"),
        (502, "Server Error", UnavailableError, "(502)"),
        (CUT, "", UnavailableError, "did not answer"),
    ],
)
def test_a_refusal_says_cause_and_fix(status: int, message: str, error: type[ForgeError], words: str) -> None:
    told = refuse(status, message)

    assert type(told) is error
    assert words in str(told)


def test_single_sign_on_is_also_told_by_a_header() -> None:
    assert "single sign-on" in str(refuse(403, "Forbidden", {"x-github-sso": "required; url=https://example.com"}))


def test_a_rate_limit_names_its_end() -> None:
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW) + 599)}

    assert "until 2023-11-14 22:23:20 UTC" in str(refuse(403, "API rate limit exceeded for x", headers))


def test_githubs_errors_field_is_condensed_and_quotes_nothing() -> None:
    errors: list[Any] = [
        {"resource": "PullRequestReviewComment", "field": "line", "code": "invalid", "message": "`secret`\nis no line"},
        {"resource": "Label", "field": "name", "code": "already_exists"},
        "Line could not be resolved to 'my file'",
        "a fourth",
    ]
    told = str(refuse(422, "Validation Failed", errors=errors))

    assert (
        "Validation Failed; PullRequestReviewComment.line … is no line, Label.name already_exists, "
        "Line could not be resolved to …" in told
    )
    assert "fourth" not in told
    assert "own words" not in told


@pytest.mark.parametrize("data", [None, [], "text", {"message": None, "errors": "odd"}])
def test_an_odd_answer_is_no_crash(data: Any) -> None:
    assert "no reason given" in str(translate(CALL, Response(status=422, data=data), now=NOW))
