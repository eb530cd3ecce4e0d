"""An OpenAI-compatible model on the loopback that says what a script tells it, faults included.

Used with ``model=openai/scripted`` (or any ``openai/`` model whose price and window are wanted) and
``api_base=server.url``.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self

from pydantic import BaseModel

CHARACTERS_A_TOKEN: Final = 4
CACHE_STEP: Final = 128
"""Providers count cached tokens in steps (OpenAI: 128, from 1,024 on)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFault:
    """An answer that goes wrong.

    A ``status`` of 400 or more answers with an error body that has ``code``. ``cut`` closes the connection without a
    word. ``text`` stands for the answer's content, as it is; ``finish`` is its ``finish_reason``. ``choices=False``
    leaves the list of choices empty. ``delay`` is in seconds, on top of the server's latency.
    """

    status: int = 200
    code: str = ""
    retry_after: str = ""
    cut: bool = False
    text: str = ""
    finish: str = "stop"
    choices: bool = True
    delay: float = 0


BAD_KEY: Final = ModelFault(status=401, code="invalid_api_key")
UNKNOWN_MODEL: Final = ModelFault(status=404, code="model_not_found")
RATE_LIMITED: Final = ModelFault(status=429, code="rate_limit_exceeded")
OUT_OF_QUOTA: Final = ModelFault(status=429, code="insufficient_quota")
TOO_LONG: Final = ModelFault(status=400, code="context_length_exceeded")
BROKEN: Final = ModelFault(status=500, code="server_error")
OVERLOADED: Final = ModelFault(status=503, code="overloaded")
CUT: Final = ModelFault(cut=True)
PROSE: Final = ModelFault(text="I had a good look at the change and I like it very much.")
TRUNCATED: Final = ModelFault(text='{"findings": [{"path": "a.p', finish="length")
WRONG_JSON: Final = ModelFault(text='{"unexpected": true}')
FILTERED: Final = ModelFault(text="", finish="content_filter")
NO_CHOICES: Final = ModelFault(choices=False)

Reply = Mapping[str, Any] | BaseModel | str | ModelFault
"""What the model says: JSON of an answer, a text as it is, or a fault."""


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """One request that the server received."""

    body: Mapping[str, Any]
    authorization: str = ""

    @property
    def model(self) -> str:
        """The model asked for, without litellm's provider prefix."""
        return str(self.body.get("model", ""))

    @property
    def schema(self) -> Mapping[str, Any]:
        """``response_format.json_schema``: ``name`` and ``schema``; empty where none was sent."""
        found: Mapping[str, Any] = (self.body.get("response_format") or {}).get("json_schema") or {}
        return found

    @property
    def schema_name(self) -> str:
        """The answer type's name, ``""`` where none was sent."""
        return str(self.schema.get("name", ""))

    @property
    def texts(self) -> tuple[str, ...]:
        """The messages' texts, in order."""
        return tuple(_text(message.get("content")) for message in self.body.get("messages", ()))

    @property
    def task(self) -> str:
        """The last message's text."""
        return self.texts[-1] if self.texts else ""

    @property
    def tokens(self) -> int:
        """The prompt's length in tokens, estimated."""
        return _tokens("".join(self.texts))


Script = Callable[[ModelRequest], Reply]


@dataclass(frozen=True, slots=True)
class Rule:
    """Answer ``reply`` where ``when`` is the answer type's name or stands in the last message."""

    when: str
    reply: Reply

    def fits(self, request: ModelRequest) -> bool:
        """Tell whether the rule is for this request."""
        return self.when in (request.schema_name, "") or self.when in request.task


def by_rules(*rules: Rule) -> Script:
    """Answer with the first rule that fits; prose where none does."""
    return lambda request: next((rule.reply for rule in rules if rule.fits(request)), PROSE)


def in_turn(replies: Iterable[Reply]) -> Script:
    """Answer with one reply after the other; the last one stays."""
    waiting = list(replies)
    lock = threading.Lock()

    def script(_request: ModelRequest) -> Reply:
        with lock:
            return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    return script


