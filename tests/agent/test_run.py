"""Whole runs with small fakes of the ports and a scripted model."""

from __future__ import annotations

from typing import Any

import pytest

from pr_agent_action.agent.receipt import Receipt
from pr_agent_action.agent.run import run
from pr_agent_action.domain.command import Command, Request, TriggerKind
from pr_agent_action.domain.coverage import Reach
from pr_agent_action.domain.plan import Status
from pr_agent_action.domain.pull_request import Comment, Issue
from pr_agent_action.errors import ExitCode, ModelError, RejectedError
from pr_agent_action.model.scripted import ScriptedModel
from pr_agent_action.ports import Permission, Reaction
from pr_agent_action.publication import markers
from tests.fakes.house import (
    BOT,
    BOUNDARY,
    HEAD,
    FullForge,
    House,
    PlainForge,
    a_pull_request,
    a_request,
    a_snapshot,
    a_thread,
    settings_of,
)

WITHOUT_DIAGRAM = {"pr_description": {"enable_pr_diagram": False}}


def play(
    request: Request, forge: PlainForge | None = None, script: dict[str, Any] | None = None, **house: Any
) -> tuple[Receipt, PlainForge]:
    forge = forge or FullForge(a_snapshot())
    model = ScriptedModel(script) if script is not None else None
    return run(request, House(forge, model=model, **house).services()), forge


def told(forge: PlainForge, kind: str) -> list[Any]:
    return [value for what, value in forge.told if what == kind]


def test_an_opened_pull_request_is_described_reviewed_and_improved(script: Any) -> None:
    house = House(FullForge(a_snapshot()), model=ScriptedModel(everything(script)))
    receipt = run(a_request(), house.services())
    forge = house.forge

    assert (receipt.status, receipt.exit_code) == (Status.POSTED, ExitCode.OK)
    assert receipt.reason == "describe, review, improve on octo/example#7 at aaaaaaa"
    assert told(forge, "react") == [Reaction.EYES, Reaction.ROCKET]
    (review,) = told(forge, "review")
    assert [(comment.anchor.path, comment.anchor.line) for comment in review] == [("app.py", 2)]
    (summary,) = told(forge, "comment")
    assert summary.startswith(markers.SUMMARY)
    assert "Not yet: an empty list crashes." in summary
    (edit,) = told(forge, "description")
    assert edit.body.startswith("As asked for.")
    assert "The first item counts twice." in edit.body
    assert ("Review effort 2/5",) in told(forge, "labels")
    assert house.warmed == ["warm"]
    assert receipt.report is not None
    assert set(receipt.report.seconds) >= {"reading", "preparing", "model", "placing", "posting"}


def everything(script: Any, **but: Any) -> dict[str, Any]:
    """Answers whichever of describe, review and improve share a call."""
    parts: dict[str, Any] = script()
    together = {
        "describe": parts["DescribeAnswer"],
        "review": parts["ReviewAnswer"],
        "improve": parts["ImproveAnswer"],
    }
    return parts | {"DescribeAndReviewAndImprove": together} | but


def test_the_same_commit_is_not_reviewed_twice(script: Any) -> None:
    _, forge = play(a_request(), script=everything(script))
    said = Comment(id="100", author=BOT, body=told(forge, "comment")[0])
    again, quiet = play(a_request(), FullForge(a_snapshot(comments=(said,))), script=everything(script))
    assert (again.status, again.exit_code) == (Status.NOTHING_NEW, ExitCode.OK)
    assert quiet.told == []


def test_a_push_reviews_what_is_new(script: Any) -> None:
    _, forge = play(a_request(), script=everything(script))
    said = Comment(id="100", author=BOT, body=told(forge, "comment")[0])
    pushed = FullForge(a_snapshot(comments=(said,), pull_request=a_pull_request(head_sha="c" * 40)))
    model = ScriptedModel(everything(script))
    receipt = run(a_request(TriggerKind.PUSHED, head_sha="c" * 40), House(pushed, model=model).services())
    assert receipt.report is not None
    assert receipt.report.unchanged_blocks == 2
    assert model.prompts == []
    assert told(pushed, "review") == []


def test_a_summary_whose_state_cannot_be_read_is_said(script: Any) -> None:
    said = Comment(id="100", author=BOT, body=f"{markers.SUMMARY}\nhm\n{markers.state_marker('broken')}")
    receipt, forge = play(a_request(), FullForge(a_snapshot(comments=(said,))), script=everything(script))
    assert receipt.report is not None
    assert receipt.report.notices[0].startswith("The state of earlier rounds could not be read")
    assert forge.kinds().count("edit") == 1


