"""Runs that no pull request started: by hand, by the clock, or behind another workflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pr_agent_action.domain.command import Command, Request, Trigger, TriggerKind
from pr_agent_action.domain.pull_request import Actor, PullRequestRef
from pr_agent_action.errors import EventError
from pr_agent_action.events.comment import parse_commands
from pr_agent_action.events.github_values import read_actor, read_repository
from pr_agent_action.events.payload import Fields
from pr_agent_action.events.pr_url import parse_pr_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What the operator gave the step: the ``command`` and ``pr_url`` inputs, and the server's own URL."""

    command: str = ""
    pr_url: str = ""
    server_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowRun:
    """The run of another workflow, about a pull request that is still to be found.

    ``pull_requests`` holds the numbers that GitHub names itself: none for a fork's. Those are found as the open
    pull request of ``repository`` whose head is ``head_owner:head_branch`` at ``head_sha``.
    """

    repository: str
    head_sha: str
    head_branch: str
    head_owner: str
    pull_requests: tuple[int, ...]
    commands: tuple[Command, ...]
    trigger: Trigger

    def request(self, number: int) -> Request:
        """Make the request, once the pull request is known; the head stays pinned to the run's."""
        ref = PullRequestRef(self.repository, number)
        return Request(ref=ref, commands=self.commands, trigger=self.trigger, head_sha=self.head_sha)


def read_manual(payload: Fields, repository: str, aliases: Mapping[str, str], inputs: Inputs) -> Request:
    """Read ``workflow_dispatch`` or ``schedule``: the step's inputs first, then those of the dispatch.

    Without a command the request holds none, and the auto commands run.

    Raises:
        EventError: neither names a pull request.
        UsageError: what names it cannot be read, or the command cannot.
    """
    asked = payload.maybe("inputs") or Fields(payload.event, {}, "inputs")
    where = inputs.pr_url or _word(asked, "pr_url") or _word(asked, "pr_number")
    if not where.strip():
        raise EventError(
            f"The `{payload.event}` event names no pull request.",
            fix="Set the step's `pr_url` input to a pull request's URL or number.",
        )
    return Request(
        ref=parse_pr_url(where, repository=read_repository(payload, repository), server_url=inputs.server_url),
        commands=parse_commands(inputs.command or _word(asked, "command"), aliases),
        trigger=_manual(payload, read_actor(payload, "sender")),
    )


def read_workflow_run(
    payload: Fields, repository: str, aliases: Mapping[str, str], inputs: Inputs
) -> WorkflowRun | None:
    """Read ``workflow_run``; ``None`` where the run was not about a pull request, or its fork is gone."""
    run = payload.child("workflow_run")
    head = run.maybe("head_repository")
    if head is None or not run.text("event").startswith("pull_request"):
        return None
    return WorkflowRun(
        repository=read_repository(payload, repository),
        head_sha=run.text("head_sha"),
        head_branch=run.text("head_branch", default=""),
        head_owner=head.child("owner").text("login"),
        pull_requests=_numbers(payload, run),
        commands=parse_commands(inputs.command, aliases),
        trigger=_manual(payload, read_actor(run, "actor")),
    )


def _numbers(payload: Fields, run: Fields) -> tuple[int, ...]:
    """Take the pull requests into this repository: a branch here may also have one into the repository's parent."""
    own = payload.maybe("repository")
    own_id = own.data.get("id") if own else None
    kept: list[int] = []
    for found in run.children("pull_requests"):
        base = found.maybe("base")
        base_repository = base.maybe("repo") if base else None
        if base_repository is None or own_id is None or base_repository.data.get("id") == own_id:
            kept.append(found.number("number"))
    return tuple(kept)


def _manual(payload: Fields, actor: Actor) -> Trigger:
    action = payload.text("action", default="")
    return Trigger(
        kind=TriggerKind.MANUAL, actor=actor, detail=f"{payload.event}.{action}" if action else payload.event
    )


def _word(asked: Fields, name: str) -> str:
    """Read an input of a dispatch, whose type GitHub keeps where the workflow declares one."""
    value = asked.data.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
