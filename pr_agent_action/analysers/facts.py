"""The size and shape of a change, counted."""

from __future__ import annotations

from collections.abc import Sequence

from pr_agent_action.analysers.conventions import is_document, is_generated, is_test, is_workflow
from pr_agent_action.analysers.todos import todos
from pr_agent_action.domain.diff import FileDiff, LineKind
from pr_agent_action.domain.outcome import Area, ChangeFacts

# Effort to review. A line of code weighs 1 (removed: 1/4), of tests and prose half of that, of generated files nothing.
#
#   weight up to   20  100  400  1000  more
#   effort          1    2    3     4     5      one more when it is spread over > 4 areas or > 25 files, 5 at the most
_EFFORT_BY_WEIGHT = (20, 100, 400, 1_000)
_REMOVED_WEIGHT = 0.25
_HALF = 0.5
_MANY_AREAS, _MANY_FILES = 4, 25


def change_facts(diffs: Sequence[FileDiff]) -> ChangeFacts:
    """Count what changed; areas come largest first."""
    counts = [_counts(diff) for diff in diffs]
    areas = _areas(diffs, counts)
    return ChangeFacts(
        files=len(diffs),
        additions=sum(additions for additions, _ in counts),
        deletions=sum(deletions for _, deletions in counts),
        effort=_effort(diffs, counts, len(areas)),
        areas=areas,
        tests_touched=any(is_test(diff.path) for diff in diffs),
        workflow_files=tuple(diff.path for diff in diffs if is_workflow(diff.path)),
        todos=todos(diffs),
    )


def _counts(diff: FileDiff) -> tuple[int, int]:
    """Take the forge's own figures, or count where it gives none."""
    if diff.file.additions or diff.file.deletions:
        return diff.file.additions, diff.file.deletions
    kinds = [line.kind for hunk in diff.hunks for line in hunk.lines]
    return kinds.count(LineKind.ADDED), kinds.count(LineKind.REMOVED)


def _areas(diffs: Sequence[FileDiff], counts: Sequence[tuple[int, int]]) -> tuple[Area, ...]:
    sums: dict[str, tuple[int, int, int]] = {}
    for diff, (additions, deletions) in zip(diffs, counts, strict=True):
        top = diff.path.partition("/")[0] if "/" in diff.path else ""
        files, added, removed = sums.get(top, (0, 0, 0))
        sums[top] = (files + 1, added + additions, removed + deletions)
    areas = [Area(path=top, files=f, additions=a, deletions=d) for top, (f, a, d) in sums.items()]
    return tuple(sorted(areas, key=lambda area: (-area.additions - area.deletions, area.path)))


def _effort(diffs: Sequence[FileDiff], counts: Sequence[tuple[int, int]], areas: int) -> int:
    weight = sum(
        _weight(diff.path) * (additions + _REMOVED_WEIGHT * deletions)
        for diff, (additions, deletions) in zip(diffs, counts, strict=True)
    )
    by_weight = 1 + sum(weight > limit for limit in _EFFORT_BY_WEIGHT)
    spread = areas > _MANY_AREAS or len(diffs) > _MANY_FILES
    return min(by_weight + spread, len(_EFFORT_BY_WEIGHT) + 1)


def _weight(path: str) -> float:
    if is_generated(path):
        return 0.0
    return _HALF if is_test(path) or is_document(path) else 1.0
