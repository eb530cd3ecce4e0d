"""What is to be said on the forge, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from pr_agent_action.domain.diff import Anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedFinding:
    """A finding that was posted in an earlier round; ``title`` and ``path`` are kept to speak of it later."""

    fingerprint: str
    path: str
    title: str
    severity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What one pull request's rounds leave behind.

    ``blocks`` are the ids of the change blocks reviewed so far (see ``diff.blocks``): what an id names is the
    content of a change, so it survives rebases and force pushes. ``reviewed_sha`` is the last reviewed head.
    """

    round: int = 0
    reviewed_sha: str = ""
    reviewed_at: str = ""
    commands: tuple[str, ...] = ()
    blocks: frozenset[str] = frozenset()
    findings: tuple[PostedFinding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineComment:
    """One comment of a review, its place checked; ``body`` ends in its hidden marker."""

    anchor: Anchor
    body: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentEdit:
    """A conversation comment to post, or to edit in place when ``id`` is set."""

    body: str
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DescriptionEdit:
    """A new title (``None`` leaves it) and body; ``seen_body`` is the body that the new one was made from."""

    body: str
    seen_body: str
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that one run says; an empty plan posts nothing."""

    summary: CommentEdit | None = None
    comments: tuple[CommentEdit, ...] = ()
    inline: tuple[InlineComment, ...] = ()
    review_body: str = ""
    reply: str = ""
    description: DescriptionEdit | None = None
    add_labels: tuple[str, ...] = ()
    remove_labels: tuple[str, ...] = ()


class Status(StrEnum):
    """How a run ended; the values are the ``status`` output's."""

    POSTED = "posted"
    NOTHING_NEW = "nothing_new"
    SKIPPED = "skipped"
    READ_ONLY = "read_only"
    DRY_RUN = "dry_run"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What reached the forge. ``problems`` are sentences (cause and fix), one for each part that was refused."""

    summary_url: str = ""
    review_url: str = ""
    inline_posted: int = 0
    refused: tuple[InlineComment, ...] = ()
    problems: tuple[str, ...] = field(default_factory=tuple)
