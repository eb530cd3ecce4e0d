"""One table a rule."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pr_agent_action.domain.command import Command, Request, TriggerKind
from pr_agent_action.domain.pull_request import Actor, PullRequest
from pr_agent_action.events.patterns import matches_any
from pr_agent_action.events.policy import BY_SETTINGS, Code, auto_commands, decide, needs_permission
from pr_agent_action.ports import Permission
from pr_agent_action.settings.sections import RepoSettings

Make = Callable[..., Request]
OPENED, PUSHED, REQUESTED = TriggerKind.OPENED, TriggerKind.PUSHED, TriggerKind.REQUESTED
COMMENT, THREAD, MANUAL = TriggerKind.COMMENT, TriggerKind.THREAD, TriggerKind.MANUAL
WORKFLOW_RUN = {"detail": "workflow_run.completed"}
US = "reviewer[bot]"
RENOVATE = Actor("renovate[bot]", is_bot=True)


def action(**values: Any) -> RepoSettings:
    return RepoSettings.model_validate({"github_action_config": values})


def config(**values: Any) -> RepoSettings:
    return RepoSettings.model_validate({"config": values})


def code(
    request: Request, pull_request: PullRequest | None, settings: RepoSettings | None = None, **known: Any
) -> Code:
    """Decide, everything known that speaks for running unless told otherwise, and check the reason's form."""
    facts: dict[str, Any] = {"viewer": US, "permission": Permission.WRITE, "changed_files": 3}
    decision = decide(request, pull_request, settings or RepoSettings(), **facts | known)
    assert decision.run == (decision.code in {Code.RUN, Code.RUN_IF_PERMITTED})
    assert decision.reason.endswith(".")
    return decision.code


@pytest.mark.parametrize("kind", list(TriggerKind))
def test_the_usual_request_runs(kind: TriggerKind, make_request: Make, pull_request: PullRequest) -> None:
    assert code(make_request(kind, "review"), pull_request) is Code.RUN


@pytest.mark.parametrize(
    "case",
    [
        (COMMENT, US, "/review", US, Code.OURS),
        (THREAD, US.upper(), "a reply", US, Code.OURS),
        (COMMENT, "github-actions[bot]", "/review", "", Code.OURS),
        (COMMENT, "alice", "/review", "alice", Code.RUN),
        (THREAD, "alice", "ours\n<!-- pr-agent-action:reply 1 -->", "alice", Code.OURS),
        (THREAD, "bob", "quoted\n<!-- pr-agent-action:reply 1 -->", "alice", Code.RUN),
        (OPENED, "alice", "", "alice", Code.RUN),
    ],
)
def test_our_own_comments_start_nothing(
    case: tuple[TriggerKind, str, str, str, Code], make_request: Make, pull_request: PullRequest
) -> None:
    kind, login, body, viewer, expected = case
    request = make_request(kind, "ask", actor=Actor(login, is_bot=login.endswith("]")), comment_body=body)
    assert code(request, pull_request, action(allowed_bots=["github-actions", US]), viewer=viewer) is expected


@pytest.mark.parametrize(
    ("kind", "trigger", "allowed", "expected"),
    [
        (OPENED, {}, [], Code.BOT),
        (PUSHED, {}, ["dependabot"], Code.BOT),
        (COMMENT, {}, [], Code.BOT),
        (MANUAL, WORKFLOW_RUN, [], Code.BOT),
        (MANUAL, {}, [], Code.RUN),
        (OPENED, {}, ["renovate"], Code.RUN),
        (COMMENT, {}, ["Renovate[bot]"], Code.RUN),
        (COMMENT, {"actor": Actor("renovate")}, ["renovate"], Code.DENIED),
    ],
)
def test_bots_are_on_the_list_or_start_nothing(
    kind: TriggerKind,
    trigger: dict[str, Any],
    allowed: list[str],
    expected: Code,
    make_request: Make,
    pull_request: PullRequest,
) -> None:
    request = make_request(kind, "review", **({"actor": RENOVATE} | trigger))
    assert code(request, pull_request, action(allowed_bots=allowed), permission=Permission.NONE) is expected


@pytest.mark.parametrize(
    ("kind", "actions", "expected"),
    [
        (OPENED, ["opened"], Code.RUN),
        (OPENED, ["synchronize"], Code.ACTION),
        (PUSHED, [], Code.ACTION),
        (COMMENT, [], Code.RUN),
        (MANUAL, [], Code.RUN),
    ],
)
def test_only_actions_of_the_setting_start_a_run(
    kind: TriggerKind, actions: list[str], expected: Code, make_request: Make, pull_request: PullRequest
) -> None:
    assert code(make_request(kind), pull_request, action(pr_actions=actions)) is expected


@pytest.mark.parametrize(
    ("label", "wanted", "expected"),
    [
        ("review", "review", Code.RUN),
        ("Review", "review", Code.RUN),
        ("bug", "review", Code.LABEL),
        ("bug", "", Code.LABEL),
        ("", "", Code.RUN),
    ],
)
def test_only_the_review_label_asks_for_a_review(
    label: str, wanted: str, expected: Code, make_request: Make, pull_request: PullRequest
) -> None:
    request = make_request(REQUESTED, label=label)
    assert code(request, pull_request, action(review_label=wanted)) is expected