def test_without_a_model_the_deterministic_part_is_posted() -> None:
    receipt, forge = play(a_request())
    assert (receipt.status, receipt.exit_code) == (Status.POSTED, ExitCode.OK)
    assert receipt.report is not None
    assert (receipt.report.model, receipt.report.usage.calls) == ("", 0)
    assert {row.reach for row in receipt.report.coverage} == {Reach.SKIPPED}
    (summary,) = told(forge, "comment")
    assert "_API_KEY" in summary
    assert told(forge, "description") == []


def test_a_model_that_fails_leaves_the_rest_and_a_red_run(script: Any) -> None:
    receipt, forge = play(a_request(TriggerKind.MANUAL, "review"), script={"*": ModelError("Quota.", fix="Pay.")})
    assert (receipt.status, receipt.exit_code) == (Status.PARTIAL, ExitCode.FAILED)
    assert receipt.report is not None
    assert receipt.report.failure == "Quota. Pay."
    assert "Quota. Pay." in told(forge, "comment")[0]
    assert told(forge, "react")[-1] is Reaction.CONFUSED
    assert {row.reason for row in receipt.report.coverage} == {"the model gave no answer about it"}


@pytest.mark.parametrize(
    ("fail_on", "severity", "code"),
    [
        ("never", "critical", ExitCode.OK),
        ("high", "high", ExitCode.FINDINGS),
        ("critical", "high", ExitCode.OK),
        ("low", "medium", ExitCode.FINDINGS),
    ],
)
def test_the_gate_closes_by_severity(script: Any, fail_on: str, severity: str, code: ExitCode) -> None:
    said = script.review | {"findings": [script.finding | {"severity": severity}]}
    settings = settings_of(github_action_config={"fail_on": fail_on})
    request = a_request(TriggerKind.MANUAL, "review")
    receipt, _ = play(request, script=script(ReviewAnswer=said), layered=settings)
    assert receipt.exit_code is code


def test_a_finding_without_a_place_is_in_the_summary(script: Any) -> None:
    said = script.review | {"findings": [script.finding | {"quote": "never_there()", "line": 900}]}
    _, forge = play(a_request(TriggerKind.MANUAL, "review"), script=script(ReviewAnswer=said))
    assert told(forge, "review") in ([], [()])
    assert "An empty list crashes" in told(forge, "comment")[0]


def test_a_dry_run_posts_nothing_and_says_what_it_would(script: Any) -> None:
    receipt, forge = play(a_request(), script=everything(script), dry_run=True)
    assert (receipt.status, receipt.exit_code) == (Status.DRY_RUN, ExitCode.OK)
    assert forge.told == []
    assert receipt.plan is not None
    assert receipt.plan.summary is not None


@pytest.mark.parametrize("config", [{"publish_output": False}])
def test_settings_that_post_nothing_make_a_dry_run(script: Any, config: dict[str, object]) -> None:
    receipt, forge = play(a_request(), script=everything(script), layered=settings_of(config=config))
    assert receipt.status is Status.DRY_RUN
    assert forge.told == []


def test_a_token_that_may_only_read_posts_nothing_and_succeeds(script: Any) -> None:
    forge = FullForge(a_snapshot(), writable=False)
    quiet = settings_of(config={"publish_output_progress": False})
    receipt, _ = play(a_request(), forge, script=everything(script), layered=quiet)
    assert (receipt.status, receipt.exit_code) == (Status.READ_ONLY, ExitCode.OK)
    assert forge.kinds() == ["may write?"]
    assert receipt.report is not None
    assert receipt.report.placed


def test_what_the_forge_refuses_is_not_lost(script: Any) -> None:
    forge = FullForge(a_snapshot(), refusal=RejectedError("Too long."))
    receipt, _ = play(a_request(TriggerKind.MANUAL, "review"), forge, script=script())
    assert (receipt.status, receipt.exit_code) == (Status.PARTIAL, ExitCode.FAILED)
    assert any("Too long." in problem for problem in receipt.published.problems)
    assert receipt.report is not None
    assert receipt.report.placed


