from __future__ import annotations

import time
from http.client import RemoteDisconnected
from typing import Any

import pytest

from pr_agent_action.demo.fake_github import FakeRepository, Fault, pull_request_from_texts
from tests.fakes.api import Api

COMMENTS = "./issues/1/comments"


def test_everything_is_recorded(api: Api) -> None:
    api.get("./pulls/1?x=1")
    api.post(COMMENTS, {"body": "hi"})
    api.query("{ viewer { login } }")
    first, second, third = api.github.requests
    assert (first.method, first.path, first.query, first.status, first.token) == (
        "GET", "/repos/octo/example/pulls/1", {"x": "1"}, 200, "ghs_rw",
    )  # fmt: skip
    assert (second.body, second.answer["body"]) == ({"body": "hi"}, "hi")
    assert first.time <= second.time <= third.time
    assert api.github.calls()[1] == "POST /repos/octo/example/issues/1/comments 201"
    assert api.github.wrote() == [second]


def test_ids_and_times_are_the_same_in_every_run(serve: Any) -> None:
    def one() -> tuple[int, str]:
        body = serve(pull_request_from_texts({}, {"a": "x"})).post(COMMENTS, {"body": "hi"}).body
        return body["id"], body["created_at"]

    assert one() == one()


def test_latency(serve: Any) -> None:
    api = serve(latency=0.02)
    begun = time.monotonic()
    api.get("./pulls/1")
    assert time.monotonic() - begun >= 0.02
    assert api.github.requests[0].seconds >= 0.02


def test_a_fault_before_and_after_the_effect(serve: Any, repository: FakeRepository) -> None:
    faults = [
        Fault(method="POST", path="/comments$", status=502),
        Fault(method="POST", path="/comments$", status=502, after=True),
    ]
    api = serve(faults=faults)
    statuses = [api.post(COMMENTS, {"body": "hi"}).status for _ in range(3)]
    assert statuses == [502, 502, 201]
    assert len(repository.pull_requests[1].comments) == 2


def test_faults_with_headers_bodies_skips_and_texts(serve: Any) -> None:
    limited = Fault(
        status=429, headers={"Retry-After": "1"}, body={"message": "slow down"}, containing="viewer", skip=1, times=None
    )
    api = serve(faults=[limited])
    query = {"query": "{ viewer { login } }"}
    assert api.post("/graphql", query).status == 200
    for _ in range(2):
        answer = api.post("/graphql", query)
        assert (answer.status, answer.headers["Retry-After"], answer.body) == (429, "1", {"message": "slow down"})
    assert api.post("/graphql", {"query": "{ rateLimit { cost } }"}).status == 200


def test_a_cut_connection(serve: Any, repository: FakeRepository) -> None:
    api = serve(faults=[Fault(method="POST", cut=True, after=True)])
    with pytest.raises(RemoteDisconnected):
        api.post(COMMENTS, {"body": "hi"})
    assert len(repository.pull_requests[1].comments) == 1
    assert api.github.requests[0].status == 0


def test_a_slow_call_that_goes_well(serve: Any) -> None:
    api = serve(faults=[Fault(delay=0.02)])
    assert api.get("./pulls/1").status == 200
    assert api.github.requests[0].seconds >= 0.02
    assert not api.github.requests[0].faulty


def test_a_fault_added_later(api: Api) -> None:
    assert api.get("./pulls/1").status == 200
    api.github.faults.add(Fault(status=500, body="<html>unicorn</html>", headers={"Content-Type": "text/html"}))
    answer = api.get("./pulls/1")
    assert (answer.status, answer.body) == (500, b"<html>unicorn</html>")


def test_a_body_that_is_no_json_is_recorded_as_it_is(api: Api) -> None:
    api.post(COMMENTS, "{")
    assert api.github.requests[0].body == "{"


def test_head_is_get_without_a_body(api: Api) -> None:
    answer = api.ask("HEAD", "./pulls/1")
    assert (answer.status, answer.body) == (200, b"")
