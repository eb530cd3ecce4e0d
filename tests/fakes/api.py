"""A bare HTTP client for the fake GitHub: no retries, no opinions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from pr_agent_action.demo.fake_github import FakeGitHub

HERE = "/repos/octo/example"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer; ``body`` is parsed where it is JSON."""

    status: int
    body: Any
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Api:
    """Asks as one token; paths that start with a dot are the example repository's."""

    github: FakeGitHub
    token: str = "ghs_rw"

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answered:
        """Send one request on a connection of its own; a header's name is written with underscores."""
        sent = {"User-Agent": "tests", "Content-Type": "application/json"}
        sent |= {"Authorization": f"Bearer {self.token}"} if self.token else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = HTTPConnection(urlsplit(self.github.api_url).netloc, timeout=10)
        try:
            payload = body if isinstance(body, str) or body is None else json.dumps(body)
            connection.request(method, path.replace(".", HERE, 1) if path.startswith(".") else path, payload, sent)
            answer = connection.getresponse()
            data, kind = answer.read(), answer.headers.get("Content-Type", "")
            parsed: Any = json.loads(data) if data and "json" in kind else data
            return Answered(answer.status, parsed, dict(answer.headers.items()))
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answered:
        """Read."""
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None) -> Answered:
        """Write."""
        return self.ask("POST", path, body)

    def query(self, text: str, **variables: Any) -> Any:
        """Ask GraphQL; give the whole answer, errors and all."""
        answer = self.post("/graphql", {"query": text, "variables": variables})
        assert answer.status == 200, answer
        return answer.body
