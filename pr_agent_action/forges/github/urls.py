"""What the address of a pull request says; knows no client library."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pr_agent_action.domain.pull_request import PullRequestRef
from pr_agent_action.errors import UsageError

API_URL = "https://api.github.com"
EXAMPLE = "https://github.com/owner/name/pull/7"
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_REPOSITORY = r"(?P<owner>[A-Za-z0-9][A-Za-z0-9_-]*)/(?P<name>(?!\.{1,2}/)[A-Za-z0-9._-]+)"
_WEB = re.compile(rf"/{_REPOSITORY}/pull/(?P<number>[1-9]\d{{0,9}})(?:/.*)?", re.ASCII)
_API = re.compile(rf"(?P<prefix>/api/v3)?/repos/{_REPOSITORY}/(?:pulls|issues)/(?P<number>[1-9]\d{{0,9}})/?", re.ASCII)


def parse_pr_url(url: str) -> tuple[str, PullRequestRef]:
    """Read a pull request's address into the API's base URL and the pull request.

    Takes web addresses of github.com, of GitHub Enterprise Cloud (``SUB.ghe.com``) and of GitHub Enterprise Server, and
    API addresses. Raises ``UsageError`` for anything else. NOTE: the address may name any server, so compare the
    base URL with the configured one before a token goes there.
    """
    if is_safe(url.strip()):
        parts = urlsplit(url.strip())
        origin, host = f"{parts.scheme}://{parts.netloc}", parts.hostname or ""
        if web := _WEB.fullmatch(parts.path):
            return _api_url(origin, host), _ref(web)
        if api := _API.fullmatch(parts.path):
            return origin + (api["prefix"] or ""), _ref(api)
    raise UsageError("That is no address of a pull request.", fix=f"Write it like {EXAMPLE}.")


def is_safe(url: str) -> bool:
    """Tell whether a token may go to this address: https without a user in it, or this very machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)


def _api_url(origin: str, host: str) -> str:
    """Tell where the API of a web site lives."""
    if host in {"github.com", "www.github.com"}:
        return API_URL
    if host.endswith(".ghe.com"):
        return f"https://api.{host}"
    return f"{origin}/api/v3"


def _ref(match: re.Match[str]) -> PullRequestRef:
    return PullRequestRef(f"{match['owner']}/{match['name']}", int(match["number"]))
