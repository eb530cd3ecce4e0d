"""The gate as a maintainer meets it: the exit code, the check beside the commit, and what a re-run changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pr_agent_action.demo.fake_github import push_texts
from pr_agent_action.demo.fake_github.tokens import REVIEWER
from pr_agent_action.demo.fake_model import BAD_KEY
from tests.e2e.conftest import CLEAN, SEARCH, STORE
from tests.fakes.stage import Stage

CHECKS = {"ghs_rw": replace(REVIEWER, checks="write")}
GATED = {"fail_on": "high"}


def check(stage: Stage) -> tuple[Any, Any]:
    run: Any = list(stage.repository.check_runs.values())[-1]
    return run["conclusion"], run["output"]["title"]


def test_a_severe_finding_closes_the_gate_and_a_re_run_does_not_open_it(begin: Any) -> None:
    stage: Stage = begin(inputs=GATED, tokens=CHECKS)

    first = stage.play("pull_request", action="opened")
    assert (first.exit_code, first.outputs["conclusion"]) == (3, "failure")
    assert check(stage) == ("failure", "1 open finding of severity high or worse")
    again = stage.play("pull_request", action="opened")
    assert (again.exit_code, again.status, again.outputs["conclusion"]) == (3, "nothing_new", "failure")
    assert any("1 open finding of severity high or worse" in line for line in again.annotations("error"))


def test_a_push_beside_the_finding_leaves_the_gate_closed_until_somebody_settles_it(begin: Any) -> None:
    answers: dict[str, Any] = {}
    stage: Stage = begin(inputs=GATED, tokens=CHECKS, answers=answers)
    stage.play("pull_request", action="opened")

    push_texts(stage.repository, {"store.py": STORE + SEARCH, "notes.py": "PARCELS = 1\n"})
    pushed = stage.play("pull_request", action="synchronize")
    assert (pushed.exit_code, check(stage)[0]) == (3, "failure")
    for thread in stage.pull_request.threads:
        thread.resolved_by = stage.repository.owner
    assert stage.play("pull_request", action="synchronize").exit_code == 0


def test_a_model_that_fails_is_inconclusive_and_red(begin: Any) -> None:
    stage: Stage = begin(inputs=GATED, tokens=CHECKS, model=[BAD_KEY])

    result = stage.play("pull_request", action="opened")
    assert (result.exit_code, result.outputs["conclusion"]) == (1, "neutral")
    assert "The gate: Inconclusive" in result.log
    assert check(stage) == ("neutral", "Inconclusive: the review failed; no open finding")


@pytest.mark.parametrize(("inputs", "tried"), [({}, ["check-runs"]), (GATED, ["check-runs", "statuses"])])
def test_a_token_without_the_right_costs_one_call_a_right(begin: Any, inputs: dict[str, str], tried: list[str]) -> None:
    stage: Stage = begin(inputs=inputs, answers={"review": CLEAN})

    result = stage.play("pull_request", action="opened")

    refused = [call.path.split("/")[4] for call in result.calls if call.status == 403]
    assert (result.exit_code, result.status, refused) == (0, "posted", tried)
    assert "There is no check beside the commit" in result.log
    assert "checks: write" in result.log


def test_a_commit_status_stands_in_for_the_check(begin: Any) -> None:
    stage: Stage = begin(inputs=GATED, tokens={"ghs_rw": replace(REVIEWER, statuses="write")})

    stage.play("pull_request", action="opened")

    (status,) = stage.repository.statuses
    assert (status["state"], status["context"]) == ("failure", "pr-agent-action")


def test_a_check_that_is_not_wanted_is_not_tried(begin: Any) -> None:
    stage: Stage = begin(settings="[github_action_config]\npublish_check = false\n", tokens=CHECKS)

    result = stage.play("pull_request", action="opened")

    assert not any("check-runs" in call.path for call in result.calls)
