from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from pr_agent_action.commands.answers import AskAnswer, FindingAnswer
from pr_agent_action.domain.finding import Category, Confidence, Severity
from pr_agent_action.domain.outcome import TestsVerdict


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("bug", Category.BUG),
        ("Security", Category.SECURITY),
        ("error_handling", Category.ERROR_HANDLING),
        ("Error-Handling ", Category.ERROR_HANDLING),
        ("data loss", Category.DATA_LOSS),
        ("correctness", Category.BUG),
        ("", Category.BUG),
    ],
)
def test_a_near_miss_of_a_category_is_understood(said: Any, written: str, meant: Category) -> None:
    assert FindingAnswer.model_validate(said.finding(category=written)).category is meant


@pytest.mark.parametrize(("written", "kept"), [(0, 1), (1, 1), (3.4, 3), (9, 5), (None, None)])
def test_the_effort_is_clamped(said: Any, written: float | None, kept: int | None) -> None:
    assert said.review(effort=written).effort == kept


@pytest.mark.parametrize(("written", "kept"), [(-4, 0), (101, 100), (55, 55)])
def test_the_scores_are_clamped(said: Any, written: int, kept: int) -> None:
    assert said.review(score=written).score == kept
    assert said.improve(said.suggestion(score=written)).suggestions[0].score == min(kept, 10)


def test_words_in_capitals_and_null_for_no_text_are_taken(said: Any) -> None:
    answer = said.review(
        said.finding(severity="HIGH", confidence=" Low ", fix=None), tests="Not Needed", tests_note=None, security=None
    )
    finding = answer.findings[0].finding()
    assert (finding.severity, finding.confidence) == (Severity.HIGH, Confidence.LOW)
    assert (answer.tests, answer.tests_note, answer.security) == (TestsVerdict.NOT_NEEDED, "", "")
    assert finding.body == "`total([])` raises."


def test_problem_and_fix_make_the_body(said: Any) -> None:
    finding = said.review(said.finding()).findings[0].finding()
    assert finding.body == "`total([])` raises.\n\nReturn 0 for it."
    assert (finding.source, finding.score, finding.line_hint) == ("model", None, 2)


def test_fields_that_nobody_asked_for_are_ignored(said: Any) -> None:
    assert said.review(thoughts="hm").verdict == "Not yet."


@pytest.mark.parametrize("wrong", [{"severity": "terrible"}, {"path": None}, {"quote": 7}, {"line": "first"}])
def test_what_cannot_be_understood_is_refused(said: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        FindingAnswer.model_validate(said.finding(**wrong))


def test_an_empty_answer_is_none() -> None:
    with pytest.raises(ValidationError):
        AskAnswer.model_validate({"answer": ""})
