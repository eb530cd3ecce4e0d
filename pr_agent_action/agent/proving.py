"""Which suggestions may be committed: those that, laid into the file, leave it parsing and touch no other's lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pr_agent_action.context.syntax import breaks_syntax
from pr_agent_action.domain.diff import FileDiff, LineKind
from pr_agent_action.domain.finding import PlacedFinding
from pr_agent_action.domain.pull_request import FileStatus


def prove(
    placed: Sequence[PlacedFinding], texts: Mapping[str, str], diffs: Sequence[FileDiff]
) -> tuple[PlacedFinding, ...]:
    """Take the suggestion from findings whose suggestion does not prove itself; they keep their words.

    ``texts`` are files at the head by path, as far as they were read; a new file's text is its diff. Of suggestions
    that overlap, the worst finding's stays.
    """
    whole = {diff.path: _new_text(diff) for diff in diffs if diff.file.status is FileStatus.ADDED} | dict(texts)
    kept: list[PlacedFinding] = []
    refused: set[int] = set()
    for item in sorted(placed, key=lambda item: item.finding.severity.rank):
        if item.suggestion is None:
            continue
        if any(_overlap(item, other) for other in kept) or _breaks(item, whole.get(item.anchor.path)):
            refused.add(id(item))
        else:
            kept.append(item)
    return tuple(replace(item, suggestion=None) if id(item) in refused else item for item in placed)


def _new_text(diff: FileDiff) -> str:
    lines = [line.text for hunk in diff.hunks for line in hunk.lines if line.kind is not LineKind.REMOVED]
    return "".join(f"{line}\n" for line in lines)


def _overlap(one: PlacedFinding, other: PlacedFinding) -> bool:
    mine, theirs = one.anchor, other.anchor
    return mine.path == theirs.path and mine.first_line <= theirs.line and theirs.first_line <= mine.line


def _breaks(item: PlacedFinding, text: str | None) -> bool:
    """Lay the suggestion into the file and parse both; what was not read cannot be judged."""
    if text is None or item.suggestion is None:
        return False
    lines = text.split("\n")
    new = item.suggestion.split("\n") if item.suggestion else []
    changed = [*lines[: item.anchor.first_line - 1], *new, *lines[item.anchor.line :]]
    return breaks_syntax(item.anchor.path, text, "\n".join(changed))
