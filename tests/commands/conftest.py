"""Answers as models give them: whole, with what differs."""

from __future__ import annotations

from typing import Any

import pytest

from pr_agent_action.commands.answers import DescribeAnswer, ImproveAnswer, ReviewAnswer


class Said:
    """Typed answers from JSON, read as the gateway reads it."""

    def finding(self, **values: Any) -> dict[str, Any]:
        whole = {
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
        return whole | values

    def review(self, *findings: dict[str, Any], **values: Any) -> ReviewAnswer:
        whole: dict[str, Any] = {
            "verdict": "Not yet.",
            "effort": 2,
            "tests": "present",
            "tests_note": "",
            "security": "",
            "score": None,
            "contribution_time": "",
            "split": [],
            "issues": [],
            "findings": list(findings),
        }
        return ReviewAnswer.model_validate(whole | values)

    def suggestion(self, **values: Any) -> dict[str, Any]:
        whole = {
            "path": "app.py",
            "quote": "first = items[0]",
            "line": 2,
            "replacement": "first = items[0] if items else 0",
            "title": "Take an empty list",
            "reason": "`total([])` raises.",
            "category": "bug",
            "score": 9,
        }
        return whole | values

    def improve(self, *suggestions: dict[str, Any]) -> ImproveAnswer:
        return ImproveAnswer.model_validate({"suggestions": list(suggestions)})

    def describe(self, **values: Any) -> DescribeAnswer:
        whole: dict[str, Any] = {
            "title": "Count twice",
            "kinds": ["Bug fix"],
            "summary": ["The first item counts twice."],
            "files": [{"path": "app.py", "title": "Sum", "note": "", "group": "Bug fix"}],
            "diagram": None,
            "labels": [],
        }
        return DescribeAnswer.model_validate(whole | values)


@pytest.fixture
def said() -> Said:
    return Said()
