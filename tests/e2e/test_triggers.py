"""What starts a run, and what it then does."""

from __future__ import annotations

from typing import Any

import pytest

from pr_agent_action.demo.fake_github import push_texts
from tests.e2e.conftest import SEARCH, STORE, Begin, a_pull_request
from tests.fakes.stage import Stage, commands_of

WRITES = ["PATCH pulls/1", "POST issues/1/comments", "POST issues/1/labels", "POST pulls/1/reviews"]
LAST = "\n    def last(self):\n        return self.rows[-1]\n"


@pytest.mark.parametrize("event", ["pull_request", "pull_request_target"])
@pytest.mark.parametrize("action", ["opened", "reopened", "ready_for_review"])
def test_an_opened_pull_request_gets_the_automatic_commands(stage: Stage, event: str, action: str) -> None:
    result = stage.play(event, action=action)
    assert (result.exit_code, result.status) == (0, "posted")
    assert result.commands == {"describe", "review", "improve"}
    assert result.reactions == ["eyes", "rocket"]
    assert sorted(result.writes) == WRITES
    assert "The name goes into the SQL unescaped" in stage.summary_comment
    assert "Parcels can be searched by name" in (stage.pull_request.body or "")
    assert result.outputs["comment_url"].startswith("https://github.com/octo/example/pull/1#issuecomment-")
    assert result.outputs["highest_severity"] == "high"


def test_a_push_brings_a_review_of_what_is_new_only(stage: Stage) -> None:
    stage.play("pull_request", action="opened")
    push_texts(stage.repository, {"store.py": STORE + SEARCH, "last.py": LAST})
    result = stage.play("pull_request", action="synchronize")
    assert (result.exit_code, result.status) == (0, "posted")
    assert result.commands == {"review"}
    prompt = "".join(result.asked[0].texts)
    assert "def last" in prompt
    assert "select * from parcels" not in prompt
    assert "Round 2" in stage.summary_comment
    assert len(stage.pull_request.comments) == 1
    assert len(stage.pull_request.review_comments) == 2


def test_a_push_before_any_review_brings_all_of_it(stage: Stage) -> None:
    result = stage.play("pull_request", action="synchronize")
    assert result.commands == {"describe", "review", "improve"}


def test_a_requested_review_is_a_review(stage: Stage) -> None:
    result = stage.play("pull_request", action="review_requested")
    assert result.status == "posted"
    assert result.commands == {"review"}


def test_the_label_of_the_settings_starts_a_review(begin: Begin) -> None:
    stage = begin(inputs={"review_label": "please review"})
    assert stage.play("pull_request", action="labeled", label="please review").commands == {"review"}


def test_any_other_label_starts_nothing(stage: Stage) -> None:
    result = stage.play("pull_request", action="labeled", label="bug")
    assert (result.exit_code, result.status, result.asked) == (0, "skipped", [])
    assert len(result.annotations("notice")) == 1
    assert result.quiet


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("/review", {"review"}),
        ("/improve", {"improve"}),
        ("/describe", {"describe"}),
        ("/ask why a search?", {"ask"}),
        ("/review\n/improve", {"review", "improve"}),
        ("Hello\n\n/ask why a search?\nand why now?", {"ask"}),
        ("@pr-agent /review", {"review"}),
        ("/REVIEW -i", {"review"}),
    ],
)
def test_a_comment_runs_its_commands(stage: Stage, text: str, commands: set[str]) -> None:
    result = stage.comment(text)
    assert (result.exit_code, result.status) == (0, "posted")
    assert result.commands == commands
    assert result.reactions == ["eyes", "rocket"]


def test_a_question_gets_its_answer_below_it(stage: Stage) -> None:
    result = stage.comment("/ask why a search?\nand why now?")
    assert "and why now?" in result.asked[0].task
    assert result.writes == ["POST issues/1/comments"]
    answer = stage.pull_request.comments[-1].body
    assert "> why a search? and why now?" in answer
    assert "Because the clerk asked for it." in answer


