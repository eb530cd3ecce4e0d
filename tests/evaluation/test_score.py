from __future__ import annotations

import pytest

from pr_agent_action.domain.diff import Anchor
from pr_agent_action.domain.finding import PlacedFinding
from pr_agent_action.evaluation.dataset import HumanFinding
from pr_agent_action.evaluation.score import Score, score
from tests.fakes.diffs import a_finding


def ours(path: str, line: int, start: int | None = None) -> PlacedFinding:
    return PlacedFinding(a_finding("x = 1", path=path), Anchor(path=path, line=line, start_line=start), "f")


def theirs(path: str, first: int, last: int) -> HumanFinding:
    return HumanFinding(path=path, first_line=first, last_line=last)


@pytest.mark.parametrize(
    ("found", "matched"),
    [
        (ours("a.py", 10), 1),
        (ours("a.py", 13), 1),
        (ours("a.py", 15), 1),
        (ours("a.py", 16), 0),
        (ours("a.py", 7), 1),
        (ours("a.py", 6), 0),
        (ours("a.py", 30, start=11), 1),
        (ours("b.py", 10), 0),
    ],
)
def test_a_place_matches_within_three_lines_of_the_same_file(found: PlacedFinding, matched: int) -> None:
    assert score([found], 0, [theirs("a.py", 10, 12)]).matched == matched


def test_each_finding_is_used_once_and_the_nearest_pair_goes_first() -> None:
    found = [ours("a.py", 11), ours("a.py", 12)]
    assert score(found, 0, [theirs("a.py", 12, 12)]) == Score(found=2, expected=1, matched=1)
    assert score(found, 0, [theirs("a.py", 12, 12), theirs("a.py", 9, 9)]).matched == 2


def test_figures() -> None:
    total = score([ours("a.py", 1), ours("a.py", 50)], 1, [theirs("a.py", 1, 1)]) + Score(
        found=1, expected=3, matched=1
    )
    assert (total.found, total.expected, total.matched) == (4, 4, 2)
    assert (total.precision, total.recall, total.f1) == (0.5, 0.5, 0.5)


def test_figures_that_do_not_exist() -> None:
    assert Score().precision is None
    assert Score().recall is None
    assert Score().f1 is None
    assert Score(expected=2).f1 == 0
