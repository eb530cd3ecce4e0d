"""Diffs for tests: parsed from text, made from two versions of a file, and rendered back."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from pr_agent_action.diff.parse import parse_file
from pr_agent_action.domain.diff import FileDiff, Hunk
from pr_agent_action.domain.finding import Category, Finding, Severity
from pr_agent_action.domain.pull_request import ChangedFile, FileStatus


def file_diff(
    patch: str | None, path: str = "app.py", *, status: FileStatus = FileStatus.MODIFIED, previous: str | None = None
) -> FileDiff:
    return parse_file(ChangedFile(path=path, status=status, previous_path=previous, patch=patch))


def added_file(text: str, path: str = "app.py") -> FileDiff:
    """A new file with ``text``."""
    return file_diff(patch_of([], text.split("\n")), path, status=FileStatus.ADDED)


def patch_of(old: Sequence[str], new: Sequence[str], context: int = 3) -> str:
    """The patch between two versions, as lists of lines without line ends."""
    return "\n".join(list(difflib.unified_diff(old, new, lineterm="", n=context))[2:])


def render(hunks: Iterable[Hunk]) -> str:
    """The patch text of parsed hunks."""
    lines: list[str] = []
    for hunk in hunks:
        section = f" {hunk.section}" if hunk.section else ""
        lines.append(f"@@ -{hunk.old_start},{hunk.old_count} +{hunk.new_start},{hunk.new_count} @@{section}")
        lines.extend(line.kind.value + line.text for line in hunk.lines)
    return "\n".join(lines)


def a_finding(
    quote: str,
    *,
    path: str = "app.py",
    hint: int | None = None,
    replacement: str | None = None,
    source: str = "model",
) -> Finding:
    return Finding(
        path=path,
        title="Null is not handled",
        body="A missing user crashes the request.",
        quote=quote,
        severity=Severity.HIGH,
        category=Category.BUG,
        line_hint=hint,
        replacement=replacement,
        source=source,
    )
