from __future__ import annotations

import pytest

from pr_agent_action.diff.place import place, place_all
from pr_agent_action.domain.diff import Anchor, FileDiff, Side
from pr_agent_action.domain.finding import PlacedFinding, UnplacedFinding
from pr_agent_action.domain.pull_request import FileStatus
from tests.fakes.diffs import a_finding, added_file, file_diff, patch_of

OLD_TEXT = """import os

class Users:
    def find(self, name):
        row = self.rows.get(name)
        if row == None:
            return None
        return User(row)

    def drop(self, name):
        check(name)
        del self.rows[name]
        return None
"""
NEW_TEXT = """import os

class Users:
    def find(self, name):
        row = self.rows[name]

        if row is None:
            raise KeyError(name)
        return User(row)

    def drop(self, name):
        del self.rows[name]
        return None
"""
USERS = file_diff(patch_of(OLD_TEXT.split("\n"), NEW_TEXT.split("\n")))


def placed(quote: str, diff: FileDiff = USERS, hint: int | None = None) -> PlacedFinding:
    result = place(a_finding(quote, hint=hint), diff)
    assert isinstance(result, PlacedFinding), result
    return result


def lines(quote: str, diff: FileDiff = USERS, hint: int | None = None) -> tuple[str, int, int]:
    anchor = placed(quote, diff, hint).anchor
    return anchor.side.value, anchor.first_line, anchor.line


def reason(quote: str, diff: FileDiff | None = USERS, hint: int | None = None) -> str:
    result = place(a_finding(quote, hint=hint), diff)
    assert isinstance(result, UnplacedFinding), result
    return result.reason


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("        row = self.rows[name]", ("RIGHT", 5, 5)),
        ("\n\n        row = self.rows[name]\n\n", ("RIGHT", 5, 5)),
        ("        row = self.rows[name]\r\n\r\n        if row is None:\r\n", ("RIGHT", 5, 7)),
        ("row = self.rows[name]\nif row is None:\n    raise KeyError(name)", ("RIGHT", 5, 8)),
        ("row=self.rows[ name ]", ("RIGHT", 5, 5)),
        ("ROW = self.Rows[Name]", ("RIGHT", 5, 5)),
        ("        return User(row)", ("RIGHT", 9, 9)),
        ("check(name)", ("LEFT", 11, 11)),
        ("    def drop(self, name):\n        check(name)", ("LEFT", 11, 11)),
        ("row = self.rows.get(name)\nif row == None:\n    return None", ("LEFT", 5, 7)),
        ("raise KeyError", ("RIGHT", 8, 8)),
        ("self.rows[name] if row is None: raise KeyError(name)", ("RIGHT", 5, 8)),
        ("```python\nraise KeyError(name)\n```", ("RIGHT", 8, 8)),
        ("`raise KeyError(name)`", ("RIGHT", 8, 8)),
        ("5:        row = self.rows[name]", ("RIGHT", 5, 5)),
        (" 7 | if row is None:\n 8 |     raise KeyError(name)", ("RIGHT", 7, 8)),
        ("+        raise KeyError(name)", ("RIGHT", 8, 8)),
        ("8 +            raise KeyError(name)", ("RIGHT", 8, 8)),
        ("+8             raise KeyError(name)", ("RIGHT", 8, 8)),
        ("-        check(name)", ("LEFT", 11, 11)),
        ("-        row = self.rows.get(name)\n+        row = self.rows[name]", ("RIGHT", 5, 5)),
        ("row = self.rows[name]\n...\nreturn User(row)", ("RIGHT", 5, 9)),
        ("row = self.rows[name]\n# ...\nraise KeyError(…", ("RIGHT", 5, 8)),
        ("rows = self._rows[name]", ("RIGHT", 5, 5)),
    ],
)
def test_a_quote_is_found(quote: str, expected: tuple[str, int, int]) -> None:
    assert lines(quote) == expected


def test_the_anchor_of_one_line_has_no_start() -> None:
    assert placed("raise KeyError(name)").anchor == Anchor(path="app.py", line=8, side=Side.RIGHT)


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("", "The finding quotes no code, so no line can be named."),
        (" \n\t\n", "The finding quotes no code, so no line can be named."),
        ("drop_all_tables()", "The quoted code is not in the changed lines of this file, nor right beside them."),
        ("name", "The quoted code stands at 5 places in this file (lines 4, 5, 8, 11, 12)."),
    ],
)
def test_what_has_no_place_says_why(quote: str, expected: str) -> None:
    assert reason(quote) == expected


REPEATED = added_file("a = 1\nx()\nb = 2\nx()\nc = 3\nd = 4\ne = 5\nf = 6\nx()")


@pytest.mark.parametrize(
    ("hint", "line"), [(1, 2), (2, 2), (4, 4), (9, 9), (8, 9), (40, None), (3, None), (None, None)]
)
def test_a_hint_decides_only_when_it_is_clear(hint: int | None, line: int | None) -> None:
    result = place(a_finding("x()", hint=hint), REPEATED)
    if line is None:
        assert isinstance(result, UnplacedFinding)
        assert result.reason == "The quoted code stands at 3 places in this file (lines 2, 4, 9)."
    else:
        assert isinstance(result, PlacedFinding)
        assert result.anchor.line == line


def test_numbers_in_the_quote_are_a_hint_too() -> None:
    assert lines("9: x()", REPEATED) == ("RIGHT", 9, 9)


