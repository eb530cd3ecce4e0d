"""What is new since the last round: by the content of the changes, so that rebases and force pushes are right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pr_agent_action.diff.blocks import change_blocks
from pr_agent_action.domain.command import Command, TriggerKind
from pr_agent_action.domain.diff import FileDiff
from pr_agent_action.domain.plan import State
from pr_agent_action.domain.pull_request import Snapshot
from pr_agent_action.settings.sections import ReviewerSection


@dataclass(frozen=True, slots=True)
class Freshness:
    """``blocks`` maps a path to the ids of its change blocks; ``lines`` to its new lines that no round has seen."""

    blocks: Mapping[str, frozenset[str]]
    lines: Mapping[str, Sequence[int]]


def is_incremental(commands: Sequence[Command], kind: TriggerKind, state: State) -> bool:
    """Tell whether only what is new is looked at: after a push, or for ``/review -i``, once there was a review."""
    if not state.blocks or not commands or {command.name for command in commands} - {"review", "improve"}:
        return False
    if any(command.text.split()[:1] == ["full"] for command in commands):
        return False
    return kind is TriggerKind.PUSHED or any("-i" in command.text.split() for command in commands)


def freshness(diffs: Sequence[FileDiff], state: State) -> Freshness:
    """Compare the change blocks with those that the state knows."""
    blocks: dict[str, frozenset[str]] = {}
    lines: dict[str, list[int]] = {}
    for diff in diffs:
        found = change_blocks(diff)
        blocks[diff.path] = frozenset(block.id for block in found)
        for block in found:
            if block.id not in state.blocks:
                lines.setdefault(diff.path, []).extend(block.new_lines or (block.new_lines.start,))
    return Freshness(blocks, lines)


def too_soon(section: ReviewerSection, state: State, snapshot: Snapshot, now: str) -> str:
    """Tell why a push is not reviewed yet (``""``: it is): too few commits, or too little time, since the last one."""
    unmet = [text for text in (_few_commits(section, state, snapshot), _little_time(section, state, now)) if text]
    thresholds = [section.minimal_commits_for_incremental_review, section.minimal_minutes_for_incremental_review]
    asked = sum(1 for threshold in thresholds if threshold)
    wait = bool(unmet) if section.require_all_thresholds_for_incremental_review else len(unmet) == asked
    return unmet[0] if unmet and wait else ""


def _few_commits(section: ReviewerSection, state: State, snapshot: Snapshot) -> str:
    shas = [commit.sha for commit in snapshot.commits]
    # NOTE: after a force push the reviewed commit is gone: all commits count as new.
    new = len(shas) - 1 - shas.index(state.reviewed_sha) if state.reviewed_sha in shas else len(shas)
    least = section.minimal_commits_for_incremental_review
    return f"{new} new commits since the last review, fewer than {least}" if new < least else ""


def _little_time(section: ReviewerSection, state: State, now: str) -> str:
    least = section.minimal_minutes_for_incremental_review
    if not least or not state.reviewed_at:
        return ""
    passed = datetime.fromisoformat(now) - datetime.fromisoformat(state.reviewed_at)
    return f"less than {least} minutes since the last review" if passed < timedelta(minutes=least) else ""
