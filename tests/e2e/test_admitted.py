"""Who and what is let in, and what happens to the others."""

from __future__ import annotations

from typing import Any

import pytest

from pr_agent_action.demo.fake_github import Fault, push_texts
from pr_agent_action.demo.fake_github.notes import FakeLabel
from tests.e2e.conftest import SEARCH, STORE, Begin, a_pull_request
from tests.fakes.stage import Stage

MORE = {"store.py": STORE + SEARCH, "last.py": "LAST = 1\n"}


@pytest.mark.parametrize("action", ["opened", "synchronize", "review_requested"])
def test_a_draft_waits_until_it_is_ready(begin: Begin, action: str) -> None:
    stage = begin(a_pull_request(draft=True))
    result = stage.play("pull_request", action=action)
    assert (result.exit_code, result.status) == (0, "skipped")
    assert result.quiet
    assert "draft" in result.annotations("notice")[0]


def test_a_draft_is_reviewed_where_the_repository_wants_it(begin: Begin) -> None:
    stage = begin(a_pull_request(draft=True), settings="[github_action_config]\nreview_drafts = true")
    assert stage.play("pull_request", action="opened").status == "posted"


def test_a_draft_answers_commands(begin: Begin) -> None:
    assert begin(a_pull_request(draft=True)).comment("/review").status == "posted"


def test_a_closed_pull_request_only_answers(begin: Begin) -> None:
    stage = begin(a_pull_request(state="closed"))
    result = stage.comment("/review")
    assert (result.exit_code, result.status) == (0, "skipped")
    assert result.quiet
    assert stage.comment("/ask why?").status == "posted"


@pytest.mark.parametrize(
    ("settings", "more"),
    [
        ('ignore_pr_labels = ["wip"]', {"labels": [FakeLabel(1, "wip")]}),
        ('ignore_pr_title = ["^Search"]', {}),
        ('ignore_pr_target_branches = ["^main$"]', {}),
        ('ignore_pr_source_branches = ["^change-"]', {}),
        ('ignore_pr_authors = ["^octocat$"]', {}),
        ('ignore_repositories = ["octo/"]', {}),
        ("disable_auto_feedback = true", {}),
    ],
)
def test_what_the_base_branch_s_file_ignores_is_left_alone(begin: Begin, settings: str, more: dict[str, Any]) -> None:
    stage = begin(a_pull_request(**more), settings=f"[config]\n{settings}")
    result = stage.play("pull_request", action="opened")
    assert (result.exit_code, result.status) == (0, "skipped")
    assert result.quiet
    assert len(result.annotations("notice")) == 1
    assert stage.comment("/review").status == "posted"


def test_the_head_s_own_settings_count_for_nothing(begin: Begin) -> None:
    head = {"store.py": STORE + SEARCH, ".pr_agent.toml": '[config]\nignore_pr_title = ["."]'}
    assert begin(a_pull_request(head=head)).play("pull_request", action="opened").status == "posted"


def test_a_pull_request_without_a_change_is_left_alone(begin: Begin) -> None:
    result = begin(a_pull_request(head={"store.py": STORE})).play("pull_request", action="opened")
    assert (result.exit_code, result.status) == (0, "skipped")
    assert result.quiet
    assert "changes no file" in result.annotations("notice")[0]


@pytest.mark.parametrize("bot", ["dependabot[bot]", "renovate[bot]"])
def test_a_bot_s_pull_request_is_left_alone_unless_it_is_allowed(begin: Begin, bot: str) -> None:
    stage = begin(a_pull_request(author=bot))
    result = stage.play("pull_request_target", action="opened")
    assert (result.exit_code, result.status) == (0, "skipped")
    assert result.quiet
    allowed = stage.play("pull_request_target", action="opened", inputs={"allowed_bots": bot})
    assert allowed.status == "posted"


