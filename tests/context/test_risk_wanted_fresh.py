from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_agent_action.context.fresh import fresh_hunks
from pr_agent_action.context.risk import by_risk, risk
from pr_agent_action.context.select import Selection
from pr_agent_action.context.wanted import wanted_texts
from pr_agent_action.diff.blocks import change_blocks
from pr_agent_action.domain.pull_request import FileStatus
from pr_agent_action.ports import TextAt
from pr_agent_action.settings.sections import ConfigSection
from tests.fakes.diffs import added_file, file_diff, patch_of

HEAD = "a" * 40
PATCH = "@@ -10,1 +10,2 @@\n a\n+b"


def test_the_riskiest_come_first_and_size_only_breaks_ties() -> None:
    paths = [
        "README.md",
        "tests/test_cart.py",
        "config.yaml",
        "strange",
        "src/cart.py",
        "src/auth/login.py",
        ".github/workflows/ci.yml",
    ]
    diffs = tuple(added_file("plain words", path) for path in paths)
    larger = added_file("plain words\nplain words", "src/tall.py")

    assert [diff.path for diff in by_risk((*diffs, larger))] == [
        ".github/workflows/ci.yml",
        "src/auth/login.py",
        "src/tall.py",
        "src/cart.py",
        "config.yaml",
        "strange",
        "tests/test_cart.py",
        "README.md",
    ]


def test_dense_code_is_riskier_than_plain_code() -> None:
    dense = added_file("if not user.is_admin:\n    raise Denied\ncursor.execute(query)", "a.py")
    plain = added_file("x = 1\ny = 2\nz = 3", "a.py")

    assert risk(dense) > risk(plain)


def test_words_of_security_do_not_lift_text() -> None:
    assert risk(added_file("words", "docs/security.md")) == 0


@pytest.mark.parametrize("path", ["a_test.go", "CartTest.java", "cart.spec.ts", "conftest.py", "spec/cart.rb"])
def test_tests_come_after_code(path: str) -> None:
    assert risk(file_diff("@@ -1 +1 @@\n-a\n+b", path)) == 10


@pytest.mark.parametrize(
    ("patch", "path", "status", "wanted"),
    [
        (PATCH, "a.py", FileStatus.MODIFIED, True),
        (PATCH, "a.py", FileStatus.RENAMED, True),
        (PATCH, "strange", FileStatus.MODIFIED, True),
        (PATCH, "a.py", FileStatus.ADDED, False),
        (PATCH, "a.py", FileStatus.REMOVED, False),
        (None, "a.py", FileStatus.RENAMED, False),
        (PATCH, "a.md", FileStatus.MODIFIED, False),
        ("@@ -1,1 +1,2 @@\n a\n+b", "a.py", FileStatus.MODIFIED, False),
        ("@@ -9000,1 +9000,2 @@\n a\n+b", "a.py", FileStatus.MODIFIED, False),
    ],
)
def test_texts_worth_reading(patch: str | None, path: str, status: FileStatus, wanted: bool) -> None:
    selection = Selection((file_diff(patch, path, status=status),), ())

    assert wanted_texts(selection, HEAD) == ((TextAt(HEAD, path),) if wanted else ())


def test_at_most_so_many_texts_the_riskiest_first() -> None:
    selection = Selection(tuple(file_diff(PATCH, path) for path in ("tests/a.py", "b.py", "login.py")), ())

    assert [text.path for text in wanted_texts(selection, HEAD, most=2)] == ["login.py", "b.py"]


def test_no_text_without_context() -> None:
    config = ConfigSection(allow_dynamic_context=False, patch_extra_lines_before=0, patch_extra_lines_after=0)

    assert wanted_texts(Selection((file_diff(PATCH),), ()), HEAD, config=config) == ()


def test_hunks_without_anything_new_are_left_out() -> None:
    diff = file_diff("@@ -1,3 +1,3 @@\n-a\n+b\n c\n-d\n+e\n@@ -10,2 +10,1 @@\n x\n-y")

    assert fresh_hunks(diff, None) == (diff.hunks, 0)
    assert fresh_hunks(diff, {"app.py": [1]}) == (diff.hunks[:1], 1)
    assert fresh_hunks(diff, {"app.py": [11]}) == (diff.hunks[1:], 2)
    assert fresh_hunks(diff, {"other.py": [1]}) == ((), 3)


LINES = st.lists(st.sampled_from(["alpha", "beta", "}", "gamma delta", "omega"]), max_size=90)


@settings(max_examples=100)
@given(LINES, LINES, st.integers(0, 3), st.data())
def test_every_new_line_is_shown_and_hunks_stay_true(
    old: list[str], new: list[str], context: int, data: st.DataObject
) -> None:
    diff = file_diff(patch_of(old, new, context))
    blocks = change_blocks(diff)
    chosen = [block for block in blocks if data.draw(st.booleans())]
    fresh = [line for block in chosen for line in (block.new_lines or (block.new_lines.start,))]
    hunks, left_out = fresh_hunks(diff, {"app.py": fresh})

    shown = {line for hunk in hunks for line in hunk.lines}
    assert all(line in shown for block in chosen for line in block.lines)
    assert bool(hunks) == bool(chosen)
    assert left_out or all(line in shown for hunk in diff.hunks for line in hunk.lines if line.kind != " ")
    for hunk in hunks:
        assert hunk.new_count == sum(line.new is not None for line in hunk.lines)
        assert hunk.old_count == sum(line.old is not None for line in hunk.lines)
        assert hunk.new_start == next((line.new for line in hunk.lines if line.new), hunk.new_start)
        assert hunk.old_start == next((line.old for line in hunk.lines if line.old), hunk.old_start)


def test_of_a_long_new_file_only_the_edit_is_shown_with_its_function() -> None:
    lines = ["def before():", "    pass", "def price(cart):", *(f"    step_{n}()" for n in range(200))]
    hunks, left_out = fresh_hunks(added_file("\n".join(lines)), {"app.py": [100]})

    assert [(hunk.new_start, hunk.new_count, hunk.section) for hunk in hunks] == [(92, 17, "def price(cart):")]
    assert left_out == 2
