"""One connection to GitHub: sends calls, waits as the policy says, translates refusals.

PyGithub does the HTTP; its own retries and pauses are off (see ``retry``). Safe for parallel use.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import github
import requests

from pr_agent_action import __version__
from pr_agent_action.errors import SettingsError
from pr_agent_action.forges.github.errors import translate
from pr_agent_action.forges.github.graphql import Answer, as_answer, as_response
from pr_agent_action.forges.github.retry import Clock, RetryPolicy, Sleep, WritePacer
from pr_agent_action.forges.github.urls import API_URL, is_safe
from pr_agent_action.forges.github.wire import CUT, Call, Json, Kind, Response

TIMEOUT = 15
"""Seconds; GitHub itself gives up on a request after 10."""
API_VERSION = "2022-11-28"
BAD_GATEWAY = 502
MOVED = 301
Arrived = Callable[[], Json | None]
"""Looks whether a creation took effect; gives what its answer would have said, as far as ``Posted`` needs it."""


class Client:
    """Sends calls with one token to one GitHub."""

    def __init__(  # noqa: PLR0913 - keyword-only, with defaults
        self,
        token: str,
        *,
        api_url: str = API_URL,
        graphql_url: str = "",
        policy: RetryPolicy | None = None,
        write_interval: float = 1.0,
        clock: Clock = time.time,
        sleep: Sleep = time.sleep,
    ) -> None:
        """Connect to nothing yet; raise ``SettingsError`` for a token or URL that cannot be one."""
        api_url = (api_url or API_URL).rstrip("/")
        _check(token.strip(), api_url, graphql_url)
        # NOTE: at DEBUG, PyGithub logs whole requests and answers: other people's text in the runner's log.
        logging.getLogger("github").setLevel(logging.WARNING)
        self._github = github.Github(
            auth=github.Auth.Token(token.strip()),
            base_url=api_url,
            timeout=TIMEOUT,
            user_agent=f"pr-agent-action/{__version__}",
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
            lazy=True,
            api_version=API_VERSION,
        )
        self._requester = self._github.requester
        self._graphql_url = graphql_url or self._requester.graphql_url
        self._policy = policy or RetryPolicy()
        self._pacer = WritePacer(interval=write_interval, clock=clock, sleep=sleep)
        self._clock, self._sleep = clock, sleep
        self.log: list[tuple[str, str]] = []

    def close(self) -> None:
        """Close the connections."""
        self._github.close()

    def graphql(
        self, query: str, variables: Json, *, doing: str, scope: str = "pull-requests: read", writes: bool = False
    ) -> Answer:
        """Ask a query, or (``writes``) send a mutation that may be repeated.

        Single fields of the answer may be ``None`` where GitHub refused only them.
        """
        body = {"query": query, "variables": variables}
        kind = Kind.REPEATABLE if writes else Kind.READ
        call = Call(method="POST", path=self._graphql_url, doing=doing, scope=scope, body=body, graphql=True, kind=kind)
        return as_answer(self.send(call))

    def send(self, call: Call, *, arrived: Arrived | None = None) -> Any:  # noqa: ANN401 - JSON, as the call defines it
        """Send a call until it is answered; raise a ``ForgeError`` when it is refused or nothing comes.

        A creation whose answer was lost is repeated only after ``arrived`` found no trace of it.
        """
        waited, attempt = 0.0, 0
        while True:
            response = self._exchange(call)
            if response.ok:
                return response.data
            wait = self._policy.wait(response, attempt=attempt, waited=waited, now=self._clock())
            if wait is not None:
                self._sleep(wait)
            if call.kind is Kind.CREATION and response.lost:
                found = arrived() if arrived else None
                if found is not None:
                    return found
                wait = wait if arrived else None
            if wait is None:
                raise translate(call, response, now=self._clock())
            waited, attempt = waited + wait, attempt + 1

    def _exchange(self, call: Call) -> Response:
        """Send a call once."""
        if call.kind is not Kind.READ:
            self._pacer.before_write()
        self.log.append((call.method, "/graphql" if call.graphql else call.target))
        try:
            status, headers, text = self._requester.requestJson(
                call.method, call.path, parameters=dict(call.parameters), input=call.body
            )
        except requests.RequestException:
            return Response(status=CUT)
        except RuntimeError:
            return Response(status=MOVED)  # NOTE: what PyGithub raises where a redirect leads to another host.
        response = Response(
            status=status, headers={key.lower(): str(value) for key, value in headers.items()}, data=_parsed(text)
        )
        if response.ok and call.answers is not None and not isinstance(response.data, call.answers):
            # NOTE: a proxy's page, say, with status 200.
            return Response(status=BAD_GATEWAY)
        return as_response(response) if call.graphql else response


def _parsed(text: str) -> Any:  # noqa: ANN401 - JSON of any shape
    try:
        return json.loads(text)
    except ValueError:
        return None


def _check(token: str, api_url: str, graphql_url: str) -> None:
    if not re.fullmatch(r"[\x21-\x7e]+", token):
        raise SettingsError(
            "There is no usable GitHub token.",
            fix="Pass `github_token: ${{ github.token }}`, or set GITHUB_TOKEN.",
        )
    if not is_safe(api_url):
        raise SettingsError(
            "GITHUB_API_URL is no https address.", fix="Use one like https://api.github.com or https://HOST/api/v3."
        )
    # NOTE: the token goes to one server only.
    if graphql_url and urlsplit(graphql_url)[:2] != urlsplit(api_url)[:2]:
        raise SettingsError(
            "GITHUB_GRAPHQL_URL is on another server than GITHUB_API_URL.", fix="Leave it out, or use the same host."
        )
