from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from pr_agent_action.demo.fake_github import FakeRepository, Fault, RateLimit, pull_request_from_texts
from pr_agent_action.errors import NotFoundError, RateLimitedError, SettingsError, UnavailableError
from pr_agent_action.forges import FORGES
from pr_agent_action.forges.github.forge import GitHubForge
from pr_agent_action.forges.github.retry import RetryPolicy
from pr_agent_action.ports import Descriptions, Labels, Reactions, Reviews
from tests.fakes.github_bench import REF, Start

SECRET = "ghs_0123456789abcdefghijklmnopqrstuvwxyz"


@pytest.fixture
def repository() -> FakeRepository:
    return pull_request_from_texts({"a": "x\n"}, {"a": "y\n"})


def test_github_is_listed_and_plays_every_role() -> None:
    forge = FORGES["github"](token=SECRET)

    assert isinstance(forge, GitHubForge)
    assert all(isinstance(forge, role) for role in (Reviews, Descriptions, Labels, Reactions))
    forge.close()


@pytest.mark.parametrize("token", ["", "  \n", "two words", "smart\u2019quote"])
def test_a_token_that_cannot_be_one_is_a_settings_error(token: str) -> None:
    with pytest.raises(SettingsError, match="no usable GitHub token"):
        GitHubForge(token)


@pytest.mark.parametrize(
    ("api_url", "graphql_url", "words"),
    [
        ("http://ghes.example/api/v3", "", "GITHUB_API_URL"),
        ("ghes.example", "", "GITHUB_API_URL"),
        ("https://ghes.example/api/v3", "https://elsewhere.example/api/graphql", "GITHUB_GRAPHQL_URL"),
        ("https://ghes.example/api/v3", "http://ghes.example/api/graphql", "GITHUB_GRAPHQL_URL"),
    ],
)
def test_a_token_goes_to_one_safe_server_only(api_url: str, graphql_url: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words) as caught:
        GitHubForge(SECRET, api_url=api_url, graphql_url=graphql_url)
    assert SECRET not in str(caught.value)


def test_an_empty_url_is_github_com_and_a_blank_around_the_token_does_not_matter() -> None:
    GitHubForge(f" {SECRET}\n", api_url="", graphql_url="https://api.github.com/graphql").close()


@pytest.mark.parametrize(
    ("fault", "slept"),
    [
        (Fault(status=500, times=3), [1.0, 2.0, 4.0]),
        (Fault(cut=True, times=2), [1.0, 2.0]),
        (Fault(status=429, headers={"Retry-After": "3"}), [3.0]),
        (Fault(status=429), [60.0]),
        (Fault(status=200, body="<html>a proxy</html>"), [1.0]),
        (Fault(status=200, body=["no object"]), [1.0]),
    ],
)
def test_a_read_is_repeated_until_it_is_answered(
    start: Start, repository: FakeRepository, fault: Fault, slept: list[float]
) -> None:
    bench = start(repository, faults=[fault])

    assert bench.forge.pull_request(REF).ref == REF
    assert bench.slept == slept


def test_a_graphql_time_out_is_repeated(start: Start, repository: FakeRepository) -> None:
    body = {"data": None, "errors": [{"message": "Something went wrong while executing your query."}]}
    bench = start(repository, faults=[Fault(path="graphql", status=200, body=body)])

    assert bench.forge.snapshot(REF, base_paths=[]).files
    assert bench.slept == [1.0]


def test_a_read_ends_after_four_tries(start: Start, repository: FakeRepository) -> None:
    bench = start(repository, faults=[Fault(status=503, times=None)])

    with pytest.raises(UnavailableError, match=r"read the pull request \(503\)"):
        bench.forge.pull_request(REF)
    assert len(bench.forge.calls) == 4


def test_the_primary_limit_is_waited_for_when_it_ends_soon(start: Start, repository: FakeRepository) -> None:
    bench = start(repository, rate_limit=RateLimit(remaining=0, reset=1_767_610_030))
    service = bench.server.service

    def refill() -> None:
        service.rate = replace(service.rate, remaining=10)

    bench.on_sleep = refill
    assert bench.forge.pull_request(REF).ref == REF
    assert bench.slept == [31.0]


def test_the_bound_on_waiting_is_a_parameter(start: Start, repository: FakeRepository) -> None:
    fault = Fault(status=429, headers={"Retry-After": "3"}, times=None)
    bench = start(repository, faults=[fault], policy=RetryPolicy(max_wait=5.0))

    with pytest.raises(RateLimitedError):
        bench.forge.pull_request(REF)
    assert bench.slept == [3.0]


def test_a_redirect_to_another_server_is_not_followed(start: Start, repository: FakeRepository) -> None:
    fault = Fault(status=301, headers={"Location": "https://elsewhere.example/repos/octo/example/pulls/1"})
    bench = start(repository, faults=[fault])

    with pytest.raises(NotFoundError, match="moved"):
        bench.forge.pull_request(REF)


def test_neither_token_nor_texts_reach_the_log(
    start: Start, repository: FakeRepository, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    repository.pull_requests[1].body = "words of the author"
    bench = start(repository)

    bench.forge.snapshot(REF, base_paths=[])
    bench.forge.post_comment(REF, "words of ours")

    assert "ghs_rw" not in caplog.text
    assert "words of" not in caplog.text


@pytest.mark.parametrize(
    ("head_repository", "change", "expected"),
    [
        ("alice/example", {}, 1),
        ("octo/example", {}, 1),
        ("alice/example", {"head_sha": "0" * 40}, None),
        ("alice/example", {"head_branch": None}, None),
        ("alice/example", {"head_branch": "other"}, None),
        ("alice/example", {"head_repository": None}, None),
        ("alice/example", {"head_repository": {"full_name": "alice/twin", "owner": {"login": "alice"}}}, None),
    ],
)
def test_a_workflow_run_leads_to_its_pull_request(
    start: Start, head_repository: str, change: dict[str, object], expected: int | None
) -> None:
    repository = pull_request_from_texts({"a": "x\n"}, {"a": "y\n"}, head_repository=head_repository)
    pull = repository.pull_requests[1]
    owner = head_repository.partition("/")[0]
    run: dict[str, object] = {
        "head_sha": pull.head_sha,
        "head_branch": pull.head_ref,
        "head_repository": {"full_name": head_repository, "owner": {"login": owner}},
    }

    assert start(repository).forge.resolve_workflow_run("octo/example", run | change) == expected
