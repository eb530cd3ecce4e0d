"""The pull request as it stands at one commit: what is read once and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class PullRequestRef:
    """Which pull request: ``repository`` is ``owner/name`` as the forge spells it."""

    repository: str
    number: int

    def __str__(self) -> str:
        """Read as people write it: ``owner/name#7``."""
        return f"{self.repository}#{self.number}"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody on the forge; ``login`` is empty for a deleted account."""

    login: str
    is_bot: bool = False


class FileStatus(StrEnum):
    """What a pull request does to a file."""

    ADDED = "added"
    MODIFIED = "modified"
    REMOVED = "removed"
    RENAMED = "renamed"
    COPIED = "copied"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFile:
    """One changed file.

    ``patch`` is the forge's unified diff without file headers (it starts at the first ``@@``), or ``None``
    where the forge gives none: binary files, pure renames, mode changes, and files too large to show.
    """

    path: str
    status: FileStatus
    previous_path: str | None = None
    additions: int = 0
    deletions: int = 0
    patch: str | None = None


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the pull request; ``message`` is whole, its first line the subject."""

    sha: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment in the conversation or in a review thread; times are ISO 8601 in UTC.

    ``id`` is the forge's own (GitHub: the REST id), ``node_id`` its GraphQL id where there is one. ``dismissed``
    holds when somebody reacted with a thumbs-down (read for conversation comments and for a thread's first),
    ``minimized`` when somebody hid it.
    """

    id: str
    author: Actor
    body: str
    node_id: str = ""
    url: str = ""
    created_at: str = ""
    updated_at: str = ""
    dismissed: bool = False
    minimized: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewThread:
    """Comments on one place of the diff, oldest first; ``line`` is ``None`` once the place is outdated.

    ``review_id`` is the node id of the review that opened the thread, ``review_minimized`` whether that is hidden.
    """

    id: str
    path: str
    line: int | None
    comments: tuple[Comment, ...]
    resolved: bool = False
    resolved_by: str = ""
    outdated: bool = False
    diff_hunk: str = ""
    review_id: str = ""
    review_minimized: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue that the pull request says it closes."""

    repository: str
    number: int
    title: str
    body: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """The pull request itself.

    ``head_repository`` is ``None`` when the fork was deleted. ``head_sha`` is the commit that is reviewed;
    ``base_sha`` the tip of the base branch that the forge diffs against.
    """

    ref: PullRequestRef
    title: str
    body: str
    author: Actor
    head_sha: str
    head_ref: str
    base_sha: str
    base_ref: str
    head_repository: str | None = None
    open: bool = True
    draft: bool = False
    labels: tuple[str, ...] = ()
    url: str = ""

    @property
    def is_fork(self) -> bool:
        """Tell whether the head lives in another repository (a deleted fork counts)."""
        return self.head_repository != self.ref.repository


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything that is read about a pull request before anything is decided.

    ``viewer`` is the login that our own writes carry. ``base_files`` maps a path to the text that it has at the
    base branch, for the configuration and rules files that exist. ``unlisted_files`` counts changed files that
    the forge does not list (GitHub lists 3,000 at most). ``notices`` are sentences (cause and fix) about parts that
    could not be read.
    """

    pull_request: PullRequest
    files: tuple[ChangedFile, ...]
    viewer: str
    commits: tuple[Commit, ...] = ()
    comments: tuple[Comment, ...] = ()
    threads: tuple[ReviewThread, ...] = ()
    linked_issues: tuple[Issue, ...] = ()
    base_files: Mapping[str, str] = field(default_factory=dict)
    unlisted_files: int = 0
    notices: tuple[str, ...] = ()
