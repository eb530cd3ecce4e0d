"""The socket: a GitHub on the loopback that records every exchange."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from pr_agent_action.demo.fake_github.exchange import Call, Exchange, Reply
from pr_agent_action.demo.fake_github.faults import Fault, FaultScript
from pr_agent_action.demo.fake_github.links import Links
from pr_agent_action.demo.fake_github.service import RateLimit, Service, encoded
from pr_agent_action.demo.fake_github.state import FakeRepository
from pr_agent_action.demo.fake_github.tokens import READ_ONLY, REVIEWER, Rights, Token

DEFAULT_TOKENS: Mapping[str, Rights | Token] = {"ghs_rw": REVIEWER, "ghs_ro": READ_ONLY}


class FakeGitHub:
    """A strict GitHub for as long as the ``with`` block lasts.

    ``tokens`` maps each token to its rights (or to a ``Token`` with a login of its own); by default ``ghs_rw`` may
    review and ``ghs_ro`` only read, both as ``github-actions[bot]``. ``latency`` is added to each call, in seconds.
    """

    def __init__(
        self,
        *repositories: FakeRepository,
        tokens: Mapping[str, Rights | Token] = DEFAULT_TOKENS,
        latency: float = 0.0,
        faults: Sequence[Fault] = (),
        rate_limit: RateLimit | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        """Bind a free port; calls are answered once the block is entered."""
        self.latency = latency
        self.faults = FaultScript(faults)
        self.requests: list[Exchange] = []
        self._server = _Server((host, port), self)
        self.api_url = f"http://{host}:{self._server.server_port}"
        self.graphql_url = f"{self.api_url}/graphql"
        self.links = Links(self.api_url)
        self.service = Service(
            self.links, repositories, tokens=tokens, faults=self.faults, rate_limit=rate_limit or RateLimit()
        )
        self.repository = repositories[0]
        self._started = time.monotonic()
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> Self:
        """Answer from now on."""
        self._started = time.monotonic()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop answering and close every connection."""
        self._server.shutdown()
        self._server.close_connections()
        self._server.server_close()
        self._thread.join()

    def calls(self) -> list[str]:
        """List what was asked, as ``GET /repos/octo/example/pulls/1 200``."""
        return [str(exchange) for exchange in self.requests]

    def wrote(self) -> list[Exchange]:
        """List the calls that could change something: REST writes and GraphQL mutations."""
        return [exchange for exchange in self.requests if _writes(exchange)]

    def handle(self, call: Call) -> Reply | None:
        """Answer a call and record it; ``None`` cuts the connection."""
        begun = time.monotonic()
        fault = self.faults.take(call.method, call.target, call.text)
        time.sleep(self.latency + (fault.delay if fault else 0.0))
        reply = self._reply(call, fault)
        self.requests.append(
            Exchange(
                method=call.method,
                path=call.path,
                query=call.query,
                request_headers=call.headers,
                body=_parsed(call.text),
                token=call.token,
                status=reply.status if reply else 0,
                headers=reply.headers if reply else {},
                answer=reply.body if reply else None,
                time=begun - self._started,
                seconds=time.monotonic() - begun,
                faulty=bool(fault and (fault.status or fault.cut)),
            )
        )
        return reply

    def _reply(self, call: Call, fault: Fault | None) -> Reply | None:
        if fault is None or not (fault.status or fault.cut):
            return self.service.answer(call)
        if fault.after:
            self.service.answer(call)
        return None if fault.cut else self.service.fault_reply(call, fault)


def _writes(exchange: Exchange) -> bool:
    if exchange.path == "/graphql":
        query = exchange.body.get("query", "") if isinstance(exchange.body, dict) else ""
        return str(query).lstrip().startswith("mutation")
    return exchange.method not in ("GET", "HEAD")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text


class _Server(ThreadingHTTPServer):
    """Keeps its connections at hand, to close them at the end."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], owner: FakeGitHub) -> None:
        self.owner = owner
        self._connections: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        for connection in list(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that went away."""


class _Handler(BaseHTTPRequestHandler):
    """Turns HTTP into a ``Call`` and a ``Reply`` into HTTP."""

    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # NOTE: one packet an answer; without it each header line is one, and Nagle costs 40 ms.

    def _serve(self) -> None:
        call = self._call()
        reply = self.server.owner.handle(call)
        if reply is None:
            self.close_connection = True
            return
        body = encoded(reply)
        self.send_response(reply.status)
        for name, value in {**reply.headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do_HEAD = _serve  # noqa: N815 - the base class's names

    def _call(self) -> Call:
        length = int(self.headers.get("Content-Length") or 0)
        address = urlsplit(self.path)
        authorization = self.headers.get("Authorization", "")
        return Call(
            method=self.command,
            path=address.path,
            query=dict(parse_qsl(address.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            text=self.rfile.read(length).decode("utf-8", "replace"),
            token=authorization.partition(" ")[2].strip(),
        )

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Write nothing: the exchanges are recorded."""
