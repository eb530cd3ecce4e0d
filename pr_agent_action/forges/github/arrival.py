"""Whether a comment arrived although its answer was lost: looked up by hidden marker before it is sent again."""

from __future__ import annotations

import re
from collections.abc import Callable

from pr_agent_action.domain.pull_request import PullRequestRef
from pr_agent_action.forges.github.client import Client
from pr_agent_action.forges.github.nodes import nodes
from pr_agent_action.forges.github.queries import ARRIVED
from pr_agent_action.forges.github.snapshot import variables
from pr_agent_action.forges.github.wire import Json

MARKER = re.compile(r"<!--\s*pr-agent-action:.*?-->", re.DOTALL)


def comment_arrived(client: Client, ref: PullRequestRef, body: str) -> Callable[[], Json | None]:
    """Look among the latest comments of the conversation that are ours."""

    def look() -> Json | None:
        ours = (node for node in nodes(_latest(client, ref)["comments"]) if node["viewerDidAuthor"])
        return next((_posted(node) for node in ours if same_text(node["body"], body)), None)

    return look


def review_arrived(client: Client, ref: PullRequestRef, bodies: tuple[str, ...]) -> Callable[[], Json | None]:
    """Look for a review of ours that says any of ``bodies``, in itself or in a comment."""

    def look() -> Json | None:
        for review in nodes(_latest(client, ref)["reviews"]):
            said = [review["body"], *(node["body"] for node in nodes(review["comments"]))]
            if review["viewerDidAuthor"] and any(same_text(text, body) for text in said for body in bodies):
                return _posted(review)
        return None

    return look


def reply_arrived(client: Client, ref: PullRequestRef, body: str) -> Callable[[], Json | None]:
    """Look for a comment of ours in a thread; GitHub wraps each reply in a review."""

    def look() -> Json | None:
        reviews = (review for review in nodes(_latest(client, ref)["reviews"]) if review["viewerDidAuthor"])
        comments = (node for review in reviews for node in nodes(review["comments"]))
        return next((_posted(node) for node in comments if same_text(node["body"], body)), None)

    return look


def same_text(found: str, sent: str) -> bool:
    """Tell whether a text is the one that was sent: by its last marker, or whole where it has none."""
    if not sent.strip():
        return False
    markers = MARKER.findall(sent)
    if markers:
        return markers[-1] in found
    return found.replace("\r\n", "\n").strip() == sent.replace("\r\n", "\n").strip()


def _latest(client: Client, ref: PullRequestRef) -> Json:
    answer = client.graphql(ARRIVED, variables(ref), doing="look whether a comment arrived")
    node: Json = (answer.data.get("repository") or {}).get("pullRequest") or {"comments": None, "reviews": None}
    return node


def _posted(node: Json) -> Json:
    return {"id": node["fullDatabaseId"], "html_url": node["url"]}
