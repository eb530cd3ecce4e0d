"""What a trigger asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pr_agent_action.domain.pull_request import Actor, PullRequest, PullRequestRef


@dataclass(frozen=True, slots=True)
class Command:
    """One command with its arguments.

    ``name`` is canonical (aliases are resolved). ``text`` is the free text behind the name, options removed.
    ``options`` holds ``--section.key=value`` pairs as written: keys like ``pr_reviewer.num_max_findings``.
    """

    name: str
    text: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


class TriggerKind(StrEnum):
    """What started the run."""

    OPENED = "opened"
    """The pull request was opened, reopened or made ready for review: the auto commands run."""
    PUSHED = "pushed"
    """New commits arrived: what is new since the last reviewed commit is reviewed."""
    REQUESTED = "requested"
    """A review was requested, or the configured label was set."""
    COMMENT = "comment"
    """A slash command in the conversation."""
    THREAD = "thread"
    """A slash command or a reply in a review thread."""
    MANUAL = "manual"
    """``workflow_dispatch``, ``schedule``, ``workflow_run`` or the command line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Who and what started the run.

    ``comment_id`` is the comment that holds the command (conversation or thread, by ``kind``); ``thread_root_id``
    the first comment of its review thread. ``created_at`` and ``updated_at`` are the comment's, as the event says.
    ``detail`` is the event's own word for logs, such as ``pull_request.synchronize``.
    """

    kind: TriggerKind
    actor: Actor
    detail: str
    comment_id: str | None = None
    thread_root_id: str | None = None
    comment_body: str = ""
    created_at: str = ""
    updated_at: str = ""
    label: str = ""
    """The label that was set, where setting one is what started the run."""
    read_only_token: bool = False
    """The event is one whose token GitHub makes read-only (a fork's pull request, or Dependabot's doing)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One run: these commands on this pull request.

    ``pull_request`` is what the event itself says about it (``None`` when it says too little). ``head_sha`` pins
    the commit at the trigger; ``None`` means the head as it is read. ``problem`` is set, and ``commands`` empty, when
    the comment holds commands that cannot be read: a cause and a fix for their author. ``implied`` holds when nobody
    wrote a command: a reply in a review thread is taken as a question, if the thread turns out to be ours.
    """

    ref: PullRequestRef
    commands: tuple[Command, ...]
    trigger: Trigger
    head_sha: str | None = None
    pull_request: PullRequest | None = None
    problem: str = ""
    implied: bool = False