def test_each_question_is_answered_and_none_twice(begin: Begin) -> None:
    stage = begin(answers={"ask": {"answer": "Yes."}})
    result = stage.comment("/ask is it fast?\n/ask is it safe?\n/ask is it fast?")
    assert len(result.asked) == 2
    answer = stage.pull_request.comments[-1].body
    assert [line for line in answer.splitlines() if line.startswith(">")] == ["> is it fast?", "> is it safe?"]


def test_a_command_written_twice_is_paid_for_once(stage: Stage) -> None:
    result = stage.comment("/describe\n/describe")
    assert [commands_of(request) for request in result.asked] == [("describe",)]


def test_settings_of_a_command_hold_for_it_alone(stage: Stage) -> None:
    result = stage.comment(
        '/review --pr_reviewer.extra_instructions="Look at the locks." --pr_reviewer.num_max_findings=0'
    )
    assert "Look at the locks." in result.asked[0].task
    assert not stage.pull_request.review_comments
    assert "Look at the locks." not in stage.comment("/review").asked[0].task


def test_help_and_config_need_no_model(begin: Begin) -> None:
    stage = begin(model=None)
    assert stage.comment("/help").writes == ["POST issues/1/comments"]
    assert "/review" in stage.pull_request.comments[-1].body
    assert stage.comment("/config").exit_code == 0
    table, _, folded = stage.pull_request.comments[-1].body.partition("<details>\n<summary>More</summary>\n")
    assert "Settings that hold here" in table
    assert "| `pr_reviewer.num_max_findings` | `3` |" in folded
    assert "&lt;" not in folded


@pytest.mark.parametrize("text", ["Looks good to me", "> /review", "```\n/review\n```", "see a/review", "", "/lgtm"])
def test_a_comment_without_a_command_is_ignored(stage: Stage, text: str) -> None:
    result = stage.comment(text)
    assert (result.exit_code, result.status) == (0, "skipped")
    assert result.calls == []
    assert result.annotations("notice") == ["The comment holds no command."]


def test_an_issue_that_is_no_pull_request_is_ignored(stage: Stage) -> None:
    comment = {"id": 5, "body": "/review", "user": {"login": "octo", "type": "User"}}
    payload = {
        "action": "created",
        "issue": {"number": 3, "title": "A bug"},
        "comment": comment,
        "repository": {"full_name": "octo/example"},
        "sender": {"login": "octo", "type": "User"},
    }
    result = stage.play("issue_comment", payload=payload)
    assert (result.exit_code, result.status, result.calls) == (0, "skipped", [])
    assert "no pull request" in result.annotations("notice")[0]


@pytest.mark.parametrize("action", ["edited", "deleted"])
def test_a_comment_that_is_changed_starts_nothing(stage: Stage, action: str) -> None:
    comment = stage.say("/review")
    result = stage.play("issue_comment", action=action, comment=comment, sender="octo")
    assert (result.exit_code, result.status, result.calls) == (0, "skipped", [])


def test_a_comment_that_was_edited_after_the_trigger_is_not_obeyed(stage: Stage) -> None:
    comment = stage.say("/review")
    payload = stage.event("issue_comment", comment=comment, sender="octo")
    comment.body, comment.updated_at = "/ask something else", "2026-01-06T00:00:00Z"
    result = stage.play("issue_comment", payload=payload)
    assert (result.exit_code, result.status, result.asked) == (0, "skipped", [])
    assert "edited after" in result.annotations("notice")[0]


def test_a_comment_of_somebody_who_is_gone_is_no_command(stage: Stage) -> None:
    comment = stage.say("/review")
    comment.user = None
    result = stage.play("issue_comment", comment=comment, sender="octo")
    assert (result.exit_code, result.status, result.asked, result.writes) == (0, "skipped", [], [])


