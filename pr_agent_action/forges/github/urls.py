"""GitHub's addresses; knows no client library."""

from __future__ import annotations

from urllib.parse import urlsplit

API_URL = "https://api.github.com"
SERVER_URL = "https://github.com"
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def server_of(api_url: str) -> str:
    """Tell the web site that an API's base URL belongs to.

    Knows github.com, GitHub Enterprise Cloud (``api.SUB.ghe.com``) and GitHub Enterprise Server (``/api/v3``).
    """
    if api_url.rstrip("/") == API_URL:
        return SERVER_URL
    parts = urlsplit(api_url)
    host = parts.netloc
    return f"{parts.scheme}://{host.removeprefix('api.') if host.endswith('.ghe.com') else host}"


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
