from __future__ import annotations

from typing import Any

import pytest

from pr_agent_action.domain.coverage import FileCoverage, Reach
from pr_agent_action.domain.finding import Severity
from pr_agent_action.domain.gate import CheckConclusion, OpenFinding
from pr_agent_action.domain.outcome import Outcome
from pr_agent_action.domain.plan import FindingStatus, PostedFinding, State
from pr_agent_action.domain.pull_request import Actor
from pr_agent_action.publication.gate import LONGEST_SUMMARY, MOST_NOTES, check_notes, conclude
from pr_agent_action.publication.inline import inline_comment
from pr_agent_action.publication.open_findings import open_findings

READ = FileCoverage(path="shop/lock.py", reach=Reach.REVIEWED)
LEFT_OUT = FileCoverage(path="shop/big.py", reach=Reach.SKIPPED, reason="left out", missed=True)
IGNORED = FileCoverage(path="poetry.lock", reach=Reach.SKIPPED, reason="lock file")


def found(severity: Severity, **values: Any) -> OpenFinding:
    return OpenFinding(severity=severity, path="shop/lock.py", title="The lock is taken twice", **values)


HIGH, LOW = found(Severity.HIGH, line=42, start_line=40), found(Severity.LOW)


@pytest.mark.parametrize(
    ("findings", "fail_on", "more", "conclusion", "title"),
    [
        ([], "never", {}, "success", "No open finding"),
        ([], "low", {}, "success", "No open finding"),
        ([HIGH], "never", {}, "success", "1 open finding"),
        ([LOW, LOW], "high", {}, "success", "2 open findings, none of severity high or worse"),
        ([HIGH], "high", {}, "failure", "1 open finding of severity high or worse"),
        ([HIGH, LOW], "low", {}, "failure", "2 open findings of severity low or worse"),
        ([found(Severity.CRITICAL)], "critical", {}, "failure", "1 open finding of severity critical"),
        ([HIGH], "critical", {}, "success", "1 open finding, none of severity critical or worse"),
        ([], "high", {"failure": "No key."}, "neutral", "Inconclusive: the review failed; no open finding"),
        ([HIGH], "high", {"failure": "No key."}, "failure", "1 open finding of severity high or worse"),
        (
            [],
            "never",
            {"coverage": [READ, LEFT_OUT]},
            "neutral",
            "Inconclusive: 1 file not read in whole; no open finding",
        ),
        ([LOW], "high", {"coverage": [LEFT_OUT]}, "neutral", "Inconclusive: 1 file not read in whole; 1 open finding"),
        ([HIGH], "high", {"coverage": [LEFT_OUT]}, "failure", "1 open finding of severity high or worse"),
        ([], "high", {"coverage": [READ, IGNORED]}, "success", "No open finding"),
    ],
)
def test_the_conclusion_follows_from_what_is_open_and_what_was_read(
    findings: list[OpenFinding], fail_on: str, more: dict[str, Any], conclusion: str, title: str
) -> None:
    said = conclude(findings, fail_on, **more)

    assert (said.conclusion, said.title) == (CheckConclusion(conclusion), title)


def test_the_summary_names_what_is_open_and_what_was_not_read() -> None:
    said = conclude([LOW, HIGH], "high", coverage=[READ, LEFT_OUT], failure="The model is @out of quota.")

    lines = said.summary.splitlines()
    assert "| High | The lock is taken twice | `shop/lock.py:40` |" in lines
    assert lines.index("| Low | The lock is taken twice | `shop/lock.py` |") > 0
    assert "- `shop/big.py`" in lines
    assert "`@out`" in said.summary


def test_a_summary_is_as_long_as_a_check_run_takes() -> None:
    many = [OpenFinding(severity=Severity.LOW, path=f"{'ä' * 200}/{number}", title="ü" * 300) for number in range(500)]

    assert len(conclude(many, "never").summary) <= LONGEST_SUMMARY


# -------------------------------------------------------------------------------------- what is open


def titles(findings: tuple[OpenFinding, ...]) -> list[str]:
    return [finding.title for finding in findings]


def posted(make: Any, fingerprint: str = "f1", *, line: int | None = 42, **values: Any) -> Any:
    """A thread of ours about a finding; what is no part of a finding goes to the thread."""
    parts = {key: values.pop(key) for key in ("resolved", "resolved_by", "outdated", "author") if key in values}
    item = make.placed(fingerprint, **values)
    return make.thread(inline_comment(item).body, line=line, **parts)


def test_all_findings_of_the_run_but_suggestions_are_open(make: Any) -> None:
    report = make.report()
    suggestion = make.placed("f9", line=80, title="Simpler", score=7)
    report = make.report(placed=(*report.placed, suggestion))

    assert len(open_findings(make.snapshot(), State(), report)) == 3
    assert open_findings(make.snapshot(), State(), report)[0].line == 42


