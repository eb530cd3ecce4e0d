from __future__ import annotations

import pytest

from pr_agent_action.agent.proving import prove
from pr_agent_action.domain.diff import Anchor
from pr_agent_action.domain.finding import PlacedFinding, Severity
from tests.fakes.diffs import a_finding, added_file, file_diff

PYTHON = "def f(x):\n    if x:\n        return 1\n    return 2\n"


def suggest(text: str, line: int, *, start: int | None = None, path: str = "app.py", rank: int = 1) -> PlacedFinding:
    finding = a_finding("x", path=path)
    return PlacedFinding(
        finding=type(finding)(
            path=path,
            title=finding.title,
            body=finding.body,
            quote=finding.quote,
            severity=list(Severity)[rank],
            category=finding.category,
        ),
        anchor=Anchor(path=path, line=line, start_line=start),
        fingerprint=f"{path}:{line}:{text}",
        suggestion=text,
    )


@pytest.mark.parametrize(
    ("path", "text", "line", "good", "bad"),
    [
        ("app.py", PYTHON, 3, "        return 3", "        return ("),
        ("app.go", "package a\n\nfunc f() int {\n\treturn 1\n}\n", 4, "\treturn 2", "\treturn 2 }}"),
        ("app.ts", "export function f(): number {\n  return 1;\n}\n", 2, "  return 2;", "  return 2; }"),
        (
            "App.java",
            "class App {\n  int f() { return 1; }\n}\n",
            2,
            "  int f() { return 2; }",
            "  int f() { return 2;",
        ),
        ("app.rs", "fn f() -> i32 {\n    1\n}\n", 2, "    2", "    let x = ;"),
    ],
)
def test_a_suggestion_must_leave_the_file_parsing(path: str, text: str, line: int, good: str, bad: str) -> None:
    placed = [suggest(good, line, path=path), suggest(bad, line, path=path)]
    kept = [prove([item], {path: text}, [])[0].suggestion for item in placed]
    assert kept == [good, None]


def test_a_file_that_did_not_parse_before_may_stay_so() -> None:
    assert prove([suggest("    return 3", 4)], {"app.py": "def ((:\n" + PYTHON}, [])[0].suggestion == "    return 3"


def test_a_new_file_is_known_by_its_diff() -> None:
    diff = added_file(PYTHON, path="app.py")
    assert prove([suggest("        return (", 3)], {}, [diff])[0].suggestion is None


def test_a_text_that_was_not_read_and_a_language_without_grammar_are_no_reason_to_refuse() -> None:
    assert prove([suggest("(", 3)], {}, [file_diff("@@ -1 +1 @@\n-x = 1\n+x = 2")])[0].suggestion == "("
    assert prove([suggest("((", 1, path="notes.txt")], {"notes.txt": "a\n"}, [])[0].suggestion == "(("


def test_of_overlapping_suggestions_the_worst_finding_s_stays() -> None:
    low, high = suggest("    return 9", 4, rank=3), suggest("    return 3", 4, start=2, rank=0)
    assert [item.suggestion for item in prove([low, high], {"app.py": PYTHON}, [])] == [None, "    return 3"]


def test_deleting_lines_is_a_suggestion_too() -> None:
    assert prove([suggest("", 4)], {"app.py": PYTHON}, [])[0].suggestion == ""
