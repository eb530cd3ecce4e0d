"""The web site of the forge that a run talks to."""

from __future__ import annotations

from collections.abc import Mapping

from pr_agent_action.forges.github.urls import server_of
from pr_agent_action.settings.operator import Settings


def server_url(settings: Settings, environ: Mapping[str, str]) -> str:
    """Tell which site a pull request's address must be on: the one that belongs to the API that gets the token.

    The runner names both, and its word counts as long as the settings do not name another API.
    """
    given = environ.get("GITHUB_SERVER_URL", "").strip()
    runners_api = environ.get("GITHUB_API_URL", "").strip().rstrip("/")
    return given if given and settings.github_api_url == runners_api else server_of(settings.github_api_url)
