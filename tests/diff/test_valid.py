from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_agent_action.demo.fake_github.patches import FakeFile, patch_lines
from pr_agent_action.diff.place import place_all
from pr_agent_action.diff.valid import problem, validated
from pr_agent_action.domain.diff import Anchor, Side
from pr_agent_action.domain.finding import PlacedFinding
from tests.fakes.diffs import a_finding, file_diff, patch_of

OLD = [f"line {n}" for n in range(1, 41)]
NEW = [*OLD[:4], "added", *OLD[5:30], *OLD[31:]]
PATCH = patch_of(OLD, NEW)
DIFF = file_diff(PATCH)


@pytest.mark.parametrize(
    ("anchor", "reason"),
    [
        (Anchor(path="app.py", line=5), ""),
        (Anchor(path="app.py", line=5, side=Side.LEFT), ""),
        (Anchor(path="app.py", line=5, start_line=3), ""),
        (Anchor(path="app.py", line=31, side=Side.LEFT), ""),
        (Anchor(path="app.py", line=20), "Line 20 is not among the lines of the diff that take a comment."),
        (Anchor(path="app.py", line=4, side=Side.LEFT), "Line 4 is not among"),
        (Anchor(path="app.py", line=5, start_line=5), "Its lines, 5 to 5, do not go from top to bottom."),
        (Anchor(path="app.py", line=3, start_line=5), "do not go from top to bottom."),
        (Anchor(path="app.py", line=31, start_line=5), "do not stand in one part of the diff."),
        (Anchor(path="app.py", line=5, start_line=1), "Line 1 is not among"),
    ],
)
def test_what_is_wrong_with_a_place(anchor: Anchor, reason: str) -> None:
    found = problem(anchor, DIFF)
    assert reason in found
    assert bool(found) == bool(reason)


def test_a_file_that_is_not_changed() -> None:
    assert problem(Anchor(path="other.py", line=5), None).startswith("This pull request does not change the file")


@settings(max_examples=200)
@given(st.integers(-1, 45), st.none() | st.integers(-1, 45), st.sampled_from(Side))
def test_it_is_as_strict_as_the_fake_that_shares_no_line_with_it(line: int, start: int | None, side: Side) -> None:
    """Whatever passes stands in the fake's own reading of the patch, in one hunk."""
    fake = patch_lines(FakeFile(path="app.py", status="modified", patch=PATCH).patch)
    if problem(Anchor(path="app.py", line=line, side=side, start_line=start), DIFF):
        return
    hunks = [{row.hunk for row in fake if row.number(side.value) == number} for number in {line, start or line}]
    assert all(hunks)
    assert len(set.union(*hunks)) == 1


def test_offenders_are_told_apart_from_the_rest() -> None:
    placed, _ = place_all([a_finding("added")], [DIFF])
    bad = PlacedFinding(placed[0].finding, Anchor(path="app.py", line=20), "f2")
    good, wrong = validated([*placed, bad], [DIFF])
    assert good == placed
    assert [(item.fingerprint, item.reason[:7]) for item in wrong] == [("f2", "Line 20")]


def test_what_is_placed_knows_its_code_and_section() -> None:
    text = ["def price(cart):", "    total = 0", "", "    }", "    return total"]
    diff = file_diff(patch_of([], text))
    (one,), _ = place_all([a_finding("total = 0\n\n}\nreturn total")], [diff])
    (other,), _ = place_all([a_finding("return   total")], [diff])
    assert len(one.code) == 2
    assert one.code[-1:] == other.code
    assert one.section == other.section != ""
