"""What makes two findings the same over time: never the line number, never the wording."""

from __future__ import annotations

import hashlib
import re

from pr_agent_action.diff.candidates import Candidate
from pr_agent_action.domain.finding import Finding

_SECTION_START = re.compile(r"[A-Za-z_$]")
# git cuts the text behind the second @@ at 80 bytes.
_SECTION_LENGTH = 80


def fingerprint(finding: Finding, section: str) -> str:
    """Give 12 hex digits of the rule (or category), the quoted code, the path and the enclosing ``section``.

    White space and case of the code do not count; moved lines and a reworded title or body change nothing.
    """
    parts = (
        finding.rule or finding.category.value,
        finding.path,
        normalised(finding.quote),
        normalised(section[:_SECTION_LENGTH]),
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
