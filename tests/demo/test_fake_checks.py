from __future__ import annotations

from typing import Any

import pytest

from pr_agent_action.demo.fake_github import FakeRepository, Rights
from tests.fakes.api import Api

RUNS = "./check-runs"
NOTE = {"path": "src/a.txt", "start_line": 3, "end_line": 3, "annotation_level": "warning", "message": "three?"}


@pytest.fixture
def checker(serve: Any) -> Api:
    api: Api = serve(tokens={"ghs_rw": Rights(checks="write")})
    return api


@pytest.fixture
def form(repository: FakeRepository) -> dict[str, Any]:
    return {"name": "review", "head_sha": repository.pull_requests[1].head_sha}


def test_a_check_run_needs_the_right(api: Api, form: dict[str, Any]) -> None:
    refused = api.post(RUNS, form)
    assert (refused.status, refused.headers["X-Accepted-GitHub-Permissions"]) == (403, "checks=write")


def test_a_check_run_collects_annotations(checker: Api, form: dict[str, Any], repository: FakeRepository) -> None:
    output = {"title": "Review", "summary": "Fine", "annotations": [NOTE] * 50}
    run = checker.post(RUNS, form | {"status": "in_progress", "output": output})
    assert (run.status, run.body["status"], run.body["output"]["annotations_count"]) == (201, "in_progress", 50)
    address = f"{RUNS}/{run.body['id']}"
    done = checker.ask("PATCH", address, {"conclusion": "neutral", "output": output | {"annotations": [NOTE]}})
    assert (done.body["status"], done.body["conclusion"]) == ("completed", "neutral")
    assert checker.get(address).body["output"]["annotations_count"] == 51
    assert len(repository.check_runs[run.body["id"]]["annotations"]) == 51  # type: ignore[arg-type]
    assert checker.get(RUNS + "/1").status == 404


@pytest.mark.parametrize(
    "change",
    [
        {"head_sha": "0" * 40},
        {"name": None},
        {"status": "asleep"},
        {"status": "completed"},
        {"conclusion": "great"},
        {"output": {"title": "x"}},
        {"output": {"title": "x", "summary": "x" * 65_536}},
        {"output": {"title": "x", "summary": "x", "annotations": [NOTE] * 51}},
        {"output": {"title": "x", "summary": "x", "annotations": [NOTE | {"annotation_level": "loud"}]}},
        {"output": {"title": "x", "summary": "x", "annotations": [NOTE | {"end_line": 1}]}},
        {"output": {"title": "x", "summary": "x", "annotations": [NOTE | {"end_line": 4, "start_column": 1}]}},
    ],
)
def test_check_runs_that_are_refused(checker: Api, form: dict[str, Any], change: dict[str, Any]) -> None:
    assert checker.post(RUNS, form | change).status == 422
