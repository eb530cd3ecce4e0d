from __future__ import annotations

import subprocess
import sys

import pytest

from pr_agent_action.domain.pull_request import PullRequestRef
from pr_agent_action.errors import UsageError
from pr_agent_action.forges.github.urls import parse_pr_url

REF = PullRequestRef("octo-org/demo.js", 7)


@pytest.mark.parametrize(
    ("url", "api_url"),
    [
        ("https://github.com/octo-org/demo.js/pull/7", "https://api.github.com"),
        (" https://www.github.com/octo-org/demo.js/pull/7/files?w=1#diff-1 ", "https://api.github.com"),
        ("https://github.com/octo-org/demo.js/pull/7/", "https://api.github.com"),
        ("https://acme.ghe.com/octo-org/demo.js/pull/7", "https://api.acme.ghe.com"),
        ("https://ghes.example:8443/octo-org/demo.js/pull/7/commits", "https://ghes.example:8443/api/v3"),
        ("https://api.github.com/repos/octo-org/demo.js/pulls/7", "https://api.github.com"),
        ("https://api.github.com/repos/octo-org/demo.js/issues/7", "https://api.github.com"),
        ("https://ghes.example/api/v3/repos/octo-org/demo.js/pulls/7", "https://ghes.example/api/v3"),
        ("http://127.0.0.1:8080/octo-org/demo.js/pull/7", "http://127.0.0.1:8080/api/v3"),
        ("http://localhost:8080/repos/octo-org/demo.js/pulls/7", "http://localhost:8080"),
    ],
)
def test_an_address_names_the_api_and_the_pull_request(url: str, api_url: str) -> None:
    assert parse_pr_url(url) == (api_url, REF)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "7",
        "octo-org/demo.js#7",
        "https://github.com/octo-org/demo.js",
        "https://github.com/octo-org/demo.js/pull/0",
        "https://github.com/octo-org/demo.js/pull/seven",
        "https://github.com/octo-org/demo.js/issues/7",
        "https://github.com/octo-org/../pull/7/..",
        "http://github.com/octo-org/demo.js/pull/7",
        "https://token@github.com/octo-org/demo.js/pull/7",
        "https://[github.com/octo-org/demo.js/pull/7",
        "https://github.com:port/octo-org/demo.js/pull/7",
        "ftp://github.com/octo-org/demo.js/pull/7",
    ],
)
def test_anything_else_is_a_usage_error_with_an_example(url: str) -> None:
    with pytest.raises(UsageError, match=r"https://github\.com/owner/name/pull/7"):
        parse_pr_url(url)


def test_addresses_are_read_and_forges_are_listed_without_the_client_library() -> None:
    code = (
        "import sys; import pr_agent_action.forges, pr_agent_action.forges.github.urls; "
        "sys.exit('github' in sys.modules or 'requests' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
