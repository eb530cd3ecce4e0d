"""Links into the forge's pages, and the Markdown that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote

from pr_agent_action.domain.diff import Anchor, Side
from pr_agent_action.domain.pull_request import Snapshot
from pr_agent_action.publication.blocks import code_span
from pr_agent_action.publication.sanitise import escape_pipes
from pr_agent_action.text.clean import clean

SHORT = 7


class Safe(str):
    """Markdown of our own making, or sanitised: printed as it is."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """``repository`` and ``pull`` are https addresses without a slash at the end, as GitHub lays them out."""

    repository: str
    pull: str
    head_sha: str
    base_sha: str

    @classmethod
    def of(cls, snapshot: Snapshot) -> Links:
        """Take the addresses from the pull request's own; GitHub's where it has none."""
        pull_request = snapshot.pull_request
        ref = pull_request.ref
        pull = pull_request.url or f"https://github.com/{ref.repository}/pull/{ref.number}"
        return cls(
            repository=pull.rsplit("/", 2)[0],
            pull=pull,
            head_sha=pull_request.head_sha,
            base_sha=pull_request.base_sha,
        )

    def anchor(self, anchor: Anchor) -> Safe:
        """Link ``path:line`` to the line at the commit that was reviewed, or at the base for a removed line."""
        sha = self.head_sha if anchor.side is Side.RIGHT else self.base_sha
        span = f"L{anchor.line}" if anchor.start_line is None else f"L{anchor.start_line}-L{anchor.line}"
        label = f"{anchor.path}:{anchor.first_line}"
        return _link(label, f"{self.repository}/blob/{sha}/{quote(anchor.path)}#{span}")

    def line(self, path: str, line: int) -> Safe:
        """Link one line at the reviewed commit."""
        return self.anchor(Anchor(path=path, line=line))

    def file(self, path: str) -> Safe:
        """Link a file to its place in the pull request's diff."""
        return _link(path, f"{self.pull}/files#diff-{sha256(path.encode()).hexdigest()}")

    def commit(self, sha: str) -> Safe:
        """Link a commit by its short name."""
        return _link(sha[:SHORT], f"{self.repository}/commit/{sha}")


def path_code(path: str) -> Safe:
    """Show a path as code, in a table too."""
    return Safe(escape_pipes(code_span(clean(path).text)))


def _link(label: str, url: str) -> Safe:
    return Safe(f"[{path_code(label)}]({url})")
