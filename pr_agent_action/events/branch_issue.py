"""The issue that a branch's name speaks of."""

from __future__ import annotations

from pr_agent_action.events.patterns import first_group

AT_START = r"^(?:[\w.-]+/)*(\d{1,6})[-_](?=[a-zA-Z])"
"""``123-fix-login`` and ``feature/123_fix``; a date such as ``2024-05`` is none."""
HIGHEST = 9_999_999


def branch_issue(branch: str, pattern: str = "") -> int | None:
    """Find the issue's number in a branch's name: the first group of ``pattern``, or what it matches without one."""
    found = first_group(branch, pattern or AT_START)
    number = int(found) if found.isascii() and found.isdecimal() and len(found) <= len(str(HIGHEST)) else 0
    return number or None
