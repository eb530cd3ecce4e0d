from __future__ import annotations

from typing import Any

import pytest

from pr_agent_action.agent.admission import admit, admit_snapshot, chosen_commands
from pr_agent_action.domain.command import Command, TriggerKind
from pr_agent_action.domain.plan import State, Status
from pr_agent_action.domain.pull_request import Actor, Comment
from pr_agent_action.ports import Permission, Reaction
from pr_agent_action.publication.markers import finding_marker
from tests.fakes.house import (
    ALICE,
    HEAD,
    NOW,
    FullForge,
    House,
    a_pull_request,
    a_request,
    a_snapshot,
    a_thread,
    settings_of,
)

DONE = State(round=1, reviewed_sha=HEAD, reviewed_at=NOW, commands=("describe", "improve", "review"))
OLDER = State(round=1, reviewed_sha="c1", reviewed_at=NOW, commands=("describe", "improve", "review"))


@pytest.mark.parametrize(
    ("right", "let_in"),
    [
        (Permission.ADMIN, True),
        (Permission.MAINTAIN, True),
        (Permission.WRITE, True),
        (Permission.TRIAGE, False),
        (Permission.READ, False),
        (Permission.NONE, False),
    ],
)
def test_a_command_is_taken_from_people_who_may_write(right: Permission, let_in: bool) -> None:
    forge = FullForge(a_snapshot(), right=right)
    refused = admit(a_request(TriggerKind.COMMENT, "review"), House(forge).services())
    assert (refused is None) is let_in
    assert forge.told[0] == ("permission", "alice")
    assert forge.told[1:] == ([] if let_in else [("react", Reaction.THUMBS_DOWN)])


def test_a_reply_that_nobody_meant_as_a_command_is_denied_without_a_word() -> None:
    forge = FullForge(a_snapshot(), right=Permission.READ)
    refused = admit(a_request(TriggerKind.THREAD, "ask why?", implied=True), House(forge).services())
    assert refused is not None
    assert refused.status is Status.SKIPPED
    assert forge.kinds() == ["permission"]


def test_nobody_s_right_is_asked_for_an_event_of_the_pull_request() -> None:
    forge = FullForge(a_snapshot())
    assert admit(a_request(), House(forge).services()) is None
    assert forge.told == []


def test_what_the_event_says_is_enough_to_refuse() -> None:
    request = a_request(pull_request=a_pull_request(open=False))
    refused = admit(request, House(FullForge(a_snapshot())).services())
    assert refused is not None
    assert "closed" in refused.reason


def test_what_the_repository_s_file_may_lift_waits_for_it() -> None:
    request = a_request(pull_request=a_pull_request(draft=True))
    assert admit(request, House(FullForge(a_snapshot())).services()) is None


@pytest.mark.parametrize(
    ("kind", "asked", "state", "chosen"),
    [
        (TriggerKind.OPENED, (), State(), ["describe", "review", "improve"]),
        (TriggerKind.OPENED, ("ask why?",), State(), ["ask"]),
        (TriggerKind.PUSHED, (), OLDER, ["review"]),
        (TriggerKind.PUSHED, (), State(), ["describe", "review", "improve"]),
        (TriggerKind.PUSHED, (), State(round=1, commands=("review",)), ["describe", "improve", "review"]),
        (TriggerKind.REQUESTED, (), OLDER, ["review"]),
    ],
)
def test_which_commands_run(kind: TriggerKind, asked: tuple[str, ...], state: State, chosen: list[str]) -> None:
    commands = chosen_commands(a_request(kind, *asked), settings_of().values, state)
    assert [command.name for command in commands] == chosen


def test_a_comment_that_cannot_be_read_gets_help() -> None:
    request = a_request(TriggerKind.COMMENT, problem="There is no such command.")
    assert chosen_commands(request, settings_of().values, State()) == (Command("help"),)


def admitted(request: Any, *, settings: Any = None, snapshot: Any = None, state: State | None = None) -> str:
    """Why the request is not let in; ``""`` when it is."""
    values = (settings or settings_of()).values
    state = state or State()
    refused = admit_snapshot(
        request,
        chosen_commands(request, values, state),
        values,
        snapshot=snapshot or a_snapshot(),
        state=state,
        now=NOW,
    )
    return refused.reason if refused else ""


@pytest.mark.parametrize(
    ("request_", "more", "why"),
    [
        (a_request(), {}, ""),
        (a_request(), {"snapshot": a_snapshot(files=())}, "changes no file"),
        (a_request(), {"snapshot": a_snapshot(files=(), unlisted_files=3)}, ""),
        (a_request(), {"snapshot": a_snapshot(pull_request=a_pull_request(draft=True))}, "draft"),
        (a_request(head_sha="c" * 40), {}, "The head has moved on from ccccccc to aaaaaaa"),
        (a_request(TriggerKind.COMMENT, "review", head_sha="c" * 40), {}, ""),
        (a_request(), {"state": DONE}, "aaaaaaa was reviewed before."),
        (a_request(TriggerKind.PUSHED), {"state": DONE}, "aaaaaaa was reviewed before."),
        (a_request(TriggerKind.COMMENT, "review"), {"state": DONE}, ""),
        (a_request(TriggerKind.PUSHED), {"state": OLDER}, ""),
        (
            a_request(TriggerKind.PUSHED),
            {"state": OLDER, "settings": settings_of(pr_reviewer={"minimal_commits_for_incremental_review": 2})},
            "Not reviewed yet: 0 new commits since the last review, fewer than 2.",
        ),
    ],
)
def test_what_was_read_decides(request_: Any, more: dict[str, Any], why: str) -> None:
    reason = admitted(request_, **more)
    assert why in reason
    assert bool(reason) is bool(why)


def test_a_reply_is_answered_in_our_own_threads_only() -> None:
    ours = a_thread(f"Locked twice.\n\n{finding_marker('f1')}", "why?")
    theirs = a_thread(f"Locked twice.\n\n{finding_marker('f1')}", "why?", by=ALICE)
    request = a_request(
        TriggerKind.THREAD, "ask why?", implied=True, trigger={"comment_id": "t2", "thread_root_id": "t1"}
    )
    assert admitted(request, snapshot=a_snapshot(threads=(ours,))) == ""
    assert "not ours" in admitted(request, snapshot=a_snapshot(threads=(theirs,)))
    assert "not ours" in admitted(request)


def test_a_comment_that_was_edited_since_is_not_obeyed() -> None:
    said = Comment(id="5", author=ALICE, body="/review", updated_at="2026-03-01T12:05:00Z")
    request = a_request(
        TriggerKind.COMMENT, "review", trigger={"comment_id": "5", "updated_at": "2026-03-01T12:00:00Z"}
    )
    assert "edited" in admitted(request, snapshot=a_snapshot(comments=(said,)))


def test_an_empty_pull_request_still_gets_answers() -> None:
    assert admitted(a_request(TriggerKind.COMMENT, "help"), snapshot=a_snapshot(files=())) == ""


def test_bots_wait_for_the_allow_list() -> None:
    request = a_request(TriggerKind.COMMENT, "review")
    bot = Actor("renovate[bot]", is_bot=True)
    request = type(request)(ref=request.ref, commands=request.commands, trigger=_by(request.trigger, bot))
    assert "allowed_bots" in admitted(request)
    allowed = settings_of(github_action_config={"allowed_bots": ["renovate[bot]"]})
    assert admitted(request, settings=allowed) == ""


def _by(trigger: Any, actor: Actor) -> Any:
    return type(trigger)(kind=trigger.kind, actor=actor, detail=trigger.detail)
