"""Checks recorded exchanges against GitHub's own OpenAPI description."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jsonschema.exceptions import best_match  # type: ignore[import-untyped]  # its stubs are a package of their own
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict

from pr_agent_action.demo.fake_github import Exchange
from pr_agent_action.demo.fake_github.exchange import Reply
from pr_agent_action.demo.fake_github.service import encoded

DESCRIPTION = Path(__file__).parent.parent / "data" / "github_openapi.json.gz"
ORIGIN = "https://api.github.com"


def check_exchanges(exchanges: Iterable[Exchange]) -> None:
    """Check them all."""
    for exchange in exchanges:
        check_exchange(exchange)


def check_exchange(exchange: Exchange) -> None:
    """Fail when a REST exchange is not what GitHub describes; GraphQL is checked by its schema already.

    A request that was refused with 4xx is checked for its answer alone, and so is a scripted fault not at all.
    """
    if exchange.path == "/graphql" or exchange.method == "HEAD" or exchange.faulty or exchange.status == 0:
        return
    try:
        if exchange.status < 400:
            description().validate_request(Request(exchange))
        if described(exchange):
            description().validate_response(Request(exchange), Response(exchange))
    except OpenAPIError as error:
        raise AssertionError(f"{exchange} is not as GitHub describes it: {_cause(error)}") from error


def _cause(error: BaseException) -> str:
    """Find the narrowest error: where in the body, and what is wrong there."""
    found = best_match(getattr(error.__cause__, "schema_errors", []))
    return f"{found.json_path}: {found.message[:500]}" if found else f"{error} ({error.__cause__})"


@lru_cache(maxsize=1)
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(gzip.decompress(DESCRIPTION.read_bytes()))
    return document


@lru_cache(maxsize=1)
def description() -> OpenAPI:
    """Load the description once a process."""
    return OpenAPI.from_dict(_document())


def described(exchange: Exchange) -> bool:
    """Tell whether GitHub describes this answer: not raw files and diffs, nor general refusals (401, 403 ...)."""
    if exchange.status < 400:
        return exchange.status == 204 or "json" in exchange.headers.get("Content-Type", "")
    path = template(exchange.path)
    return path is not None and str(exchange.status) in _document()["paths"][path][exchange.method.lower()]["responses"]


def template(path: str) -> str | None:
    """Find the description's name for a path."""
    for candidate in _document()["paths"]:
        wanted, given = candidate.split("/"), path.split("/")
        if candidate.endswith("/contents/{path}"):
            wanted, given = wanted[:5], given[:5]
        if len(wanted) == len(given) and all(w.startswith("{") or w == g for w, g in zip(wanted, given, strict=True)):
            return str(candidate)
    return None


class Request:
    """An exchange's request as openapi-core wants it."""

    def __init__(self, exchange: Exchange) -> None:
        path = exchange.path
        # NOTE: {path} of the contents API holds slashes, which OpenAPI's templates do not match.
        if "/contents/" in path:
            before, _, after = path.partition("/contents/")
            path = f"{before}/contents/{after.replace('/', '%2F')}"
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(exchange.query),
            header=Headers(dict(exchange.request_headers)),
            cookie=ImmutableMultiDict(),
        )
        self.host_url, self.path = ORIGIN, path
        self.full_url_pattern = ORIGIN + path + ("?" + urlencode(exchange.query) if exchange.query else "")
        self.method = exchange.method.lower()
        self.content_type = "application/json"
        self.body = None if exchange.body is None else json.dumps(exchange.body).encode()


class Response:
    """An exchange's answer as openapi-core wants it."""

    def __init__(self, exchange: Exchange) -> None:
        self.status_code = exchange.status
        self.headers = Headers(dict(exchange.headers))
        self.data = encoded(Reply(status=exchange.status, body=exchange.answer))
        self.content_type = exchange.headers.get("Content-Type", "application/json").partition(";")[0]
