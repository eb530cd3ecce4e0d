"""What a run may ask for, held on every commit; ``make bench`` measures the same, and times it."""

from __future__ import annotations

import pytest

from pr_agent_action.demo.fake_github import FakeRepository
from pr_agent_action.ports import ModelLimits
from tests.bench.pull_requests import LARGE, MEDIUM, SMALL, Shape, pull_request
from tests.bench.reach import Reached, reached
from tests.bench.rehearsal import Rehearsal, rehearse
from tests.bench.tokens import shared, tokens


def reach(repository: FakeRepository, run: Rehearsal) -> Reached:
    return reached(repository.pull_requests[1].files, (prompt.prefix for prompt in run.prompts), run.coverage)


def test_the_large_pull_request_is_as_large_as_it_says() -> None:
    files = pull_request(LARGE).pull_requests[1].files
    kinds = [file.status for file in files]
    assert (len(files), kinds.count("renamed"), kinds.count("removed")) == (230, 22, 27)
    assert sum(file.patch is None and file.status == "added" for file in files) == 4
    assert any(file.path.endswith("package-lock.json") for file in files)


@pytest.mark.parametrize(("shape", "most_calls", "most_tokens"), [(SMALL, 12, 24_000), (MEDIUM, 12, 60_000)])
def test_calls_and_tokens_of_a_run(shape: Shape, most_calls: int, most_tokens: int) -> None:
    repository = pull_request(shape)
    run = rehearse(repository)
    assert not run.receipt.published.problems
    assert len(run.calls) <= most_calls
    assert len(set(run.calls)) == len(run.calls)
    assert sum(len(tokens(text)) for text in run.texts) <= most_tokens
    assert reach(repository, run).lost == ()


def test_230_files_reach_the_model_line_by_line() -> None:
    repository = pull_request(LARGE)
    run = rehearse(repository)
    found = reach(repository, run)
    assert len(run.calls) <= 14
    assert len(set(run.calls)) == len(run.calls)
    assert sum(len(tokens(text)) for text in run.texts) <= 200_000
    assert found.lost == ()
    assert found.over_budget == 0
    assert found.shown > 4_000
    assert found.not_reviewable == 600


def test_what_a_small_window_has_no_room_for_is_listed_line_by_line() -> None:
    repository = pull_request(LARGE)
    found = reach(repository, rehearse(repository, limits=ModelLimits(12_000, 2_000)))
    assert found.lost == ()
    assert found.over_budget > 0
    assert found.shown > 900


def test_commands_asked_apart_share_the_beginning_of_their_prompts() -> None:
    texts = [rehearse(pull_request(SMALL), command=name).texts[0] for name in ("describe", "review", "improve")]
    assert all(shared(texts[0], text) >= 0.7 for text in texts[1:])
