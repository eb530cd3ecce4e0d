"""The repository and the pull request that the fake serves, as mutable server-side objects."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pr_agent_action.demo.fake_github.notes import (
    FakeComment,
    FakeCommit,
    FakeIssue,
    FakeLabel,
    FakeReaction,
    FakeReview,
    FakeReviewComment,
    FakeThread,
    FakeUser,
    Written,
)
from pr_agent_action.demo.fake_github.patches import FakeFile, moved_line, patch_lines
from pr_agent_action.demo.fake_github.trees import Overlay, TextTree, Tree

FIRST_ID = 1_001
FIRST_MOMENT = datetime(2026, 1, 5, 10, tzinfo=UTC)
WRITERS = ("admin", "maintain", "write")


class Register:
    """Ids that count up and a clock that ticks a second for each reading: the same in every run."""

    def __init__(self) -> None:
        """Start at the first id."""
        self._id = FIRST_ID
        self._moment = FIRST_MOMENT

    def next_id(self) -> int:
        """Give the next id."""
        self._id += 1
        return self._id

    def now(self) -> str:
        """Give the time, and let a second pass."""
        self._moment += timedelta(seconds=1)
        return self._moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(kw_only=True)
class FakePullRequest:
    """A pull request. ``base_sha`` is the base branch's tip; ``head_repository`` is ``None`` when the fork is gone."""

    number: int
    title: str
    body: str | None
    author: str
    base_ref: str
    base_sha: str
    head_ref: str
    head_sha: str
    files: list[FakeFile]
    commits: list[FakeCommit]
    register: Register
    base_tree: Tree
    head_tree: Tree
    head_repository: str | None = None
    state: str = "open"
    merged: bool = False
    draft: bool = False
    maintainer_can_modify: bool = False
    labels: list[FakeLabel] = field(default_factory=list)
    reactions: list[FakeReaction] = field(default_factory=list)
    comments: list[FakeComment] = field(default_factory=list)
    reviews: list[FakeReview] = field(default_factory=list)
    review_comments: list[FakeReviewComment] = field(default_factory=list)
    threads: list[FakeThread] = field(default_factory=list)
    linked_issues: list[FakeIssue] = field(default_factory=list)
    reviewers: list[FakeUser] = field(default_factory=list)
    pushes: dict[str, list[FakeFile]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take an id and a time."""
        self.id = self.register.next_id()
        self.created_at = self.updated_at = self.register.now()
        self.pushes[self.head_sha] = self.files

    def file(self, path: str, commit: str | None = None) -> FakeFile | None:
        """Find a changed file as it was when ``commit`` was the head (unknown commits: as it is)."""
        files = self.pushes.get(commit or self.head_sha, self.files)
        return next((file for file in files if file.path == path), None)

    def has_commit(self, sha: str) -> bool:
        """Tell whether the commit is or was one of this pull request."""
        return sha in self.pushes or any(commit.sha == sha for commit in self.commits)

    def thread_of(self, comment: FakeReviewComment) -> FakeThread:
        """Find the thread of a comment."""
        return next(thread for thread in self.threads if thread.id == comment.root_id)

    def comments_of(self, thread: FakeThread) -> list[FakeReviewComment]:
        """List a thread's comments, oldest first."""
        return [comment for comment in self.review_comments if comment.root_id == thread.id]

    def written(self) -> list[Written]:
        """List every text that somebody wrote here."""
        return [*self.comments, *self.reviews, *self.review_comments]

    def additions_and_deletions(self) -> tuple[int, int]:
        """Add up what the files change."""
        return sum(file.additions for file in self.files), sum(file.deletions for file in self.files)

    def touch(self) -> str:
        """Set the time of the last change to now, and give it."""
        self.updated_at = self.register.now()
        return self.updated_at

    def push(
        self,
        files: list[FakeFile],
        commits: Sequence[FakeCommit],
        tree: Tree,
        *,
        head_sha: str = "",
        forced: bool = False,
    ) -> None:
        """Move the head: ``files`` are what the pull request changes now; ``forced`` replaces the commits."""
        before, self.head_tree = self.head_tree, tree
        self.files = files
        self.commits = [*([] if forced else self.commits), *commits]
        self.head_sha = head_sha or self.commits[-1].sha
        self.pushes[self.head_sha] = files
        self.touch()
        for comment in self.review_comments:
            if comment.subject_type == "line" and comment.line is not None:
                self._follow(comment, before)

    def _follow(self, comment: FakeReviewComment, before: Tree) -> None:
        """Move a comment to where its lines stand now, or let it become outdated."""
        last = self._moved(comment, comment.line, before)
        first = self._moved(comment, comment.start_line, before)
        lost_start = comment.start_line is not None and first is None
        lines = {
            line.number(comment.side): line for line in patch_lines(getattr(self.file(comment.path), "patch", None))
        }
        if last is None or lost_start or last not in lines:
            comment.line = comment.start_line = comment.position = None
        else:
            comment.line, comment.start_line, comment.position = last, first, lines[last].position
            comment.commit_id = self.head_sha

    def _moved(self, comment: FakeReviewComment, line: int | None, before: Tree) -> int | None:
        if line is None or comment.side == "LEFT":
            return line
        old, new = before.read(comment.path), self.head_tree.read(comment.path)
        return None if old is None or new is None else moved_line(old, new, line)


@dataclass(kw_only=True)
class FakeRepository:
    """A repository with its pull requests.

    ``permissions`` maps a login to its role (``admin``, ``maintain``, ``write``, ``triage``, ``read``, ``none``).
    ``trees`` holds the files of each commit that can be asked for.
    """

    full_name: str = "octo/example"
    default_branch: str = "main"
    private: bool = False
    permissions: dict[str, str] = field(default_factory=dict)
    trees: dict[str, Tree] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    labels: dict[str, FakeLabel] = field(default_factory=dict)
    pull_requests: dict[int, FakePullRequest] = field(default_factory=dict)
    issues: dict[int, FakeIssue] = field(default_factory=dict)
    statuses: list[dict[str, object]] = field(default_factory=list)
    check_runs: dict[int, dict[str, object]] = field(default_factory=dict)
    workflow_runs: dict[int, dict[str, object]] = field(default_factory=dict)
    users: dict[str, FakeUser] = field(default_factory=dict)
    register: Register = field(default_factory=Register)
    id: int = 1_001

    @property
    def owner(self) -> FakeUser:
        """The account that owns the repository."""
        return self.user(self.full_name.partition("/")[0])

    @property
    def name(self) -> str:
        """The name behind the slash."""
        return self.full_name.partition("/")[2]

    def user(self, login: str) -> FakeUser:
        """Find an account, or make it."""
        if login not in self.users:
            kind = "Bot" if login.endswith("[bot]") else "User"
            digest = hashlib.sha256(login.encode()).hexdigest()
            self.users[login] = FakeUser(login, int(digest[:7], 16) + 1, kind)
        return self.users[login]

    def role(self, login: str) -> str:
        """Tell the role of an account: the owner is admin, a stranger reads what is public."""
        if login == self.full_name.partition("/")[0]:
            return self.permissions.get(login, "admin")
        return self.permissions.get(login, "none" if self.private else "read")

    def label(self, name: str) -> FakeLabel:
        """Find a label, whatever its letters' case, or make it as GitHub does."""
        key = name.lower()
        if key not in self.labels:
            self.labels[key] = FakeLabel(self.register.next_id(), name)
        return self.labels[key]

    def tree(self, reference: str) -> Tree | None:
        """Find the files at a commit, a branch or ``HEAD``."""
        return self.trees.get(self.sha(reference) or "")

    def sha(self, reference: str) -> str | None:
        """Resolve a commit, a branch or ``HEAD`` to a commit that exists."""
        branch = self.default_branch if reference == "HEAD" else reference.removeprefix("refs/heads/")
        sha = self.branches.get(branch, reference)
        return sha if sha in self.trees else None

    def add(self, pull_request: FakePullRequest) -> FakePullRequest:
        """Take a pull request in, with its branches and the files of both its sides."""
        self.pull_requests[pull_request.number] = pull_request
        self.trees.setdefault(pull_request.base_sha, pull_request.base_tree)
        self.trees[pull_request.head_sha] = pull_request.head_tree
        self.branches.setdefault(self.default_branch, pull_request.base_sha)
        self.branches[pull_request.base_ref] = pull_request.base_sha
        if pull_request.head_repository == self.full_name:
            self.branches[pull_request.head_ref] = pull_request.head_sha
        self.user(pull_request.author)
        for issue in pull_request.linked_issues:
            self.issues[issue.number] = issue
        return pull_request

    def comment(self, number: int, login: str, body: str) -> FakeComment:
        """Let somebody write in the conversation."""
        pull_request, now = self.pull_requests[number], self.register.now()
        comment = FakeComment(
            id=self.register.next_id(), user=self.user(login), body=body, created_at=now, updated_at=now
        )
        pull_request.comments.append(comment)
        pull_request.touch()
        return comment

    def set_default_files(self, files: Mapping[str, str]) -> None:
        """Add files to the default branch's tip, such as ``.pr_agent.toml``."""
        sha = self.branches[self.default_branch]
        tree = self.trees[sha]
        self.trees[sha] = Overlay(tree, TextTree({path: text.encode() for path, text in files.items()}))
