from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pr_agent_action.agent.receipt import Receipt
from pr_agent_action.agent.run import run
from pr_agent_action.domain.command import TriggerKind
from pr_agent_action.domain.plan import Published, Status
from pr_agent_action.entrypoints.reporting import report
from pr_agent_action.entrypoints.runner import Runner
from tests.fakes.house import FullForge, House, a_pull_request, a_request, a_snapshot, settings_of

REQUEST = a_request(TriggerKind.MANUAL, "review")


class Told:
    """What a runner was told: its outputs, its summary and its log."""

    def __init__(self, folder: Path, receipt: Receipt, **more: Any) -> None:
        log = io.StringIO()
        environ = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        }
        with Runner.from_environ(environ, log) as runner:
            report(receipt, REQUEST, runner, **more)
        self.log = log.getvalue()
        self.outputs = (folder / "output").read_text()
        self.summary = (folder / "summary").read_text()


@pytest.fixture
def receipt() -> Receipt:
    return run(REQUEST, House(FullForge(a_snapshot())).services())


def test_a_review_fills_outputs_summary_and_log(tmp_path: Path, receipt: Receipt) -> None:
    told = Told(tmp_path, receipt)
    assert "status<<" in told.outputs
    assert "\nposted\n" in told.outputs
    assert "app.py" in told.summary
    assert "posted: review on octo/example#7 at aaaaaaa" in told.log
    assert "::error" not in told.log


@pytest.mark.parametrize(
    ("status", "said"),
    [(Status.READ_ONLY, "may only read this pull request"), (Status.DRY_RUN, "Nothing was posted")],
)
def test_why_nothing_was_posted_is_said_twice(tmp_path: Path, receipt: Receipt, status: Status, said: str) -> None:
    told = Told(tmp_path, replace(receipt, status=status))
    assert said in told.log
    assert said in told.summary


def test_a_run_that_was_skipped_has_outputs_and_a_reason(tmp_path: Path) -> None:
    told = Told(tmp_path, Receipt(status=Status.SKIPPED, reason="The pull request is a draft."))
    assert "\nskipped\n" in told.outputs
    assert "Nothing was done: The pull request is a draft." in told.log
    assert told.summary == ""


def test_outputs_may_be_switched_off(tmp_path: Path, receipt: Receipt) -> None:
    off = settings_of(github_action_config={"enable_output": False}).values
    assert Told(tmp_path, replace(receipt, settings=off)).outputs == ""


def test_what_was_not_posted_is_an_error_of_the_log(tmp_path: Path, receipt: Receipt) -> None:
    told = Told(tmp_path, replace(receipt, published=Published(problems=("The summary was not posted.",))))
    assert "::error title=pr-agent-action::The summary was not posted." in told.log


def test_notices_are_warnings_without_secrets(tmp_path: Path, receipt: Receipt) -> None:
    assert receipt.report is not None
    noticed = replace(receipt, report=replace(receipt.report, notices=("It said our-own-secret.",)))
    told = Told(tmp_path, noticed, secrets=("our-own-secret",))
    assert "::warning title=pr-agent-action::It said" in told.log
    assert "our-own-secret" not in told.log + told.summary + told.outputs


def test_findings_are_annotations_on_their_lines(tmp_path: Path) -> None:
    key = "ghp_" + "x7Kd92LmPq4RtVb8NzWc3Yh6Js5Gf1Ae0Du"
    snapshot = a_snapshot(pull_request=a_pull_request())
    file = replace(snapshot.files[0], patch=f"@@ -1 +1,2 @@\n a = 1\n+key = '{key}'", additions=1, deletions=0)
    receipt = run(REQUEST, House(FullForge(replace(snapshot, files=(file,)))).services())
    told = Told(tmp_path, receipt)
    assert "file=app.py,line=2" in told.log
    assert key not in told.log + told.summary + told.outputs
