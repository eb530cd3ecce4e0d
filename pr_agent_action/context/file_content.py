"""Files that nobody writes by hand, told by what the diff and the head's text show."""

from __future__ import annotations

import re

from pr_agent_action.domain.diff import FileDiff
from pr_agent_action.domain.pull_request import FileStatus

MARKED_GENERATED = "says of itself that it is generated"
_HEAD_LINES = 30
_HEAD_CHARACTERS = 4000
_ORDER = r"\bdo not (?:edit|modify)\b"
_ORIGIN = r"\b(?:auto-?generated|generated (?:by|from|file|code))\b"
_MARK = re.compile(
    rf"@generated\b|\bcode generated\b.{{0,200}}{_ORDER}|{_ORIGIN}.{{0,300}}{_ORDER}|{_ORDER}.{{0,300}}{_ORIGIN}",
    re.IGNORECASE | re.DOTALL,
)
_HASH = re.compile(r"\bsha(?:1|256|384|512)[:=-][0-9A-Za-z+/=]{27,}|\bintegrity\b")
_WEB = frozenset({"js", "mjs", "cjs", "css", "json", "html", "svg", "map", "xml", "geojson", "wasm"})
_DENSE_CHARACTERS = 4000
_DENSE_AVERAGE = 800
_HASH_SHARE = 0.3
_HASH_LINES = 20


def content_kind(diff: FileDiff) -> str:
    """Tell what kind of file this is by its changed lines; ``""`` when it looks written by hand."""
    added = [line.text for line in diff.added]
    if any("\0" in line for line in added):
        return "binary file"
    if is_marked_generated(diff):
        return MARKED_GENERATED
    characters = sum(map(len, added))
    web = diff.path.rpartition(".")[2].lower() in _WEB
    if web and characters > _DENSE_CHARACTERS and characters / len(added) > _DENSE_AVERAGE:
        return "minified or built"
    if len(added) > _HASH_LINES and sum(1 for line in added if _HASH.search(line[:500])) > _HASH_SHARE * len(added):
        return "a list of hashes, like a lock file"
    return ""


def is_marked_generated(diff: FileDiff, text: str | None = None) -> bool:
    """Tell whether the first lines, of the head's ``text`` or else of the diff, say that a generator wrote the file.

    A mark that the pull request itself adds to an older file does not count: it would be a way past the review.
    """
    own = {line.new for line in diff.added} if diff.file.status is not FileStatus.ADDED else set()
    if text is not None:
        numbered = list(enumerate(text[:_HEAD_CHARACTERS].split("\n")[:_HEAD_LINES], 1))
    else:
        numbered = [(line.new, line.text) for hunk in diff.hunks[:1] for line in hunk.lines if line.new is not None]
    head = "\n".join(line[:500] for number, line in numbered if number <= _HEAD_LINES and number not in own)
    return bool(_MARK.search(head[:_HEAD_CHARACTERS]))