def test_a_pull_request_whose_fork_is_gone_is_reviewed(begin: Begin) -> None:
    stage = begin(a_pull_request(head_repository=None, body=None))
    # NOTE: GitHub's own description has no room for a pull request without a fork, so none is read over REST.
    result = stage.play("pull_request_target", action="opened", inputs={"command": "/review"})
    assert (result.exit_code, result.status) == (0, "posted")


# ------------------------------------------------------------------------------------------- threads


def test_a_reply_in_our_thread_is_answered_there_with_the_hunk_and_the_thread(stage: Stage) -> None:
    stage.play("pull_request", action="opened")
    ours = stage.pull_request.review_comments[0]
    comment = stage.reply("Is a clerk's name not always safe?", to=ours)
    result = stage.play("pull_request_review_comment", comment=comment, sender="octo")
    assert (result.exit_code, result.status, result.commands) == (0, "posted", {"ask"})
    prompt = "".join(result.asked[0].texts)
    assert "Is a clerk's name not always safe?" in result.asked[0].task
    assert "A name with a quote in it changes the query." in prompt
    assert result.writes == [f"POST pulls/1/comments/{ours.id}/replies"]
    answer = stage.pull_request.review_comments[-1]
    assert answer.root_id == ours.id
    assert "Because the clerk asked for it." in answer.body
    assert result.reactions == ["eyes", "rocket"]


def test_a_slash_command_in_a_thread_is_answered_there(stage: Stage) -> None:
    stage.play("pull_request", action="opened")
    ours = stage.pull_request.review_comments[0]
    comment = stage.reply("/ask why is this bad?", to=ours)
    result = stage.play("pull_request_review_comment", comment=comment, sender="octo")
    assert result.writes == [f"POST pulls/1/comments/{ours.id}/replies"]


def test_a_reply_in_a_strangers_thread_is_left_alone(stage: Stage) -> None:
    theirs = stage.thread("Why?")
    comment = stage.reply("Because.", to=theirs)
    result = stage.play("pull_request_review_comment", comment=comment, sender="octo")
    assert (result.exit_code, result.status) == (0, "skipped")
    assert result.quiet


def test_a_question_in_a_strangers_thread_is_answered(stage: Stage) -> None:
    theirs = stage.thread("Why?")
    comment = stage.reply("/ask is this so?", to=theirs)
    result = stage.play("pull_request_review_comment", comment=comment, sender="octo")
    assert (result.status, result.writes) == ("posted", [f"POST pulls/1/comments/{theirs.id}/replies"])


def test_a_new_thread_with_a_command_is_answered_in_it(stage: Stage) -> None:
    theirs = stage.thread("/ask what is this?")
    result = stage.play("pull_request_review_comment", comment=theirs, sender="octo")
    assert (result.status, result.writes) == ("posted", [f"POST pulls/1/comments/{theirs.id}/replies"])


def test_a_new_thread_without_a_command_is_ignored(stage: Stage) -> None:
    result = stage.play("pull_request_review_comment", comment=stage.thread("Why?"), sender="octo")
    assert (result.exit_code, result.status, result.calls[1:]) == (0, "skipped", [])


# --------------------------------------------------------------------------------------- by hand


@pytest.mark.parametrize("event", ["workflow_dispatch", "schedule"])
@pytest.mark.parametrize(
    "where",
    [
        {"pr_url": "https://github.com/octo/example/pull/1"},
        {"pr_url": "octo/example#1"},
        {"pr_url": "1"},
        {"pr_number": "1"},
    ],
)
def test_a_manual_run_takes_the_step_s_words(stage: Stage, event: str, where: dict[str, str]) -> None:
    result = stage.play(event, inputs={"command": "/review", **where})
    assert (result.exit_code, result.status, result.commands) == (0, "posted", {"review"})


def test_a_dispatch_takes_its_own_inputs(stage: Stage) -> None:
    given = {"pr_number": 1, "command": "/ask why?"}
    result = stage.play("workflow_dispatch", payload=stage.event("workflow_dispatch", inputs=given))
    assert (result.status, result.commands) == ("posted", {"ask"})


