from __future__ import annotations

import pytest

from pr_agent_action.events.branch_issue import branch_issue


@pytest.mark.parametrize(
    ("branch", "number"),
    [
        ("123-fix-login", 123),
        ("feature/42_export", 42),
        ("alice/bug/7-crash", 7),
        ("fix-login-123", None),
        ("2024-05-release", None),
        ("v2-rewrite", None),
        ("1234567-too-long-for-an-issue", None),
        ("0-nothing", None),
        ("main", None),
        ("", None),
    ],
)
def test_the_number_at_the_start_of_a_branch(branch: str, number: int | None) -> None:
    assert branch_issue(branch) == number


@pytest.mark.parametrize(
    ("branch", "pattern", "number"),
    [
        ("fix-login-GH-88", r"GH-(\d+)", 88),
        ("fix-login-88", r"\d+$", 88),
        ("fix-login", r"GH-(\d+)", None),
        ("issue-x", r"issue-(\w+)", None),
        ("issue-٣", r"issue-(\w+)", None),
        ("issue-", r"issue-(\d+)?", None),
        ("n" + "1" * 5000, r"n(\d+)", None),
        ("a" * 60 + "!", r"(a+)+$", None),
    ],
)
def test_a_pattern_of_the_maintainers(branch: str, pattern: str, number: int | None) -> None:
    assert branch_issue(branch, pattern) == number
