"""GraphQL: accounts, commits, trees and blobs."""

from __future__ import annotations

from typing import Any

from pr_agent_action.demo.fake_github.connections import connection
from pr_agent_action.demo.fake_github.exchange import Json
from pr_agent_action.demo.fake_github.links import Links, user_node_id
from pr_agent_action.demo.fake_github.notes import FakeCommit, FakeUser
from pr_agent_action.demo.fake_github.patches import is_binary
from pr_agent_action.demo.fake_github.state import FakeRepository
from pr_agent_action.demo.fake_github.tokens import Token
from pr_agent_action.demo.fake_github.trees import Entry, Tree, blob_sha

MAX_TEXT = 512_000
MODES = {"tree": 0o040000, "commit": 0o160000, "symlink": 0o120000}
TREE_KINDS = {"tree": "tree", "commit": "commit"}


class GitViews:
    """Makes what GraphQL's resolvers look into: mappings whose values may be functions of (info, arguments)."""

    def __init__(self, links: Links, repository: FakeRepository, token: Token) -> None:
        """Take the addresses, the repository and who asks."""
        self.links = links
        self.repository = repository
        self.token = token
        self.html = f"{links.html}/{repository.full_name}"

    def actor(self, user: FakeUser | None) -> Json | None:
        """Show an account. NOTE: a bot's login has no ``[bot]`` here, unlike in REST."""
        if user is None:
            return None
        plain = user.login.removesuffix("[bot]")
        is_bot = user.kind == "Bot"
        return {
            "__typename": user.kind,
            "id": user_node_id(user),
            "databaseId": user.id,
            "login": plain,
            "name": None,
            "email": "",
            "isViewer": user.login == self.token.login,
            "url": f"{self.links.html}/apps/{plain}" if is_bot else f"{self.links.html}/{plain}",
            "avatarUrl": f"{self.links.html}/{plain}.png",
        }

    def repository_view(self) -> Json:
        """Show the repository; the pull-request half of it is added by ``PullViews``."""
        raise NotImplementedError

    def ref(self, name: str, sha: str | None = None) -> Json | None:
        """Show a branch, whose tip is ``sha`` unless the repository knows it."""
        sha = sha or self.repository.branches.get(name)
        if sha is None:
            return None
        return {
            "id": f"REF_{name}",
            "name": name,
            "prefix": "refs/heads/",
            "repository": lambda _info: self.repository_view(),
            "target": lambda _info: self.commit_at(sha),
        }

    def object(self, expression: str) -> Json | None:
        """Find what ``sha``, ``branch``, ``sha:path`` or ``HEAD:path`` names."""
        reference, _, path = expression.partition(":")
        sha = self.repository.sha(reference)
        if sha is None:
            return None
        tree = self.repository.trees[sha]
        if ":" not in expression:
            return self.commit_at(sha)
        content = tree.read(path)
        if content is not None:
            return self.blob(content)
        rows = tree.entries(path)
        return self._tree(tree, path, rows) if rows or not path else None

    def blob(self, content: bytes) -> Json:
        """Show a file's content; a binary has no text, and a large one is cut."""
        sha, binary = blob_sha(content), is_binary(content)
        return {
            "__typename": "Blob",
            **self._object(sha),
            "byteSize": len(content),
            "isBinary": binary,
            "isTruncated": len(content) > MAX_TEXT,
            "text": None if binary else content[:MAX_TEXT].decode("utf-8", "replace"),
        }

    def commit_at(self, sha: str) -> Json:
        """Show the commit with this sha."""
        known = (
            commit for pull in self.repository.pull_requests.values() for commit in pull.commits if commit.sha == sha
        )
        return self.commit(next(known, FakeCommit(sha=sha, message="An earlier commit")))

    def commit(self, commit: FakeCommit) -> Json:
        """Show a commit."""
        headline, _, rest = commit.message.partition("\n")
        person = {"name": commit.author_name, "email": commit.author_email, "date": commit.date, "user": None}
        return {
            "__typename": "Commit",
            **self._object(commit.sha),
            "additions": 0,
            "deletions": 0,
            "changedFilesIfAvailable": None,
            "message": commit.message,
            "messageHeadline": headline,
            "messageBody": rest.strip("\n"),
            "author": person,
            "committer": person,
            "authoredDate": commit.date,
            "committedDate": commit.date,
            "url": f"{self.html}/commit/{commit.sha}",
            "parents": lambda _info, **page: connection("parents", commit.parents, self.commit_at, **page),
            "file": lambda _info, path: self._file(commit.sha, path),
            "tree": lambda _info: self.object(f"{commit.sha}:") or self._tree(None, "", ()),
        }

    def _file(self, sha: str, path: str) -> Json | None:
        tree = self.repository.tree(sha)
        if tree is None:
            return None
        directory, _, name = path.rpartition("/")
        content = tree.read(path)
        if content is not None:
            return self._entry(tree, directory, Entry(name, "blob", blob_sha(content), len(content)))
        found = next((row for row in tree.entries(directory) if row.name == name), None)
        return None if found is None else self._entry(tree, directory, found)

    def _entry(self, tree: Tree, directory: str, entry: Entry) -> Json:
        path = f"{directory}/{entry.name}" if directory else entry.name
        return {
            "name": entry.name,
            "path": path,
            "mode": MODES.get(entry.kind, 0o100644),
            "type": TREE_KINDS.get(entry.kind, "blob"),
            "oid": entry.sha,
            "size": entry.size,
            "object": lambda _info: self._entry_object(tree, path, entry),
        }

    def _entry_object(self, tree: Tree, path: str, entry: Entry) -> Json | None:
        content = tree.read(path)
        if content is not None:
            return self.blob(content)
        return self._tree(tree, path, tree.entries(path)) if entry.kind == "tree" else None

    def _tree(self, tree: Tree | None, path: str, rows: tuple[Entry, ...]) -> Json:
        name = blob_sha(path.encode())
        shown = [self._entry(tree, path, row) for row in rows] if tree else []
        return {"__typename": "Tree", **self._object(name), "entries": shown}

    def _object(self, sha: str) -> Json:
        view: dict[str, Any] = {
            "id": f"OBJ_{sha}",
            "oid": sha,
            "abbreviatedOid": sha[:7],
            "commitUrl": f"{self.html}/commit/{sha}",
            "repository": lambda _info: self.repository_view(),
        }
        return view
