"""A pull request made from a real git range, read with the ``git`` command."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pr_agent_action.demo.fake_github.notes import FakeCommit
from pr_agent_action.demo.fake_github.patches import FakeFile, patch_lines, shown
from pr_agent_action.demo.fake_github.state import FakePullRequest, FakeRepository
from pr_agent_action.demo.fake_github.trees import Entry
from pr_agent_action.errors import UsageError

STATUSES = {"A": "added", "C": "copied", "D": "removed", "M": "modified", "R": "renamed", "T": "changed"}
KINDS = {"040000": "tree", "160000": "commit", "120000": "symlink"}
LOG_FORMAT = "%x1e%H%x00%an%x00%ae%x00%ad%x00%P%x00%B"
# What a user's own configuration could change is said outright.
DIFF = (
    *("diff", "--raw", "--patch", "-z", "--no-abbrev", "-M", "-U3", "--inter-hunk-context=0", "--diff-algorithm=myers"),
    *(
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
        "--no-relative",
        "-O/dev/null",
        "--src-prefix=a/",
        "--dst-prefix=b/",
    ),
    *("--ignore-submodules=none", "--submodule=short"),
)


def pull_request_from_git(  # noqa: PLR0913 - each is a part of a pull request, most with a default
    path: str | Path,
    base: str,
    head: str,
    *,
    number: int = 1,
    title: str = "",
    body: str | None = None,
    author: str = "octocat",
    repository: FakeRepository | None = None,
    **more: Any,
) -> FakeRepository:
    """Make a repository with one pull request that merges ``head`` into ``base``.

    The changes are those since the merge base, as GitHub shows them; contents are read from git when they are asked
    for. Without a ``title`` the first commit's message gives title and body. ``more`` goes to ``FakePullRequest``.
    Raise ``UsageError`` where there is no such repository or commit, or no change between them.
    """
    git = Git(Path(path))
    repository = repository or FakeRepository()
    base_sha, head_sha = git.commit(base), git.commit(head)
    start = git.merge_base(base_sha, head_sha)
    commits = git.commits(start, head_sha)
    files = git.changed_files(start, head_sha)
    if not files:
        raise UsageError(
            f"Nothing changed between {base} and {head}.", fix="Name a range with changes, such as HEAD~3..HEAD."
        )
    subject, _, rest = (commits[0].message if commits else "Changes").partition("\n")
    more.setdefault("head_repository", repository.full_name)
    more.setdefault("base_ref", repository.default_branch)
    more.setdefault("head_ref", f"change-{number}")
    repository.add(
        FakePullRequest(
            number=number,
            title=title or subject,
            body=rest.strip() if body is None else body,
            author=author,
            base_sha=base_sha,
            head_sha=head_sha,
            files=files,
            commits=commits,
            register=repository.register,
            base_tree=GitTree(git, base_sha),
            head_tree=GitTree(git, head_sha),
            **more,
        )
    )
    repository.trees.setdefault(start, GitTree(git, start))
    return repository


def push_git(repository: FakeRepository, path: str | Path, head: str, *, number: int = 1) -> str:
    """Move the pull request's head to another commit of the same repository; return its sha."""
    git, pull_request = Git(Path(path)), repository.pull_requests[number]
    head_sha = git.commit(head)
    start = git.merge_base(pull_request.base_sha, head_sha)
    commits, files = git.commits(start, head_sha), git.changed_files(start, head_sha)
    pull_request.push(files, commits, GitTree(git, head_sha), head_sha=head_sha, forced=True)
    return repository.add(pull_request).head_sha


@dataclass(frozen=True, slots=True)
class GitTree:
    """The files of a commit, read when they are asked for."""

    git: Git
    sha: str

    def read(self, path: str) -> bytes | None:
        """Give the file's content; a submodule has none."""
        return self.git.try_run("cat-file", "blob", f"{self.sha}:{path}")

    def entries(self, directory: str) -> tuple[Entry, ...]:
        """List a directory."""
        listed = self.git.try_run("ls-tree", "-z", "--long", f"{self.sha}:{directory}") or b""
        return tuple(_entry(row.decode("utf-8", "replace")) for row in listed.split(b"\0") if row)


