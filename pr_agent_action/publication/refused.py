"""Inline comments that the forge did not take: their words go into the summary, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pr_agent_action.domain.plan import InlineComment
from pr_agent_action.publication import markers
from pr_agent_action.publication.links import path_code
from pr_agent_action.publication.state import decode_state, encode_state
from pr_agent_action.publication.truncate import COMMENT_LIMIT, truncate

_HEADING = "### Not taken on their lines"
_REASON = "The forge did not take these as comments on their lines."


def with_refused(body: str, comments: Sequence[InlineComment]) -> str:
    """Add the comments before the summary's footer; ``body`` may be empty."""
    if not comments:
        return body
    text, footer, tail = body.rpartition(markers.FOOTER)
    if not footer:
        text, tail = body, ""
    said = "\n\n".join(_without_marker(comment) for comment in comments)
    whole = f"{text.rstrip()}\n\n{_HEADING}\n\n{_REASON}\n\n{said}".lstrip()
    return f"{truncate(whole, COMMENT_LIMIT - len(footer + tail) - 2)}\n\n{footer}{tail}".rstrip()


def forgetting(body: str, lost: Sequence[InlineComment]) -> str:
    """Let the summary's state forget comments that were lost, and that this commit was reviewed: a re-run says them."""
    encoded = markers.state_of(body)
    state = decode_state(encoded)
    if state is None:
        return body
    fingerprints = {comment.fingerprint for comment in lost}
    kept = tuple(finding for finding in state.findings if finding.fingerprint not in fingerprints)
    anew = replace(state, reviewed_sha="", blocks=frozenset(), findings=kept)
    return body.replace(markers.state_marker(encoded), markers.state_marker(encode_state(anew)))


def _without_marker(comment: InlineComment) -> str:
    place = path_code(f"{comment.anchor.path}:{comment.anchor.first_line}")
    text = comment.body.removesuffix(markers.finding_marker(comment.fingerprint)).rstrip()
    return f"{place}\n\n{text.replace('```suggestion', '```')}"
