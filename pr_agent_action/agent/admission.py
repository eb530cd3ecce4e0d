"""Whether a request is carried out at all, and with which commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pr_agent_action.agent.gather import react
from pr_agent_action.agent.incremental import too_soon
from pr_agent_action.agent.receipt import Receipt, exit_code
from pr_agent_action.agent.ruling import rule_again
from pr_agent_action.agent.services import Services
from pr_agent_action.domain.command import Command, Request, TriggerKind
from pr_agent_action.domain.plan import State, Status
from pr_agent_action.domain.pull_request import Comment, ReviewThread, Snapshot
from pr_agent_action.events.policy import BY_SETTINGS, Code, auto_commands, decide, needs_permission
from pr_agent_action.ports import Permission, Reaction
from pr_agent_action.publication.markers import own_thread
from pr_agent_action.settings.sections import RepoSettings

BY_ITSELF = {TriggerKind.OPENED, TriggerKind.PUSHED}


def admit(request: Request, services: Services) -> Receipt | None:
    """Decide by what the event says and by the commenter's right; ``None`` lets the request in."""
    settings = services.layered.values
    decision = decide(request, request.pull_request, settings, viewer="", permission=None)
    if decision.run and needs_permission(request, settings):
        right = services.forge.permission(request.ref, request.trigger.actor.login)
        decision = decide(request, request.pull_request, settings, viewer="", permission=right)
    if decision.code is Code.DENIED and not request.implied:
        react(request, services, Reaction.THUMBS_DOWN)
    # What the repository's own file may lift is decided once it is read.
    return None if decision.run or decision.code in BY_SETTINGS else _skipped(decision.reason)


def chosen_commands(request: Request, settings: RepoSettings, state: State) -> tuple[Command, ...]:
    """Choose what was asked for, or help where that cannot be read; else the automatic commands.

    A push also brings what the opened pull request should have got and has not: the push may have cancelled its run.
    """
    if request.problem:
        return (Command("help"),)
    if request.commands:
        return _each_once(request.commands)
    automatic = auto_commands(request.trigger, settings, first_round=not state.round)
    if request.trigger.kind is not TriggerKind.PUSHED:
        return automatic
    opened = auto_commands(replace(request.trigger, kind=TriggerKind.OPENED), settings)
    missed = tuple(command for command in opened if command.name not in state.commands)
    return missed + tuple(command for command in automatic if command.name not in {other.name for other in missed})


def _each_once(commands: Sequence[Command]) -> tuple[Command, ...]:
    """Leave out what was written twice: it would be paid for twice."""
    return tuple({(command.name, command.text): command for command in commands}.values())


def admit_snapshot(
    request: Request,
    commands: Sequence[Command],
    settings: RepoSettings,
    *,
    snapshot: Snapshot,
    state: State,
    now: str,
) -> Receipt | None:
    """Decide by what was read; ``None`` lets the request in. The commenter's right was asked for before."""
    comment, thread = find_comment(request, snapshot), find_thread(request, snapshot)
    decision = decide(
        request,
        snapshot.pull_request,
        settings,
        viewer=snapshot.viewer,
        permission=Permission.WRITE,
        current_comment_updated_at=comment.updated_at if comment else "",
        changed_files=len(snapshot.files) + snapshot.unlisted_files,
    )
    if not decision.run:
        return _skipped(decision.reason)
    if request.implied and (thread is None or not own_thread(thread, snapshot.viewer)):
        return _skipped("The reply stands in a review thread that is not ours.")
    if request.trigger.kind in BY_ITSELF:
        return _nothing_to_do(request, commands, settings, snapshot=snapshot, state=state, now=now)
    return None


def _nothing_to_do(
    request: Request,
    commands: Sequence[Command],
    settings: RepoSettings,
    *,
    snapshot: Snapshot,
    state: State,
    now: str,
) -> Receipt | None:
    head = snapshot.pull_request.head_sha
    if request.head_sha and request.head_sha != head:
        return _skipped(f"The head has moved on from {request.head_sha[:7]} to {head[:7]}, which has its own run.")
    if state.reviewed_sha == head and {command.name for command in commands} <= set(state.commands):
        conclusion = rule_again(snapshot, state, settings)
        return Receipt(
            status=Status.NOTHING_NEW,
            reason=f"{head[:7]} was reviewed before.",
            exit_code=exit_code(conclusion),
            snapshot=snapshot,
            conclusion=conclusion,
        )
    if request.trigger.kind is TriggerKind.PUSHED and state.round:
        reason = too_soon(settings.pr_reviewer, state, snapshot, now)
        return _skipped(f"Not reviewed yet: {reason}.") if reason else None
    return None


def find_thread(request: Request, snapshot: Snapshot) -> ReviewThread | None:
    """Find the review thread that the trigger's comment stands in."""
    root = request.trigger.thread_root_id
    return next((thread for thread in snapshot.threads if thread.comments and thread.comments[0].id == root), None)


def find_comment(request: Request, snapshot: Snapshot) -> Comment | None:
    """Find the trigger's comment as it is now."""
    thread = find_thread(request, snapshot)
    said = thread.comments if thread else snapshot.comments
    return next((comment for comment in said if comment.id == request.trigger.comment_id), None)


def _skipped(reason: str) -> Receipt:
    return Receipt(status=Status.SKIPPED, reason=reason)