@pytest.mark.parametrize("bot", ["github-actions[bot]", "renovate[bot]"])
def test_a_bot_s_comment_is_no_command(stage: Stage, bot: str) -> None:
    result = stage.comment("/review", by=bot)
    assert (result.exit_code, result.status) == (0, "skipped")
    assert result.quiet


def test_an_allowed_bot_s_comment_is_a_command(stage: Stage) -> None:
    result = stage.comment("/review", by="renovate[bot]", inputs={"allowed_bots": "renovate[bot]"})
    assert (result.status, result.commands) == ("posted", {"review"})


# ----------------------------------------------------------------------------------- permission


@pytest.mark.parametrize("role", ["admin", "maintain", "write"])
def test_people_who_may_write_may_command(stage: Stage, role: str) -> None:
    stage.repository.permissions["ann"] = role
    assert stage.comment("/review", by="ann").status == "posted"


@pytest.mark.parametrize("role", ["triage", "read", "none"])
def test_others_get_a_thumb_and_one_line_in_the_log(stage: Stage, role: str) -> None:
    stage.repository.permissions["eve"] = role
    result = stage.comment("/review", by="eve")
    assert (result.exit_code, result.status) == (0, "skipped")
    assert result.reactions == ["-1"]
    assert [call.path.rsplit("/", 1)[-1] for call in result.calls] == ["permission", "reactions"]
    assert (result.asked, result.writes) == ([], [])
    assert result.annotations("notice") == [
        "Nothing was done: Commands are taken from people with write permission on the repository only."
    ]


@pytest.mark.parametrize("text", ["/help", "/config", "/reviwe", '/review --pr_reviewer.extra_instructions="x'])
def test_one_without_the_right_gets_no_help_either(stage: Stage, text: str) -> None:
    result = stage.comment(text, by="eve")
    assert (result.status, result.reactions, result.writes) == ("skipped", ["-1"], [])


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=404, path="/permission", times=None),
        Fault(status=403, path="/permission", times=None),
        Fault(status=502, path="/permission", times=None),
        Fault(cut=True, path="/permission", times=None),
    ],
)
def test_any_error_denies(begin: Begin, fault: Fault) -> None:
    result = begin(faults=[fault]).comment("/review")
    assert (result.exit_code, result.status, result.asked, result.writes) == (0, "skipped", [], [])


def test_the_right_is_asked_for_of_whoever_wrote_not_of_the_sender(stage: Stage) -> None:
    result = stage.play("issue_comment", comment=stage.say("/review", by="eve"), sender="octo")
    assert result.status == "skipped"


def test_a_reply_of_one_without_the_right_gets_no_thumb(stage: Stage) -> None:
    stage.play("pull_request", action="opened")
    comment = stage.reply("I disagree.", to=stage.pull_request.review_comments[0], by="eve")
    result = stage.play("pull_request_review_comment", comment=comment, sender="eve")
    assert result.status == "skipped"
    assert result.quiet


# --------------------------------------------------------------------------------- pinned head


@pytest.mark.parametrize("action", ["opened", "synchronize"])
def test_a_run_whose_head_has_moved_on_leaves_it_to_the_next_one(stage: Stage, action: str) -> None:
    payload = stage.event("pull_request", action=action)
    push_texts(stage.repository, MORE)
    result = stage.play("pull_request", payload=payload)
    assert (result.exit_code, result.status) == (0, "skipped")
    assert result.quiet
    assert "moved on" in result.annotations("notice")[0]


def test_thresholds_put_a_review_off(begin: Begin) -> None:
    stage = begin(settings="[pr_reviewer]\nminimal_commits_for_incremental_review = 2")
    stage.play("pull_request", action="opened")
    push_texts(stage.repository, MORE)
    result = stage.play("pull_request", action="synchronize")
    assert (result.status, result.asked) == ("skipped", [])
    push_texts(stage.repository, {**MORE, "more.py": "MORE = 1\n"})
    assert stage.play("pull_request", action="synchronize").status == "posted"
