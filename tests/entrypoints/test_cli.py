"""The command line, in this process: against the fake GitHub, without a model."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from pr_agent_action import __version__
from pr_agent_action.commands.catalogue import COMMANDS
from pr_agent_action.demo.fake_github import FakeGitHub, FakeRepository, pull_request_from_texts
from pr_agent_action.entrypoints.cli import main

Start = Callable[..., FakeGitHub]
TOKEN = "ghs_rw"
URL = "octo/example#1"


@pytest.fixture
def repository() -> FakeRepository:
    return pull_request_from_texts({"app.py": "one = 1\n"}, {"app.py": "one = 1\ntwo = 2\n"})


@pytest.fixture
def github(repository: FakeRepository, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGitHub]:
    """A fake GitHub that the environment names, with a token for it."""
    with ExitStack() as stack:
        fake = stack.enter_context(FakeGitHub(repository))
        monkeypatch.setenv("GITHUB_API_URL", fake.api_url)
        monkeypatch.setenv("GITHUB_GRAPHQL_URL", fake.graphql_url)
        monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
        # What a run adds to the environment goes with the test.
        monkeypatch.setattr(os, "environ", dict(os.environ))
        yield fake


def test_a_review_is_posted_and_shown(github: FakeGitHub, repository: FakeRepository, capsys: Any) -> None:
    assert main(["review", "--pr_url", URL]) == 0
    (comment,) = repository.pull_requests[1].comments
    assert "pr-agent-action:summary" in comment.body
    shown = capsys.readouterr().out
    assert "posted: review on octo/example#1 at" in shown
    assert "app.py" in shown


def test_a_dry_run_shows_and_posts_nothing(github: FakeGitHub, repository: FakeRepository, capsys: Any) -> None:
    assert main(["review", "--pr_url", URL, "--dry_run"]) == 0
    assert repository.pull_requests[1].comments == []
    assert not [request for request in github.requests if request.method in ("PATCH", "PUT", "DELETE")]
    shown = capsys.readouterr().out
    assert "Nothing was posted" in shown
    assert "app.py" in shown


def test_the_address_of_the_server_s_own_site_is_taken(github: FakeGitHub, repository: FakeRepository) -> None:
    assert main(["help", "--pr_url", f"{github.api_url}/octo/example/pull/1"]) == 0
    assert "| `/review" in repository.pull_requests[1].comments[-1].body


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["review", "--pr_url", "https://github.com/octo/example/pull/1"], "not on 127.0.0.1"),
        (["review", "--pr_url", "https://evil.example/octo/example/pull/1"], "not on 127.0.0.1"),
        (["review", "--pr_url", "7"], "names no pull request"),
        (["review", "--pr_url", URL, "--fast"], "`--fast` is no option"),
        (["review", "--pr_url", URL, "--pr_reviewer.num_max_finding=1"], "Did you mean `pr_reviewer.num_max_findings`"),
        (["review", "--pr_url", URL, "--pr_reviewer.num_max_findings=many"], "takes a whole number"),
    ],
)
def test_wrong_use_ends_with_2_and_no_call(github: FakeGitHub, arguments: list[str], said: str, capsys: Any) -> None:
    assert main(arguments) == 2
    assert said in capsys.readouterr().err
    assert github.requests == []


def test_without_a_token_there_is_a_fix(
    github: FakeGitHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(os.environ, "GITHUB_TOKEN")
    assert main(["review", "--pr_url", URL]) == 2
    assert "There is no token for GitHub. Leave" in capsys.readouterr().err


def test_a_pull_request_that_is_not_there_ends_with_1(github: FakeGitHub, capsys: Any) -> None:
    assert main(["review", "--pr_url", "octo/example#9"]) == 1
    assert "Check the repository and the number" in capsys.readouterr().err


def test_settings_on_the_command_line_hold(github: FakeGitHub, repository: FakeRepository) -> None:
    assert main(["review", "--pr_url", URL, "--config.publish_output=false"]) == 0
    assert repository.pull_requests[1].comments == []


def test_keys_under_users_names_reach_the_model_s_library(github: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "OPENAI_KEY", "sk-0123456789")
    assert main(["help", "--pr_url", URL]) == 0
    assert os.environ["OPENAI_API_KEY"] == "sk-0123456789"


def test_config_shows_what_holds_and_no_secret(
    github: FakeGitHub, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setitem(os.environ, "ANTHROPIC_API_KEY", "sk-ant-0123456789")
    assert main(["config", "show", "--pr_reviewer.num_max_findings=7"]) == 0
    shown = capsys.readouterr().out
    assert "num_max_findings" in shown
    assert "argument" in shown
    assert "sk-ant-0123456789" not in shown
    assert TOKEN not in shown


def test_a_bug_is_a_report_without_the_data(
    github: FakeGitHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> int:
        raise RuntimeError("a word of the pull request")

    monkeypatch.setattr("pr_agent_action.entrypoints.cli_run.show_config", broken)
    assert main(["config", "show"]) == 1
    told = capsys.readouterr().err
    assert "RuntimeError" in told
    assert "a word of the pull request" not in told


def test_help_names_every_command(capsys: Any) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    assert [name for name in (*COMMANDS, "demo", "eval") if name not in shown] == []


@pytest.mark.parametrize("arguments", [[], ["reviw"], ["review"]])
def test_what_argparse_refuses_ends_with_2(arguments: list[str], capsys: Any) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert "usage: pr-agent-action" in capsys.readouterr().err


def test_the_script_is_there() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pr_agent_action", "--version"], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == f"{__version__}\n"
