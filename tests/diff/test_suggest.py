from __future__ import annotations

import pytest

from pr_agent_action.diff.paths import is_protected
from pr_agent_action.diff.place import place
from pr_agent_action.domain.diff import FileDiff, Side
from pr_agent_action.domain.finding import PlacedFinding
from tests.fakes.diffs import a_finding, added_file, file_diff

PYTHON = added_file(
    "class A:\n    def f(self, x):\n"
    "        if x == None:\n            return 1\n        else:\n            return 2\n\n"
    "    def g(self):\n        pass"
)
GO = added_file("func f(x int) {\n\tif x > 0 {\n\t\tprint(x)\n\t}\n}", "a.go")
TWO = added_file("function f(x) {\n  if (x) {\n    go(x);\n  }\n}", "a.js")


def suggested(quote: str, replacement: str, diff: FileDiff = PYTHON, hint: int | None = None) -> str | None:
    result = place(a_finding(quote, hint=hint, replacement=replacement), diff)
    assert isinstance(result, PlacedFinding), result
    return result.suggestion


@pytest.mark.parametrize(
    ("quote", "replacement", "expected"),
    [
        ("        if x == None:", "        if x is None:", "        if x is None:"),
        ("if x == None:", "if x is None:", "        if x is None:"),
        ("        if x == None:", "if x is None:", "        if x is None:"),
        ("    if x == None:", "    if x is None:", "        if x is None:"),
        ("if x == None:", "        if x is None:", "        if x is None:"),
        (
            "if x == None:\n    return 1",
            "if x is None:\n    log(x)\n    return 1",
            "        if x is None:\n            log(x)\n            return 1",
        ),
        (
            "if x == None:\n            return 1",
            "if x is None:\n            return 0",
            "        if x is None:\n            return 0",
        ),
        (
            "        if x == None:\n            return 1",
            "if x is None:\n    return 0",
            "        if x is None:\n            return 0",
        ),
        ("            return 1", "    with y:\n        return 1", "    with y:\n        return 1"),
        ("3:        if x == None:", "3:        if x is None:", "        if x is None:"),
        ("+        if x == None:", "+        if x is None:", "        if x is None:"),
        ("+        if x == None:", "-        if x == None:\n+        if x is None:", "        if x is None:"),
        ("        if x == None:", "+        if x is None:", "        if x is None:"),
        ("if x == None:", "```python\nif x is None:\n```", "        if x is None:"),
        ("if x == None:", "if x is None:\r\n    a()\r\n", "        if x is None:\n            a()"),
        ("        if x == None:", "", ""),
        ("        if x == None:", "\n \n", ""),
        ("        if x == None:", "        if x == None:  ", None),
        ("if x == None:", "if x == None:", None),
        ("x == None", "x is None", None),
        ("IF X == NONE:", "if x is None:", None),
        ("if y == None", "if y is None", None),
        ("if x == None: return 1", "if x is None: return 1", None),
        ("        if x == None:", "        if x is None:\n            return 1", None),
        ("            return 1", "        if x == None:\n            return 3", None),
    ],
)
def test_a_suggestion_replaces_exactly_its_lines(quote: str, replacement: str, expected: str | None) -> None:
    assert suggested(quote, replacement, hint=3) == expected


@pytest.mark.parametrize(
    ("diff", "quote", "replacement", "expected"),
    [
        (GO, "if x > 0 {", "if x >= 0 {", "\tif x >= 0 {"),
        (GO, "    if x > 0 {\n        print(x)", "    if x >= 0 {\n        log(x)", "\tif x >= 0 {\n\t\tlog(x)"),
        (GO, "if x > 0 {\n  print(x)\n}", "if x >= 0 {\n  print(x)\n}", "\tif x >= 0 {\n\t\tprint(x)\n\t}"),
        (TWO, "if (x) {\n\tgo(x);", "if (x) {\n\tgo(y);", "  if (x) {\n    go(y);"),
        (TWO, "go(x);", "if (ok) {\n  go(x);\n}", "    if (ok) {\n      go(x);\n    }"),
    ],
)
def test_it_is_indented_as_the_file_is(diff: FileDiff, quote: str, replacement: str, expected: str) -> None:
    assert suggested(quote, replacement, diff) == expected


def test_crlf_files_get_no_cr() -> None:
    assert suggested("a = 1", "a = 2", added_file("x\r\na = 1\r\ny\r")) == "a = 2"


def test_a_literal_in_backticks_is_code() -> None:
    assert suggested("`a b`", "`a c`", added_file("x\n`a b`\ny", "a.go")) == "`a c`"


def test_removed_lines_have_no_suggestion() -> None:
    result = place(a_finding("old()", replacement="new()"), file_diff("@@ -1 +0,0 @@\n-old()"))
    assert isinstance(result, PlacedFinding)
    assert (result.anchor.side, result.suggestion) == (Side.LEFT, None)


@pytest.mark.parametrize(
    ("path", "protected"),
    [
        (".github/workflows/ci.yml", True),
        (".github/dependabot.yml", True),
        ("CODEOWNERS", True),
        ("docs/CODEOWNERS", True),
        ("web/package-lock.json", True),
        ("Cargo.lock", True),
        ("src/github/a.py", False),
        ("package.json", False),
        ("", False),
    ],
)
def test_some_files_are_never_changed_by_a_suggestion(path: str, protected: bool) -> None:
    assert is_protected(path) is protected
    assert suggested_at(path) == (None if protected else "b: 2")


def suggested_at(path: str) -> str | None:
    result = place(a_finding("a: 1", replacement="b: 2"), added_file("a: 1", path))
    assert isinstance(result, PlacedFinding)
    return result.suggestion