def test_added_lines_come_before_context_unless_the_hint_points_at_it() -> None:
    diff = file_diff(patch_of(["go()", "b", "c", "d"], ["go()", "b", "c", "d", "e", "go()"], context=9))
    assert lines("go()", diff) == ("RIGHT", 6, 6)
    assert lines("go()", diff, hint=1) == ("RIGHT", 1, 1)


def test_code_that_was_only_indented_is_meant_where_it_stands_now() -> None:
    diff = file_diff(patch_of(["save()"], ["if ok:", "    save()"]))
    assert lines("save()", diff) == ("RIGHT", 2, 2)
    assert lines("-save()", diff) == ("LEFT", 1, 1)


def test_a_quote_over_the_edge_of_a_hunk_keeps_the_part_inside() -> None:
    old = [f"value_{n} = compute({n})" for n in range(30)]
    diff = file_diff(patch_of(old, [*old[:15], "extra = True", *old[16:]]))
    assert lines("\n".join(old[8:14]), diff) == ("RIGHT", 13, 14)
    assert lines("\n".join(old[17:25]), diff) == ("RIGHT", 18, 19)
    whole = [*old[:15], "extra = True", *old[16:]]
    assert lines("\n".join(whole[5:25]), diff) == ("RIGHT", 13, 19)
    assert "not in the changed lines" in reason("\n".join(["}", *old[3:5]]), diff)


def test_likeness_needs_the_hunk_that_is_named() -> None:
    old = [f"value_{n} = compute({n * 37})" for n in range(60)]
    diff = file_diff(patch_of(old, [*old[:15], "total = sum(values, start=0)", *old[16:45], "other()", *old[46:]]))
    quote = "totals = sum(value, start = 0.0)"
    assert lines(quote, diff, hint=14) == ("RIGHT", 16, 16)
    assert "not in the changed lines" in reason(quote, diff, hint=45)
    assert "not in the changed lines" in reason(quote, diff)


def test_two_places_that_are_alike_are_no_place() -> None:
    diff = added_file("first_value = compute(one)\nother\nfirst_value = compute(two)")
    assert "not in" in reason("first_value = compute(ten)", diff)


def test_a_removed_file_takes_comments_on_the_old_side_only() -> None:
    diff = file_diff("@@ -1,2 +0,0 @@\n-a = secret()\n-b", status=FileStatus.REMOVED)
    assert lines("a = secret()", diff) == ("LEFT", 1, 1)
    assert lines("a = secret()\nb", diff, hint=1) == ("LEFT", 1, 2)


def test_a_file_without_a_diff_has_no_place() -> None:
    assert reason("x", file_diff(None)).startswith("There is no diff to comment on")
    assert reason("x", None) == "This pull request does not change a file named app.py."


def test_an_analysers_line_counts_though_its_quote_is_redacted() -> None:
    diff = added_file("a\nkey = 'abcdefghijk'\nkey = 'abcdefghijk'\nb")
    finding = a_finding("key = '[redacted]'", hint=3, source="secrets")
    result = place(finding, diff)
    assert isinstance(result, PlacedFinding)
    assert result.anchor == Anchor(path="app.py", line=3)
    two = place(a_finding("a\nkey = '[redacted]'", hint=1, source="secrets"), diff)
    assert isinstance(two, PlacedFinding)
    assert (two.anchor.first_line, two.anchor.line) == (1, 2)
    assert isinstance(place(a_finding("[redacted]", hint=9, source="secrets"), diff), UnplacedFinding)


@pytest.mark.parametrize(
    "path",
    [
        "src/App.py",
        "a/src/App.py",
        "b/src/App.py",
        "./src/App.py",
        "/src/App.py",
        "src\\App.py",
        "`src/App.py`",
        "SRC/app.py",
        "App.py",
        "lib/app.py",
        "a/lib/app.py",
    ],
)
def test_every_spelling_of_the_path_is_the_file(path: str) -> None:
    diffs = [
        file_diff("@@ -0,0 +1 @@\n+x = 1", "src/App.py", previous="lib/app.py", status=FileStatus.RENAMED),
        file_diff("@@ -0,0 +1 @@\n+x = 1", "src/NotApp.py"),
    ]
    ((one,), unplaced) = place_all([a_finding("x = 1", path=path)], diffs)
    assert (one.anchor.path, one.finding.path, unplaced) == ("src/App.py", "src/App.py", ())


def test_a_directory_may_be_called_a() -> None:
    diffs = [file_diff("@@ -0,0 +1 @@\n+x = 1", path) for path in ("a/x.py", "x.py")]
    (placed, _) = place_all([a_finding("x = 1", path="a/x.py"), a_finding("x = 1", path="b/x.py")], diffs)
    assert [one.anchor.path for one in placed] == ["a/x.py", "x.py"]


def test_an_unclear_or_unknown_path_says_so() -> None:
    diffs = [file_diff("@@ -0,0 +1 @@\n+x = 1", path) for path in ("a/x.py", "c/x.py")]
    placed, unplaced = place_all([a_finding("x = 1", path=path) for path in ("x.py", "y.py", "")], diffs)
    assert placed == ()
    assert [one.reason for one in unplaced] == [
        "The finding names x.py, which may be any of 2 changed files (a/x.py, c/x.py).",
        "This pull request does not change a file named y.py.",
        "This pull request does not change a file named .",
    ]