class FakeModelServer:
    """Serve ``POST /v1/chat/completions`` and ``GET /v1/models`` while the ``with`` block lasts.

    ``latency`` is seconds a call; ``cached_from`` the shortest prefix, in tokens, that counts as cached when an
    earlier request began with it. Requests are kept, in the order of their arrival, in ``requests``.
    """

    def __init__(self, script: Script | Sequence[Reply], *, latency: float = 0, cached_from: int = 1024) -> None:
        """Take a function, or replies to give in turn."""
        self._script = script if callable(script) else in_turn(script)
        self._cached_from = cached_from
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._latency = latency
        self.requests: list[ModelRequest] = []
        handler = type("Handler", (_Handler,), {"fake": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """What ``api_base`` is set to."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        """Start to serve."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, and let slow answers go."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: ModelRequest) -> ModelFault:
        """Record the request and decide on the answer, in the shape that can also go wrong."""
        reply = self._script(request)
        if isinstance(reply, ModelFault):
            fault = reply
        elif isinstance(reply, BaseModel):
            fault = ModelFault(text=reply.model_dump_json())
        else:
            fault = ModelFault(text=reply if isinstance(reply, str) else json.dumps(reply))
        self._closing.wait(self._latency + fault.delay)
        return fault

    def cached_tokens(self, request: ModelRequest) -> int:
        """Record the request; tell how much of its beginning came before, in tokens."""
        text = "".join(request.texts)
        with self._lock:
            seen = max((_shared("".join(old.texts), text) for old in self.requests), default=0)
            self.requests.append(request)
        cached = seen // CHARACTERS_A_TOKEN
        return cached // CACHE_STEP * CACHE_STEP if cached >= self._cached_from else 0


class _Handler(BaseHTTPRequestHandler):
    """HTTP in, JSON out."""

    fake: FakeModelServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each answer waits 40 ms for an acknowledgement

    def do_GET(self) -> None:
        """List the one model."""
        self._send(200, {"object": "list", "data": [{"id": "scripted", "object": "model"}]})

    def do_POST(self) -> None:
        """Answer a chat completion."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path != "/v1/chat/completions":
            self._send(404, _error("not_found"))
            return
        request = ModelRequest(body, self.headers.get("Authorization", ""))
        cached = self.fake.cached_tokens(request)
        fault = self.fake.answer(request)
        if fault.cut:
            self.close_connection = True
        elif fault.status >= 400:  # noqa: PLR2004 - where HTTP's errors begin
            self._send(fault.status, _error(fault.code), retry_after=fault.retry_after)
        else:
            self._send(200, _completion(request, fault, cached))

    def _send(self, status: int, body: Mapping[str, Any], *, retry_after: str = "") -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        # NOTE: litellm keeps its clients for an hour; a connection left open would outlive the server.
        self.send_header("Connection", "close")
        if retry_after:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        with suppress(ConnectionError):  # the client did not wait
            self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class has it so
        """Keep quiet."""


def _completion(request: ModelRequest, fault: ModelFault, cached: int) -> dict[str, Any]:
    message = {"role": "assistant", "content": fault.text}
    answered = _tokens(fault.text)
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion",
        "created": 0,
        "model": request.model,
        "choices": [{"index": 0, "finish_reason": fault.finish, "message": message}] if fault.choices else [],
        "usage": {
            "prompt_tokens": request.tokens,
            "completion_tokens": answered,
            "total_tokens": request.tokens + answered,
            "prompt_tokens_details": {"cached_tokens": cached},
        },
    }


def _error(code: str) -> dict[str, Any]:
    return {"error": {"message": f"The script says {code}.", "type": code, "code": code, "param": None}}


def _text(content: object) -> str:
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else ()
    return "".join(str(part.get("text", "")) for part in parts)


def _shared(one: str, other: str) -> int:
    """Tell how many first characters two texts share."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one.startswith(other[:middle]):
            least = middle
        else:
            most = middle - 1
    return least


def _tokens(text: str) -> int:
    return -(-len(text) // CHARACTERS_A_TOKEN)
