"""Which call goes where, and what right it needs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from pr_agent_action.demo.fake_github import (
    rest_checks,
    rest_conversation,
    rest_pulls,
    rest_repository,
    rest_reviews,
)
from pr_agent_action.demo.fake_github.context import Context
from pr_agent_action.demo.fake_github.exchange import Reply

Handler = Callable[[Context], Reply]
REPOSITORY = "/repos/{owner}/{repo}"
TALK = ("issues", "pull_requests")


@dataclass(frozen=True, slots=True)
class Route:
    """One call; any one of ``scopes`` is enough, at ``write`` level unless the call only reads."""

    method: str
    template: str
    handler: Handler
    scopes: tuple[str, ...] = ("metadata",)

    @property
    def level(self) -> str:
        """The level that the call needs."""
        return "read" if self.method == "GET" else "write"

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """Read the names in the path; ``None`` when the call is another."""
        if method != self.method:
            return None
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.template.replace("{path}", "(?P<path>.*)"))
        found = re.fullmatch(pattern, path)
        return {name: unquote(value) for name, value in found.groupdict().items()} if found else None


ROUTES = (
    Route("GET", "/user", rest_repository.viewer),
    Route("GET", "/rate_limit", rest_repository.rate_limit),
    Route("GET", REPOSITORY, rest_repository.show),
    Route("GET", REPOSITORY + "/actions/runs/{id}", rest_repository.workflow_run, ("actions",)),
    Route("GET", REPOSITORY + "/collaborators/{user}/permission", rest_repository.permission),
    Route("GET", REPOSITORY + "/commits/{sha}/pulls", rest_pulls.of_commit, ("pull_requests", "contents")),
    Route("GET", REPOSITORY + "/contents/{path}", rest_repository.contents, ("contents",)),
    Route("POST", REPOSITORY + "/statuses/{sha}", rest_repository.post_status, ("statuses",)),
    Route("POST", REPOSITORY + "/check-runs", rest_checks.create, ("checks",)),
    Route("GET", REPOSITORY + "/check-runs/{id}", rest_checks.show, ("checks",)),
    Route("PATCH", REPOSITORY + "/check-runs/{id}", rest_checks.edit, ("checks",)),
    Route("GET", REPOSITORY + "/issues/comments/{id}", rest_conversation.show_comment, TALK),
    Route("PATCH", REPOSITORY + "/issues/comments/{id}", rest_conversation.edit_comment, TALK),
    Route("DELETE", REPOSITORY + "/issues/comments/{id}", rest_conversation.delete_comment, TALK),
    Route("GET", REPOSITORY + "/issues/comments/{id}/reactions", rest_conversation.reactions, TALK),
    Route("POST", REPOSITORY + "/issues/comments/{id}/reactions", rest_conversation.react, TALK),
    Route("DELETE", REPOSITORY + "/issues/comments/{id}/reactions/{reaction}", rest_conversation.unreact, TALK),
    Route("GET", REPOSITORY + "/issues/{number}", rest_conversation.show_issue, TALK),
    Route("GET", REPOSITORY + "/issues/{number}/comments", rest_conversation.comments, TALK),
    Route("POST", REPOSITORY + "/issues/{number}/comments", rest_conversation.post_comment, TALK),
    Route("GET", REPOSITORY + "/issues/{number}/labels", rest_conversation.labels, TALK),
    Route("POST", REPOSITORY + "/issues/{number}/labels", rest_conversation.add_labels, TALK),
    Route("PUT", REPOSITORY + "/issues/{number}/labels", rest_conversation.replace_labels, TALK),
    Route("DELETE", REPOSITORY + "/issues/{number}/labels/{name}", rest_conversation.remove_label, TALK),
    Route("GET", REPOSITORY + "/issues/{number}/reactions", rest_conversation.reactions, TALK),
    Route("POST", REPOSITORY + "/issues/{number}/reactions", rest_conversation.react, TALK),
    Route("DELETE", REPOSITORY + "/issues/{number}/reactions/{reaction}", rest_conversation.unreact, TALK),
    Route("GET", REPOSITORY + "/pulls", rest_pulls.listing, ("pull_requests",)),
    Route("GET", REPOSITORY + "/pulls/comments/{id}", rest_reviews.show_comment, ("pull_requests",)),
    Route("PATCH", REPOSITORY + "/pulls/comments/{id}", rest_reviews.edit_comment, ("pull_requests",)),
    Route("DELETE", REPOSITORY + "/pulls/comments/{id}", rest_reviews.delete_comment, ("pull_requests",)),
    Route("GET", REPOSITORY + "/pulls/comments/{id}/reactions", rest_conversation.reactions, ("pull_requests",)),
    Route("POST", REPOSITORY + "/pulls/comments/{id}/reactions", rest_conversation.react, ("pull_requests",)),
    Route(
        "DELETE",
        REPOSITORY + "/pulls/comments/{id}/reactions/{reaction}",
        rest_conversation.unreact,
        ("pull_requests",),
    ),
    Route("GET", REPOSITORY + "/pulls/{number}", rest_pulls.show, ("pull_requests",)),
    Route("PATCH", REPOSITORY + "/pulls/{number}", rest_pulls.edit, ("pull_requests",)),
    Route("GET", REPOSITORY + "/pulls/{number}/files", rest_pulls.files, ("pull_requests",)),
    Route("GET", REPOSITORY + "/pulls/{number}/commits", rest_pulls.commits, ("pull_requests",)),
    Route("GET", REPOSITORY + "/pulls/{number}/comments", rest_reviews.comments, ("pull_requests",)),
    Route("POST", REPOSITORY + "/pulls/{number}/comments", rest_reviews.post_comment, ("pull_requests",)),
    Route("POST", REPOSITORY + "/pulls/{number}/comments/{id}/replies", rest_reviews.post_reply, ("pull_requests",)),
    Route("GET", REPOSITORY + "/pulls/{number}/reviews", rest_reviews.reviews, ("pull_requests",)),
    Route("POST", REPOSITORY + "/pulls/{number}/reviews", rest_reviews.post_review, ("pull_requests",)),
)


def find_route(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """Find the route of a call and the names in its path; HEAD goes where GET goes."""
    for route in ROUTES:
        arguments = route.match("GET" if method == "HEAD" else method, path)
        if arguments is not None:
            return route, arguments
    return None
