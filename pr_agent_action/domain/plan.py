"""What is to be said on the forge, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from pr_agent_action.domain.diff import Anchor, Side


class FindingStatus(StrEnum):
    """What became of a posted finding."""

    OPEN = "open"
    DISMISSED = "dismissed"
    """A person resolved its thread, gave it a thumbs-down or said that nothing is to be done."""
    FIXED = "fixed"
    """Its code is gone, and a review of what stands there now did not find it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedFinding:
    """A finding that was posted in an earlier round; ``title`` and ``path`` are kept to speak of it later.

    ``aliases`` are fingerprints under which later rounds found the same again. ``code`` and ``section`` are the keys of
    its lines and of the function around them (see ``text.likeness``), ``side`` the side of the diff that they are on.
    """

    fingerprint: str
    path: str
    title: str
    severity: str
    status: FindingStatus = FindingStatus.OPEN
    category: str = ""
    side: Side = Side.RIGHT
    code: tuple[str, ...] = ()
    section: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundNote:
    """What one round came to: ``date`` is ISO 8601, ``open`` counts what is open after it, the new ones included."""

    round: int
    date: str
    sha: str
    new: int = 0
    fixed: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What one pull request's rounds leave behind.

    ``blocks`` are the ids of the change blocks reviewed so far (see ``diff.blocks``): what an id names is the
    content of a change, so it survives rebases and force pushes. ``reviewed_sha`` is the last reviewed head.
    ``history`` has the last rounds, oldest first.
    ``cost_usd`` is what the rounds cost together (see ``domain.usage.added_cost``).
    ``unposted`` are open findings that have no review thread of their own: without a place, or over the limit.
    """

    round: int = 0
    reviewed_sha: str = ""
    reviewed_at: str = ""
    commands: tuple[str, ...] = ()
    blocks: frozenset[str] = frozenset()
    findings: tuple[PostedFinding, ...] = ()
    history: tuple[RoundNote, ...] = ()
    unposted: tuple[PostedFinding, ...] = ()
    cost_usd: str = ""


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
class ThreadClosing:
    """A review thread whose finding is fixed; ``body`` is what is answered where the thread is not resolved."""

    thread_id: str
    root_id: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that one run says; an empty plan posts nothing.

    Threads of ``resolve`` are resolved where the token may, and those of ``answer`` answered. ``minimize`` are the node
    ids of what earlier rounds said and this one has taken over.
    """

    summary: CommentEdit | None = None
    comments: tuple[CommentEdit, ...] = ()
    inline: tuple[InlineComment, ...] = ()
    review_body: str = ""
    reply: str = ""
    description: DescriptionEdit | None = None
    add_labels: tuple[str, ...] = ()
    remove_labels: tuple[str, ...] = ()
    resolve: tuple[ThreadClosing, ...] = ()
    answer: tuple[ThreadClosing, ...] = ()
    minimize: tuple[str, ...] = ()


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
