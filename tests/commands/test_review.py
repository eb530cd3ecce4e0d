from __future__ import annotations

from typing import Any

import pytest

from pr_agent_action.commands.answers import AskAnswer
from pr_agent_action.commands.review import outcome, questions
from pr_agent_action.domain.outcome import IssueCheck, SplitPart, TestsVerdict
from pr_agent_action.domain.pull_request import Issue
from tests.fakes.house import a_context, a_snapshot, a_task, settings_of

ISSUE = Issue(repository="octo/example", number=3, title="Totals", body="")


def test_every_chunk_is_asked_about_once() -> None:
    asked = questions(a_task(context=a_context(["app.py"], ["test_app.py"])))
    assert [question.chunk for question in asked] == [0, 1]
    assert len({question.task for question in asked}) == 1
    assert asked[0].task.startswith("# Task: review")


def test_nothing_to_read_is_nothing_to_ask() -> None:
    assert questions(a_task(context=a_context())) == ()


@pytest.mark.parametrize(
    ("section", "wanted", "unwanted"),
    [
        ({"num_max_findings": 4}, "at most 7 findings", "at most 4"),
        ({"num_max_findings": 0}, "Leave `findings` empty", "at most"),
        ({"require_score_review": True}, "`score`: 0 to 100", "`score`: null"),
        ({"require_tests_review": False}, "`tests`: null", "which behaviour is untested"),
        ({"require_can_be_split_review": True}, "parts with nothing in common", "`split`: an empty list"),
    ],
)
def test_settings_shape_the_task(section: dict[str, object], wanted: str, unwanted: str) -> None:
    text = questions(a_task(layered=settings_of(pr_reviewer=section)))[0].task
    assert wanted in text
    assert unwanted not in text


def test_issues_are_judged_only_where_there_are_some() -> None:
    assert "`issues`: an empty list" in questions(a_task())[0].task
    linked = a_snapshot(linked_issues=(ISSUE,))
    assert "for each linked issue" in questions(a_task(snapshot=linked))[0].task
    off = settings_of(pr_reviewer={"require_ticket_analysis_review": False})
    assert "`issues`: an empty list" in questions(a_task(snapshot=linked, layered=off))[0].task


def test_a_later_round_says_so() -> None:
    assert "Earlier commits" in questions(a_task(incremental=True))[0].task


def test_the_maintainers_words_stand_behind_the_task() -> None:
    layered = settings_of(
        pr_reviewer={"extra_instructions": " Mind the clocks. "},
        best_practices={"content": "- One\n- Two\n- Three", "max_lines_allowed": 2},
    )
    instructions, rules = questions(a_task(layered=layered))[0].notes
    assert instructions == "## From the maintainers\nMind the clocks."
    assert rules.endswith("- One\n- Two")
    assert questions(a_task())[0].notes == ()


def test_the_first_chunk_speaks_and_the_others_add(said: Any) -> None:
    first = said.review(
        said.finding(),
        verdict="Stop.",
        effort=2,
        tests="present",
        tests_note="All.",
        security="Opens a door.",
        score=80,
        contribution_time="1h, 2h, 3h",
        split=[{"title": "One", "paths": ["app.py"]}],
        issues=[{"issue": "#3", "met": ["adds"], "not_met": [], "needs_person": ["taste"]}],
    )
    second = said.review(
        said.finding(path="b.py"), verdict="Fine.", effort=4, tests="missing", security="Opens two.", score=60
    )
    found = outcome(a_task(), [first, second], "")
    verdict = found.verdict
    assert verdict is not None
    assert [finding.path for finding in found.findings] == ["app.py", "b.py"]
    assert (verdict.sentence, verdict.effort, verdict.score) == ("Stop.", 4, 60)
    assert (verdict.tests, verdict.tests_note) == (TestsVerdict.PARTIAL, "All.")
    assert verdict.security == "Opens a door. Opens two."
    assert verdict.split == (SplitPart(title="One", paths=("app.py",)),)
    assert verdict.issues == (IssueCheck(issue="#3", met=("adds",), needs_person=("taste",)),)


@pytest.mark.parametrize(
    ("chunks", "together"),
    [
        (["present", "not needed"], TestsVerdict.PRESENT),
        (["missing", "not needed"], TestsVerdict.MISSING),
        (["missing", "present"], TestsVerdict.PARTIAL),
        (["not needed", "not needed"], TestsVerdict.NOT_NEEDED),
        ([None, None], None),
    ],
)
def test_the_tests_of_several_chunks(said: Any, chunks: list[str | None], together: TestsVerdict | None) -> None:
    found = outcome(a_task(), [said.review(tests=tests) for tests in chunks], "")
    assert found.verdict is not None
    assert found.verdict.tests is together


def test_without_an_answer_there_is_a_failure_and_no_verdict() -> None:
    found = outcome(a_task(), [], "The model is down.")
    assert (found.verdict, found.findings, found.failure) == (None, (), "The model is down.")
    assert outcome(a_task(), [AskAnswer(answer="x")], "").verdict is None
