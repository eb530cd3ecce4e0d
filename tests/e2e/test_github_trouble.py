"""GitHub that refuses, limits, fails or falls silent, in each phase of a run."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from pr_agent_action.demo.fake_github import Fault, RateLimit, Rights
from pr_agent_action.demo.fake_model import ModelRequest, Reply
from tests.e2e.conftest import GOOD, Begin
from tests.fakes.stage import Result, Stage, answering

ANY = {
    "401": (Fault(status=401, times=None), "does not accept the token"),
    "403": (
        Fault(status=403, body={"message": "Resource not accessible by integration"}, times=None),
        "The token may not",
    ),
    "404": (Fault(status=404, times=None), "found nothing"),
    "409": (Fault(status=409, times=None), "somebody else changed it meanwhile"),
    "422": (Fault(status=422, body={"message": "Validation Failed"}, times=None), "Validation Failed"),
    "429": (Fault(status=429, times=None), "rate limit"),
    "429 for an hour": (Fault(status=429, headers={"Retry-After": "3600"}, times=None), "rate limit"),
    "500": (Fault(status=500, times=None), "failed when asked"),
    "503": (Fault(status=503, times=None), "failed when asked"),
    "cut": (Fault(cut=True, times=None), "did not answer"),
}
NO_WORD = Fault(status=200, body="<html>A proxy's page</html>", headers={"Content-Type": "text/html"}, times=None)


def aimed(fault: Fault, calls: dict[str, str]) -> Fault:
    """The same fault, of these calls alone."""
    return replace(fault, method=calls.get("method", ""), path=calls["path"])


READING: dict[str, dict[str, str]] = {
    "files": {"method": "GET", "path": "/files"},
    "GraphQL": {"path": "/graphql"},
}


@pytest.mark.parametrize("phase", READING)
@pytest.mark.parametrize(("fault", "cause"), ANY.values(), ids=ANY)
def test_a_pull_request_that_cannot_be_read_fails_the_run_before_a_model_is_paid(
    begin: Begin, fault: Fault, cause: str, phase: str
) -> None:
    stage = begin(faults=[aimed(fault, READING[phase])])
    result = stage.play("pull_request", action="opened")
    assert (result.exit_code, result.status) == (1, "failed")
    assert result.quiet
    (error,) = result.annotations("error")
    assert cause in error
    assert error.count(". ") >= 1
    assert sum(result.slept) <= 240


@pytest.mark.parametrize("phase", READING)
@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=502),
        Fault(status=500, times=2),
        Fault(cut=True),
        Fault(status=429, headers={"Retry-After": "2"}),
        Fault(status=403, body={"message": "You have exceeded a secondary rate limit."}),
        Fault(status=429),
    ],
    ids=str,
)
def test_trouble_that_passes_while_reading_is_waited_for(begin: Begin, fault: Fault, phase: str) -> None:
    stage = begin(faults=[aimed(fault, READING[phase])])
    result = stage.play("pull_request", action="opened")
    assert (result.exit_code, result.status) == (0, "posted")
    assert result.slept


def test_a_proxy_s_page_is_no_answer(begin: Begin) -> None:
    result = begin(faults=[NO_WORD]).play("pull_request", action="opened")
    assert (result.exit_code, result.status) == (1, "failed")
    assert result.quiet


def test_a_used_up_limit_names_its_end(begin: Begin) -> None:
    stage = begin(rate_limit=RateLimit(remaining=0, reset=int(time.time()) + 3_000))
    result = stage.play("pull_request", action="opened")
    assert (result.exit_code, result.status, sum(result.slept)) == (1, "failed", 0)
    assert "holds until 2" in result.annotations("error")[0]


# ----------------------------------------------------------------------------------------- writing

WRITING: dict[str, tuple[dict[str, str], str]] = {
    "description": ({"method": "PATCH", "path": r"/pulls/1$"}, "The description"),
    "review": ({"method": "POST", "path": r"/pulls/1/reviews$"}, "The review"),
    "summary": ({"method": "POST", "path": r"/issues/1/comments$"}, "The summary"),
    "labels": ({"method": "POST", "path": r"/issues/1/labels$"}, "A label"),
}


def parts_posted(stage: Stage) -> set[str]:
    pull_request = stage.pull_request
    return {
        name
        for name, there in {
            "description": "### What this changes" in (pull_request.body or ""),
            "review": bool(pull_request.review_comments),
            "summary": bool(pull_request.comments),
            "labels": bool(pull_request.labels),
        }.items()
        if there
    }


@pytest.mark.parametrize("part", WRITING)
@pytest.mark.parametrize(("fault", "cause"), ANY.values(), ids=ANY)
def test_a_part_that_is_refused_costs_no_other_part_and_nothing_paid_for(
    begin: Begin, fault: Fault, cause: str, part: str
) -> None:
    calls, name = WRITING[part]
    stage = begin(faults=[aimed(fault, calls)])
    result = stage.play("pull_request", action="opened")
    assert parts_posted(stage) == set(WRITING) - {part}
    if part == "review" and fault.status == 422:
        # NOTE: refused comments are said in the summary, and nothing is lost.
        assert "The name goes into the SQL unescaped" in stage.summary_comment
        return
    assert (result.exit_code, result.status) == (1, "partial")
    assert [error for error in result.annotations("error") if name in error and cause in error]
    assert cause in result.summary
    assert_kept(result)
    assert result.reactions == ["eyes", "confused"]


def assert_kept(result: Result) -> None:
    """The review that was paid for is in the job summary and in the outputs."""
    assert "The name goes into the SQL unescaped" in result.summary
    assert "Parcels can be searched by name." in result.summary
    assert len(result.review["findings"]) == 2
    assert int(result.outputs["input_tokens"]) > 0


@pytest.mark.parametrize("part", WRITING)
@pytest.mark.parametrize("after", [True, False], ids=["took effect", "did not"])
@pytest.mark.parametrize("fault", [Fault(status=502), Fault(cut=True), Fault(status=500, times=2)], ids=str)
def test_an_answer_that_is_lost_makes_no_second_comment(begin: Begin, fault: Fault, part: str, *, after: bool) -> None:
    calls, _ = WRITING[part]
    stage = begin(faults=[replace(aimed(fault, calls), after=after)])
    result = stage.play("pull_request", action="opened")
    assert (result.exit_code, result.status) == (0, "posted")
    assert parts_posted(stage) == set(WRITING)
    assert len(stage.pull_request.comments) == 1
    assert len(stage.pull_request.reviews) == 1
    assert len(stage.pull_request.review_comments) == 2
    assert (stage.pull_request.body or "").count("### What this changes") == 1


@pytest.mark.parametrize("part", WRITING)
def test_a_limit_that_passes_while_writing_is_waited_for(begin: Begin, part: str) -> None:
    calls, _ = WRITING[part]
    limit = Fault(status=429, headers={"Retry-After": "3"})
    stage = begin(faults=[aimed(limit, calls)])
    result = stage.play("pull_request", action="opened")
    assert (result.exit_code, result.status) == (0, "posted")
    assert 3.0 in result.slept
    assert parts_posted(stage) == set(WRITING)


def test_an_answer_to_a_question_that_is_lost_is_given_once(begin: Begin) -> None:
    stage = begin(faults=[Fault(status=502, method="POST", path="/issues/1/comments$", after=True)])
    result = stage.comment("/ask why?")
    assert (result.exit_code, len(stage.pull_request.comments)) == (0, 2)


def test_all_that_is_refused_is_in_the_job_summary(begin: Begin) -> None:
    stage = begin(faults=[aimed(fault, calls) for calls, _ in WRITING.values() for fault in [ANY["503"][0]]])
    result = stage.play("pull_request", action="opened")
    assert (result.exit_code, result.status, parts_posted(stage)) == (1, "partial", set())
    assert_kept(result)


# --------------------------------------------------------------------------------------- reactions


@pytest.mark.parametrize(("fault", "cause"), ANY.values(), ids=ANY)
def test_a_reaction_that_is_refused_is_a_line_in_the_log(begin: Begin, fault: Fault, cause: str) -> None:
    stage = begin(faults=[aimed(fault, {"path": "/reactions"})])
    result = stage.play("pull_request", action="opened")
    assert (result.exit_code, result.status) == (0, "posted")
    assert parts_posted(stage) == set(WRITING)
    assert "The reaction was not taken: " in result.log
    assert cause in result.log


def test_a_thumb_that_is_refused_is_a_line_in_the_log(begin: Begin) -> None:
    stage = begin(faults=[aimed(ANY["403"][0], {"path": "/reactions"})])
    assert stage.comment("/review", by="eve").exit_code == 0


# ------------------------------------------------------------------------------------------ rights


def test_a_token_without_the_right_to_read_a_private_repository_is_told_the_scope(begin: Begin) -> None:
    stage = begin(tokens={"ghs_rw": Rights(pull_requests="none", contents="none")})
    stage.repository.private = True
    result = stage.play("pull_request", action="opened")
    assert (result.exit_code, result.status) == (1, "failed")
    assert "pull-requests: read" in result.annotations("error")[0]


def test_a_token_that_may_comment_but_not_review_is_told_the_scope(begin: Begin) -> None:
    stage = begin(tokens={"ghs_rw": Rights(issues="write", pull_requests="read")})
    result = stage.play("pull_request", action="opened")
    assert (result.exit_code, result.status) == (1, "partial")
    assert [error for error in result.annotations("error") if "pull-requests: write" in error]
    assert_kept(result)


def test_a_token_that_github_does_not_know_is_told_so(stage: Stage) -> None:
    result = stage.play("pull_request", action="opened", token="ghs_gone")
    assert (result.exit_code, result.status) == (1, "failed")
    assert "does not accept the token" in result.annotations("error")[0]


# --------------------------------------------------------------------------------------- meanwhile


def test_a_description_edited_meanwhile_keeps_the_edit(begin: Begin) -> None:
    stages: list[Stage] = []
    well = answering(**GOOD)

    def edit_first(request: ModelRequest) -> Reply:
        stages[0].pull_request.body = "As the clerk asked, twice."
        return well(request)

    stages.append(begin(model=edit_first))
    result = stages[0].play("pull_request", action="opened")
    body = stages[0].pull_request.body or ""
    assert result.exit_code == 0
    assert body.startswith("As the clerk asked, twice.")
    assert "### What this changes" in body


def test_a_locked_conversation_is_said_so(begin: Begin) -> None:
    locked = {"message": "Unable to create comment because issue is locked."}
    writes = "/(comments|reviews|labels|reactions)$"
    stage = begin(faults=[Fault(status=403, method="POST", path=writes, body=locked, times=None)])
    result = stage.play("pull_request", action="opened")
    assert result.exit_code in (0, 1)
    assert "Unlock it" in result.log + result.summary
