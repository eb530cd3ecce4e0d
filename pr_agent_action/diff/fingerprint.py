"""What makes two findings the same: over time, in one run, and at many places.

Never the line number, never the wording: the rule or category and the code.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rapidfuzz.fuzz import token_set_ratio

from pr_agent_action.diff.candidates import Candidate
from pr_agent_action.diff.quotes import readings
from pr_agent_action.domain.finding import Confidence, Finding
from pr_agent_action.text.likeness import likeness, words

_SECTION_START = re.compile(r"[A-Za-z_$]")
# git cuts the text behind the second @@ at 80 bytes.
SECTION_LENGTH = 80
# Likeness of the words from which on two findings about the same lines say the same thing; less is asked when the
# category agrees too. Measured on the pairs in tests/diff/test_merge.py.
_SAME_WORDS, _SAME_WORDS_AND_CATEGORY = 65.0, 45.0
_SAME_TEXT = 88.0
_NEAR_LINES = 3
_LISTED_PLACES = 10


def fingerprint(finding: Finding, section: str) -> str:
    """Give 12 hex digits of the rule (or category), the quoted code, the path and the enclosing ``section``.

    White space and case of the code do not count; moved lines and a reworded title or body change nothing.
    """
    parts = (
        # NOTE: which rules file a model names, if any, differs from one answer to the next.
        (finding.rule if finding.source != "model" else "") or finding.category.value,
        finding.path,
        normalised(finding.quote),
        normalised(section[:SECTION_LENGTH]),
    )
    return hashlib.blake2s("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def normalised(code: str) -> str:
    """Collapse white space and case."""
    return "".join(code.split()).casefold()


def section_of(candidate: Candidate) -> str:
    """Give the line that opens the enclosing function or class, as git names it, wherever the hunk begins.

    git takes the last line before the hunk that starts with a letter. Looking for it inside the hunk first gives
    the same text when later pushes join or part the hunks around. Code that is not indented has no enclosing section.
    """
    own = next((line.text for line in candidate.lines if line.text.strip()), "")
    if own[:1].strip():
        return ""
    above = (line.text for line in reversed(candidate.view.lines[: candidate.first]))
    return next((text for text in above if _SECTION_START.match(text)), candidate.view.hunk.section).rstrip()


def similar(a: Finding, b: Finding) -> bool:
    """Tell whether two findings say the same thing about the same lines, perhaps in other words."""
    if a.path != b.path or not _same_place(a, b):
        return False
    if a.rule and a.rule == b.rule and "model" not in (a.source, b.source):
        return True
    same_category = a.category is b.category
    if same_category and (a.source == "model") != (b.source == "model"):
        return True
    alike = likeness((a.title, a.body), (b.title, b.body))
    return alike >= (_SAME_WORDS_AND_CATEGORY if same_category else _SAME_WORDS)


def merge(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Say everything once; the order is that of the first mention.

    Findings about the same lines become one with the worst severity, the highest confidence and score, and the
    replacement if any has one. The same finding at several places becomes one whose body lists the others.
    """
    groups: list[list[Finding]] = []
    for finding in findings:
        group = next((group for group in groups if similar(group[0], finding)), None)
        if group is None:
            groups.append([finding])
        else:
            group.append(finding)
    return _gathered([_one(group) for group in groups])


def _one(group: Sequence[Finding]) -> Finding:
    """Make one finding of several about the same lines."""
    ordered = sorted(group, key=lambda one: (one.replacement is None, _doubt(one)))
    scores = [one.score for one in group if one.score is not None]
    return replace(
        ordered[0],
        severity=min((one.severity for one in group), key=lambda severity: severity.rank),
        confidence=min(group, key=_doubt).confidence,
        score=max(scores, default=None),
        rule=next((one.rule for one in (ordered[0], *group) if one.rule), ""),
    )


def _doubt(finding: Finding) -> int:
    return list(Confidence).index(finding.confidence)


def _gathered(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Join what is said in the same words at several places."""
    groups: list[list[Finding]] = []
    for finding in findings:
        group = next((group for group in groups if _same_thing(group[0], finding)), None)
        if group is None:
            groups.append([finding])
        else:
            group.append(finding)
    return tuple(_listing(group) for group in groups)


def _same_thing(a: Finding, b: Finding) -> bool:
    if a.category is not b.category or a.source != b.source or (a.rule != b.rule and a.source != "model"):
        return False
    if token_set_ratio(words(a.title), words(b.title)) < _SAME_TEXT:
        return False
    same_code = normalised(a.quote) == normalised(b.quote)
    return same_code or token_set_ratio(words(a.body), words(b.body)) >= _SAME_TEXT


def _listing(group: Sequence[Finding]) -> Finding:
    first, *others = group
    if not others:
        return first
    places = [f"`{one.path}`" + (f" line {one.line_hint}" if one.line_hint else "") for one in others]
    named = ", ".join(places[:_LISTED_PLACES])
    more = f" and {len(places) - _LISTED_PLACES} more places" if len(places) > _LISTED_PLACES else ""
    worst = min((one.severity for one in group), key=lambda severity: severity.rank)
    return replace(first, severity=worst, body=f"{first.body}\n\nThe same is true at {named}{more}.")


def _same_place(a: Finding, b: Finding) -> bool:
    ours, theirs = _lines(a), _lines(b)
    near = a.line_hint is not None and b.line_hint is not None and abs(a.line_hint - b.line_hint) <= _NEAR_LINES
    if a.line_hint == b.line_hint is not None:
        return True
    shared = ours & theirs
    far = a.line_hint is not None and b.line_hint is not None and not near
    return bool(shared) and not far


def _lines(finding: Finding) -> set[str]:
    """Give the quoted lines that say something, white space and case aside."""
    read = readings(finding.quote)
    lines = {normalised(line) for line in read[-1].lines} if read else set()
    return {line for line in lines if sum(character.isalnum() for character in line) > 1}
