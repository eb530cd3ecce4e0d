from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pr_agent_action.commands import review
from pr_agent_action.commands.thresholds import PRESETS, thresholds
from pr_agent_action.domain.finding import Category, Confidence, Finding, Severity
from pr_agent_action.settings.sections import ReviewerSection
from tests.fakes.diffs import a_finding
from tests.fakes.house import a_task, settings_of

DOCUMENT = Path(__file__).parents[2] / "docs" / "configuration.md"
FINDING = replace(a_finding("x"), severity=Severity.MEDIUM, confidence=Confidence.MEDIUM, category=Category.BUG)


@pytest.mark.parametrize(
    ("section", "finding", "objection"),
    [
        ({}, FINDING, ""),
        ({}, replace(FINDING, confidence=Confidence.LOW), "less certain than medium"),
        ({}, replace(FINDING, confidence=Confidence.LOW, severity=Severity.CRITICAL), ""),
        ({"strictness": "strict"}, replace(FINDING, confidence=Confidence.LOW, severity=Severity.LOW), ""),
        ({"strictness": "relaxed"}, FINDING, "less certain than high"),
        ({"strictness": "relaxed"}, replace(FINDING, severity=Severity.LOW), "less severe than medium"),
        ({"strictness": "relaxed", "min_confidence": "medium"}, FINDING, ""),
        ({"strictness": "relaxed"}, replace(FINDING, score=8), ""),
        ({"strictness": "relaxed"}, replace(FINDING, source="ruff"), ""),
        ({"strictness": "relaxed"}, replace(FINDING, score=8, severity=Severity.LOW), "less severe than medium"),
        ({"min_severity": "high"}, FINDING, "less severe than high"),
        ({"min_severity": "medium"}, FINDING, ""),
        ({"categories": ("security", "data loss")}, FINDING, "its category, bug, is not among those wanted"),
        ({"categories": ("bug",)}, FINDING, ""),
    ],
)
def test_what_is_worth_saying(section: dict[str, object], finding: Finding, objection: str) -> None:
    assert thresholds(ReviewerSection.model_validate(section)).objection(finding) == objection


def test_the_documents_table_is_this_one() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for name, preset in PRESETS.items():
        assert f"| `{name}` | `{preset.min_severity}` | `{preset.min_confidence}` | {preset.spare} |" in text


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ({}, "Report at most 6 findings, worst first."),
        ({"strictness": "relaxed"}, "Report at most 4 findings, worst first, and none less severe than `medium`."),
        ({"strictness": "strict", "num_max_findings": 10}, "Report at most 16 findings, worst first."),
        ({"strictness": "strict"}, "say what would have to be true."),
        ({"categories": ("bug", "data loss")}, "worst first; only these categories: bug, data loss."),
    ],
)
def test_the_prompt_asks_only_for_what_would_be_said(section: dict[str, object], said: str) -> None:
    task = a_task(layered=settings_of(pr_reviewer=section))

    assert said in review.questions(task)[0].task
