from __future__ import annotations

from typing import Any

import pytest

from pr_agent_action.commands.improve import outcome, questions
from pr_agent_action.domain.finding import Severity
from tests.fakes.house import a_context, a_task, settings_of


def test_so_many_parts_are_asked_about_as_settings_say() -> None:
    layered = settings_of(pr_code_suggestions={"max_number_of_calls": 2, "num_code_suggestions_per_chunk": 5})
    asked = questions(a_task("improve", context=a_context(["a"], ["b"], ["c"]), layered=layered))
    assert [question.chunk for question in asked] == [0, 1]
    assert "at most 5 suggestions" in asked[0].task


def test_no_suggestions_wanted_is_no_call() -> None:
    layered = settings_of(pr_code_suggestions={"num_code_suggestions_per_chunk": 0})
    assert questions(a_task("improve", layered=layered)) == ()


def test_style_is_asked_for_only_where_it_is_wanted() -> None:
    assert "simpler or faster" not in questions(a_task("improve"))[0].task
    layered = settings_of(pr_code_suggestions={"focus_only_on_problems": False})
    assert "simpler or faster" in questions(a_task("improve", layered=layered))[0].task


def test_instructions_and_rules_stand_behind_the_task() -> None:
    layered = settings_of(pr_code_suggestions={"extra_instructions": "Be brief."}, best_practices={"content": "- One"})
    assert len(questions(a_task("improve", layered=layered))[0].notes) == 2


def test_a_suggestion_becomes_a_finding(said: Any) -> None:
    (finding,) = outcome(a_task("improve"), [said.improve(said.suggestion())], "").findings
    assert (finding.path, finding.quote, finding.replacement) == (
        "app.py",
        "first = items[0]",
        "first = items[0] if items else 0",
    )
    assert (finding.score, finding.body) == (9, "`total([])` raises.")


@pytest.mark.parametrize(("score", "severity"), [(10, Severity.MEDIUM), (9, Severity.MEDIUM), (8, Severity.LOW)])
def test_a_suggestion_is_medium_at_most(said: Any, score: int, severity: Severity) -> None:
    (finding,) = outcome(a_task("improve"), [said.improve(said.suggestion(score=score))], "").findings
    assert finding.severity is severity


def test_what_scores_too_low_is_left_out_of_every_chunk(said: Any) -> None:
    layered = settings_of(pr_code_suggestions={"suggestions_score_threshold": 7})
    answers = [said.improve(said.suggestion(score=6), said.suggestion(score=7)), said.improve(said.suggestion(score=8))]
    found = outcome(a_task("improve", layered=layered), answers, "")
    assert [finding.score for finding in found.findings] == [7, 8]