@dataclass(frozen=True, slots=True)
class Git:
    """The ``git`` command in one repository; it only reads."""

    path: Path

    def commit(self, revision: str) -> str:
        """Resolve a revision to a commit's sha."""
        found = self.try_run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if found is None:
            raise UsageError(
                f"{self.path} has no commit {revision}.",
                fix="Name a git repository and a range of its commits, as a..b.",
            )
        return found.decode().strip()

    def merge_base(self, base: str, head: str) -> str:
        """Find where the head left the base; unrelated histories are compared as they are."""
        return (self.try_run("merge-base", base, head) or base.encode()).decode().split()[0]

    def commits(self, start: str, head: str) -> list[FakeCommit]:
        """List the commits, oldest first."""
        text = self.run(
            "log", "--topo-order", "--reverse", "--date=format-local:%Y-%m-%dT%H:%M:%SZ", *_log(start, head)
        )
        return [_commit(row) for row in text.decode("utf-8", "replace").split("\x1e")[1:]]

    def changed_files(self, start: str, head: str) -> list[FakeFile]:
        """Compare two commits."""
        output = self.run(*DIFF, start, head)
        raw, _, patches = output.partition(b"\0\0")
        words = raw.decode("utf-8", "surrogateescape").split("\0")
        files = list(_raw_files(words if raw else []))
        sections = iter(_sections(patches.decode("utf-8", "replace")))
        return [_with_patch(file, sections) for file in files]

    def run(self, *arguments: str) -> bytes:
        """Run git; a failure is a usage error: the repository is the caller's."""
        output = self.try_run(*arguments)
        if output is None:
            raise UsageError(f"git {arguments[0]} failed in {self.path}.", fix="Look whether the repository is whole.")
        return output

    def try_run(self, *arguments: str) -> bytes | None:
        """Run git; ``None`` when it fails."""
        command = ["git", "-C", str(self.path), "-c", "core.quotePath=false", *arguments]
        environment = {**os.environ, "TZ": "UTC", "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
        done = subprocess.run(command, capture_output=True, check=False, env=environment)
        return done.stdout if done.returncode == 0 else None


def _log(start: str, head: str) -> tuple[str, ...]:
    return ("--no-show-signature", f"--format={LOG_FORMAT}", f"{start}..{head}")


def _commit(row: str) -> FakeCommit:
    sha, name, email, date, parents, message = row.split("\0", 5)
    return FakeCommit(
        sha=sha,
        message=message.strip("\n"),
        author_name=name,
        author_email=email,
        date=date,
        parents=tuple(parents.split()),
    )


def _raw_files(words: list[str]) -> Iterator[FakeFile]:
    """Read ``:old-mode new-mode old-sha new-sha status``, path and, for renames, the new path."""
    rest = iter(words)
    for meta in rest:
        _, _, old_sha, new_sha, status = meta.split(" ")
        path = next(rest)
        previous, path = (path, next(rest)) if status[0] in "RC" else (None, path)
        sha = old_sha if status == "D" else new_sha
        readable = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        yield FakeFile(path=readable, previous_path=previous, status=STATUSES[status[0]], sha=sha)


def _sections(patches: str) -> list[str]:
    """Cut the output at its file headers: every line of a hunk starts with another character."""
    return [f"\n{section}" for section in f"\n{patches}".split("\ndiff --git ")[1:]]


def _with_patch(file: FakeFile, sections: Iterator[str]) -> FakeFile:
    """Give a file its patch; a change of type comes as two sections, which GitHub does not show."""
    patches = [next(sections).partition("\n@@ ") for _ in range(2 if file.status == "changed" else 1)]
    texts = [f"@@ {hunks}".removesuffix("\n") if found else "" for _, found, hunks in patches]
    lines = [line for text in texts for line in patch_lines(text)]
    return replace(
        file,
        additions=sum(line.old is None for line in lines),
        deletions=sum(line.new is None for line in lines),
        patch=shown(texts[0]) if len(texts) == 1 else None,
    )


def _entry(row: str) -> Entry:
    meta, _, name = row.partition("\t")
    mode, _, sha, size = meta.split()
    return Entry(name, KINDS.get(mode, "blob"), sha, int(size) if size.isdecimal() else 0)
