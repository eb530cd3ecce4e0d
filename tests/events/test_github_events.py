"""Which event asks for what, and what a broken payload is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pr_agent_action.domain.command import Command, Request, TriggerKind
from pr_agent_action.domain.pull_request import Actor, PullRequest, PullRequestRef
from pr_agent_action.errors import EventError, UsageError
from pr_agent_action.events.github import Ignored, read_event
from pr_agent_action.events.manual import Inputs, WorkflowRun
from pr_agent_action.events.pr_url import parse_pr_url

Payload = Callable[..., dict[str, Any]]
HEAD = "a" * 40
ALIASES = {"review": "review", "describe": "describe", "ask": "ask"}
DEPENDABOT = {"login": "dependabot[bot]", "type": "Bot"}


def read(name: str, payload: Mapping[str, Any], inputs: Inputs | None = None) -> Request | WorkflowRun | Ignored:
    return read_event(name=name, payload=payload, repository="env/repo", aliases=ALIASES, inputs=inputs)


def request(name: str, payload: Mapping[str, Any], inputs: Inputs | None = None) -> Request:
    found = read(name, payload, inputs)
    assert isinstance(found, Request)
    return found


def put(payload: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    *parents, last = path.split(".")
    place = payload
    for parent in parents:
        place = place[parent]
    place[last] = value
    return payload


@pytest.mark.parametrize("name", ["pull_request", "pull_request_target"])
@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("opened", TriggerKind.OPENED),
        ("reopened", TriggerKind.OPENED),
        ("ready_for_review", TriggerKind.OPENED),
        ("synchronize", TriggerKind.PUSHED),
        ("review_requested", TriggerKind.REQUESTED),
    ],
)
def test_a_pull_requests_own_events(name: str, action: str, kind: TriggerKind, payload: Payload) -> None:
    found = request(name, payload("pull_request", action=action))
    assert (found.trigger.kind, found.trigger.detail) == (kind, f"{name}.{action}")
    assert (found.ref, found.head_sha, found.commands) == (PullRequestRef("org/shop", 7), HEAD, ())
    assert found.trigger.actor == Actor("alice")
    assert not found.trigger.read_only_token


def test_the_payloads_pull_request_is_read_whole(payload: Payload) -> None:
    assert request("pull_request", payload("pull_request")).pull_request == PullRequest(
        ref=PullRequestRef("org/shop", 7),
        title="Add a cart",
        body="",
        author=Actor("bob"),
        head_sha=HEAD,
        head_ref="cart",
        base_sha="b" * 40,
        base_ref="main",
        head_repository="org/shop",
        labels=("backend",),
        url="https://github.com/org/shop/pull/7",
    )


def test_a_label_is_kept(payload: Payload) -> None:
    found = request("pull_request", payload("pull_request", action="labeled", label={"name": "review"}))
    assert (found.trigger.kind, found.trigger.label) == (TriggerKind.REQUESTED, "review")


@pytest.mark.parametrize(
    ("name", "head_repository", "sender", "read_only"),
    [
        ("pull_request", {"full_name": "org/shop"}, None, False),
        ("pull_request", {"full_name": "carol/shop"}, None, True),
        ("pull_request", None, None, True),
        ("pull_request", {"full_name": "org/shop"}, DEPENDABOT, True),
        ("pull_request_target", {"full_name": "carol/shop"}, None, False),
        ("pull_request_target", None, DEPENDABOT, False),
    ],
)
def test_forks_and_dependabot_get_a_read_only_token(
    name: str, head_repository: Any, sender: Any, read_only: bool, payload: Payload
) -> None:
    event = put(payload("pull_request"), "pull_request.head.repo", head_repository)
    event["sender"] = sender or event["sender"]
    assert request(name, event).trigger.read_only_token is read_only


def test_a_deleted_account_has_no_login(payload: Payload) -> None:
    found = request("pull_request", put(payload("pull_request"), "pull_request.user", None))
    assert found.pull_request
    assert found.pull_request.author == Actor("")


def test_what_github_leaves_out_has_a_default(payload: Payload) -> None:
    event = put(put(payload("pull_request"), "pull_request.draft", None), "pull_request.labels", None)
    found = request("pull_request", event).pull_request
    assert found
    assert (found.draft, found.labels) == (False, ())


def test_a_command_in_the_conversation(payload: Payload) -> None:
    event = put(payload("issue_comment"), "comment.body", "/describe\r\n/ask why?")
    found = request("issue_comment", event)
    assert found.commands == (Command("describe"), Command("ask", "why?"))
    assert (found.ref, found.head_sha, found.pull_request) == (PullRequestRef("org/shop", 7), None, None)
    trigger = found.trigger
    assert (trigger.kind, trigger.comment_id, trigger.thread_root_id) == (TriggerKind.COMMENT, "11", None)
    assert (trigger.created_at, trigger.updated_at) == ("2026-01-01T00:00:00Z",) * 2
    assert trigger.comment_body == event["comment"]["body"]
    assert not trigger.read_only_token


@pytest.mark.parametrize("name", ["issue_comment", "pull_request_review_comment"])
def test_commands_that_cannot_be_read_are_a_problem_for_their_author(name: str, payload: Payload) -> None:
    found = request(name, put(payload(name), "comment.body", "/reviw"))
    assert found.commands == ()
    assert found.problem == "There is no command `/reviw`. Did you mean `/review`?"
    assert not found.implied


@pytest.mark.parametrize(
    ("body", "reply_to", "root", "commands", "implied"),
    [
        ("/ask why?", None, "11", (Command("ask", "why?"),), False),
        ("/review", 5, "5", (Command("review"),), False),
        ("But why?<!-- hidden -->", 5, "5", (Command("ask", "But why?"),), True),
    ],
)
def test_a_command_or_a_reply_in_a_thread(
    body: str, reply_to: int | None, root: str, commands: tuple[Command, ...], implied: bool, payload: Payload
) -> None:
    event = put(payload("pull_request_review_comment"), "comment.body", body)
    found = request("pull_request_review_comment", put(event, "comment.in_reply_to_id", reply_to))
    assert (found.commands, found.implied, found.head_sha) == (commands, implied, HEAD)
    trigger = found.trigger
    assert (trigger.kind, trigger.comment_id, trigger.thread_root_id) == (TriggerKind.THREAD, "11", root)


def test_a_forks_thread_has_a_read_only_token(payload: Payload) -> None:
    event = put(payload("pull_request_review_comment"), "pull_request.head.repo", None)
    assert request("pull_request_review_comment", event).trigger.read_only_token


@pytest.mark.parametrize(
    ("name", "path", "value", "reason"),
    [
        ("pull_request", "action", "closed", "The action `closed`"),
        ("issue_comment", "action", "edited", "A comment that was edited"),
        ("issue_comment", "action", "deleted", "A comment that was deleted"),
        ("issue_comment", "issue.pull_request", None, "The comment is on an issue"),
        ("issue_comment", "comment.body", "Nice work", "The comment holds no command"),
        ("issue_comment", "comment.body", None, "The comment holds no command"),
        ("pull_request_review_comment", "action", "edited", "A comment that was edited"),
        ("pull_request_review_comment", "comment.body", "Nice work", "The review comment holds no command"),
        ("workflow_run", "workflow_run.event", "push", "The workflow run was not about a pull request"),
        ("workflow_run", "workflow_run.head_repository", None, "The workflow run was not about"),
    ],
)
def test_what_starts_nothing_says_why(name: str, path: str, value: Any, reason: str, payload: Payload) -> None:
    found = read(name, put(payload(name), path, value))
    assert isinstance(found, Ignored)
    assert found.reason.startswith(reason)
    assert found.reason.endswith(".")


@pytest.mark.parametrize("name", ["push", "pull_request_review", "merge_group", "repository_dispatch"])
def test_other_events_start_nothing(name: str) -> None:
    assert read(name, {}) == Ignored(f"The `{name}` event starts nothing here.")


def test_a_reply_that_says_nothing_starts_nothing(payload: Payload) -> None:
    event = put(payload("pull_request_review_comment"), "comment.body", "<!-- -->")
    assert isinstance(read("pull_request_review_comment", put(event, "comment.in_reply_to_id", 5)), Ignored)


@pytest.mark.parametrize(
    ("name", "given", "inputs", "ref", "commands"),
    [
        ("workflow_dispatch", {}, Inputs(), "org/shop#7", ["describe"]),
        ("workflow_dispatch", {}, Inputs(pr_url="o/r#9", command="review"), "o/r#9", ["review"]),
        ("workflow_dispatch", {"inputs": {"pr_number": 8}}, Inputs(), "org/shop#8", []),
        ("workflow_dispatch", {"inputs": {"pr_url": "https://github.com/o/r/pull/3"}}, Inputs(), "o/r#3", []),
        ("workflow_dispatch", {"inputs": None}, Inputs(pr_url=" 8 "), "org/shop#8", []),
        (
            "schedule",
            {"sender": None},
            Inputs(pr_url="#8", command="/describe\nreview"),
            "org/shop#8",
            ["describe", "review"],
        ),
        ("schedule", {"repository": None}, Inputs(pr_url="8"), "env/repo#8", []),
    ],
)
def test_manual_runs(
    name: str, given: dict[str, Any], inputs: Inputs, ref: str, commands: list[str], payload: Payload
) -> None:
    found = request(name, payload(name, **given), inputs)
    assert str(found.ref) == ref
    assert [command.name for command in found.commands] == commands
    assert (found.trigger.kind, found.trigger.detail) == (TriggerKind.MANUAL, name)


@pytest.mark.parametrize("inputs", [None, {}, {"pr_number": True, "pr_url": ["7"]}, {"pr_number": " "}])
def test_a_manual_run_must_name_a_pull_request(inputs: Any, payload: Payload) -> None:
    with pytest.raises(EventError, match=r"names no pull request\. Set the step's `pr_url` input"):
        read("workflow_dispatch", payload("workflow_dispatch", inputs=inputs))


def test_a_manual_runs_command_must_be_known(payload: Payload) -> None:
    with pytest.raises(UsageError, match="There is no command `/frob`"):
        read("schedule", payload("schedule"), Inputs(pr_url="7", command="frob"))


def test_a_workflow_run_is_resolved_later_and_stays_pinned(payload: Payload) -> None:
    event = payload("workflow_run")
    event["workflow_run"]["pull_requests"] = [
        {"number": 7, "base": {"repo": {"id": 1}}},
        {"number": 8, "base": {"repo": {"id": 2}}},
        {"number": 9},
    ]
    found = read("workflow_run", event, Inputs(command="review"))
    assert isinstance(found, WorkflowRun)
    assert (found.repository, found.head_owner, found.head_branch) == ("org/shop", "carol", "cart")
    assert found.pull_requests == (7, 9)
    made = found.request(9)
    assert (made.ref, made.head_sha) == (PullRequestRef("org/shop", 9), HEAD)
    assert made.commands == (Command("review"),)
    assert (made.trigger.kind, made.trigger.detail) == (TriggerKind.MANUAL, "workflow_run.completed")
    assert made.trigger.actor == Actor("carol")


@pytest.mark.parametrize(
    ("name", "path", "value", "message"),
    [
        ("pull_request", "action", None, "no text at `action`"),
        ("pull_request", "pull_request", None, "no object at `pull_request`"),
        ("pull_request", "pull_request", "x", "no object at `pull_request`"),
        ("pull_request", "pull_request.head", [], "no object at `pull_request.head`"),
        ("pull_request", "pull_request.head.sha", 1, "no text at `pull_request.head.sha`"),
        ("pull_request", "pull_request.head.repo", 1, "no object at `pull_request.head.repo`"),
        ("pull_request", "pull_request.number", "7", "no number at `pull_request.number`"),
        ("pull_request", "pull_request.number", True, "no number at `pull_request.number`"),
        ("pull_request", "pull_request.number", -1, "no number at `pull_request.number`"),
        ("pull_request", "pull_request.draft", "no", "no true or false at `pull_request.draft`"),
        ("pull_request", "pull_request.labels", {}, "no list of objects at `pull_request.labels`"),
        ("pull_request", "pull_request.labels", [{}], r"no text at `pull_request.labels\[0\].name`"),
        ("issue_comment", "comment", None, "no object at `comment`"),
        ("issue_comment", "comment.user", {}, "no text at `comment.user.login`"),
        ("pull_request_review_comment", "comment.in_reply_to_id", "5", "no number at `comment.in_reply_to_id`"),
        ("workflow_run", "workflow_run.head_sha", None, "no text at `workflow_run.head_sha`"),
    ],
)
def test_a_malformed_payload_is_an_error_that_names_the_field(
    name: str, path: str, value: Any, message: str, payload: Payload
) -> None:
    with pytest.raises(EventError, match=f"^The `{name}` event has {message}. Pass the event file"):
        read(name, put(payload(name), path, value))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


def places(value: Any, path: str = "") -> list[str]:
    """List every key of nested objects, as paths."""
    if not isinstance(value, dict):
        return []
    return [place for key, inner in value.items() for place in (f"{path}{key}", *places(inner, f"{path}{key}."))]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_payload_is_read_ignored_or_named(payload: Payload, data: st.DataObject) -> None:
    name = data.draw(
        st.sampled_from(
            ["pull_request", "issue_comment", "pull_request_review_comment", "workflow_dispatch", "workflow_run"]
        )
    )
    event = payload(name)
    put(event, data.draw(st.sampled_from(places(event))), data.draw(JSON))
    try:
        found = read(name, event)
    except UsageError as error:
        assert error.fix  # noqa: PT017 - most payloads raise nothing
    else:
        assert isinstance(found, Request | WorkflowRun | Ignored)


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("https://github.com/o/r/pull/7", "o/r#7"),
        ("https://GitHub.com/o/r.js/pull/7/files?w=1#diff", "o/r.js#7"),
        ("http://github.com/o/r/pull/7/", "o/r#7"),
        ("o/r#7", "o/r#7"),
        ("#7", "org/shop#7"),
        ("7", "org/shop#7"),
    ],
)
def test_ways_to_name_a_pull_request(text: str, ref: str) -> None:
    assert str(parse_pr_url(text, repository="org/shop", server_url="https://github.com")) == ref


@pytest.mark.parametrize(
    "text",
    [
        "",
        "seven",
        "7a",
        "o/r",
        "o/r/7",
        "https://github.com/o/r/issues/7",
        "ftp://github.com/o/r/pull/7",
        "https://[x/pull/7",
    ],
)
def test_other_words_name_none(text: str) -> None:
    with pytest.raises(UsageError, match="`pr_url` names no pull request"):
        parse_pr_url(text, repository="org/shop", server_url="https://github.com")


def test_a_bare_number_needs_a_repository() -> None:
    with pytest.raises(UsageError, match="names no pull request"):
        parse_pr_url("7")


def test_another_servers_pull_request_is_refused() -> None:
    with pytest.raises(UsageError, match=r"not on github\.com, the server"):
        parse_pr_url("https://ghe.example/o/r/pull/7", server_url="https://github.com")
    assert parse_pr_url("https://ghe.example/o/r/pull/7").number == 7
