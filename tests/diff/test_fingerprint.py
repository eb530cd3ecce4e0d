from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pr_agent_action.diff.fingerprint import fingerprint
from pr_agent_action.diff.place import place
from pr_agent_action.domain.diff import FileDiff
from pr_agent_action.domain.finding import Category, Finding, PlacedFinding
from tests.fakes.diffs import a_finding, file_diff, patch_of

FILE = """import os

def first(a):
    one = a
    two = a
    three = a
    return run(a)

def second(a):
    one = a
    two = a
    three = a
    return run(a)
"""


def placed(text: str, quote: str, hint: int) -> PlacedFinding:
    lines = text.split("\n")
    result = place(a_finding(quote, hint=hint), file_diff(patch_of([], lines)))
    assert isinstance(result, PlacedFinding)
    return result


def test_it_is_short_and_does_not_depend_on_words_or_lines() -> None:
    finding = a_finding("    x = f( a )")
    one = fingerprint(finding, "def f():")
    assert re.fullmatch("[0-9a-f]{12}", one)
    reworded = replace(finding, title="b", body="c", line_hint=9, quote="X = F(a)")
    assert fingerprint(reworded, "def  F():") == one


@pytest.mark.parametrize(
    "other",
    [
        replace(a_finding("x"), path="b.py"),
        replace(a_finding("x"), quote="y"),
        replace(a_finding("x", source="ruff"), rule="r1"),
        replace(a_finding("x"), category=Category.SECURITY),
    ],
)
def test_what_makes_another_finding(other: Finding) -> None:
    assert fingerprint(other, "") != fingerprint(a_finding("x"), "")


def test_the_same_code_in_another_function_is_another_finding() -> None:
    assert placed(FILE, "return run(a)", 7).fingerprint != placed(FILE, "return run(a)", 13).fingerprint


def test_it_survives_moves_and_other_extents_of_hunks() -> None:
    now = placed(FILE, "    return run(a)", 13)
    moved = placed("# a\n# b\n" + FILE.replace("one = a", "zero = 1\n    one = a"), "return run( a )", 17)
    assert (moved.anchor.line, moved.fingerprint) == (17, now.fingerprint)
    hunk = "@@ -11,2 +11,3 @@ def second(a):\n     two = a\n     three = a\n+    return run(a)"
    result = place(a_finding("return run(a)"), file_diff(hunk))
    assert result.fingerprint == now.fingerprint


def test_top_level_code_has_no_section() -> None:
    def one(diff: FileDiff) -> str:
        return place(a_finding("run()"), diff).fingerprint

    assert one(file_diff("@@ -1 +1,2 @@\n a = 1\n+run()")) == one(file_diff("@@ -1 +1,2 @@ def f():\n b = 1\n+run()"))


def test_the_rules_file_that_a_model_names_makes_no_other_finding() -> None:
    finding = a_finding("x")

    assert fingerprint(replace(finding, rule="AGENTS.md"), "") == fingerprint(finding, "")
