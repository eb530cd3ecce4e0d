"""What people and bots write on a pull request: plain values that the server changes in place."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class FakeUser:
    """An account; ``kind`` is ``User``, ``Bot`` or ``Organization``, and a bot's ``login`` ends in ``[bot]``."""

    login: str
    id: int
    kind: str = "User"


@dataclass(slots=True)
class FakeReaction:
    """One reaction; ``content`` is REST's word, such as ``eyes`` or ``+1``."""

    id: int
    user: FakeUser
    content: str
    created_at: str


@dataclass(slots=True)
class FakeLabel:
    """A label of the repository."""

    id: int
    name: str
    color: str = "ededed"
    description: str | None = None


@dataclass(slots=True, kw_only=True)
class Written:
    """What all texts on a pull request have; times are ISO 8601 in UTC."""

    id: int
    user: FakeUser | None
    body: str
    created_at: str
    updated_at: str
    reactions: list[FakeReaction] = field(default_factory=list)
    minimized_reason: str | None = None


@dataclass(slots=True, kw_only=True)
class FakeComment(Written):
    """A comment in the conversation."""


@dataclass(slots=True, kw_only=True)
class FakeReview(Written):
    """A review; ``state`` is GitHub's, such as ``COMMENTED``."""

    state: str
    commit_id: str


@dataclass(slots=True, kw_only=True)
class FakeReviewComment(Written):
    """A comment on the diff; ``line`` is ``None`` once it is outdated. ``root_id`` names its thread's first comment."""

    review_id: int
    root_id: int
    path: str
    side: str
    line: int | None
    start_line: int | None
    position: int | None
    original_line: int | None
    original_start_line: int | None
    original_position: int
    commit_id: str
    original_commit_id: str
    diff_hunk: str
    subject_type: str = "line"

    @property
    def outdated(self) -> bool:
        """Tell whether the head has no such line any more."""
        return self.subject_type == "line" and self.line is None


@dataclass(slots=True, kw_only=True)
class FakeThread:
    """A thread of review comments; its id is that of its first comment."""

    id: int
    resolved_by: FakeUser | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeCommit:
    """A commit; ``date`` is ISO 8601 in UTC."""

    sha: str
    message: str
    author_name: str = "Octo Cat"
    author_email: str = "octocat@example.com"
    date: str = "2026-01-05T09:00:00Z"
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeIssue:
    """An issue that the pull request closes; ``repository`` is ``owner/name``."""

    repository: str
    number: int
    title: str
    body: str
    author: str = "octocat"
