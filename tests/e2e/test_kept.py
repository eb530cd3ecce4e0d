"""What is paid for is kept: in outputs and files before anything is posted, and for the next attempt of the job."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator  # type: ignore[import-untyped]  # its stubs are a package of their own

from pr_agent_action.demo.fake_github import Fault
from pr_agent_action.demo.fake_github.faults import FaultScript
from tests.fakes.stage import Stage

SCHEMA = Path(__file__).parents[1] / "data" / "sarif-2.1.0.json"
ATTEMPT = {"GITHUB_RUN_ID": "77", "GITHUB_JOB": "review"}
KEPT = {"state_file": "kept/answers.json"}


def without_writes() -> FaultScript:
    """Let GitHub refuse to take anything from the review on."""
    return FaultScript([Fault(status=500, method="POST", path=r"/(reviews|comments|labels|check-runs)$", times=None)])


def test_the_findings_are_written_as_sarif(begin: Any, tmp_path: Path) -> None:
    stage: Stage = begin(inputs={"sarif_file": "out/found.sarif"})

    result = stage.play("pull_request", action="opened")

    assert result.outputs["sarif_file"] == "out/found.sarif"
    written = json.loads((tmp_path / "out" / "found.sarif").read_text())
    Draft4Validator(json.loads(SCHEMA.read_text())).validate(written)
    assert len(written["runs"][0]["results"]) == 2


def test_outputs_stand_although_nothing_could_be_posted(begin: Any) -> None:
    stage: Stage = begin(inputs={"sarif_file": "found.sarif"})
    stage.github.faults = without_writes()

    result = stage.play("pull_request", action="opened")

    assert (result.exit_code, result.status) == (1, "partial")
    assert len(result.review["findings"]) == 2
    assert result.outputs["sarif_file"] == "found.sarif"


@pytest.mark.parametrize("name", ["sarif_file", "state_file"])
def test_a_file_outside_the_workspace_is_a_wrong_input(begin: Any, name: str) -> None:
    stage: Stage = begin(inputs={name: "../found.sarif"})

    result = stage.play("pull_request", action="opened")

    assert (result.exit_code, result.asked) == (2, [])


def test_a_file_that_cannot_be_written_is_a_warning(begin: Any, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("no folder")
    stage: Stage = begin(inputs={"sarif_file": "out/found.sarif"})

    result = stage.play("pull_request", action="opened")

    assert (result.exit_code, result.status) == (0, "posted")
    assert any("SARIF file cannot be written" in line for line in result.annotations("warning"))
    assert "sarif_file" not in result.outputs


def test_a_re_run_of_the_job_posts_what_is_missing_and_asks_no_model(begin: Any) -> None:
    stage: Stage = begin(inputs=KEPT, settings="[pr_description]\ngenerate_ai_title = true\n")
    stage.environ |= ATTEMPT
    stage.github.faults = without_writes()
    first = stage.play("pull_request", action="opened")
    stage.github.faults = FaultScript()

    again = stage.play("pull_request", action="opened")

    assert first.asked
    assert (again.exit_code, again.status, again.asked) == (0, "posted", [])
    assert len(stage.pull_request.review_comments) == 2
    assert "An earlier attempt of this run has paid for answers" in again.log
    assert again.outputs["cost_usd"] == first.outputs["cost_usd"]


def test_another_run_asks_for_itself(begin: Any) -> None:
    stage: Stage = begin(inputs=KEPT)
    stage.environ |= ATTEMPT
    stage.github.faults = without_writes()
    stage.play("pull_request", action="opened")
    stage.github.faults = FaultScript()
    stage.environ |= {"GITHUB_RUN_ID": "78"}

    assert stage.play("pull_request", action="opened").asked


def test_without_a_model_there_is_nothing_to_keep(begin: Any, tmp_path: Path) -> None:
    stage: Stage = begin(model=None, inputs=KEPT)

    result = stage.play("pull_request", action="opened")

    assert (result.exit_code, (tmp_path / "kept").exists()) == (0, False)
    assert any("no model key to sign it with" in line for line in result.annotations("warning"))
