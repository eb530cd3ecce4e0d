from __future__ import annotations

from pr_agent_action.diff.blocks import change_blocks
from tests.fakes.diffs import file_diff, patch_of

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
