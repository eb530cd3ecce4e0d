"""GraphQL's nodes as domain values. Nodes that GitHub withholds are ``None`` and left out."""

from __future__ import annotations

from collections.abc import Iterator

from pr_agent_action.domain.pull_request import Actor, Comment, Commit, Issue, PullRequest, PullRequestRef, ReviewThread
from pr_agent_action.forges.github.wire import Json

BOT = "[bot]"
SYMLINK = 0o120000
MAX_TEXT_BYTES = 500_000
"""Larger files are left out: no prompt has room for one. GitHub itself cuts texts at 512 kB."""


def nodes(connection: Json | None) -> Iterator[Json]:
    """Go through a connection's nodes."""
    return (node for node in (connection or {}).get("nodes") or [] if node)


def actor(node: Json | None) -> Actor:
    """Read an author; GraphQL leaves off the ``[bot]`` that REST and events put behind a bot's login."""
    if not node:
        return Actor("")
    login, is_bot = str(node["login"]), node.get("__typename") == "Bot"
    return Actor(bot_login(login) if is_bot else login, is_bot=is_bot)


def bot_login(login: str) -> str:
    """Spell a bot's login as REST does."""
    return login if login.endswith(BOT) else login + BOT


def pull_request(node: Json, repository: str) -> PullRequest:
    """Read the pull request itself."""
    head = node.get("headRepository")
    return PullRequest(
        ref=PullRequestRef(repository, node["number"]),
        title=node["title"],
        body=node["body"] or "",
        author=actor(node.get("author")),
        head_sha=node["headRefOid"],
        head_ref=node["headRefName"],
        base_sha=node["baseRefOid"],
        base_ref=node["baseRefName"],
        head_repository=head["nameWithOwner"] if head else None,
        open=node["state"] == "OPEN",
        draft=node["isDraft"],
        labels=tuple(label["name"] for label in nodes(node.get("labels"))),
        url=node["url"],
    )


def comment(node: Json) -> Comment:
    """Read a comment of the conversation or of a thread."""
    return Comment(
        id=str(node["fullDatabaseId"]),
        author=actor(node.get("author")),
        body=node["body"],
        node_id=node["id"],
        url=node["url"],
        created_at=node["createdAt"],
        updated_at=node["updatedAt"],
        dismissed=(node.get("reactions") or {}).get("totalCount", 0) > 0,
        minimized=node["isMinimized"],
    )


def thread(node: Json) -> ReviewThread:
    """Read a thread: its first comment and the latest 49."""
    roots = list(nodes(node["root"]))
    seen = {root["id"] for root in roots}
    review = (roots[0].get("pullRequestReview") if roots else None) or {}
    comments = [*roots, *(latest for latest in nodes(node["latest"]) if latest["id"] not in seen)]
    return ReviewThread(
        id=node["id"],
        path=node["path"],
        line=node["line"],
        comments=tuple(comment(each) for each in comments),
        resolved=node["isResolved"],
        resolved_by=(node.get("resolvedBy") or {}).get("login", ""),
        outdated=node["isOutdated"],
        diff_hunk=roots[0]["diffHunk"] if roots else "",
        review_id=review.get("id", ""),
        review_minimized=bool(review.get("isMinimized")),
    )


def commit(node: Json) -> Commit:
    """Read a commit of the pull request."""
    return Commit(node["commit"]["oid"], node["commit"]["message"])


def issue(node: Json) -> Issue:
    """Read a linked issue."""
    return Issue(
        repository=node["repository"]["nameWithOwner"],
        number=node["number"],
        title=node["title"],
        body=node["body"] or "",
        url=node["url"],
    )


def blob_text(blob: Json | None) -> str | None:
    """Read a file's text; ``None`` where there is none to use: no file, no blob, binary, cut or too large."""
    if not blob or blob.get("text") is None or blob.get("isBinary") or blob["isTruncated"]:
        return None
    return str(blob["text"]) if blob["byteSize"] <= MAX_TEXT_BYTES else None


def entry_text(entry: Json | None) -> str | None:
    """Read a file of the base branch; a symbolic link's "text" is only where it points to."""
    return blob_text(entry.get("object")) if entry and entry["mode"] != SYMLINK else None
