"""Patches as GitHub gives them, and the places in them that take a review comment.

This parser is on purpose not that of ``pr_agent_action.diff``: the fake must not share mistakes with what it checks.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from pr_agent_action.demo.fake_github.trees import blob_sha

CONTEXT = 3
MAX_PATCH_LINES = 20_000
MAX_PATCH_BYTES = 500_000
SNIFFED = 8_000
SECTION_LIMIT = 80
HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")
NO_NEWLINE = "\\ No newline at end of file"


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeFile:
    """One changed file; ``status`` is GitHub's word, ``patch`` starts at the first ``@@`` or is absent."""

    path: str
    status: str
    previous_path: str | None = None
    additions: int = 0
    deletions: int = 0
    patch: str | None = None
    sha: str = "0" * 40


@dataclass(frozen=True, slots=True)
class PatchLine:
    """One line of a patch; ``position`` counts from 1 below the first ``@@``, ``hunk`` from 0."""

    position: int
    hunk: int
    old: int | None
    new: int | None
    text: str

    def number(self, side: str) -> int | None:
        """Tell the line's number on ``LEFT`` or ``RIGHT``; ``None`` where that side takes no comment on it."""
        return self.new if side == "RIGHT" else self.old


def patch_lines(patch: str | None) -> list[PatchLine]:
    """Number the lines of a patch."""
    found: list[PatchLine] = []
    old = new = 0
    hunk = -1
    for position, text in enumerate((patch or "").split("\n") if patch else []):
        header = HUNK.match(text)
        if header:
            old, new, hunk = int(header[1]), int(header[2]), hunk + 1
        elif not text.startswith("\\"):
            kind = text[:1]
            found.append(PatchLine(position, hunk, None if kind == "+" else old, None if kind == "-" else new, text))
            old += kind != "+"
            new += kind != "-"
    return found


def hunk_until(patch: str, line: PatchLine) -> str:
    """Give the hunk's header and its lines up to ``line``: what GitHub calls the diff hunk."""
    rows = patch.split("\n")
    start = max(row for row in range(line.position) if HUNK.match(rows[row]))
    return "\n".join(rows[start : line.position + 1])


def moved_line(old: bytes, new: bytes, line: int) -> int | None:
    """Tell where line ``line`` of ``old`` stands in ``new``; ``None`` when it was changed."""
    matcher = difflib.SequenceMatcher(None, old.split(b"\n"), new.split(b"\n"), autojunk=False)
    for block in matcher.get_matching_blocks():
        if block.a <= line - 1 < block.a + block.size:
            return line + block.b - block.a
    return None


def shown(patch: str) -> str | None:
    """Give the patch, or ``None`` where GitHub finds it too large to show."""
    too_large = patch.count("\n") >= MAX_PATCH_LINES or len(patch.encode()) > MAX_PATCH_BYTES
    return None if too_large or not patch else patch


def is_binary(content: bytes) -> bool:
    """Tell as git does: a NUL in the first 8,000 bytes."""
    return b"\0" in content[:SNIFFED]


def changed_files(
    base: Mapping[str, bytes], head: Mapping[str, bytes], renames: Mapping[str, str] | None = None
) -> list[FakeFile]:
    """Compare two sets of files; ``renames`` maps an old path to its new one. Sorted by path, as GitHub does."""
    old_path = {new: old for old, new in (renames or {}).items()}
    found = []
    for path in sorted({*base, *head} - set(old_path.values())):
        before = base.get(old_path.get(path, path))
        after = head.get(path)
        if before == after and path not in old_path:
            continue
        found.append(_compared(path, old_path.get(path), before, after))
    return found


def _compared(path: str, previous: str | None, before: bytes | None, after: bytes | None) -> FakeFile:
    patch = ""
    if not is_binary(before or b"") and not is_binary(after or b""):
        patch = unified(before or b"", after or b"")
    lines = patch_lines(patch)
    status = "renamed" if previous else "added" if before is None else "removed" if after is None else "modified"
    return FakeFile(
        path=path,
        status=status,
        previous_path=previous,
        additions=sum(line.old is None for line in lines),
        deletions=sum(line.new is None for line in lines),
        patch=shown(patch),
        sha=blob_sha(after if after is not None else before or b""),
    )


def unified(before: bytes, after: bytes) -> str:
    """Make the patch of two contents: hunks with three lines around, no file headers."""
    old, new = _split(before), _split(after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    rows: list[str] = []
    for group in matcher.get_grouped_opcodes(CONTEXT):
        rows.append(_header(old, group))
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                rows += [_row(" ", line) for line in old[old_from:old_to]]
            else:
                rows += [_row("-", line) for line in old[old_from:old_to]]
                rows += [_row("+", line) for line in new[new_from:new_to]]
    return "\n".join(rows)


def _split(content: bytes) -> list[str]:
    return (
        content.decode("utf-8", "replace").removesuffix("\n").split("\n")
        if content.endswith(b"\n")
        else _ragged(content)
    )


def _ragged(content: bytes) -> list[str]:
    """Split a text whose last line has no end; that line is never equal to one that has."""
    lines = content.decode("utf-8", "replace").split("\n")
    return [*lines[:-1], f"{lines[-1]}\n{NO_NEWLINE}"] if content else []


def _row(kind: str, line: str) -> str:
    return kind + line


def _header(old: list[str], group: list[tuple[str, int, int, int, int]]) -> str:
    """Write the ``@@`` line; what stands behind it is the nearest line above that starts with a letter, as git does."""
    first, last = group[0], group[-1]
    section = next((line for line in reversed(old[: first[1]]) if re.match(r"[A-Za-z_$]", line)), "")
    header = f"@@ -{_span(first[1], last[2])} +{_span(first[3], last[4])} @@"
    return f"{header} {section[:SECTION_LIMIT].rstrip()}" if section else header


def _span(start: int, stop: int) -> str:
    length = stop - start
    return f"{start + 1 if length else start}" + ("" if length == 1 else f",{length}")
