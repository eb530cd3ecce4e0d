from __future__ import annotations

from collections.abc import Callable

import pytest

from pr_agent_action.context.build import Chunk, Context
from pr_agent_action.context.window import window
from pr_agent_action.domain.diff import Anchor, FileDiff, Side
from pr_agent_action.text.tokens import estimate_tokens
from tests.fakes.diffs import added_file, file_diff, patch_of

Built = Callable[..., Context]
LONG = "\n".join(f"value_{number} = compute({number})" for number in range(1, 101))


def chunks(built: Built, *diffs: FileDiff) -> tuple[Chunk, ...]:
    return built(diffs).chunks


def test_the_window_is_the_place_with_its_surroundings_and_nothing_of_other_files(built: Built) -> None:
    shown = chunks(built, added_file(LONG, "one.py"), added_file("secret_of_two = 2", "two.py"))

    text = window(shown, Anchor(path="one.py", line=50), "value_50", budget_tokens=5_000)

    rows = text.split("\n")
    assert rows[0].startswith("== one.py (added")
    assert rows[1] == "30+value_30 = compute(30)"
    assert rows[-1] == "60+value_60 = compute(60)"


@pytest.mark.parametrize("budget", [20, 60, 200, 500])
@pytest.mark.parametrize("line", [1, 50, 100])
def test_it_keeps_its_budget_and_the_place(built: Built, line: int, budget: int) -> None:
    text = window(chunks(built, added_file(LONG)), Anchor(path="app.py", line=line), "", budget_tokens=budget)

    assert estimate_tokens(text) <= budget
    assert budget < 60 or f"\n{line}+value_{line} = compute({line})" in text


def test_the_last_file_ends_before_the_fence(built: Built) -> None:
    text = window(chunks(built, added_file("a = 1\nb = 2")), Anchor(path="app.py", line=2), "", budget_tokens=500)

    assert text.split("\n")[1:] == ["1+a = 1", "2+b = 2"]


def test_a_removed_line_is_found_by_its_text(built: Built) -> None:
    diff = file_diff(patch_of(["a", "    check(x)", "b"], ["a", "b"]))

    text = window(chunks(built, diff), Anchor(path="app.py", line=2, side=Side.LEFT), "check(x)", budget_tokens=500)

    assert "-    check(x)" in text


@pytest.mark.parametrize(
    "anchor",
    [Anchor(path="none.py", line=1), Anchor(path="app.py", line=999), Anchor(path="app.py", line=7, side=Side.LEFT)],
)
def test_what_is_not_shown_has_no_window(built: Built, anchor: Anchor) -> None:
    assert window(chunks(built, added_file(LONG)), anchor, "gone()", budget_tokens=500) == ""


def test_a_file_that_only_another_part_shows_is_found_there() -> None:
    parts = [
        Chunk("x\n== a.py (modified)\n1+a\nb end\n", ("a.py",), 9),
        Chunk("x\n== a.py (modified)\n9+z\nb end\n", ("a.py",), 9),
    ]

    assert window(parts, Anchor(path="a.py", line=9), "z", budget_tokens=99) == "== a.py (modified)\n9+z"
    assert window([Chunk("x", ("a.py",), 1)], Anchor(path="a.py", line=9), "z", budget_tokens=99) == ""
