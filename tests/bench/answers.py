"""What the scripted model says about a pull request: findings and suggestions on lines that it adds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pr_agent_action.demo.fake_github.patches import FakeFile, PatchLine, patch_lines

FINDINGS = 4
SUGGESTIONS = 2
LONG_ENOUGH = 24
"""Characters; a shorter line may stand in a file twice."""


def answers(files: Sequence[FakeFile]) -> dict[str, dict[str, Any]]:
    """Give one answer for each command."""
    places = [(file, line) for file in files if file.status != "removed" and (line := _place(file))]
    findings = [_finding(file, line) for file, line in places[:FINDINGS]]
    suggestions = [_suggestion(file, line) for file, line in places[FINDINGS : FINDINGS + SUGGESTIONS]]
    rows = [
        {"path": file.path, "title": "Keep the currency", "note": "", "group": "Feature"} for file, _ in places[:40]
    ]
    return {
        "describe": {
            "title": "Keep currencies apart",
            "kinds": ["Feature", "Bug fix"],
            "summary": ["Totals have a currency.", "What a carrier refused is sent again."],
            "files": rows,
            "diagram": None,
            "labels": [],
        },
        "review": {
            "verdict": "Not yet: a missing rate is left out without a word.",
            "effort": 3,
            "tests": "missing",
            "tests_note": "Nothing tests the new totals.",
            "security": "",
            "score": None,
            "contribution_time": "",
            "split": [],
            "issues": [],
            "findings": findings,
        },
        "improve": {"suggestions": suggestions},
        "verify": {"verdicts": []},
    }


def together(given: dict[str, dict[str, Any]], task: str) -> dict[str, Any]:
    """Give the answers to the tasks that a prompt holds, in the shape that it asks for; verification finds no fault."""
    if "# Task: verify" in task:
        return {"verdicts": []}
    asked = {name: answer for name, answer in given.items() if f"# Task: {name}" in task}
    return asked if len(asked) > 1 else dict(*asked.values())


def _place(file: FakeFile) -> PatchLine | None:
    texts = [line.text[1:] for line in patch_lines(file.patch)]
    added = (line for line in patch_lines(file.patch) if line.old is None)
    return next((line for line in added if len(line.text) > LONG_ENOUGH and texts.count(line.text[1:]) == 1), None)


def _finding(file: FakeFile, line: PatchLine) -> dict[str, Any]:
    return {
        "path": file.path,
        "quote": line.text[1:],
        "line": line.new,
        "title": "A missing rate goes unseen",
        "problem": "A currency without a rate of the day leaves its rows out, and the total is too low.",
        "fix": "Refuse to add up.",
        "replacement": None,
        "severity": "high",
        "confidence": "high",
        "category": "bug",
    }


def _suggestion(file: FakeFile, line: PatchLine) -> dict[str, Any]:
    text = line.text[1:]
    return {
        "path": file.path,
        "quote": text,
        "line": line.new,
        "replacement": text.replace("  ", "  ", 1),
        "title": "Name the unit",
        "reason": "A reader takes the figure for cents.",
        "category": "bug",
        "score": 8,
    }
