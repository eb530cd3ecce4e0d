"""From a call to its answer, without a socket: tokens, rights, limits, faults, routes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from threading import RLock
from typing import Any

from pr_agent_action.demo.fake_github import graphql_api
from pr_agent_action.demo.fake_github.context import Context
from pr_agent_action.demo.fake_github.exchange import Call, Refusal, Reply, not_found
from pr_agent_action.demo.fake_github.faults import Fault, FaultScript
from pr_agent_action.demo.fake_github.links import Links
from pr_agent_action.demo.fake_github.routes import Route, find_route
from pr_agent_action.demo.fake_github.state import FakeRepository
from pr_agent_action.demo.fake_github.tokens import READ_ONLY, Rights, Token

RESET = 1_767_610_800
ANONYMOUS = Token(READ_ONLY, "")
FORBIDDEN = "Resource not accessible by integration"


@dataclass(frozen=True, slots=True)
class RateLimit:
    """The primary limit: calls left of ``limit`` in this hour; ``reset`` is in seconds since 1970."""

    limit: int = 5_000
    remaining: int = 5_000
    reset: int = RESET


class Service:
    """Everything about the fake but its socket; calls are answered one at a time."""

    def __init__(
        self,
        links: Links,
        repositories: Sequence[FakeRepository],
        *,
        tokens: Mapping[str, Rights | Token],
        faults: FaultScript,
        rate_limit: RateLimit,
    ) -> None:
        """Take what is served, to whom, and what goes wrong."""
        self.links = links
        self.repositories = {repository.full_name.lower(): repository for repository in repositories}
        self.tokens = {name: Token(token) if isinstance(token, Rights) else token for name, token in tokens.items()}
        self.faults = faults
        self.rate = rate_limit
        self._requests = 0
        self._lock = RLock()

    def answer(self, call: Call) -> Reply:
        """Answer as GitHub would."""
        with self._lock:
            try:
                reply = self._answer(call)
            except Refusal as refusal:
                reply = refusal.reply
            return self._with_headers(call, reply)

    def fault_reply(self, call: Call, fault: Fault) -> Reply:
        """Answer as the fault says."""
        body: Any = {"message": f"Scripted {fault.status}", "documentation_url": "https://docs.github.com/rest"}
        with self._lock:
            reply = Reply(status=fault.status, body=body if fault.body is None else fault.body)
            headed = self._with_headers(call, reply)
            return replace(headed, headers={**headed.headers, **fault.headers})

    def _answer(self, call: Call) -> Reply:
        if not call.headers.get("user-agent"):
            words = "Request forbidden by administrative rules. Please make sure your request has a User-Agent header."
            raise Refusal(403, words)
        if call.token and call.token not in self.tokens:
            raise Refusal(401, "Bad credentials")
        if self.rate.remaining <= 0 and call.path != "/rate_limit":
            raise Refusal(403, "API rate limit exceeded for installation ID 1001.")
        if call.path != "/rate_limit":
            self.rate = replace(self.rate, remaining=self.rate.remaining - 1)
        if call.path == "/graphql":
            return self._graphql(call)
        found = find_route(call.method, call.path)
        if found is None:
            raise not_found()
        return self._rest(call, *found)

    def _graphql(self, call: Call) -> Reply:
        if call.method != "POST":
            raise not_found()
        if not call.token:
            raise Refusal(401, "This endpoint requires you to be authenticated.")
        return graphql_api.answer(call, self.links, self.repositories, self.tokens[call.token])

    def _rest(self, call: Call, route: Route, arguments: dict[str, str]) -> Reply:
        token = self.tokens.get(call.token, ANONYMOUS)
        repository = next(iter(self.repositories.values()))
        if "owner" in arguments:
            named = self.repositories.get(f"{arguments['owner']}/{arguments['repo']}".lower())
            if named is None or (named.private and not call.token):
                raise not_found()
            repository = named
            self._check_right(call, route, repository, token)
        elif not call.token and call.path == "/user":
            raise Refusal(401, "Requires authentication")
        context = Context(call=call, repository=repository, token=token, links=self.links, arguments=arguments)
        reply = route.handler(context)
        return replace(reply, headers={"X-Accepted-GitHub-Permissions": _accepted(route), **reply.headers})

    def _check_right(self, call: Call, route: Route, repository: FakeRepository, token: Token) -> None:
        """Refuse what the token may not do; everybody may read what is public."""
        if route.level == "read" and not repository.private:
            return
        if not call.token:
            raise Refusal(401, "Requires authentication")
        if not any(token.rights.allows(scope, route.level) for scope in route.scopes):
            raise Refusal(403, FORBIDDEN, X_Accepted_GitHub_Permissions=_accepted(route))

    def _with_headers(self, call: Call, reply: Reply) -> Reply:
        self._requests += 1
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-GitHub-Media-Type": "github.v3; format=json",
            "X-GitHub-Request-Id": f"FA4E:{self._requests:06X}",
            "X-RateLimit-Limit": str(self.rate.limit),
            "X-RateLimit-Remaining": str(max(0, self.rate.remaining)),
            "X-RateLimit-Reset": str(self.rate.reset),
            "X-RateLimit-Used": str(self.rate.limit - max(0, self.rate.remaining)),
            "X-RateLimit-Resource": "graphql" if call.path == "/graphql" else "core",
        }
        return replace(reply, headers={**headers, **reply.headers})


def _accepted(route: Route) -> str:
    return "; ".join(f"{scope}={route.level}" for scope in route.scopes)


def encoded(reply: Reply) -> bytes:
    """Turn the body into bytes: bytes and text as they are, all else as JSON, nothing for 204."""
    if reply.status in (204, 304):
        return b""
    if isinstance(reply.body, bytes):
        return reply.body
    return reply.body.encode() if isinstance(reply.body, str) else json.dumps(reply.body).encode()
