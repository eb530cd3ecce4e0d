from __future__ import annotations

import pytest

from pr_agent_action.entrypoints.server import server_url
from pr_agent_action.settings.layers import load

GHES = {"GITHUB_SERVER_URL": "https://ghes.example", "GITHUB_API_URL": "https://ghes.example/api/v3"}


@pytest.mark.parametrize(
    ("environ", "server"),
    [
        ({}, "https://github.com"),
        (GHES, "https://ghes.example"),
        ({"GITHUB_API_URL": "https://ghes.example/api/v3/"}, "https://ghes.example"),
        ({"GITHUB_SERVER_URL": "https://ghes.example"}, "https://github.com"),
        ({**GHES, "GITHUB__BASE_URL": "https://other.example/api/v3"}, "https://other.example"),
        ({"GITHUB_SERVER_URL": "https://github.com", "GITHUB_API_URL": "http://127.0.0.1:1"}, "https://github.com"),
    ],
)
def test_the_site_is_the_one_of_the_api_that_gets_the_token(environ: dict[str, str], server: str) -> None:
    assert server_url(load(environ).settings, environ) == server
