"""Which pull request an operator means."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pr_agent_action.domain.pull_request import PullRequestRef
from pr_agent_action.errors import UsageError

NUMBER = re.compile(r"(?:(?P<repository>[\w.-]+/[\w.-]+)?#)?(?P<number>\d{1,10})", re.ASCII)
PATH = re.compile(r"/(?P<repository>[\w.-]+/[\w.-]+)/pull/(?P<number>\d{1,10})(?:/.*)?", re.ASCII)
FIX = "Give its URL, `owner/name#7`, or its number in this repository."


def parse_pr_url(text: str, *, repository: str = "", server_url: str = "") -> PullRequestRef:
    """Read a pull request's URL, ``owner/name#7``, ``#7`` or ``7``.

    ``repository`` is the one that a bare number counts in; ``server_url`` the forge that a URL must be of.

    Raises:
        UsageError: the text names no pull request, or one of another forge.
    """
    word = text.strip()
    match = NUMBER.fullmatch(word)
    if match is None and "://" in word:
        match = _on(word, server_url)
    owner_and_name = (match["repository"] or repository) if match else ""
    if match is None or not owner_and_name:
        raise UsageError("`pr_url` names no pull request.", fix=FIX)
    return PullRequestRef(owner_and_name, int(match["number"]))


def _on(url: str, server_url: str) -> re.Match[str] | None:
    try:
        parts, server = urlsplit(url), urlsplit(server_url)
    except ValueError:  # NOTE: brackets that hold no IPv6 address.
        return None
    if parts.scheme not in ("http", "https"):
        return None
    if server_url and (parts.hostname or "").removeprefix("www.") != server.hostname:
        raise UsageError(
            f"`pr_url` is not on {server.hostname}, the server that this run talks to.",
            fix="Name a pull request of that server, or set `GITHUB_SERVER_URL` and `GITHUB_API_URL`.",
        )
    return PATH.fullmatch(parts.path)
