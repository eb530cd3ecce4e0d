"""GitHub's events: what each asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pr_agent_action.domain.command import Command, Request, Trigger, TriggerKind
from pr_agent_action.domain.pull_request import Actor, PullRequest, PullRequestRef
from pr_agent_action.errors import CommandError
from pr_agent_action.events.comment import parse_comment
from pr_agent_action.events.github_values import read_actor, read_pull_request, read_repository
from pr_agent_action.events.manual import Inputs, WorkflowRun, read_manual, read_workflow_run
from pr_agent_action.events.payload import Fields
from pr_agent_action.events.visible import visible_text

PULL_REQUEST_ACTIONS: Mapping[str, TriggerKind] = {
    "opened": TriggerKind.OPENED,
    "reopened": TriggerKind.OPENED,
    "ready_for_review": TriggerKind.OPENED,
    "synchronize": TriggerKind.PUSHED,
    "review_requested": TriggerKind.REQUESTED,
    "labeled": TriggerKind.REQUESTED,
}
# NOTE: the events that run in the context of the head; issue_comment and pull_request_target run in the base's.
READ_ONLY_EVENTS = ("pull_request", "pull_request_review_comment")
DEPENDABOT = "dependabot[bot]"


@dataclass(frozen=True, slots=True)
class Ignored:
    """The event starts nothing; ``reason`` is a sentence for the log."""

    reason: str


def read_event(
    *,
    name: str,
    payload: Mapping[str, object],
    repository: str,
    aliases: Mapping[str, str],
    inputs: Inputs | None = None,
) -> Request | WorkflowRun | Ignored:
    """Read the event ``name`` (``GITHUB_EVENT_NAME``).

    ``repository`` (``owner/name``) stands in where the payload does not say; ``aliases`` maps each name of a command
    to its canonical one. The auto commands are not chosen here: their request holds none (see ``policy``).

    Raises:
        EventError: the payload lacks a field, or a manual run names no pull request.
        UsageError: the step's own inputs cannot be read.
    """
    fields = Fields(name, payload)
    given = inputs or Inputs()
    match name:
        case "pull_request" | "pull_request_target":
            return _pull_request(fields, repository)
        case "issue_comment":
            return _conversation(fields, repository, aliases)
        case "pull_request_review_comment":
            return _thread(fields, repository, aliases)
        case "workflow_dispatch" | "schedule":
            return read_manual(fields, repository, aliases, given)
        case "workflow_run":
            run = read_workflow_run(fields, repository, aliases, given)
            return run or Ignored("The workflow run was not about a pull request whose branch still exists.")
        case _:
            return Ignored(f"The `{name}` event starts nothing here.")


def _pull_request(payload: Fields, repository: str) -> Request | Ignored:
    action = payload.text("action")
    kind = PULL_REQUEST_ACTIONS.get(action)
    if kind is None:
        return Ignored(f"The action `{action}` of `{payload.event}` starts nothing here.")
    pull_request = read_pull_request(payload, read_repository(payload, repository))
    actor = read_actor(payload, "sender")
    trigger = Trigger(
        kind=kind,
        actor=actor,
        detail=f"{payload.event}.{action}",
        label=payload.child("label").text("name") if action == "labeled" else "",
        read_only_token=_read_only(payload, pull_request, actor),
    )
    return _on(pull_request, (), trigger)


def _conversation(payload: Fields, repository: str, aliases: Mapping[str, str]) -> Request | Ignored:
    if (action := payload.text("action")) != "created":
        return Ignored(f"A comment that was {action} starts nothing: only a new one does.")
    issue = payload.child("issue")
    if issue.maybe("pull_request") is None:
        return Ignored("The comment is on an issue that is no pull request.")
    comment = payload.child("comment")
    commands, problem = _commands(comment, aliases)
    if not commands and not problem:
        return Ignored("The comment holds no command.")
    return Request(
        ref=PullRequestRef(read_repository(payload, repository), issue.number("number")),
        commands=commands,
        trigger=_comment_trigger(payload, comment, TriggerKind.COMMENT),
        problem=problem,
    )


def _thread(payload: Fields, repository: str, aliases: Mapping[str, str]) -> Request | Ignored:
    if (action := payload.text("action")) != "created":
        return Ignored(f"A comment that was {action} starts nothing: only a new one does.")
    comment = payload.child("comment")
    commands, problem = _commands(comment, aliases)
    is_reply = comment.data.get("in_reply_to_id") is not None
    root = comment.number("in_reply_to_id" if is_reply else "id")
    said = visible_text(comment.text("body", default=""))
    implied = is_reply and bool(said) and not commands and not problem
    if implied:
        commands = (Command("ask", said),)
    if not commands and not problem:
        return Ignored("The review comment holds no command and answers nobody.")
    pull_request = read_pull_request(payload, read_repository(payload, repository))
    trigger = _comment_trigger(payload, comment, TriggerKind.THREAD, root=str(root), pull_request=pull_request)
    return _on(pull_request, commands, trigger, problem=problem, implied=implied)


def _commands(comment: Fields, aliases: Mapping[str, str]) -> tuple[tuple[Command, ...], str]:
    """Read a comment's commands, or what is wrong with them: for its author, who may yet turn out to have no say."""
    try:
        return parse_comment(comment.text("body", default=""), aliases), ""
    except CommandError as error:
        return (), str(error)


def _comment_trigger(
    payload: Fields,
    comment: Fields,
    kind: TriggerKind,
    *,
    root: str | None = None,
    pull_request: PullRequest | None = None,
) -> Trigger:
    actor = read_actor(comment, "user")
    return Trigger(
        kind=kind,
        actor=actor,
        detail=f"{payload.event}.created",
        comment_id=str(comment.number("id")),
        thread_root_id=root,
        comment_body=comment.text("body", default=""),
        created_at=comment.text("created_at", default=""),
        updated_at=comment.text("updated_at", default=""),
        read_only_token=pull_request is not None and _read_only(payload, pull_request, actor),
    )


def _read_only(payload: Fields, pull_request: PullRequest, actor: Actor) -> bool:
    return payload.event in READ_ONLY_EVENTS and (pull_request.is_fork or actor.login == DEPENDABOT)


def _on(
    pull_request: PullRequest,
    commands: tuple[Command, ...],
    trigger: Trigger,
    *,
    problem: str = "",
    implied: bool = False,
) -> Request:
    return Request(
        ref=pull_request.ref,
        commands=commands,
        trigger=trigger,
        head_sha=pull_request.head_sha,
        pull_request=pull_request,
        problem=problem,
        implied=implied,
    )
