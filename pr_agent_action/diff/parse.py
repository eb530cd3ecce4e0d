"""Unified diff text to hunks with line numbers, and nothing else: total, whatever the text is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pr_agent_action.domain.diff import DiffLine, FileDiff, Hunk, LineKind
from pr_agent_action.domain.pull_request import ChangedFile

# NOTE: nine digits at most, because int() refuses thousands of them with a ValueError.
_HEADER = re.compile(r"@@ -([0-9]{1,9})(?:,([0-9]{1,9}))? \+([0-9]{1,9})(?:,([0-9]{1,9}))? @@(.*)", re.DOTALL)
_NO_NEWLINE = "\\"
_KINDS = {kind.value: kind for kind in LineKind}


class _MalformedError(Exception):
    """The text is no unified diff."""


def parse_files(files: Iterable[ChangedFile]) -> tuple[FileDiff, ...]:
    """Parse every file's patch, in order."""
    return tuple(parse_file(file) for file in files)


def parse_file(file: ChangedFile) -> FileDiff:
    """Parse a file's patch; a patch that is missing or no unified diff (combined diffs too) gives no hunks."""
    try:
        return FileDiff(file, tuple(_hunks(file.patch or "")))
    except _MalformedError:
        return FileDiff(file, ())


def _hunks(patch: str) -> Iterator[Hunk]:
    # NOTE: only \n ends a line of a diff; str.splitlines would also cut at CR, form feed and U+2028.
    lines = patch.split("\n")
    at = 0
    while at < len(lines):
        if lines[at] in ("", "\r") or lines[at].startswith(_NO_NEWLINE):
            at += 1
            continue
        hunk, at = _hunk(lines, at)
        yield hunk


def _hunk(lines: list[str], at: int) -> tuple[Hunk, int]:
    """Read the hunk whose header is ``lines[at]``; return it and the index behind it."""
    header = _HEADER.fullmatch(lines[at])
    if header is None:
        raise _MalformedError
    old_start, old_count, new_start, new_count = (int(part or "1") for part in header.groups()[:4])
    if (old_count and not old_start) or (new_count and not new_start):
        raise _MalformedError
    body: list[DiffLine] = []
    old, new = old_start, new_start
    at += 1
    while at < len(lines) and (old < old_start + old_count or new < new_start + new_count):
        if not lines[at].startswith(_NO_NEWLINE):
            line = _line(lines[at], old, new)
            old, new = old + (line.old is not None), new + (line.new is not None)
            body.append(line)
        at += 1
    if old > old_start + old_count or new > new_start + new_count:
        raise _MalformedError
    hunk = Hunk(
        old_start=old_start,
        # A patch that was cut short keeps the lines that are there.
        old_count=old - old_start,
        new_start=new_start,
        new_count=new - new_start,
        section=header[5].strip(),
        lines=tuple(body),
    )
    return hunk, at


def _line(text: str, old: int, new: int) -> DiffLine:
    if text in ("", "\r"):  # An empty context line that lost its blank on the way.
        return DiffLine(LineKind.CONTEXT, old, new, text)
    kind = _KINDS.get(text[0])
    if kind is None:
        raise _MalformedError
    return DiffLine(
        kind,
        None if kind is LineKind.ADDED else old,
        None if kind is LineKind.REMOVED else new,
        text[1:],
    )