@pytest.mark.parametrize(
    ("kind", "commands", "trigger", "expected"),
    [
        (OPENED, [], {}, Code.DISABLED),
        (OPENED, ["review"], {}, Code.RUN),
        (PUSHED, [], {}, Code.DISABLED),
        (MANUAL, [], WORKFLOW_RUN, Code.DISABLED),
        (REQUESTED, [], {}, Code.RUN),
        (MANUAL, [], {}, Code.RUN),
    ],
)
def test_all_automatic_commands_may_be_off(
    kind: TriggerKind,
    commands: list[str],
    trigger: dict[str, Any],
    expected: Code,
    make_request: Make,
    pull_request: PullRequest,
) -> None:
    off = action(auto_review=False, auto_describe=False, auto_improve=False)
    assert code(make_request(kind, *commands, **trigger), pull_request, off) is expected


@pytest.mark.parametrize(
    ("kind", "commands", "trigger", "expected"),
    [
        (PUSHED, [], {}, Code.CLOSED),
        (MANUAL, [], WORKFLOW_RUN, Code.CLOSED),
        (COMMENT, ["review"], {}, Code.CLOSED),
        (COMMENT, ["ask", "review"], {}, Code.CLOSED),
        (COMMENT, ["ask", "help", "config"], {}, Code.RUN),
        (COMMENT, [], {"problem": "There is no command `/reviw`."}, Code.RUN),
        (THREAD, ["ask"], {}, Code.RUN),
        (MANUAL, ["review"], {}, Code.RUN),
    ],
)
def test_closed_pull_requests_only_get_answers(
    kind: TriggerKind,
    commands: list[str],
    trigger: dict[str, Any],
    expected: Code,
    make_request: Make,
    pull_request: PullRequest,
) -> None:
    assert code(make_request(kind, *commands, **trigger), replace(pull_request, open=False)) is expected


@pytest.mark.parametrize(
    ("kind", "trigger", "settings", "expected"),
    [
        (OPENED, {}, {}, Code.DRAFT),
        (REQUESTED, {}, {}, Code.DRAFT),
        (MANUAL, WORKFLOW_RUN, {}, Code.DRAFT),
        (OPENED, {}, {"review_drafts": True}, Code.RUN),
        (COMMENT, {}, {}, Code.RUN),
        (MANUAL, {}, {}, Code.RUN),
    ],
)
def test_drafts_wait_unless_somebody_asks(
    kind: TriggerKind,
    trigger: dict[str, Any],
    settings: dict[str, Any],
    expected: Code,
    make_request: Make,
    pull_request: PullRequest,
) -> None:
    request = make_request(kind, "review", **trigger)
    assert code(request, replace(pull_request, draft=True), action(**settings)) is expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"ignore_repositories": ["^org/"]}, Code.IGNORED),
        ({"ignore_repositories": ["^shop"]}, Code.RUN),
        ({"ignore_pr_labels": ["backend"]}, Code.IGNORED),
        ({"ignore_pr_labels": ["back"]}, Code.RUN),
        ({"ignore_pr_title": ["[Cc]art$"]}, Code.IGNORED),
        ({"ignore_pr_title": ["^cart"]}, Code.RUN),
        ({"ignore_pr_target_branches": ["main"]}, Code.IGNORED),
        ({"ignore_pr_source_branches": ["^ca"]}, Code.IGNORED),
        ({"ignore_pr_authors": ["bob"]}, Code.IGNORED),
        ({"ignore_pr_authors": ["alice"]}, Code.RUN),
    ],
)
@pytest.mark.parametrize("kind", [OPENED, COMMENT])
def test_ignore_rules_hold_for_automatic_runs(
    kind: TriggerKind, settings: dict[str, Any], expected: Code, make_request: Make, pull_request: PullRequest
) -> None:
    assert code(make_request(kind, "review"), pull_request, config(**settings)) is (
        expected if kind is OPENED else Code.RUN
    )


def test_a_run_that_knows_no_pull_request_yet_goes_on(make_request: Make) -> None:
    request = make_request(MANUAL, **WORKFLOW_RUN)
    assert code(request, None, config(ignore_pr_title=["."]), permission=None, changed_files=None) is Code.RUN


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", Code.RUN),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000+00:00", Code.RUN),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", Code.EDITED),
        ("2026-01-01T00:00:00Z", "", Code.RUN),
        ("", "2026-01-01T00:00:01Z", Code.RUN),
        ("yesterday", "today", Code.EDITED),
    ],
)
def test_a_comment_edited_since_is_not_obeyed(
    then: str, now: str, expected: Code, make_request: Make, pull_request: PullRequest
) -> None:
    request = make_request(COMMENT, "review", updated_at=then)
    assert code(request, pull_request, current_comment_updated_at=now) is expected


