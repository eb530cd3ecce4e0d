"""Our parts of the pull request's body, which is its author's: hidden markers around each, with a digest of its text.

A part whose content no longer has its digest was edited by a person: it is theirs from then on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from pr_agent_action.publication.markers import PREFIX

WHOLE = "describe"
PLACEHOLDERS = ("type", "summary", "walkthrough", "diagram")
_NAMES = "|".join((WHOLE, *PLACEHOLDERS))
_REGION = (
    rf"<!-- {PREFIX}:(?P<name>{_NAMES}) (?P<digest>[0-9a-f]{{12}}) -->(?P<content>.*?)"
    rf"<!-- {PREFIX}:(?P=name) end -->"
)
_REGIONS = re.compile(_REGION, re.DOTALL)
_PLACES = re.compile(
    rf"{_REGION}|(?:<!--[ \t]*)?\bpr_agent:(?P<placeholder>{'|'.join(PLACEHOLDERS)})\b(?:[ \t]*-->)?", re.DOTALL
)
_STRAY = re.compile(rf"<!-- {PREFIX}:{WHOLE} (?:[0-9a-f]{{12}}|end) -->")


@dataclass(frozen=True, slots=True)
class Merged:
    """The new body; ``edited`` holds when a person changed a part of ours, which then stays as it is."""

    body: str
    edited: bool


def append_region(body: str, content: str) -> Merged:
    """Put the description behind the author's text, or in the place of the one that stands there."""
    found = [match for match in _REGIONS.finditer(body) if match["name"] == WHOLE]
    stray = len(_STRAY.findall(body)) != 2 * len(found)
    if stray or any(_edited(match) for match in found):
        return Merged(body, edited=True)
    new = _region(WHOLE, content)
    if found and found[0]["digest"] == _digest(content):
        return Merged(body, edited=False)
    if found:
        return Merged(body[: found[0].start()] + new + body[found[0].end() :], edited=False)
    text = body.rstrip()
    return Merged(f"{text}\n\n{new}" if text else new, edited=False)


def fill_placeholders(body: str, parts: Mapping[str, str]) -> Merged:
    """Put each part where the author wrote ``pr_agent:<name>``, or where an earlier run put it."""
    edited = False

    def replacement(match: re.Match[str]) -> str:
        nonlocal edited
        name = match["name"] or match["placeholder"]
        if name not in parts:
            return match[0]
        if match["name"] and _edited(match):
            edited = True
            return match[0]
        if match["name"] and match["digest"] == _digest(parts[name]):
            return match[0]
        alone = match["content"].startswith(("\n", "\r")) if match["name"] else _alone(match)
        return _region(name, parts[name], alone=alone or "\n" in parts[name])

    return Merged(_PLACES.sub(replacement, body), edited)


def parts_of(body: str) -> dict[str, str]:
    """Return the content of our parts by their names."""
    return {match["name"]: match["content"].strip() for match in _REGIONS.finditer(body)}


def outside(body: str) -> Iterator[str]:
    """Yield the author's own text, around our parts."""
    position = 0
    for match in _REGIONS.finditer(body):
        yield body[position : match.start()]
        position = match.end()
    yield body[position:]


def without_ours(body: str) -> str:
    """Return the body without what we wrote; a part that a person edited is theirs, and stays."""
    return _REGIONS.sub(lambda match: match["content"] if _edited(match) else "", body)


def _region(name: str, content: str, *, alone: bool = True) -> str:
    margin = "\n\n" if alone else ""
    start, end = f"<!-- {PREFIX}:{name} {_digest(content)} -->", f"<!-- {PREFIX}:{name} end -->"
    return f"{start}{margin}{content.strip()}{margin}{end}"


def _edited(match: re.Match[str]) -> bool:
    return _digest(match["content"]) != match["digest"]


def _digest(content: str) -> str:
    """Digest what a reader sees: the forge's editor changes line ends and blanks at the ends of lines."""
    lines = (line.rstrip() for line in content.strip().splitlines())
    return sha256("\n".join(lines).encode()).hexdigest()[:12]


def _alone(match: re.Match[str]) -> bool:
    line_start = match.string.rfind("\n", 0, match.start()) + 1
    line_end = match.string.find("\n", match.end())
    behind = match.string[match.end() : line_end if line_end >= 0 else None]
    return not match.string[line_start : match.start()].strip() and not behind.strip()
