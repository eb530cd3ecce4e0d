from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from pr_agent_action.diff.blocks import change_blocks
from tests.fakes.diffs import added_file, file_diff, patch_of

OLD = [f"line {n}" for n in range(40)]


def ids(new: list[str], old: list[str] = OLD, context: int = 3) -> list[str]:
    return [block.id for block in change_blocks(file_diff(patch_of(old, new, context)))]


def test_blocks_are_runs_with_their_new_lines() -> None:
    new = [*OLD[:5], "a", "b", *OLD[6:20], *OLD[22:]]
    first, second = change_blocks(file_diff(patch_of(OLD, new)))
    assert [line.text for line in first.lines] == ["line 5", "a", "b"]
    assert first.new_lines == range(6, 8)
    assert [line.text for line in second.lines] == ["line 20", "line 21"]
    assert (second.new_lines, second.new_lines.start) == (range(22, 22), 22)


def test_a_removal_without_context_knows_where_it_stood() -> None:
    (block,) = change_blocks(file_diff("@@ -5,2 +4,0 @@\n-a\n-b"))
    assert block.new_lines == range(5, 5)
    assert block.new_lines.start == 5


def test_ids_survive_a_rebase_and_other_context() -> None:
    new = [*OLD[:20], "x", "y", *OLD[20:]]
    rebased = ids(["top", *new], ["top", *OLD])
    assert ids(new) == rebased == ids(new, context=0) == ids([line + " " for line in new], [line + " " for line in OLD])


def test_a_changed_line_changes_the_id() -> None:
    assert ids([*OLD, "x"]) != ids([*OLD, "y"])
    assert ids([*OLD, "x"]) != ids([*OLD, " x"])


def test_equal_blocks_have_distinct_ids() -> None:
    made = ids([*OLD[:5], "x", *OLD[5:20], "x", *OLD[20:], "x"])
    assert len(set(made)) == 3
    assert made[:2] == ids([*OLD[:5], "x", *OLD[5:20], "x", *OLD[20:]])


def test_the_path_counts() -> None:
    patch = patch_of(OLD, [*OLD, "x"])
    assert change_blocks(file_diff(patch, "a"))[0].id != change_blocks(file_diff(patch, "b"))[0].id


def test_no_hunks_no_blocks() -> None:
    assert change_blocks(file_diff(None)) == ()


def code(lines: int, seed: int = 1) -> list[str]:
    dice = random.Random(seed)
    return [
        dice.choice(["", "    }", f"    value_{n} = compute({n})", f"def step_{n}(cart):", f"    return {n}"])
        for n in range(lines)
    ]


def test_pieces_are_of_a_useful_size() -> None:
    sizes = [len(block.lines) for block in change_blocks(added_file("\n".join(code(5_000))))]
    assert 5 <= sum(sizes) / len(sizes) <= 12
    assert max(sizes) <= 32
    assert max(len(block.lines) for block in change_blocks(added_file("}\n" * 500))) <= 32


@settings(max_examples=60)
@given(st.integers(0, 399), st.sampled_from(["insert", "change", "remove"]), st.integers(1, 5))
def test_an_edit_makes_only_its_own_piece_new(at: int, edit: str, seed: int) -> None:
    old = code(400, seed)
    new = {
        "insert": [*old[:at], "    brand_new_line()", *old[at:]],
        "change": [*old[:at], "    brand_new_line()", *old[at + 1 :]],
        "remove": [*old[:at], *old[at + 1 :]],
    }[edit]
    before = {block.id for block in change_blocks(added_file("\n".join(old)))}
    after = change_blocks(added_file("\n".join(new)))
    fresh = [block for block in after if block.id not in before]
    assert sum(len(block.lines) for block in fresh) <= 3 * 32
    assert len(fresh) <= 4
    if edit != "remove":
        assert any(line.text == "    brand_new_line()" for block in fresh for line in block.lines)


def test_pieces_cover_the_run_and_know_their_lines() -> None:
    new = code(100)
    blocks = change_blocks(added_file("\n".join(new)))
    assert [line.text for block in blocks for line in block.lines] == new
    assert [number for block in blocks for number in block.new_lines] == list(range(1, 101))
