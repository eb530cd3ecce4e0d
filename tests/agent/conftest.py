"""Answers of a scripted model, as JSON."""

from __future__ import annotations

from typing import Any

import pytest

FINDING = {
    "path": "app.py",
    "quote": "first = items[0]",
    "line": 2,
    "title": "An empty list crashes",
    "problem": "`total([])` raises.",
    "fix": "Return 0 for it.",
    "replacement": None,
    "severity": "high",
    "confidence": "high",
    "category": "bug",
}
REVIEW = {
    "verdict": "Not yet: an empty list crashes.",
    "effort": 2,
    "tests": "partial",
    "tests_note": "",
    "security": "",
    "score": None,
    "contribution_time": "",
    "split": [],
    "issues": [],
    "findings": [FINDING],
}
IMPROVE: dict[str, Any] = {"suggestions": []}
DESCRIBE = {
    "title": "Count the first item twice",
    "kinds": ["Feature"],
    "summary": ["The first item counts twice."],
    "files": [{"path": "app.py", "title": "Sum", "note": "", "group": "Feature"}],
    "diagram": None,
    "labels": [],
}
VERDICTS = {"verdicts": [{"number": 1, "verdict": "confirm", "severity": None, "reason": ""}]}


class Script:
    """What the model says, by answer type; ``but`` changes or adds some."""

    finding = FINDING
    review = REVIEW

    def __call__(self, **but: Any) -> dict[str, Any]:
        whole = {
            "ReviewAnswer": REVIEW,
            "ImproveAnswer": IMPROVE,
            "DescribeAnswer": DESCRIBE,
            "ReviewAndImprove": {"review": REVIEW, "improve": IMPROVE},
            "AskAnswer": {"answer": "Because the first one counts twice."},
            "VerificationAnswer": VERDICTS,
        }
        return whole | but


@pytest.fixture
def script() -> Script:
    return Script()
