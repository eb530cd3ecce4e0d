"""No model, and models that fail: what can be said without one is said, marked, and nothing paid for is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pr_agent_action.demo import fake_model
from pr_agent_action.demo.fake_model import ModelFault, ModelRequest, Reply
from tests.e2e.conftest import FINDING, GOOD, REVIEW, SEARCH, STORE, Begin, a_pull_request
from tests.fakes.stage import Stage, answering, commands_of

TOKEN = "ghp_" + "x7Kd92LmPq4RtVb8NzWc3Yh6Js5Gf1Ae0Du"
RISKY = {
    "store.py": STORE + SEARCH + f'\nTOKEN = "{TOKEN}"  # TODO: move it\n',
    ".github/workflows/ci.yml": "on: pull_request_target\njobs: {}\n",
    "test_store.py": "def test_it(): ...\n",
}


@pytest.fixture
def bare(begin: Begin) -> Stage:
    """A pull request with a planted token, a workflow and a test, and no model."""
    return begin(a_pull_request(head=RISKY), model=None)


def test_without_a_model_the_deterministic_part_is_posted_and_marked(bare: Stage) -> None:
    result = bare.play("pull_request", action="opened")
    assert (result.exit_code, result.status) == (0, "posted")
    for said in (bare.summary_comment, result.summary):
        assert "No model is configured" in said
        assert "env:\n>   ANTHROPIC_API_KEY: ${{ secrets.ANTHROPIC_API_KEY }}" in said
        assert "3 files, +" in said
        assert "Workflow files: `.github/workflows/ci.yml`" in said
        assert "1 TODO in added lines" in said
        assert TOKEN not in said
    assert any("token" in finding["title"].lower() for finding in result.review["findings"])
    assert bare.pull_request.body == "As the clerk asked."
    assert (result.outputs["input_tokens"], result.outputs["cost_usd"]) == ("0", "0")


def test_without_a_model_the_same_commit_is_not_posted_twice(bare: Stage) -> None:
    bare.play("pull_request", action="opened")
    again = bare.play("pull_request", action="opened")
    assert (again.exit_code, again.status, again.writes) == (0, "nothing_new", [])


def test_a_question_without_a_model_is_told_what_is_missing(begin: Begin) -> None:
    stage = begin(model=None)
    result = stage.comment("/ask why?")
    assert (result.exit_code, result.writes) == (0, ["POST issues/1/comments"])
    assert "No model is configured" in stage.pull_request.comments[-1].body
    assert "ANTHROPIC_API_KEY" in stage.pull_request.comments[-1].body


@pytest.mark.parametrize("command", ["/describe", "/improve"])
def test_a_command_that_needs_a_model_says_so(begin: Begin, command: str) -> None:
    stage = begin(model=None)
    assert stage.comment(command).exit_code == 0
    assert "No model is configured" in stage.pull_request.comments[-1].body


def test_a_key_alone_chooses_the_provider_s_default_model(begin: Begin) -> None:
    stage = begin()
    result = stage.play("pull_request", action="opened", inputs={"model": ""})
    assert result.exit_code == 0
    assert {request.model for request in result.asked} == {"gpt-6.1-sol"}


# ----------------------------------------------------------------------------------------- failing

FAULTS: dict[str, tuple[ModelFault, str]] = {
    "bad key": (fake_model.BAD_KEY, "refused the API key"),
    "unknown model": (fake_model.UNKNOWN_MODEL, "is not known to its provider"),
    "rate limit": (fake_model.RATE_LIMITED, "limits the rate of calls"),
    "quota": (fake_model.OUT_OF_QUOTA, "no credit or quota left"),
    "too long": (fake_model.TOO_LONG, "longer than openai/gpt-4o takes"),
    "broken": (fake_model.BROKEN, "is failing"),
    "overloaded": (fake_model.OVERLOADED, "is failing"),
    "cut": (fake_model.CUT, "could not be reached"),
    "prose": (fake_model.PROSE, "no valid"),
    "truncated": (fake_model.TRUNCATED, "was cut off"),
    "wrong JSON": (fake_model.WRONG_JSON, "no valid"),
    "filtered": (fake_model.FILTERED, "content policy"),
    "no choices": (fake_model.NO_CHOICES, "sent what is no answer"),
}


@pytest.mark.parametrize(("fault", "cause"), FAULTS.values(), ids=FAULTS)
def test_a_model_that_fails_leaves_a_partial_review_with_cause_and_fix(
    begin: Begin, fault: ModelFault, cause: str
) -> None:
    stage = begin(a_pull_request(head=RISKY), model=[fault])
    result = stage.play("pull_request", action="opened")
    assert (result.exit_code, result.status) == (1, "partial")
    assert "Partial review" in stage.summary_comment
    assert "3 files, +" in stage.summary_comment
    assert cause in stage.summary_comment
    assert cause in result.summary
    assert [error for error in result.annotations("error") if cause in error]
    assert cause in result.review["failure"]
    assert any("token" in finding["title"].lower() for finding in result.review["findings"])
    assert result.outputs["files_reviewed"] == "0"
    assert result.reactions == ["eyes", "confused"]
    assert stage.pull_request.body == "As the clerk asked."
    assert len(result.asked) <= 12


def test_a_slow_model_is_not_waited_for(begin: Begin) -> None:
    stage = begin(model=[ModelFault(delay=30)], settings="[config]\nai_timeout = 1")
    result = stage.play("pull_request", action="opened", inputs={"auto_describe": "false"})
    assert (result.exit_code, result.status) == (1, "partial")
    assert "did not answer in time" in stage.summary_comment


def test_a_question_whose_model_fails_is_told_why(begin: Begin) -> None:
    stage = begin(model=[fake_model.OUT_OF_QUOTA])
    result = stage.comment("/ask why?")
    assert (result.exit_code, result.status) == (1, "partial")
    assert "no credit or quota left" in stage.pull_request.comments[-1].body
    assert "no credit or quota left" in result.summary
    assert result.reactions == ["eyes", "confused"]


def test_a_blank_answer_is_none(begin: Begin) -> None:
    stage = begin(answers={"ask": {"answer": " \n"}})
    result = stage.comment("/ask why?")
    assert (result.exit_code, result.status) == (1, "partial")
    assert "no valid AskAnswer" in stage.pull_request.comments[-1].body


def test_a_model_that_recovers_is_paid_for_and_no_more_said(begin: Begin) -> None:
    replies: dict[str, list[Reply]] = {"review": [fake_model.RATE_LIMITED, fake_model.PROSE], "describe": []}
    stage = begin(model=_stuttering(replies))
    result = stage.play("pull_request", action="opened")
    assert (result.exit_code, result.status) == (0, "posted")
    assert [commands_of(request) for request in result.asked].count(("describe", "review", "improve")) == 3
    assert result.slept


def _stuttering(first: dict[str, list[Reply]]) -> Callable[[ModelRequest], Reply]:
    well = answering(**GOOD)

    def script(request: ModelRequest) -> Reply:
        waiting = first["review" if "review" in commands_of(request) else "describe"]
        return waiting.pop(0) if waiting else well(request)

    return script


def test_a_retry_after_of_the_model_is_kept(begin: Begin) -> None:
    fault = replace(fake_model.RATE_LIMITED, retry_after="7")
    stage = begin(model=_stuttering({"review": [fault], "describe": []}))
    assert 7.0 in stage.play("pull_request", action="opened").slept


def test_a_fallback_answers_where_the_first_model_fails(begin: Begin) -> None:
    well = answering(**GOOD)
    stage = begin(model=lambda request: fake_model.UNKNOWN_MODEL if request.model == "gpt-4o" else well(request))
    result = stage.play("pull_request", action="opened", inputs={"fallback_models": "openai/gpt-4o-mini"})
    assert (result.exit_code, result.status) == (0, "posted")
    assert "openai/gpt-4o-mini" in stage.summary_comment


def test_a_cost_cap_that_no_call_fits_in_pays_nothing(begin: Begin) -> None:
    stage = begin()
    result = stage.play("pull_request", action="opened", inputs={"max_cost_usd": "0.0001"})
    assert (result.exit_code, result.status, result.asked) == (1, "partial", [])
    assert "max_cost_usd" in stage.summary_comment


def test_a_question_that_fails_leaves_the_review_whole(begin: Begin) -> None:
    stage = begin(answers={"ask": fake_model.BROKEN})
    result = stage.comment("/review\n/ask why?")
    assert (result.exit_code, result.status) == (1, "partial")
    assert "One query can be injected into." in stage.summary_comment
    assert result.outputs["files_reviewed"] == "1"
    assert "is failing" in stage.summary_comment


def test_a_second_look_that_fails_keeps_the_findings(begin: Begin) -> None:
    stage = begin(answers={"verify": fake_model.BROKEN})
    result = stage.play("pull_request", action="opened")
    assert (result.exit_code, result.status, result.outputs["findings_count"]) == (0, "posted", "2")
    assert "were not verified" in stage.summary_comment


def test_a_finding_that_the_second_look_rejects_is_not_posted(begin: Begin) -> None:
    stage = begin(
        answers={"verify": {"verdicts": [{"number": 1, "verdict": "reject", "severity": None, "reason": ""}]}}
    )
    result = stage.play("pull_request", action="opened")
    assert result.outputs["findings_count"] == "1"
    assert len(stage.pull_request.review_comments) == 1


def test_a_failed_run_is_made_up_for_by_the_next(begin: Begin) -> None:
    broken = [True]
    well = answering(**GOOD)
    stage = begin(model=lambda request: fake_model.BROKEN if broken else well(request))
    assert stage.play("pull_request", action="opened").exit_code == 1
    broken.clear()
    result = stage.play("pull_request", action="opened")
    assert (result.exit_code, result.status) == (0, "posted")
    assert "Partial" not in stage.summary_comment
    assert "One query can be injected into." in stage.summary_comment


# ------------------------------------------------------------------------------------------ chunks

BIG = {
    "store.py": STORE
    + SEARCH
    + "".join(f"\n\ndef rate_{n}(parcel):\n    return parcel.weight * {n}\n" for n in range(70)),
    "zebra.py": "".join(f"\n\ndef stripe_{n}(zebra):\n    return zebra.width * {n}\n" for n in range(80)),
}


def test_one_part_of_two_that_fails_leaves_the_other_and_says_which(begin: Begin) -> None:
    well = answering(**GOOD)

    def script(request: ModelRequest) -> Reply:
        return fake_model.BROKEN if "def stripe_" in "".join(request.texts) else well(request)

    stage = begin(a_pull_request(head=BIG), model=script, settings="[config]\nmax_model_tokens = 9000")
    result = stage.play("pull_request", action="opened", inputs={"command": "/review"})
    assert (result.exit_code, result.status) == (1, "partial")
    assert "One query can be injected into." in stage.summary_comment
    assert "is failing" in stage.summary_comment
    reach = {row["path"]: row["reach"] for row in result.review["coverage"]}
    assert reach["store.py"] != "skipped"
    assert reach["zebra.py"] == "skipped"
    assert "| `zebra.py` | skipped: the model gave no answer about it |" in stage.summary_comment
    again = stage.comment("/review -i")
    assert "def stripe_" in "".join("".join(request.texts) for request in again.asked)


# ------------------------------------------------------------------------------- wrong about lines


@pytest.mark.parametrize(
    "wrong",
    [
        {"quote": "nothing like this stands anywhere", "line": 6},
        {"quote": "", "line": 900},
        {"path": "no/such/file.py"},
        {"path": "../../etc/passwd"},
    ],
)
def test_a_finding_about_lines_that_do_not_exist_has_no_line(begin: Begin, wrong: dict[str, object]) -> None:
    stage = begin(answers={"review": {**REVIEW, "findings": [{**FINDING, **wrong}]}, "improve": {"suggestions": []}})
    result = stage.play("pull_request", action="opened")
    assert (result.exit_code, result.status) == (0, "posted")
    assert stage.pull_request.review_comments == []
    (finding,) = result.review["findings"]
    assert finding["line"] is None
    assert finding["reason"]
    assert "The name goes into the SQL unescaped" in stage.summary_comment


def test_a_wrong_line_number_is_put_right_by_the_quote(begin: Begin) -> None:
    stage = begin(answers={"review": {**REVIEW, "findings": [{**FINDING, "line": 77}]}})
    stage.play("pull_request", action="opened")
    assert stage.pull_request.review_comments[0].line == 6