def test_a_manual_run_without_a_command_runs_the_automatic_ones(stage: Stage) -> None:
    result = stage.play("workflow_dispatch", inputs={"pr_number": "1"})
    assert result.commands == {"describe", "review", "improve"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "names no pull request"),
        ({"pr_url": "https://example.com/octo/example/pull/1"}, "not on github.com"),
        ({"pr_url": "the last one"}, "names no pull request"),
        ({"pr_number": "first"}, "a whole number"),
        ({"pr_number": "1", "command": "/reviwe"}, "/review"),
    ],
)
def test_a_manual_run_that_names_nothing_is_a_usage_error(stage: Stage, given: dict[str, str], said: str) -> None:
    result = stage.play("workflow_dispatch", inputs=given)
    assert (result.exit_code, result.status, result.calls) == (2, "failed", [])
    assert said in result.annotations("error")[0]


# --------------------------------------------------------------------------------- the fork's flow


def test_the_privileged_half_of_the_fork_flow_reviews_the_fork_s_pull_request(begin: Begin) -> None:
    stage = begin(a_pull_request(head_repository="fork/example"))
    result = stage.play("workflow_run", action="completed")
    assert (result.exit_code, result.status) == (0, "posted")
    assert result.commands == {"describe", "review", "improve"}
    assert "injected" in stage.summary_comment


def test_a_second_workflow_run_reviews_what_is_new(begin: Begin) -> None:
    stage = begin(a_pull_request(head_repository="fork/example"))
    stage.play("workflow_run", action="completed")
    push_texts(stage.repository, {"store.py": STORE + SEARCH + LAST})
    result = stage.play("workflow_run", action="completed")
    assert result.commands == {"review"}
    assert len(stage.pull_request.comments) == 1


def test_a_workflow_run_behind_which_the_head_moved_on_is_skipped(begin: Begin) -> None:
    stage = begin(a_pull_request(head_repository="fork/example"))
    payload = stage.event("workflow_run")
    push_texts(stage.repository, {"store.py": STORE + SEARCH + LAST})
    result = stage.play("workflow_run", payload=payload)
    assert (result.exit_code, result.status, result.asked) == (0, "skipped", [])
    assert "moved on" in result.annotations("notice")[0]


def test_a_workflow_run_about_no_pull_request_is_skipped(stage: Stage) -> None:
    payload = stage.event("workflow_run", event="push")
    result = stage.play("workflow_run", payload=payload)
    assert (result.exit_code, result.status, result.calls) == (0, "skipped", [])


# ----------------------------------------------------------------------------------------- others


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("push", {"ref": "refs/heads/main"}),
        ("issues", {"action": "opened", "issue": {"number": 3}}),
        ("merge_group", {"action": "checks_requested"}),
        ("release", {}),
    ],
)
def test_any_other_event_is_a_notice(stage: Stage, event: str, payload: dict[str, Any]) -> None:
    result = stage.play(event, payload=payload)
    assert (result.exit_code, result.status, result.calls) == (0, "skipped", [])
    assert event in result.annotations("notice")[0]


@pytest.mark.parametrize("action", ["closed", "edited", "assigned", "unlabeled"])
def test_other_actions_of_a_pull_request_start_nothing(stage: Stage, action: str) -> None:
    result = stage.play("pull_request", action=action, label="bug")
    assert (result.exit_code, result.status, result.calls) == (0, "skipped", [])


def test_the_step_s_command_takes_the_place_of_the_automatic_ones(stage: Stage) -> None:
    result = stage.play("pull_request", action="opened", inputs={"command": "review"})
    assert result.commands == {"review"}


@pytest.mark.parametrize("name", ["review", "describe", "improve"])
def test_an_automatic_command_can_be_switched_off(stage: Stage, name: str) -> None:
    result = stage.play("pull_request", action="opened", inputs={f"auto_{name}": "false"})
    assert result.commands == {"review", "describe", "improve"} - {name}
