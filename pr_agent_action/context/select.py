"""Which changed files are worth a reviewer's time, and why the others are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pr_agent_action.context.file_content import MARKED_GENERATED, content_kind, is_marked_generated
from pr_agent_action.context.file_kinds import is_binary, kind_of
from pr_agent_action.context.ignore import ignore_rules
from pr_agent_action.domain.coverage import FileCoverage, Reach
from pr_agent_action.domain.diff import FileDiff
from pr_agent_action.domain.pull_request import FileStatus
from pr_agent_action.settings.sections import ConfigSection, IgnoreSection

UNREADABLE = "its diff cannot be read"
TOO_LARGE = "too large for the forge to show its diff"
NOT_READ = "its diff was not read"
UNSEEN = frozenset({UNREADABLE, TOO_LARGE, NOT_READ})
"""Reasons that are nobody's wish."""


@dataclass(frozen=True, slots=True)
class Selection:
    """``files`` are reviewed: with their hunks, or in one line (removed files, renames without changes).

    ``skipped`` holds all others with their reasons; ``notices`` are sentences on settings that could not be used.
    """

    files: tuple[FileDiff, ...]
    skipped: tuple[FileCoverage, ...]
    notices: tuple[str, ...] = ()


def select(diffs: Sequence[FileDiff], *, ignore: IgnoreSection, config: ConfigSection) -> Selection:
    """Sort the files into those to review and those to skip, in the order given."""
    rules, notices = ignore_rules(ignore, config)
    reasons = [next(filter(None, (rule(diff.path) for rule in rules)), "") or _unfit(diff) for diff in diffs]
    return Selection(
        tuple(diff for diff, reason in zip(diffs, reasons, strict=True) if not reason),
        tuple(coverage(diff, Reach.SKIPPED, reason) for diff, reason in zip(diffs, reasons, strict=True) if reason),
        notices,
    )


def refined(selection: Selection, texts: Mapping[str, str]) -> Selection:
    """Skip also what the ``texts`` at the head (by path, as far as known) show to be generated."""
    generated = [diff for diff in selection.files if diff.path in texts and is_marked_generated(diff, texts[diff.path])]
    if not generated:
        return selection
    rows = tuple(coverage(diff, Reach.SKIPPED, MARKED_GENERATED) for diff in generated)
    paths = {diff.path for diff in generated}
    files = tuple(diff for diff in selection.files if diff.path not in paths)
    return Selection(files, selection.skipped + rows, selection.notices)


def coverage(diff: FileDiff, reach: Reach, reason: str = "", *, missed: bool = False) -> FileCoverage:
    """Return a row of the coverage table."""
    file = diff.file
    return FileCoverage(
        path=file.path,
        reach=reach,
        reason=reason,
        additions=file.additions,
        deletions=file.deletions,
        missed=missed or reason in UNSEEN,
    )


def is_mere_rename(diff: FileDiff) -> bool:
    """Tell whether a file was moved or copied and nothing in it changed."""
    file = diff.file
    return file.status in {FileStatus.RENAMED, FileStatus.COPIED} and not (
        file.patch or file.additions or file.deletions
    )


def _unfit(diff: FileDiff) -> str:
    """Tell why there is nothing for a reviewer in this file; ``""`` when there is."""
    if diff.file.status is FileStatus.REMOVED or is_mere_rename(diff):
        return kind_of(diff.path)
    return kind_of(diff.path) or (content_kind(diff) if diff.hunks else _no_hunks(diff))


def _no_hunks(diff: FileDiff) -> str:
    file = diff.file
    if file.patch:
        return UNREADABLE
    if is_binary(file.path):
        return "binary file"
    if file.additions or file.deletions:
        return TOO_LARGE
    if file.status is FileStatus.ADDED:
        return "empty or binary file: there is no diff"
    return "no diff: a binary file, a mode change, or too large to show"
