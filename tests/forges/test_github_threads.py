from __future__ import annotations

import pytest

from pr_agent_action.demo.fake_github import FakeRepository, Rights, pull_request_from_texts
from pr_agent_action.domain.diff import Anchor
from pr_agent_action.domain.plan import InlineComment
from pr_agent_action.errors import PermissionDeniedError
from pr_agent_action.forges.github.threads import MOST
from pr_agent_action.ports import Minimizer, Threads
from tests.fakes.github_bench import REF, Bench, Start

OWNER = Rights(contents="write", pull_requests="write", issues="write")


def repository(lines: int = 4) -> FakeRepository:
    return pull_request_from_texts({}, {"app.py": "".join(f"line {number}\n" for number in range(1, lines + 1))})


def begun(start: Start, *, rights: Rights | None = None, lines: int = 4) -> Bench:
    bench = start(repository(lines), tokens={"ghs_rw": rights} if rights else {"ghs_rw": Rights(pull_requests="write")})
    head_sha = bench.server.repository.pull_requests[1].head_sha
    for line in range(1, lines + 1):
        comment = InlineComment(anchor=Anchor(path="app.py", line=line), body=f"on {line}", fingerprint=str(line))
        bench.forge.post_review(REF, head_sha=head_sha, body="", comments=[comment])
    return bench


def test_many_threads_are_resolved_in_one_call(start: Start) -> None:
    bench = begun(start, rights=OWNER)
    threads = bench.forge.snapshot(REF, base_paths=[]).threads
    before = len(bench.server.requests)
    wanted = [thread.id for thread in threads[:3]]
    assert isinstance(bench.forge, Threads)
    assert bench.forge.resolve_threads(REF, [*wanted, "PRRT_999999"]) == set(wanted)
    assert len(bench.server.requests) == before + 1
    after = bench.forge.snapshot(REF, base_paths=[])
    assert [thread.resolved for thread in after.threads] == [True, True, True, False]
    assert after.threads[0].resolved_by == after.viewer
    assert bench.forge.resolve_threads(REF, wanted) == set(wanted)


def test_more_than_fit_are_several_calls(start: Start) -> None:
    bench = begun(start, rights=OWNER, lines=1)
    (thread,) = bench.forge.snapshot(REF, base_paths=[]).threads
    before = len(bench.server.requests)
    assert bench.forge.resolve_threads(REF, [thread.id] * (MOST + 1)) == {thread.id}
    assert len(bench.server.requests) == before + 2


def test_a_token_that_may_not_resolve_is_asked_once(start: Start) -> None:
    bench = begun(start, lines=2)
    threads = [thread.id for thread in bench.forge.snapshot(REF, base_paths=[]).threads]
    before = len(bench.server.requests)
    for _ in range(2):
        with pytest.raises(PermissionDeniedError, match="resolve review threads") as caught:
            bench.forge.resolve_threads(REF, threads)
    assert "contents: write" in caught.value.fix
    assert len(bench.server.requests) == before + 1


def test_reviews_are_hidden_and_known_as_hidden(start: Start) -> None:
    bench = begun(start, lines=2)
    threads = bench.forge.snapshot(REF, base_paths=[]).threads
    assert all(thread.review_id for thread in threads)
    assert isinstance(bench.forge, Minimizer)
    bench.forge.minimize(REF, [threads[0].review_id])
    after = bench.forge.snapshot(REF, base_paths=[]).threads
    assert [thread.review_minimized for thread in after] == [True, False]


def test_a_token_that_may_not_hide_says_so(start: Start) -> None:
    bench = begun(start, lines=1)
    (thread,) = bench.forge.snapshot(REF, base_paths=[]).threads
    reader = Bench(bench.server, token="ghs_rw")
    bench.server.service.tokens["ghs_rw"] = type(bench.server.service.tokens["ghs_rw"])(Rights())
    with pytest.raises(PermissionDeniedError, match="hide outdated reviews"):
        reader.forge.minimize(REF, [thread.review_id])
