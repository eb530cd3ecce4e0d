"""What a command is: the questions it puts to a model, and what it makes of the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from pr_agent_action.context.build import Context
from pr_agent_action.context.extras import Extras
from pr_agent_action.domain.command import Command, Request
from pr_agent_action.domain.outcome import Outcome
from pr_agent_action.domain.pull_request import ReviewThread, Snapshot
from pr_agent_action.settings.layers import LayeredRepoSettings
from pr_agent_action.settings.sections import RepoSettings

NO_MODEL = (
    "No model is configured, so there is no answer. To add one, give the workflow step a key, such as "
    "`env: ANTHROPIC_API_KEY: ${{ secrets.ANTHROPIC_API_KEY }}`."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One command of one run, with all that it may look at.

    ``thread`` is the review thread that the command was written in. ``incremental`` holds when the context leaves
    out what an earlier round reviewed. ``boundary`` fences text of other people inside a prompt, and ``secrets`` are
    taken out of it. ``extras`` is what review and improve read beside the pull request.
    """

    command: Command
    request: Request
    snapshot: Snapshot
    layered: LayeredRepoSettings
    context: Context
    boundary: str
    thread: ReviewThread | None = None
    incremental: bool = False
    secrets: tuple[str, ...] = ()
    extras: Extras = field(default_factory=Extras)

    @property
    def settings(self) -> RepoSettings:
        """The settings that hold for this command."""
        return self.layered.values


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A task for the model about one chunk; ``answer`` is the type that its answer must have.

    ``notes`` are the maintainers' words behind the task; questions that share a call share those that are the same.
    """

    task: str
    answer: type[BaseModel]
    chunk: int = 0
    notes: tuple[str, ...] = ()


class AnswerModel(BaseModel):
    """A typed answer: unknown fields are ignored, so that a chatty model costs no repair."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class CommandModule(Protocol):
    """The shape of a module in ``COMMANDS``.

    Questions of commands with the same ``CALL_GROUP`` about the same chunk share one call; ``None`` needs no model.
    """

    @property
    def USAGE(self) -> str:  # noqa: N802 - the same
        """How it is written."""
        ...

    @property
    def SUMMARY(self) -> str:  # noqa: N802 - the same
        """What it does, in one sentence."""
        ...

    @property
    def CALL_GROUP(self) -> str | None:  # noqa: N802 - the same
        """With whom its questions share a call."""
        ...

    def questions(self, task: Task, /) -> tuple[Question, ...]:
        """Tell what to ask; nothing for a command that needs no model."""
        ...

    def outcome(self, task: Task, answers: Sequence[BaseModel], failure: str, /) -> Outcome:
        """Make the outcome of the answers, in the questions' order; failed ones are left out, ``failure`` says why."""
        ...