@pytest.mark.parametrize("kind", [COMMENT, THREAD])
@pytest.mark.parametrize(
    ("permission", "expected"),
    [
        (Permission.ADMIN, Code.RUN),
        (Permission.MAINTAIN, Code.RUN),
        (Permission.WRITE, Code.RUN),
        (Permission.TRIAGE, Code.DENIED),
        (Permission.READ, Code.DENIED),
        (Permission.NONE, Code.DENIED),
        (None, Code.RUN_IF_PERMITTED),
    ],
)
def test_commands_need_write_permission(
    kind: TriggerKind, permission: Permission | None, expected: Code, make_request: Make, pull_request: PullRequest
) -> None:
    request = make_request(kind, "review")
    assert code(request, pull_request, permission=permission) is expected
    assert needs_permission(request, RepoSettings())


def test_a_deleted_account_is_denied(make_request: Make, pull_request: PullRequest) -> None:
    assert code(make_request(COMMENT, "review", actor=Actor("")), pull_request) is Code.DENIED


@pytest.mark.parametrize("kind", [OPENED, PUSHED, REQUESTED, MANUAL])
def test_no_other_run_needs_a_permission(kind: TriggerKind, make_request: Make, pull_request: PullRequest) -> None:
    request = make_request(kind, "review")
    assert code(request, pull_request, permission=Permission.NONE) is Code.RUN
    assert not needs_permission(request, RepoSettings())


@pytest.mark.parametrize(
    ("kind", "commands", "files", "expected"),
    [
        (OPENED, [], 0, Code.EMPTY),
        (COMMENT, ["review"], 0, Code.EMPTY),
        (MANUAL, ["review"], 0, Code.EMPTY),
        (COMMENT, ["ask"], 0, Code.RUN),
        (OPENED, [], None, Code.RUN),
        (OPENED, [], 1, Code.RUN),
    ],
)
def test_an_empty_diff_is_not_reviewed(
    kind: TriggerKind,
    commands: list[str],
    files: int | None,
    expected: Code,
    make_request: Make,
    pull_request: PullRequest,
) -> None:
    assert code(make_request(kind, *commands), pull_request, changed_files=files) is expected


def test_the_event_s_own_pull_request_serves_until_the_snapshot_does(
    make_request: Make, pull_request: PullRequest
) -> None:
    request = replace(make_request(OPENED), pull_request=replace(pull_request, draft=True))
    assert code(request, None) is Code.DRAFT
    assert code(request, pull_request) is Code.RUN


@pytest.mark.parametrize(
    ("kind", "settings", "names"),
    [
        (OPENED, {}, ["describe", "review", "improve"]),
        (OPENED, {"auto_describe": False}, ["review", "improve"]),
        (OPENED, {"auto_review": False, "auto_improve": False}, ["describe"]),
        (PUSHED, {}, ["review -i"]),
        (PUSHED, {"auto_review": False}, []),
        (REQUESTED, {"auto_review": False}, ["review"]),
        (MANUAL, {}, ["describe", "review", "improve"]),
        (COMMENT, {}, []),
        (THREAD, {}, []),
    ],
)
def test_auto_commands(kind: TriggerKind, settings: dict[str, Any], names: list[str], make_request: Make) -> None:
    commands = auto_commands(make_request(kind).trigger, action(**settings))
    assert [f"{command.name} {command.text}".strip() for command in commands] == names


def test_a_workflow_run_reviews_only_what_is_new_from_its_second_round_on(make_request: Make) -> None:
    trigger = make_request(MANUAL, **WORKFLOW_RUN).trigger
    assert len(auto_commands(trigger, RepoSettings())) == 3
    assert auto_commands(trigger, RepoSettings(), first_round=False) == (Command("review", "-i"),)


@pytest.mark.parametrize(("kind", "count"), [(OPENED, 0), (PUSHED, 0), (REQUESTED, 1), (MANUAL, 3)])
def test_automatic_feedback_may_be_off(kind: TriggerKind, count: int, make_request: Make) -> None:
    assert len(auto_commands(make_request(kind).trigger, config(disable_auto_feedback=True))) == count


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("[Auto] bump", r"^\[Auto\]", True),
        ("renovate[bot]", "renovate[bot]", True),
        ("a(b", "a(b", True),
        ("xa(b", "a(b", False),
        ("anything", "", False),
        ("x" * 5000 + "end", "end$", False),
    ],
)
def test_patterns_match_as_expressions_or_literally(text: str, pattern: str, expected: bool) -> None:
    assert matches_any(text, [pattern]) is expected


def test_no_title_makes_a_pattern_run_for_long() -> None:
    start = time.monotonic()
    assert not matches_any("ab" * 200 + "!", [r"^(\w+\s?)*$|^((ab)*|a*b*)*c$", r"(\w|\w\w)+:$"])
    assert time.monotonic() - start < 2


def test_what_a_repository_may_lift_never_hides_a_missing_permission(
    make_request: Make, pull_request: PullRequest
) -> None:
    strict = action(pr_actions=[], review_label="", auto_review=False, auto_describe=False, auto_improve=False)
    request = make_request(COMMENT, "review", label="x")
    found = code(request, replace(pull_request, draft=True), strict, permission=Permission.READ)
    assert found is Code.DENIED
    assert found not in BY_SETTINGS
