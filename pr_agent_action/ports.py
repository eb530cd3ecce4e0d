"""The roles that adapters play, small enough that a fake is a few lines.

A caller never asks which forge it talks to: it asks, with ``isinstance``, whether the forge plays an optional role.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from pydantic import BaseModel

from pr_agent_action.domain.command import Trigger
from pr_agent_action.domain.diff import FileDiff
from pr_agent_action.domain.finding import Finding
from pr_agent_action.domain.gate import CheckNote, Conclusion
from pr_agent_action.domain.plan import DescriptionEdit, InlineComment
from pr_agent_action.domain.pull_request import Issue, PullRequest, PullRequestRef, Snapshot
from pr_agent_action.domain.usage import Usage

AnswerT = TypeVar("AnswerT", bound=BaseModel)


# ------------------------------------------------------------------------------------------ forge


class Permission(StrEnum):
    """A person's right on a repository; ``NONE`` also stands for "could not be told"."""

    ADMIN = "admin"
    MAINTAIN = "maintain"
    WRITE = "write"
    TRIAGE = "triage"
    READ = "read"
    NONE = "none"


class Reaction(StrEnum):
    """A reaction; the values are GitHub's."""

    EYES = "eyes"
    ROCKET = "rocket"
    CONFUSED = "confused"
    THUMBS_DOWN = "-1"


@dataclass(frozen=True, slots=True)
class Posted:
    """A comment or review that the forge has taken."""

    id: str
    url: str


@dataclass(frozen=True, slots=True)
class TextAt:
    """A file's text to fetch: ``path`` at the commit ``sha``."""

    sha: str
    path: str


class Forge(Protocol):
    """What every forge can do. Every method raises ``ForgeError`` subclasses only."""

    def snapshot(self, ref: PullRequestRef, *, base_paths: Sequence[str]) -> Snapshot:
        """Read the pull request at once; ``base_paths`` are the files wanted of the base branch."""
        ...

    def texts(self, ref: PullRequestRef, wanted: Sequence[TextAt]) -> Mapping[TextAt, str]:
        """Read many files' texts; those that do not exist, are binary or too large are left out."""
        ...

    def permission(self, ref: PullRequestRef, login: str) -> Permission:
        """Tell what ``login`` may do on the repository; any error is ``NONE``."""
        ...

    def post_comment(self, ref: PullRequestRef, body: str) -> Posted:
        """Post a comment in the conversation."""
        ...

    def edit_comment(self, ref: PullRequestRef, comment_id: str, body: str) -> Posted:
        """Replace a conversation comment's body."""
        ...


@runtime_checkable
class ReadsAhead(Protocol):
    """A forge that can begin to read while its caller does something else."""

    def read_ahead(self, ref: PullRequestRef, *, base_paths: Sequence[str]) -> None:
        """Begin to read what ``snapshot`` with the same arguments then gives, errors included."""
        ...


@runtime_checkable
class Reviews(Protocol):
    """Inline comments."""

    def post_review(
        self, ref: PullRequestRef, *, head_sha: str, body: str, comments: Sequence[InlineComment]
    ) -> tuple[Posted, tuple[InlineComment, ...]]:
        """Post one batch; return the review and the comments that the forge refused, all others being posted."""
        ...

    def reply(self, ref: PullRequestRef, thread_root_id: str, body: str) -> Posted:
        """Answer in a review thread."""
        ...


@runtime_checkable
class Threads(Protocol):
    """Review threads that can be resolved."""

    def resolve_threads(self, ref: PullRequestRef, thread_ids: Sequence[str]) -> frozenset[str]:
        """Resolve them in as few calls as it takes; return those that are resolved now.

        ``PermissionDeniedError`` means that the token may resolve none; it is remembered, and not tried again.
        """
        ...


@runtime_checkable
class Minimizer(Protocol):
    """A forge that can hide what was superseded."""

    def minimize(self, ref: PullRequestRef, node_ids: Sequence[str]) -> None:
        """Hide comments or reviews as outdated, in as few calls as it takes."""
        ...


@runtime_checkable
class Descriptions(Protocol):
    """The pull request's own title and body."""

    def pull_request(self, ref: PullRequestRef) -> PullRequest:
        """Read the pull request alone, as it is now."""
        ...

    def edit_description(self, ref: PullRequestRef, edit: DescriptionEdit) -> None:
        """Write the body, and the title where the edit has one."""
        ...


