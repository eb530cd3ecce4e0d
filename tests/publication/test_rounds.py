"""Rounds: what is remembered of them, what is known again, what is closed."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from pr_agent_action.diff.blocks import change_blocks
from pr_agent_action.domain.coverage import FileCoverage, Reach
from pr_agent_action.domain.diff import Anchor, Side
from pr_agent_action.domain.finding import Severity
from pr_agent_action.domain.outcome import Outcome
from pr_agent_action.domain.plan import FindingStatus, PostedFinding, RoundNote, State
from pr_agent_action.publication.closing import plan_closings, plan_minimizing
from pr_agent_action.publication.memory import Known, recall
from pr_agent_action.publication.open_findings import open_findings
from pr_agent_action.publication.rounds import HISTORY, MOST_FINDINGS, Ledger, with_round
from pr_agent_action.publication.selection import only_new
from pr_agent_action.publication.state import LIMIT, decode_state, encode_state
from pr_agent_action.text.likeness import code_keys
from tests.fakes.diffs import added_file

CODE = code_keys("self._lock.acquire()")
READ = (FileCoverage(path="shop/lock.py", reach=Reach.REVIEWED),)


def posted(name: str = "f1", **values: Any) -> PostedFinding:
    whole = PostedFinding(
        fingerprint=name,
        path="shop/lock.py",
        title="The lock is taken twice",
        severity="high",
        category="concurrency",
        code=CODE,
    )
    return replace(whole, **values)


def said(make: Any, name: str = "f1", **values: Any) -> Any:
    """The thread of a finding."""
    item = make.placed(name)
    body = f"**High** · {item.finding.title}\n\n{item.finding.body}\n\n<sub>concurrency</sub>\n\n"
    return make.thread(f"{body}<!-- pr-agent-action:finding {name} -->", **values)


def with_reply(make: Any, thread: Any, body: str, login: str = "alice") -> Any:
    author = replace(make.snapshot().pull_request.author, login=login)
    return replace(thread, comments=(*thread.comments, make.comment(body, "501", author)))


def nothing_found(make: Any, **values: Any) -> Any:
    return make.report(placed=(), unplaced=(), coverage=READ, **values)


# ------------------------------------------------------------------------------------- state


def test_five_thousand_new_lines_are_remembered_in_full() -> None:
    dice = random.Random(3)
    text = "\n".join(dice.choice([f"    value_{n} = f({n})", "", f"def g_{n}():", "    }"]) for n in range(5_000))
    blocks = frozenset(block.id for block in change_blocks(added_file(text)))
    findings = tuple(posted(f"{n:012x}", title=f"Title number {n} of a finding") for n in range(60))
    state = State(round=3, reviewed_sha="a" * 40, blocks=blocks, findings=findings)
    encoded = encode_state(state)
    assert len(encoded) <= LIMIT
    assert decode_state(encoded) == state


def test_too_many_findings_lose_the_fixed_ones_first() -> None:
    fixed = [Known(posted(f"x{n}", status=FindingStatus.FIXED)) for n in range(20)]
    opened = [Known(posted(f"o{n}")) for n in range(MOST_FINDINGS - 10)]
    kept = Ledger(known=(*fixed, *opened)).findings
    assert [one.fingerprint for one in kept][:11] == [*(f"x{n}" for n in range(10, 20)), "o0"]
    assert len(Ledger(known=tuple(Known(posted(f"o{n}")) for n in range(MOST_FINDINGS + 5))).findings) == MOST_FINDINGS


def test_history_keeps_the_last_rounds_and_counts_a_commit_once() -> None:
    history: tuple[RoundNote, ...] = ()
    for number in range(1, 9):
        history = with_round(history, RoundNote(round=number, date="2026", sha=f"s{number}", new=1, open=number))
    history = with_round(history, RoundNote(round=8, date="2026", sha="s8", new=2, fixed=1, open=9))
    assert [note.round for note in history] == list(range(9 - HISTORY, 9))
    assert (history[-1].new, history[-1].fixed, history[-1].open) == (3, 1, 9)


# -------------------------------------------------------------------------------- known again


@pytest.mark.parametrize(
    ("values", "words", "fresh"),
    [
        ({}, {"title": "Lock taken a second time", "body": "The second caller waits for ever for the lock."}, 0),
        ({}, {"title": "Queue may be None", "body": "A `pop()` of nothing raises."}, 1),
        ({"code": ("00000000",)}, {"title": "Lock taken a second time", "body": "It waits for ever."}, 1),
        ({"path": "shop/other.py"}, {"title": "The lock is taken twice"}, 1),
        ({"side": Side.LEFT}, {"title": "The lock is taken twice"}, 1),
        ({"aliases": ("new",)}, {"title": "Quite another"}, 0),
    ],
)
def test_a_finding_without_a_thread_is_known_by_its_code_and_words(
    make: Any, values: dict[str, Any], words: dict[str, Any], fresh: int
) -> None:
    item = replace(make.placed("new", **words), code=CODE)
    state = State(round=1, reviewed_sha="x", findings=(posted("old", **values),))
    plan, _ = make.plan(make.report(placed=(item,)), state=state)
    assert len(plan.inline) == fresh


def test_code_that_moved_to_another_file_keeps_its_finding(make: Any) -> None:
    item = replace(make.placed("new", path="shop/moved.py"), code=CODE)
    state = State(round=1, reviewed_sha="x", findings=(posted("old"),))
    plan, after = make.plan(make.report(placed=(item,), moved={"old": "shop/moved.py"}), state=state)
    assert plan.inline == ()
    assert [(one.fingerprint, one.path, one.aliases) for one in after.findings] == [("old", "shop/moved.py", ("new",))]
    quiet, after = make.plan(nothing_found(make, moved={"old": "shop/moved.py"}), state=state)
    assert (quiet.inline, after.findings[0].path) == ((), "shop/moved.py")


@pytest.mark.parametrize(
    ("severity", "side", "lines", "fresh"),
    [
        (Severity.HIGH, Side.RIGHT, {}, 0),
        (Severity.HIGH, Side.RIGHT, {"shop/lock.py": [90]}, 0),
        (Severity.HIGH, Side.RIGHT, {"shop/lock.py": [43]}, 1),
        (Severity.CRITICAL, Side.RIGHT, {}, 1),
        (Severity.HIGH, Side.LEFT, {}, 0),
        (Severity.HIGH, Side.LEFT, {"shop/lock.py": [7]}, 1),
    ],
)
def test_lines_that_did_not_change_are_raised_only_when_critical(
    make: Any, severity: Severity, side: Side, lines: dict[str, list[int]], fresh: int
) -> None:
    item = make.placed("new", severity=severity)
    item = replace(item, anchor=Anchor(path="shop/lock.py", line=42, side=side))
    report = only_new(make.report(placed=(item,), fresh_lines=lines), make.snapshot(), State())
    assert len(report.placed) == fresh
    assert any("1 finding about lines" in notice for notice in report.notices) is not bool(fresh)


def test_what_was_said_of_unchanged_lines_is_kept_to_be_known_again(make: Any) -> None:
    item = replace(make.placed("new", title="Lock is taken twice"), code=CODE)
    report = make.report(placed=(item, replace(item, finding=replace(item.finding, source="secrets"))), fresh_lines={})
    assert only_new(report, make.snapshot(), State(findings=(posted("old"),))) == report
    assert len(only_new(report, make.snapshot(), State()).placed) == 1
    everything = replace(report, fresh_lines=None)
    assert only_new(everything, make.snapshot(), State()) == everything


# -------------------------------------------------------------------------------------- fixed


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, FindingStatus.FIXED),
        ({"gone": frozenset()}, FindingStatus.OPEN),
        ({"outcomes": (Outcome(command="review", failure="No."),)}, FindingStatus.OPEN),
        ({"coverage": (replace(READ[0], reach=Reach.SKIPPED, missed=True),)}, FindingStatus.OPEN),
        ({"coverage": (replace(READ[0], reach=Reach.SKIPPED, reason="unchanged"),)}, FindingStatus.FIXED),
        ({"coverage": ()}, FindingStatus.FIXED),
    ],
)
def test_fixed_is_what_is_gone_and_was_looked_for(make: Any, change: dict[str, Any], status: FindingStatus) -> None:
    report = replace(nothing_found(make, gone=frozenset({"f1"})), **change)
    state = State(round=1, reviewed_sha="x", findings=(posted(),))
    _, after = make.plan(report, make.snapshot(threads=(said(make, line=None, outdated=True),)), state=state)
    assert [one.status for one in after.findings] == [status]


def test_what_may_still_be_there_without_a_place_is_not_fixed(make: Any) -> None:
    report = make.report(placed=(), coverage=READ, gone=frozenset({"f1"}))
    same = replace(report.unplaced[0], finding=make.finding(title="Lock is taken twice"))
    state = State(round=1, reviewed_sha="x", findings=(posted(),))
    _, after = make.plan(replace(report, unplaced=(same,)), state=state)
    assert after.findings[0].status is FindingStatus.OPEN


def test_what_is_fixed_and_comes_back_is_open_again_but_not_posted(make: Any) -> None:
    item = replace(make.placed("f1"), code=CODE)
    state = State(round=1, reviewed_sha="x", findings=(posted(status=FindingStatus.FIXED),))
    plan, after = make.plan(make.report(placed=(item,)), state=state)
    assert (plan.inline, after.findings[0].status) == ((), FindingStatus.OPEN)


def test_a_thread_that_a_person_resolved_counts_as_fixed_once_its_code_is_gone(make: Any) -> None:
    state = State(round=1, reviewed_sha="x", findings=(posted(),))
    seen = make.snapshot(threads=(said(make, resolved=True, resolved_by="alice"),))
    assert recall(state, seen).findings[0].status is FindingStatus.DISMISSED
    _, after = make.plan(nothing_found(make, gone=frozenset({"f1"})), seen, state=state)
    assert after.findings[0].status is FindingStatus.FIXED


@pytest.mark.parametrize(
    ("reply", "login", "status"),
    [
        ("Won't fix.", "alice", FindingStatus.DISMISSED),
        ("Won't fix.", "reviewer[bot]", FindingStatus.OPEN),
        ("Why?", "alice", FindingStatus.OPEN),
    ],
)
def test_only_people_dismiss(make: Any, reply: str, login: str, status: FindingStatus) -> None:
    seen = make.snapshot(threads=(with_reply(make, said(make), reply, login),))
    assert recall(State(findings=(posted(),)), seen).findings[0].status is status


@pytest.mark.parametrize(("status", "opened"), [(FindingStatus.FIXED, 0), (FindingStatus.OPEN, 1)])
def test_what_we_resolved_ourselves_and_is_back_keeps_the_gate_closed(
    make: Any, status: FindingStatus, opened: int
) -> None:
    seen = make.snapshot(threads=(said(make, resolved=True, resolved_by="reviewer[bot]"),))
    assert recall(State(), seen).findings[0].status is FindingStatus.FIXED
    assert len(open_findings(seen, State(findings=(posted(status=status),)))) == opened
    again = make.report(placed=(replace(make.placed("f1"), code=CODE),), unplaced=())
    assert len(open_findings(seen, State(findings=(posted(status=FindingStatus.FIXED),)), again)) == 1


# ------------------------------------------------------------------------------------ closing


def closings(make: Any, thread: Any, *, resolve: bool, status: FindingStatus = FindingStatus.FIXED) -> tuple[Any, Any]:
    return plan_closings([Known(posted(status=status), thread)], make.snapshot(), resolve=resolve)


def test_a_fixed_thread_is_resolved_or_answered_once(make: Any) -> None:
    thread = said(make)
    resolved, answered = closings(make, thread, resolve=True)
    assert ([one.thread_id for one in resolved], answered) == (["T1"], ())
    resolved, answered = closings(make, thread, resolve=False)
    assert (resolved, [one.root_id for one in answered]) == ((), ["500"])
    assert answered[0].body.startswith("Looks fixed in `abc1234`.\n\n")
    bot = make.thread("x").comments[0].author.login
    told = with_reply(make, thread, answered[0].body, bot)
    assert closings(make, told, resolve=False) == ((), ())
    assert [one.body for one in closings(make, told, resolve=True)[0]] == [""]


def test_a_person_who_talks_is_answered_and_not_cut_off(make: Any) -> None:
    talking = with_reply(make, said(make), "How would you fix it?")
    resolved, answered = closings(make, talking, resolve=True)
    assert (resolved, len(answered)) == ((), 1)


def test_what_is_open_or_resolved_is_left_alone(make: Any) -> None:
    assert closings(make, said(make), resolve=True, status=FindingStatus.OPEN) == ((), ())
    assert closings(make, said(make, resolved=True), resolve=True) == ((), ())
    assert plan_closings([Known(posted(status=FindingStatus.FIXED))], make.snapshot(), resolve=True) == ((), ())


@pytest.mark.parametrize(
    ("first", "second", "hidden"),
    [
        ({"resolved": True}, {"resolved": True}, ("R1",)),
        ({"resolved": True}, {"resolved": False}, ()),
        ({"resolved": True}, {"outdated": True, "line": None}, ("R1",)),
        ({"resolved": True, "review_minimized": True}, {"resolved": True, "review_minimized": True}, ()),
    ],
)
def test_a_review_is_hidden_when_all_of_it_is_settled(
    make: Any, first: dict[str, Any], second: dict[str, Any], hidden: tuple[str, ...]
) -> None:
    one = replace(said(make, "f1", **first), review_id="R1")
    two = replace(said(make, "f2", **second), review_id="R1", id="T2")
    known = [Known(posted("f1"), one), Known(posted("f2", status=FindingStatus.FIXED), two)]
    assert plan_minimizing(known, make.snapshot(threads=(one, two))) == hidden


def test_the_summary_before_is_hidden_where_each_round_has_its_own(make: Any) -> None:
    old = replace(make.comment("<!-- pr-agent-action:summary -->\nold"), node_id="IC_1")
    seen = make.snapshot(comments=(old,))
    assert make.plan(None, seen, pr_reviewer={"persistent_comment": False})[0].minimize == ("IC_1",)
    quiet = {"persistent_comment": False, "minimize_superseded": False}
    assert make.plan(None, seen, pr_reviewer=quiet)[0].minimize == ()
    assert make.plan(None, seen)[0].minimize == ()
