"""GraphQL: the schema, the queries' and mutations' roots."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from graphql import GraphQLSchema, build_schema, graphql_sync

from pr_agent_action.demo.fake_github.connections import TypedError, shown_error
from pr_agent_action.demo.fake_github.exchange import Call, Json, Refusal, Reply
from pr_agent_action.demo.fake_github.graphql_pulls import CONTENTS, PullViews
from pr_agent_action.demo.fake_github.links import Links
from pr_agent_action.demo.fake_github.notes import FakeReaction, FakeThread, Written
from pr_agent_action.demo.fake_github.rest_conversation import add_reaction
from pr_agent_action.demo.fake_github.state import FakePullRequest, FakeRepository
from pr_agent_action.demo.fake_github.tokens import Token

FORBIDDEN = "Resource not accessible by integration"
REASONS = {"OFF_TOPIC": "off-topic"}


@lru_cache(maxsize=1)
def schema() -> GraphQLSchema:
    """Build the schema once a process."""
    return build_schema(files("pr_agent_action.demo.fake_github").joinpath("schema.graphql").read_text())


def answer(call: Call, links: Links, repositories: Mapping[str, FakeRepository], token: Token) -> Reply:
    """Answer one POST /graphql: always 200 once the request can be read, with ``errors`` where there are some."""
    try:
        request = json.loads(call.text)
        query = request["query"]
    except (ValueError, KeyError, TypeError):
        raise Refusal(400, "Problems parsing JSON") from None
    if not isinstance(query, str):
        raise Refusal(400, "A query attribute must be specified and must be a string.")
    root = Roots(links, repositories, token).root()
    result = graphql_sync(
        schema(),
        query,
        root_value=root,
        variable_values=request.get("variables") or {},
        operation_name=request.get("operationName"),
    )
    body: Json = {} if result.data is None and result.errors else {"data": result.data}
    if result.errors:
        body["errors"] = [shown_error(error) for error in result.errors]
    return Reply(body=body)


class Roots:
    """What queries and mutations start from."""

    def __init__(self, links: Links, repositories: Mapping[str, FakeRepository], token: Token) -> None:
        """Take the addresses, the repositories by lower-case name, and who asks."""
        self.links = links
        self.repositories = repositories
        self.token = token

    def root(self) -> Json:
        """Give the fields of Query and Mutation."""
        return {
            "id": "QUERY",
            "viewer": lambda _info: self._viewer(),
            "repository": self._repository,
            "node": lambda _info, **arguments: self._node(arguments["id"]),
            "nodes": lambda _info, ids: [self._node(number) for number in ids],
            "rateLimit": lambda _info, **_arguments: RATE,
            "resolveReviewThread": lambda _info, **arguments: self._resolve(arguments["input"], done=True),
            "unresolveReviewThread": lambda _info, **arguments: self._resolve(arguments["input"], done=False),
            "minimizeComment": lambda _info, **arguments: self._minimize(arguments["input"]),
            "addReaction": lambda _info, **arguments: self._react(arguments["input"], add=True),
            "removeReaction": lambda _info, **arguments: self._react(arguments["input"], add=False),
        }

    def _views(self, repository: FakeRepository) -> PullViews:
        return PullViews(self.links, repository, self.token)

    def _viewer(self) -> Json:
        repository = next(iter(self.repositories.values()))
        user = repository.user(self.token.login)
        # NOTE: ``viewer`` is of type User, and an app's login keeps its ``[bot]`` here.
        return {**(self._views(repository).actor(user) or {}), "__typename": "User", "login": user.login}

    def _repository(self, _info: Any, owner: str, name: str, **_arguments: Any) -> Json:
        repository = self.repositories.get(f"{owner}/{name}".lower())
        if repository is None or (repository.private and not self.token.rights.allows("contents", "read")):
            raise TypedError("NOT_FOUND", f"Could not resolve to a Repository with the name '{owner}/{name}'.")
        return self._views(repository).repository_view()

    def _node(self, node_id: str) -> Json:
        for repository, pull in self._pulls():
            views = self._views(repository)
            if node_id == f"PR_{pull.id}":
                return views.pull_request(pull)
            for thread in pull.threads:
                if node_id == f"PRRT_{thread.id}":
                    return views.thread(pull, thread)
            for view in self._texts(views, pull):
                if view["id"] == node_id:
                    return view
        raise _unresolved(node_id)

    def _pulls(self) -> list[tuple[FakeRepository, FakePullRequest]]:
        return [
            (repository, pull)
            for repository in self.repositories.values()
            for pull in repository.pull_requests.values()
        ]

    @staticmethod
    def _texts(views: PullViews, pull: FakePullRequest) -> list[Json]:
        return [
            *(views.comment(pull, comment) for comment in pull.comments),
            *(views.review(pull, review) for review in pull.reviews),
            *(views.review_comment(pull, comment) for comment in pull.review_comments),
        ]

    def _resolve(self, form: Json, *, done: bool) -> Json:
        # NOTE: unlike the rest of reviewing, this needs contents: write.
        self._need("contents")
        for repository, pull in self._pulls():
            for thread in pull.threads:
                if form["threadId"] == f"PRRT_{thread.id}":
                    self._set_resolved(repository, thread, done=done)
                    return _payload(form, thread=self._views(repository).thread(pull, thread))
        raise _unresolved(form["threadId"])

    def _set_resolved(self, repository: FakeRepository, thread: FakeThread, *, done: bool) -> None:
        if not done:
            thread.resolved_by = None
        elif thread.resolved_by is None:
            thread.resolved_by = repository.user(self.token.login)

    def _minimize(self, form: Json) -> Json:
        self._need("pull_requests", "issues")
        _, _, text = self._find_text(form["subjectId"])
        text.minimized_reason = REASONS.get(form["classifier"], form["classifier"].lower())
        return _payload(form, minimizedComment=self._node(form["subjectId"]))

    def _find_text(self, node_id: str) -> tuple[FakeRepository, FakePullRequest, Written]:
        for repository, pull in self._pulls():
            for text, view in zip(pull.written(), self._texts(self._views(repository), pull), strict=True):
                if view["id"] == node_id:
                    return repository, pull, text
        raise _unresolved(node_id)

    def _react(self, form: Json, *, add: bool) -> Json:
        self._need("pull_requests", "issues")
        repository, existing = self._reactions(form["subjectId"])
        content = next(word for word, name in CONTENTS.items() if name == form["content"])
        user = repository.user(self.token.login)
        if add:
            reaction, _ = add_reaction(repository, existing, user, content)
        else:
            found = [one for one in existing if one.user is user and one.content == content]
            if not found:
                raise TypedError("NOT_FOUND", f"Could not find a reaction of {form['content']}.")
            reaction = found[0]
            existing.remove(reaction)
        subject = self._node(form["subjectId"])
        shown = {**self._views(repository).reaction(reaction), "reactable": subject}
        return _payload(form, reaction=shown, subject=subject, reactionGroups=subject["reactionGroups"])

    def _reactions(self, node_id: str) -> tuple[FakeRepository, list[FakeReaction]]:
        for repository, pull in self._pulls():
            if node_id == f"PR_{pull.id}":
                return repository, pull.reactions
        repository, _, text = self._find_text(node_id)
        return repository, text.reactions

    def _need(self, *scopes: str) -> None:
        if not any(self.token.rights.allows(scope, "write") for scope in scopes):
            raise TypedError("FORBIDDEN", FORBIDDEN)


RATE = {"cost": 1, "limit": 5000, "nodeCount": 1, "remaining": 4999, "resetAt": "2026-01-05T11:00:00Z", "used": 1}


def _unresolved(node_id: str) -> TypedError:
    return TypedError("NOT_FOUND", f"Could not resolve to a node with the global id of '{node_id}'")


def _payload(form: Json, **members: Any) -> Json:
    return {"clientMutationId": form.get("clientMutationId"), **members}
