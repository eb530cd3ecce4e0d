from __future__ import annotations

import subprocess
import sys

import pytest

from pr_agent_action.forges.github.urls import is_safe, server_of


@pytest.mark.parametrize(
    ("api_url", "server"),
    [
        ("https://api.github.com", "https://github.com"),
        ("https://api.github.com/", "https://github.com"),
        ("https://api.acme.ghe.com", "https://acme.ghe.com"),
        ("https://ghes.example:8443/api/v3", "https://ghes.example:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ],
)
def test_the_site_that_an_api_belongs_to(api_url: str, server: str) -> None:
    assert server_of(api_url) == server


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://api.github.com", True),
        ("http://127.0.0.1:8080", True),
        ("http://localhost", True),
        ("http://api.github.com", False),
        ("https://token@api.github.com", False),
        ("https://[api.github.com", False),
        ("https://api.github.com:port", False),
        ("ftp://api.github.com", False),
        ("", False),
    ],
)
def test_where_a_token_may_go(url: str, safe: bool) -> None:
    assert is_safe(url) is safe


def test_addresses_are_read_and_forges_are_listed_without_the_client_library() -> None:
    code = (
        "import sys; import pr_agent_action.forges, pr_agent_action.forges.github.urls; "
        "sys.exit('github' in sys.modules or 'requests' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