@pytest.mark.parametrize(
    ("settled", "fork", "is_open"),
    [
        ({}, False, True),
        ({"resolved": True, "resolved_by": "maintainer"}, False, False),
        ({"resolved": True, "resolved_by": "alice"}, False, False),
        ({"resolved": True, "resolved_by": "alice"}, True, True),
        ({"resolved": True, "resolved_by": "maintainer"}, True, False),
        ({"resolved": True, "resolved_by": "maintainer", "author": "alice"}, False, True),
    ],
)
@pytest.mark.parametrize("words", [{}, {"fingerprint": "reworded", "body": "Somewhat other words about it."}])
def test_a_finding_is_settled_by_who_may_settle_it(
    make: Any, settled: dict[str, Any], words: dict[str, str], *, fork: bool, is_open: bool
) -> None:
    if "author" in settled:
        settled = settled | {"author": Actor(settled["author"])}
    thread = posted(make, **settled)
    snapshot = make.snapshot(threads=(thread,), head_repository="alice/shop" if fork else "acme/shop")
    values = dict(words)
    report = make.report(placed=(make.placed(values.pop("fingerprint", "f1")),), unplaced=())

    assert bool(open_findings(snapshot, State(), report)) is is_open


def test_a_finding_that_is_raised_again_is_open_once(make: Any) -> None:
    snapshot = make.snapshot(threads=(posted(make),))

    for fingerprint in ("f1", "reworded"):
        report = make.report(placed=(make.placed(fingerprint),), unplaced=())
        assert len(open_findings(snapshot, State(), report)) == 1


def test_findings_of_earlier_rounds_stay_open_until_their_code_changes(make: Any) -> None:
    report = make.report(placed=(), unplaced=())
    earlier = posted(make, title="Old one", severity=Severity.CRITICAL)
    suggestion = posted(make, "f2", title="Simpler", score=7)
    foreign = make.thread("Please change this.")

    (still,) = open_findings(make.snapshot(threads=(earlier, suggestion, foreign)), State(), report)
    assert (still.severity, still.title, still.line) == (Severity.CRITICAL, "Old one", 42)
    gone = posted(make, outdated=True, line=None)
    assert open_findings(make.snapshot(threads=(gone,)), State(), report) == ()
    unread = make.report(placed=(), unplaced=(), coverage=(LEFT_OUT,))
    assert len(open_findings(make.snapshot(threads=(gone,)), State(), unread)) == 1


def test_a_finding_that_was_seen_fixed_is_not_open(make: Any) -> None:
    snapshot = make.snapshot(threads=(posted(make),))
    fixed = PostedFinding(
        fingerprint="old", path="shop/lock.py", title="x", severity="high", status=FindingStatus.FIXED, aliases=("f1",)
    )
    nothing = make.report(placed=(), unplaced=())

    assert open_findings(snapshot, State(), nothing, after=State(findings=(fixed,))) == ()
    assert open_findings(snapshot, State(findings=(fixed,))) == ()
    back = make.report(placed=(make.placed(),), unplaced=())
    assert len(open_findings(snapshot, State(), back, after=State(findings=(fixed,)))) == 1


def test_findings_without_a_thread_are_remembered_until_their_file_is_read_again(make: Any) -> None:
    _, state = make.plan(pr_reviewer={"num_max_findings": 1})
    assert [(item.path, item.severity) for item in state.unposted] == [
        ("shop/lock.py", "medium"),
        ("shop/io.py", "low"),
    ]
    nothing = make.report(placed=(), unplaced=())
    assert titles(open_findings(make.snapshot(), state)) == [
        "Errors of `pop()` are | swallowed",
        "Nothing closes the file",
    ]
    assert open_findings(make.snapshot(), state, nothing) == ()

    only_lock = make.report(
        placed=(), unplaced=(), coverage=(READ, FileCoverage(path="shop/io.py", reach=Reach.SKIPPED))
    )
    assert titles(open_findings(make.snapshot(), state, only_lock)) == ["Nothing closes the file"]
    _, after = make.plan(only_lock, state=state)
    assert [item.path for item in after.unposted] == ["shop/io.py"]


def test_what_no_model_reviewed_is_not_remembered_as_reviewed(make: Any) -> None:
    state = State(unposted=(PostedFinding(fingerprint="f7", path="shop/io.py", title="x", severity="high"),))
    _, after = make.plan(
        make.report(outcomes=(Outcome(command="review", failure="No key."),), failure="No key."), state=state
    )

    assert after.unposted == state.unposted


# ---------------------------------------------------------------------------------------------- notes


def test_notes_stand_on_lines_of_the_head_worst_first(make: Any) -> None:
    report = make.report()
    notes = check_notes(report, secrets=("hunter2hunter2",))

    assert [(note.path, note.first_line, note.last_line) for note in notes] == [
        ("shop/lock.py", 42, 42),
        ("shop/lock.py", 61, 61),
    ]
    assert "def f" in notes[1].message
    many = make.report(placed=tuple(make.placed(f"f{number}", body="") for number in range(MOST_NOTES + 5)))
    assert len(check_notes(many)) == MOST_NOTES
    assert check_notes(many)[0].message == "The lock is taken twice"
