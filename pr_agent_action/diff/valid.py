"""A last look at a batch before it is sent: one comment that the forge refuses would cost the whole batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pr_agent_action.domain.diff import Anchor, FileDiff, Hunk, LineKind, Side
from pr_agent_action.domain.finding import PlacedFinding, UnplacedFinding

NO_FILE = "This pull request does not change the file that the finding is about."
NO_LINE = "Line {line} is not among the lines of the diff that take a comment."
NOT_A_RANGE = "Its lines, {first} to {last}, do not go from top to bottom."
TWO_HUNKS = "Its lines, {first} to {last}, do not stand in one part of the diff."


def validated(
    placed: Iterable[PlacedFinding], diffs: Sequence[FileDiff]
) -> tuple[tuple[PlacedFinding, ...], tuple[UnplacedFinding, ...]]:
    """Split into those that the forge takes and the others, each with what is wrong with its place."""
    by_path = {diff.path: diff for diff in diffs}
    good: list[PlacedFinding] = []
    bad: list[UnplacedFinding] = []
    for item in placed:
        wrong = problem(item.anchor, by_path.get(item.anchor.path))
        if wrong:
            bad.append(UnplacedFinding(item.finding, item.fingerprint, wrong))
        else:
            good.append(item)
    return tuple(good), tuple(bad)


def problem(anchor: Anchor, diff: FileDiff | None) -> str:
    """Tell why the forge would refuse a comment there, ``""`` where it takes one.

    The forge takes added and context lines on the RIGHT and removed ones on the LEFT, and several lines only from a
    smaller number to a larger one within a hunk.
    """
    if diff is None:
        return NO_FILE
    if anchor.start_line is not None and anchor.start_line >= anchor.line:
        return NOT_A_RANGE.format(first=anchor.start_line, last=anchor.line)
    ends = {anchor.first_line, anchor.line}
    numbers = [_numbers(hunk, anchor.side) for hunk in diff.hunks]
    missing = sorted(ends - frozenset().union(*numbers))
    if missing:
        return NO_LINE.format(line=missing[0])
    if not any(ends <= inside for inside in numbers):
        return TWO_HUNKS.format(first=anchor.first_line, last=anchor.line)
    return ""


def _numbers(hunk: Hunk, side: Side) -> frozenset[int]:
    if side is Side.LEFT:
        return frozenset(line.old for line in hunk.lines if line.kind is LineKind.REMOVED and line.old)
    return frozenset(line.new for line in hunk.lines if line.new)
