"""Whatever the model answers, an anchor is one that the forge accepts; and what it perturbs is found all the same."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pr_agent_action
from pr_agent_action.diff.place import place_all
from pr_agent_action.domain.diff import Anchor, FileDiff, Hunk, LineKind, Side
from pr_agent_action.domain.finding import PlacedFinding
from pr_agent_action.domain.pull_request import FileStatus
from tests.fakes.diffs import a_finding, file_diff, patch_of

LINES = st.sampled_from(
    ["a = 1", "  b()", "\tc()", "}", "", "return x", "b()", "  b() # x", "d\r", "\u2028", "…", "+ e", "9: f"]
)


@st.composite
def diffs(draw: st.DrawFn) -> FileDiff:
    old = draw(st.lists(LINES, max_size=25))
    new = draw(st.lists(LINES, max_size=10)) + old[draw(st.integers(0, 10)) :]
    status = draw(st.sampled_from(FileStatus))
    return file_diff(
        patch_of(old, new, draw(st.integers(0, 3))), draw(st.sampled_from(["a.py", "A.py"])), status=status
    )


QUOTES = st.lists(LINES | st.text(max_size=8), max_size=5).map("\n".join) | st.sampled_from(
    ["...", "a = 1\n...\nreturn x", "-a = 1\n+  b()", "1: a = 1\n2:   b()", "```\nb()\n```", "+", "-", " ", "`", "9"]
)


def hunk_of(diff: FileDiff, anchor: Anchor) -> Hunk:
    """The one hunk that holds both ends of the anchor on its side."""

    def numbers(hunk: Hunk) -> set[int | None]:
        if anchor.side is Side.RIGHT:
            return {line.new for line in hunk.lines if line.kind is not LineKind.REMOVED}
        return {line.old for line in hunk.lines if line.kind is LineKind.REMOVED}

    (hunk,) = [hunk for hunk in diff.hunks if {anchor.first_line, anchor.line} <= numbers(hunk)]
    return hunk


@given(
    st.lists(diffs(), max_size=2),
    st.sampled_from(["a.py", "b/a.py", "A.py", "", "x"]),
    QUOTES,
    st.none() | st.integers(-5, 40),
    st.none() | st.text(max_size=20) | QUOTES,
    st.sampled_from(["model", "secrets"]),
)
@settings(max_examples=400, deadline=None)
def test_every_anchor_is_one_that_the_forge_accepts(
    changed: Sequence[FileDiff], path: str, quote: str, hint: int | None, replacement: str | None, source: str
) -> None:
    finding = a_finding(quote, path=path, hint=hint, replacement=replacement, source=source)
    placed, unplaced = place_all([finding], changed)
    assert len(placed) + len(unplaced) == 1
    assert all(one.reason.endswith(".") for one in unplaced)
    for one in placed:
        assert one.anchor.start_line is None or one.anchor.start_line < one.anchor.line
        (diff,) = [diff for diff in changed if diff.path == one.anchor.path][:1]
        hunk_of(diff, one.anchor)
        assert one.suggestion is None or ("\r" not in one.suggestion and one.anchor.side is Side.RIGHT)
        assert one.suggestion is None or not one.suggestion.endswith("\n")


# ------------------------------------------------------------------------------------- measured
Perturb = Callable[[random.Random, list[str], int], tuple[str, int]]


def dropped_indentation(_: random.Random, lines: list[str], start: int) -> tuple[str, int]:
    width = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    return "\n".join(line[width:] for line in lines), start


def stripped_lines(_: random.Random, lines: list[str], start: int) -> tuple[str, int]:
    return "\n".join(line.strip() for line in lines), start


def changed_spaces(rng: random.Random, lines: list[str], start: int) -> tuple[str, int]:
    return "\n".join("".join(c * rng.choice([1, 2]) if c == " " else c for c in line) for line in lines), start


def tabs_for_blanks(_: random.Random, lines: list[str], start: int) -> tuple[str, int]:
    return "\n".join(line.replace("    ", "\t") for line in lines), start


def wrong_number(rng: random.Random, lines: list[str], start: int) -> tuple[str, int]:
    return "\n".join(lines), max(start + rng.choice([-3, -2, -1, 1, 2, 3]), 1)


def wrong_number_and_indentation(rng: random.Random, lines: list[str], start: int) -> tuple[str, int]:
    return stripped_lines(rng, lines, start)[0], wrong_number(rng, lines, start)[1]


def with_signs(_: random.Random, lines: list[str], start: int) -> tuple[str, int]:
    return "\n".join(f"+{line}" for line in lines), start


def with_numbers(_: random.Random, lines: list[str], start: int) -> tuple[str, int]:
    return "\n".join(f"{start + at} | {line}" for at, line in enumerate(lines)), start


def with_numbers_and_signs(_: random.Random, lines: list[str], start: int) -> tuple[str, int]:
    return "\n".join(f"{start + at:>4} +{line}" for at, line in enumerate(lines)), start


def without_blank_lines(_: random.Random, lines: list[str], start: int) -> tuple[str, int]:
    return "\n".join(line for line in lines if line.strip()), start


def other_case(_: random.Random, lines: list[str], start: int) -> tuple[str, int]:
    return "\n".join(lines).upper(), start


PERTURBATIONS: tuple[Perturb, ...] = (
    dropped_indentation,
    stripped_lines,
    changed_spaces,
    tabs_for_blanks,
    wrong_number,
    wrong_number_and_indentation,
    with_signs,
    with_numbers,
    with_numbers_and_signs,
    without_blank_lines,
    other_case,
)


@pytest.fixture(scope="module")
def real_changes() -> list[tuple[FileDiff, list[str]]]:
    """Modified files of this project: a tenth of the lines removed or changed, so that all others are context."""
    rng = random.Random(7)
    changes = []
    for path in sorted(Path(pr_agent_action.__file__).parent.rglob("*.py"))[:40]:
        new = path.read_text(encoding="utf-8").split("\n")
        old = [line for line in new if rng.random() > 0.15]
        changes.append((file_diff(patch_of(old, new), path.name), new))
    return [change for change in changes if change[0].hunks]


@pytest.mark.parametrize("perturb", PERTURBATIONS, ids=lambda perturb: perturb.__name__)
def test_perturbed_quotes_are_anchored_to_the_right_lines(
    perturb: Perturb, real_changes: list[tuple[FileDiff, list[str]]]
) -> None:
    rng = random.Random(42)
    outcomes: Counter[str] = Counter()
    while outcomes.total() < 400:
        diff, new = rng.choice(real_changes)
        hunk = rng.choice(diff.hunks)
        shown = [line.new for line in hunk.lines if line.new is not None and line.text.strip()]
        if not diff.added or not shown:
            continue
        start = rng.choice(shown)
        end = min(start + rng.choice([0, 0, 0, 1, 3]), shown[-1])
        quoted = new[start - 1 : end]
        if not quoted[-1].strip():
            continue
        quote, hint = perturb(rng, quoted, start)
        placed, _ = place_all([a_finding(quote, path=diff.path, hint=hint)], [diff])
        outcomes[verdict(placed, start, end)] += 1
    assert outcomes["right"] >= 0.98 * outcomes.total(), outcomes


def verdict(placed: Sequence[PlacedFinding], start: int, end: int) -> str:
    if not placed:
        return "unplaced"
    anchor = placed[0].anchor
    return "right" if (anchor.side, anchor.first_line, anchor.line) == (Side.RIGHT, start, end) else "wrong"
