from __future__ import annotations

from dataclasses import replace

import pytest

from pr_agent_action.diff.fingerprint import merge, similar
from pr_agent_action.diff.settle import settle
from pr_agent_action.domain.finding import Category, Confidence, Finding, Severity
from tests.fakes.diffs import a_finding, added_file


def finding(title: str, body: str, quote: str = "row = self.rows[name]", **more: object) -> Finding:
    return replace(a_finding(quote, hint=5), title=title, body=body, **more)  # type: ignore[arg-type] # fields by name


SAME = [
    (
        ("Unhandled KeyError for unknown names", "An unknown name raises KeyError and the request ends with 500."),
        ("Missing user raises KeyError", "`self.rows[name]` throws when the name is unknown; use get and answer 404."),
    ),
    (
        ("SQL injection through the name", "The name is pasted into the SQL statement, so a quote ends it."),
        ("Name is concatenated into SQL", "User input reaches the statement unescaped: use bound parameters for SQL."),
    ),
    (
        ("Connection is never closed", "When execute raises, the connection leaks."),
        ("Leaked database connection on error", "The connection is not closed if execute raises an exception."),
    ),
]
DIFFERENT = [
    (
        ("Unhandled KeyError for unknown names", "An unknown name raises KeyError and the request ends with 500."),
        ("Quadratic loop over the table", "Each lookup copies the whole table, which takes minutes with many users."),
    ),
    (
        ("Connection is never closed", "When execute raises, the connection leaks."),
        ("Off by one in the page size", "The last row of every page is dropped because the range ends too early."),
    ),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_reworded_findings_are_similar(a: tuple[str, str], b: tuple[str, str]) -> None:
    assert similar(finding(*a), finding(*b))
    assert similar(finding(*b), finding(*a, quote="  row = self.rows[name]\n  return row"))


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_other_findings_about_the_same_line_are_not(a: tuple[str, str], b: tuple[str, str]) -> None:
    assert not similar(finding(*a), finding(*b))
    assert not similar(finding(*a), finding(*b, category=Category.PERFORMANCE))


def test_another_place_is_not_similar() -> None:
    one = finding(*SAME[0][0])
    assert not similar(one, replace(one, path="b.py"))
    assert not similar(one, replace(one, line_hint=50))
    assert not similar(replace(one, line_hint=None), replace(one, line_hint=None, quote="other()"))
    assert similar(one, replace(one, line_hint=None))


def test_the_same_rule_or_an_analyser_of_the_same_kind_says_it_too() -> None:
    secret = finding("GitHub token in the code", "Revoke it.", source="secrets", rule="s", category=Category.SECURITY)
    model = finding("Hard-coded credential", "Rotate.", category=Category.SECURITY, quote="tok = '[hidden]'")
    assert similar(secret, model)
    assert not similar(secret, replace(model, category=Category.BUG))
    assert similar(secret, replace(secret, title="x", body="y"))


def test_duplicates_keep_the_worst_and_the_fix() -> None:
    a = finding(*SAME[0][0], severity=Severity.HIGH, confidence=Confidence.LOW, rule="AGENTS.md")
    b = finding(*SAME[0][1], severity=Severity.LOW, confidence=Confidence.HIGH, replacement="x", score=7)
    other = finding(*DIFFERENT[0][1])
    merged = merge([a, other, b])
    assert merged == (
        replace(b, severity=Severity.HIGH, confidence=Confidence.HIGH, rule="AGENTS.md", score=7),
        other,
    )


def test_many_places_are_one_finding_that_lists_them() -> None:
    one = finding("Bare except hides errors", "It swallows KeyboardInterrupt.", quote="except:")
    places = [replace(one, line_hint=line) for line in (10, 40)]
    elsewhere = replace(one, path="b.py", line_hint=None, severity=Severity.CRITICAL)
    (merged,) = merge([*places, elsewhere])
    assert merged == replace(
        places[0],
        severity=Severity.CRITICAL,
        body="It swallows KeyboardInterrupt.\n\nThe same is true at `app.py` line 40, `b.py`.",
    )
    many = merge([replace(one, line_hint=10 * n) for n in range(1, 20)])
    assert len(many) == 1
    assert many[0].body.endswith("`app.py` line 110 and 8 more places.")


def test_the_same_title_about_other_code_stays() -> None:
    a = finding("Missing error handling", "Writing the file may fail when the disk is full.", quote="write(x)")
    b = finding("Missing error handling", "The peer may close its socket early.", quote="send(y)", line_hint=90)
    assert merge([a, b]) == (a, b)


def test_settling_knows_duplicates_by_where_they_stand() -> None:
    diff = added_file("\n".join(f"value_{n} = {n}" for n in range(60)) + "\nrow = self.rows[name]")
    a = finding(*SAME[0][0], line_hint=3)
    b = finding(*SAME[0][1], line_hint=61, replacement="row = self.rows.get(name)")
    lost = finding("Lost", "Nowhere.", quote="gone_altogether(1)")
    placed, unplaced = settle([a, b, lost, lost], [diff])
    assert [(one.anchor.line, one.suggestion) for one in placed] == [(61, "row = self.rows.get(name)")]
    assert [one.finding for one in unplaced] == [lost]
