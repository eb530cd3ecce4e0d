"""What a REST handler works with: the call, the repository, who asks; and the checks that most of them share."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from pr_agent_action.demo.fake_github.exchange import Call, Json, Refusal, Reply, invalid, not_found
from pr_agent_action.demo.fake_github.links import Links
from pr_agent_action.demo.fake_github.notes import FakeComment, FakeReviewComment, FakeUser
from pr_agent_action.demo.fake_github.payloads import Payloads
from pr_agent_action.demo.fake_github.state import FakePullRequest, FakeRepository
from pr_agent_action.demo.fake_github.tokens import Token

MAX_BODY = 65_536
PER_PAGE, MAX_PER_PAGE = 30, 100
KINDS: Mapping[type, str] = {str: "a string", int: "an integer", list: "an array", bool: "a boolean", dict: "an object"}
T = TypeVar("T")
ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One REST call on its way; ``arguments`` are the names in the route's path."""

    call: Call
    repository: FakeRepository
    token: Token
    links: Links
    arguments: Mapping[str, str]

    @property
    def payloads(self) -> Payloads:
        """Make JSON for this repository."""
        return Payloads(self.links, self.repository)

    @property
    def viewer(self) -> FakeUser:
        """The account that the token writes as."""
        return self.repository.user(self.token.login)

    def number(self, name: str) -> int:
        """Read a number in the path; what is none is not found."""
        if not self.arguments[name].isdecimal():
            raise not_found()
        return int(self.arguments[name])

    def pull_request(self, name: str = "number") -> FakePullRequest:
        """Find the pull request that the path names."""
        found = self.repository.pull_requests.get(self.number(name))
        if found is None:
            raise not_found()
        return found

    def comment(self) -> tuple[FakePullRequest, FakeComment]:
        """Find the conversation comment that the path names."""
        return self._find(lambda pull_request: pull_request.comments)

    def review_comment(self) -> tuple[FakePullRequest, FakeReviewComment]:
        """Find the review comment that the path names."""
        return self._find(lambda pull_request: pull_request.review_comments)

    def _find(self, among: Callable[[FakePullRequest], Sequence[ItemT]]) -> tuple[FakePullRequest, ItemT]:
        wanted = self.number("id")
        for pull_request in self.repository.pull_requests.values():
            for item in among(pull_request):
                if getattr(item, "id", None) == wanted:
                    return pull_request, item
        raise not_found()

    def json(self) -> Any:
        """Parse the body."""
        try:
            return json.loads(self.call.text or "{}")
        except ValueError:
            raise Refusal(400, "Problems parsing JSON") from None

    def form(self) -> Json:
        """Parse the body, which must be an object."""
        body = self.json()
        if not isinstance(body, dict):
            raise Refusal(400, "Body should be a JSON object")
        return body

    def page(self, items: Sequence[ItemT], show: Callable[[ItemT], Json]) -> Reply:
        """Answer with one page of the items and the links to the others."""
        size = min(self._count("per_page", PER_PAGE), MAX_PER_PAGE)
        page = self._count("page", 1)
        last = max(1, -(-len(items) // size))
        pages = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
        wanted = [
            name
            for name in pages
            if (name in ("next", "last") and page < last) or (name in ("prev", "first") and page > 1)
        ]
        linked = ", ".join(f'<{self._address(page=pages[name])}>; rel="{name}"' for name in wanted)
        shown = [show(item) for item in items[(page - 1) * size : page * size]]
        return Reply(body=shown, headers={"Link": linked} if linked else {})

    def _count(self, name: str, default: int) -> int:
        text = self.call.query.get(name, "")
        return max(1, int(text)) if text.isdecimal() else default

    def _address(self, **changed: int) -> str:
        return f"{self.links.api}{self.call.path}?{urlencode({**self.call.query, **changed})}"


def field(form: Mapping[str, Any], name: str, kind: type[T], default: T | None = None) -> T:
    """Read a member of the body; refuse it when it is missing without a default, or of another type."""
    value = form.get(name, default)
    if value is None and default is None:
        raise Refusal(422, f'Invalid request.\n\n"{name}" wasn\'t supplied.')
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Refusal(422, f"Invalid request.\n\nFor 'properties/{name}', {json.dumps(value)} is not {KINDS[kind]}.")
    return value


def optional(form: Mapping[str, Any], name: str, kind: type[T]) -> T | None:
    """Read a member that may be missing or null."""
    return None if form.get(name) is None else field(form, name, kind)


def body_text(form: Mapping[str, Any], resource: str) -> str:
    """Read ``body``, which must be there, hold something and keep GitHub's limit."""
    body = field(form, "body", str)
    if not body.strip():
        raise invalid(resource, "body", "body can't be blank", "missing_field")
    return limited(body, resource)


def limited(body: str, resource: str) -> str:
    """Refuse more than 65,536 characters."""
    if len(body) > MAX_BODY:
        raise invalid(resource, "body", f"body is too long (maximum is {MAX_BODY} characters)", "unprocessable")
    return body