def test_a_forge_with_the_least_that_a_forge_can_do(script: Any) -> None:
    receipt, forge = play(a_request(), PlainForge(a_snapshot()), script=everything(script))
    assert set(forge.kinds()) == {"comment"}
    assert any("An empty list crashes" in body for body in told(forge, "comment"))
    assert receipt.report is not None


def test_a_question_is_answered_in_the_conversation(script: Any) -> None:
    request = a_request(TriggerKind.COMMENT, "ask why?", trigger={"comment_id": "5"})
    receipt, forge = play(request, script=script())
    assert receipt.status is Status.POSTED
    assert "Because the first one counts twice." in told(forge, "comment")[0]
    assert forge.kinds()[0] == "permission"


def test_a_reply_in_our_thread_is_answered_there(script: Any) -> None:
    thread = a_thread(f"Locked twice.\n\n{markers.finding_marker('f1')}", "why?")
    request = a_request(
        TriggerKind.THREAD, "ask why?", implied=True, trigger={"comment_id": "t2", "thread_root_id": "t1"}
    )
    _, forge = play(request, FullForge(a_snapshot(threads=(thread,))), script=script())
    assert "Because the first one counts twice." in told(forge, "reply")[0]


def test_commands_of_strangers_cost_nothing(script: Any) -> None:
    model = ScriptedModel(script())
    house = House(FullForge(a_snapshot(), right=Permission.READ), model=model)
    receipt = run(a_request(TriggerKind.COMMENT, "review"), house.services())
    assert receipt.status is Status.SKIPPED
    assert model.prompts == []
    assert house.warmed == []


def test_a_comment_that_cannot_be_read_is_answered(script: Any) -> None:
    request = a_request(
        TriggerKind.COMMENT, problem="There is no command `reviw`. Did you mean `/review`?", trigger={"comment_id": "5"}
    )
    receipt, forge = play(request, script=script())
    (answer,) = told(forge, "comment")
    assert answer.startswith("There is no command `reviw`. Did you mean `/review`?")
    assert "| `/ask QUESTION` |" in answer
    assert receipt.exit_code is ExitCode.USAGE


def test_the_repository_s_file_and_the_command_s_options_hold(script: Any) -> None:
    files = {".pr_agent.toml": '[pr_reviewer]\nextra_instructions = "Mind clocks."\nnum_max_findigns = 3\n'}
    model = ScriptedModel(script())
    command = Command("review", options={"pr_reviewer.num_max_findings": "1"})
    house = House(FullForge(a_snapshot(base_files=files)), model=model)
    receipt = run(a_request(TriggerKind.MANUAL, command), house.services())
    assert "Mind clocks." in model.prompts[0].task
    assert receipt.settings is not None
    assert receipt.settings.pr_reviewer.num_max_findings == 1
    assert receipt.report is not None
    assert any("num_max_findigns" in notice for notice in receipt.report.notices)


def test_a_repository_file_that_is_not_wanted_changes_nothing(script: Any) -> None:
    files = {".pr_agent.toml": "[pr_reviewer]\nnum_max_findings = 1\n"}
    off = settings_of(config={"use_repo_settings_file": False})
    receipt, _ = play(
        a_request(TriggerKind.MANUAL, "review"),
        FullForge(a_snapshot(base_files=files)),
        script=script(),
        layered=off,
    )
    assert receipt.settings is not None
    assert receipt.settings.pr_reviewer.num_max_findings == 3


def test_the_issue_of_the_branch_reaches_the_prompt(script: Any) -> None:
    issue = Issue(repository="octo/example", number=42, title="Totals are low", body="By one item.")
    forge = FullForge(a_snapshot(pull_request=a_pull_request(head_ref="42-totals")), issues={42: issue})
    model = ScriptedModel(script())
    run(a_request(TriggerKind.MANUAL, "review"), House(forge, model=model).services())
    assert "Linked issue octo/example#42: Totals are low" in model.prompts[0].prefix
    assert "for each linked issue" in model.prompts[0].task


def test_what_was_said_is_not_said_again_when_it_is_asked_for(script: Any) -> None:
    _, forge = play(a_request(), script=everything(script))
    body = told(forge, "comment")[0]
    assert HEAD[:7] in body
    assert BOUNDARY not in body
    said = Comment(id="100", author=BOT, body=body)
    request = a_request(TriggerKind.MANUAL, "review")
    _, later = play(request, FullForge(a_snapshot(comments=(said,))), script=script())
    assert not {"review", "comment"} & set(later.kinds())
