from __future__ import annotations

import pytest

from pr_agent_action.demo.fake_github import FakeRepository, Fault, Rights, pull_request_from_texts
from pr_agent_action.domain.finding import Severity
from pr_agent_action.domain.gate import CheckConclusion, CheckNote, Conclusion
from pr_agent_action.errors import PermissionDeniedError
from tests.fakes.github_bench import REF, Bench, Start
from tests.fakes.openapi import check_exchanges

CLOSED = Conclusion(CheckConclusion.FAILURE, "1 open finding of severity high or worse", "One **finding**.")


@pytest.fixture
def repository() -> FakeRepository:
    return pull_request_from_texts({"app.py": "one\n"}, {"app.py": "1\n"})


def notes(count: int) -> list[CheckNote]:
    levels = list(Severity)
    return [
        CheckNote(
            path="app.py", first_line=1, last_line=1, severity=levels[number % 4], title=f"{number}", message="Look."
        )
        for number in range(count)
    ]


def post(bench: Bench, conclusion: Conclusion = CLOSED, count: int = 0, *, or_status: bool = True) -> None:
    head = bench.server.repository.pull_requests[1].head_sha
    bench.forge.post_check(REF, head_sha=head, conclusion=conclusion, notes=notes(count), or_status=or_status)
    check_exchanges(bench.server.requests)


def test_a_check_run_carries_its_notes_fifty_at_a_time(start: Start, repository: FakeRepository) -> None:
    bench = start(repository, tokens={"ghs_rw": Rights(checks="write")})

    post(bench, count=120)

    (run,) = repository.check_runs.values()
    assert (run["name"], run["status"], run["conclusion"]) == ("pr-agent-action", "completed", "failure")
    assert [note["title"] for note in run["annotations"]] == [str(number) for number in range(120)]  # type: ignore[attr-defined]
    levels = [note["annotation_level"] for note in run["annotations"]][:4]  # type: ignore[attr-defined]
    assert levels == ["failure", "failure", "warning", "notice"]
    assert [call.split()[0] for call in bench.asked()] == ["POST", "PATCH", "PATCH"]
    assert repository.statuses == []


@pytest.mark.parametrize(
    ("conclusion", "state"),
    [(CheckConclusion.SUCCESS, "success"), (CheckConclusion.FAILURE, "failure"), (CheckConclusion.NEUTRAL, "error")],
)
def test_without_that_right_it_is_a_commit_status(
    start: Start, repository: FakeRepository, conclusion: CheckConclusion, state: str
) -> None:
    bench = start(repository, tokens={"ghs_rw": Rights(statuses="write")})

    post(bench, Conclusion(conclusion, "x" * 200, ""), count=60)

    (status,) = repository.statuses
    assert (status["context"], status["state"], status["description"]) == ("pr-agent-action", state, "x" * 140)
    assert len(bench.asked()) == 2


@pytest.mark.parametrize(("or_status", "calls"), [(True, 2), (False, 1)])
def test_each_right_is_tried_once(start: Start, repository: FakeRepository, calls: int, *, or_status: bool) -> None:
    bench = start(repository)

    with pytest.raises(PermissionDeniedError, match="checks: write"):
        post(bench, or_status=or_status)

    assert len(bench.asked()) == calls
    assert not repository.check_runs
    assert not repository.statuses


def test_a_lost_answer_does_no_harm(start: Start, repository: FakeRepository) -> None:
    bench = start(
        repository,
        tokens={"ghs_rw": Rights(checks="write")},
        faults=[Fault(status=502, path="check-runs", after=True)],
    )

    post(bench)

    assert {run["conclusion"] for run in repository.check_runs.values()} == {"failure"}
