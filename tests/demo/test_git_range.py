from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from pr_agent_action.demo.fake_github import FakeRepository
from pr_agent_action.demo.fake_github.trees import Overlay, TextTree
from pr_agent_action.demo.git_range import pull_request_from_git, push_git
from pr_agent_action.errors import UsageError

TEXT = "".join(f"line {number}\n" for number in range(1, 21))


class Workspace:
    """A git repository to commit into."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        who = {
            f"GIT_{role}_{what}": "ann@example.com" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        when = {f"GIT_{role}_DATE": "2026-01-05T12:00:00+02:00" for role in ("AUTHOR", "COMMITTER")}
        environment = {**os.environ, **who, **when, "GIT_CONFIG_GLOBAL": os.devnull}
        command = ["git", "-C", str(self.path), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout.strip()

    def commit(self, message: str, files: dict[str, str | bytes | None]) -> str:
        for name, content in files.items():
            file = self.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                file.unlink()
            else:
                file.write_bytes(content.encode() if isinstance(content, str) else content)
        self.git("add", "-A")
        self.git("commit", "-q", "--no-gpg-sign", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def test_every_kind_of_change(workspace: Workspace) -> None:
    start: dict[str, str | bytes | None] = {
        "moved.txt": TEXT,
        "pure.txt": TEXT + "pure\n",
        "gone.txt": "bye",
        "logo.png": b"\0old",
        "run.sh": "echo hi\n",
        "kind.txt": "a\n",
        "crlf.txt": "a\r\nb\r\n",
        "latin.txt": "caf\xe9\n".encode("latin-1"),
    }
    base = workspace.commit("Start", start)
    (workspace.path / "kind.txt").unlink()
    (workspace.path / "kind.txt").symlink_to("run.sh")
    (workspace.path / "link").symlink_to("run.sh")
    (workspace.path / "run.sh").chmod(0o755)
    workspace.git("update-index", "--add", "--cacheinfo", f"160000,{base},vendored")
    workspace.commit(
        "Change much\n\nBecause.",
        {
            "moved.txt": None,
            "sub dir/moved ü.txt": TEXT.replace("line 10\n", "line ten\n"),
            "pure.txt": None,
            "pure2.txt": TEXT + "pure\n",
            "gone.txt": None,
            "logo.png": b"\0new",
            "crlf.txt": "a\r\nc\r\n",
            "latin.txt": "th\xe9\n".encode("latin-1"),
            "new.txt": "no end",
            "tricky.txt": "diff --git a/x b/x\n@@ -1 +1 @@\n",
        },
    )
    workspace.git("update-index", "--add", "--cacheinfo", f"160000,{base},vendored")
    workspace.git("commit", "-q", "--no-gpg-sign", "--amend", "--no-edit")
    repository = pull_request_from_git(workspace.path, base, "HEAD")
    pull_request = repository.pull_requests[1]
    files = {file.path: file for file in pull_request.files}
    assert {path: file.status for path, file in files.items()} == {
        "crlf.txt": "modified",
        "gone.txt": "removed",
        "kind.txt": "changed",
        "latin.txt": "modified",
        "link": "added",
        "logo.png": "modified",
        "new.txt": "added",
        "pure2.txt": "renamed",
        "run.sh": "modified",
        "sub dir/moved ü.txt": "renamed",
        "tricky.txt": "added",
        "vendored": "added",
    }
    assert [path for path, file in files.items() if file.patch is None] == [
        "kind.txt",
        "logo.png",
        "pure2.txt",
        "run.sh",
    ]
    assert files["crlf.txt"].patch == "@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r"
    assert files["latin.txt"].patch == "@@ -1 +1 @@\n-caf\ufffd\n+th\ufffd"
    assert files["new.txt"].patch == "@@ -0,0 +1 @@\n+no end\n\\ No newline at end of file"
    assert files["gone.txt"].patch == "@@ -1 +0,0 @@\n-bye\n\\ No newline at end of file"
    assert files["tricky.txt"].patch == "@@ -0,0 +1,2 @@\n+diff --git a/x b/x\n+@@ -1 +1 @@"
    assert files["vendored"].patch == f"@@ -0,0 +1 @@\n+Subproject commit {base}"
    moved = files["sub dir/moved ü.txt"]
    assert (moved.previous_path, moved.additions, moved.deletions) == ("moved.txt", 1, 1)
    assert (pull_request.title, pull_request.body) == ("Change much", "Because.")
    assert [commit.date for commit in pull_request.commits] == ["2026-01-05T10:00:00Z"]
    tree = repository.tree(pull_request.head_sha)
    assert tree
    assert tree.read("link") == b"run.sh"
    assert tree.read("vendored") is None
    assert {entry.name: entry.kind for entry in tree.entries("")}["vendored"] == "commit"
    assert [entry.name for entry in tree.entries("sub dir")] == ["moved ü.txt"]
    assert tree.entries("nope") == ()
    assert repository.tree("HEAD").read("gone.txt") == b"bye"  # type: ignore[union-attr]


def test_the_range_starts_at_the_merge_base(workspace: Workspace) -> None:
    workspace.commit("Start", {"a.txt": "a\n"})
    workspace.git("checkout", "-q", "-b", "topic")
    workspace.commit("Ours", {"b.txt": "b\n"})
    workspace.git("checkout", "-q", "main")
    tip = workspace.commit("Theirs", {"c.txt": "c\n"})
    pull_request = pull_request_from_git(workspace.path, "main", "topic").pull_requests[1]
    assert [file.path for file in pull_request.files] == ["b.txt"]
    assert pull_request.base_sha == tip
    assert [commit.message for commit in pull_request.commits] == ["Ours"]


def test_the_users_configuration_changes_nothing(workspace: Workspace) -> None:
    base = workspace.commit("Start", {"a.txt": TEXT})
    workspace.commit("Change", {"a.txt": TEXT.replace("line 10\n", "line ten\n")})
    plain = pull_request_from_git(workspace.path, base, "HEAD").pull_requests[1].files
    for setting in (
        "diff.noprefix=true",
        "diff.mnemonicPrefix=true",
        "diff.context=9",
        "color.ui=always",
        "diff.external=false",
        "diff.renames=false",
    ):
        workspace.git("config", *setting.split("="))
    assert pull_request_from_git(workspace.path, base, "HEAD").pull_requests[1].files == plain


def test_a_second_round(workspace: Workspace) -> None:
    workspace.commit("Start", {"a.txt": "a\n"})
    workspace.git("branch", "base")
    first = workspace.commit("One", {"b.txt": "b\n"})
    second = workspace.commit("Two", {"c.txt": "c\n"})
    repository = pull_request_from_git(
        workspace.path, "base", first, title="Mine", body="", repository=FakeRepository(full_name="o/r")
    )
    assert push_git(repository, workspace.path, second) == second
    pull_request = repository.pull_requests[1]
    assert [file.path for file in pull_request.files] == ["b.txt", "c.txt"]
    assert [commit.message for commit in pull_request.commits] == ["One", "Two"]
    assert repository.branches["change-1"] == second


@pytest.mark.parametrize(("base", "head"), [("nope", "HEAD"), ("HEAD", "nope"), ("HEAD", "HEAD"), ("HEAD", "--help")])
def test_a_range_that_is_none(workspace: Workspace, base: str, head: str) -> None:
    workspace.commit("Start", {"a.txt": "a\n"})
    with pytest.raises(UsageError):
        pull_request_from_git(workspace.path, base, head)


def test_no_repository(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no commit"):
        pull_request_from_git(tmp_path / "nope", "a", "b")


def test_files_laid_over_the_default_branch(workspace: Workspace) -> None:
    base = workspace.commit("Start", {"a.txt": "a\n"})
    workspace.commit("Change", {"a.txt": "b\n"})
    repository = pull_request_from_git(workspace.path, base, "HEAD")
    repository.set_default_files({".pr_agent.toml": "x = 1\n"})
    tree = repository.tree("HEAD")
    assert isinstance(tree, Overlay)
    assert (tree.read(".pr_agent.toml"), tree.read("a.txt"), tree.read("nope")) == (b"x = 1\n", b"a\n", None)
    assert [entry.name for entry in tree.entries("")] == [".pr_agent.toml", "a.txt"]
    assert TextTree({"d/e/f": b""}).entries("d")[0].kind == "tree"