@runtime_checkable
class Labels(Protocol):
    """The pull request's labels."""

    def add_labels(self, ref: PullRequestRef, labels: Sequence[str]) -> None:
        """Add labels; those that the repository lacks are made by the forge."""
        ...

    def remove_label(self, ref: PullRequestRef, label: str) -> None:
        """Remove one label; one that is not there is no error."""
        ...


@runtime_checkable
class WriteCheck(Protocol):
    """A forge that can tell beforehand whether it may be written to."""

    def may_write(self, ref: PullRequestRef) -> bool:
        """Tell, without leaving a trace, whether the token may write on the pull request."""
        ...


@runtime_checkable
class Issues(Protocol):
    """A forge that holds issues."""

    def issue(self, ref: PullRequestRef, number: int) -> Issue | None:
        """Read an issue of the pull request's repository; ``None`` where there is none of that number."""
        ...


@runtime_checkable
class Checks(Protocol):
    """A conclusion beside the commit, which rules of a branch can ask for."""

    def post_check(
        self,
        ref: PullRequestRef,
        *,
        head_sha: str,
        conclusion: Conclusion,
        notes: Sequence[CheckNote] = (),
        or_status: bool = True,
    ) -> None:
        """Post a check run; with ``or_status``, a commit status where the token may not.

        ``PermissionDeniedError`` means that it may do neither; each is tried once.
        """
        ...


@runtime_checkable
class WorkflowRuns(Protocol):
    """A forge that can tell which pull request a run of another workflow was about."""

    def resolve_workflow_run(self, repository: str, run: Mapping[str, Any]) -> int | None:
        """Find the open pull request whose head is the run's commit; ``run`` is the event's ``workflow_run``."""
        ...


@runtime_checkable
class Reactions(Protocol):
    """Emoji on what started the run."""

    def react(self, ref: PullRequestRef, trigger: Trigger, reaction: Reaction) -> None:
        """React on the trigger's comment, or on the pull request where there is none."""
        ...


# ------------------------------------------------------------------------------------------ model


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One question: ``system`` and ``prefix`` are byte for byte the same for all questions about one chunk.

    ``cacheable`` asks a provider that caches only what is marked (Claude) to keep the prefix. That costs a quarter of
    its price more, so it pays where the same prefix is asked again after this answer, not beside it.
    """

    system: str
    prefix: str
    task: str
    cacheable: bool = False


@dataclass(frozen=True, slots=True)
class ModelLimits:
    """What a model takes and gives, in tokens; ``known`` is false when the figures are our stated default."""

    input_tokens: int
    output_tokens: int
    known: bool = True


@dataclass(frozen=True, slots=True)
class Answer(Generic[AnswerT]):
    """A validated answer, the model that gave it (after fallbacks) and what it cost, repairs included."""

    value: AnswerT
    model: str
    usage: Usage


class Model(Protocol):
    """A language model with its fallbacks behind it."""

    @property
    def name(self) -> str:
        """The first model's name, as litellm spells it."""
        ...

    def limits(self) -> ModelLimits:
        """Tell the smallest window among the model and its fallbacks."""
        ...

    def estimate(self, input_tokens: int, output_tokens: int) -> Decimal | None:
        """Tell what a call would cost in US dollars at the most; ``None`` where the price is unknown."""
        ...

    def ask(self, prompt: Prompt, answer: type[AnswerT]) -> Answer[AnswerT]:
        """Ask, validate, repair at most once; raise ``ModelError`` with cause and fix. Safe to call from threads."""
        ...


@runtime_checkable
class Siblings(Protocol):
    """A model that can give another one of the same run."""

    def sibling(self, name: str) -> Model:
        """Give the model ``name``, under the same cap and rules for keys, with this one behind it as a fallback."""
        ...


@runtime_checkable
class Metered(Protocol):
    """A model that knows what it has cost, the calls that came to nothing included."""

    @property
    def spent(self) -> Usage:
        """All calls so far, those of its siblings too."""
        ...


@runtime_checkable
class Capped(Protocol):
    """A model that keeps to a sum of money."""

    def limit_to(self, dollars: Decimal, cap: str) -> None:
        """Spend no more than this from now on, or less where less is left; ``cap`` is the setting's name."""
        ...


# -------------------------------------------------------------------------------------- analysers


class Analyser(Protocol):
    """A deterministic check of the added lines."""

    @property
    def name(self) -> str:
        """What its findings carry as ``source``."""
        ...

    def findings(self, diffs: Sequence[FileDiff]) -> tuple[Finding, ...]:
        """Report on added lines only; never raise for odd input."""
        ...
