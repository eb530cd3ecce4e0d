"""Hidden markers by which we know our own words again.

A marker counts only in a comment whose author we are, and only where we write it: the first line of a comment says
what the comment is, the last lines say what it is about. Code that quotes a marker is thus no marker.
"""

from __future__ import annotations

import re

from pr_agent_action.domain.pull_request import Comment, ReviewThread

PREFIX = "pr-agent-action"
SUMMARY = f"<!-- {PREFIX}:summary -->"
DESCRIPTION = f"<!-- {PREFIX}:description -->"
FOOTER = f"<!-- {PREFIX}:footer -->"
_FINDING = re.compile(rf"<!-- {PREFIX}:finding (?P<value>[\w.:-]{{1,100}}) -->")
_REPLY = re.compile(rf"<!-- {PREFIX}:reply (?P<value>[\w.:-]{{1,100}}) -->")
_FIXED = re.compile(rf"<!-- {PREFIX}:fixed (?P<value>[\w.:-]{{1,100}}) -->")
_STATE = re.compile(rf"<!-- {PREFIX}:state v1 (?P<value>[\w.=]+) -->")


def finding_marker(fingerprint: str) -> str:
    """Write the marker that ends an inline comment."""
    return f"<!-- {PREFIX}:finding {fingerprint} -->"


def reply_marker(trigger: str) -> str:
    """Write the marker that ends an answer; ``trigger`` is the comment that asked."""
    return f"<!-- {PREFIX}:reply {trigger} -->"


def fixed_marker(fingerprint: str) -> str:
    """Write the marker that ends the answer in the thread of a finding that is fixed."""
    return f"<!-- {PREFIX}:fixed {fingerprint} -->"


def state_marker(encoded: str) -> str:
    """Write the marker that ends the summary."""
    return f"<!-- {PREFIX}:state v1 {encoded} -->"


def starts_with(body: str, marker: str) -> bool:
    """Tell whether the comment's first line is ``marker``."""
    return body.lstrip().startswith(marker)


def finding_of(body: str) -> str:
    """Return the fingerprint at the end of an inline comment, ``""`` without one."""
    return _last(_FINDING, body)


def reply_of(body: str) -> str:
    """Return what an answer of ours answered, ``""`` for any other comment."""
    return _last(_REPLY, body)


def fixed_of(body: str) -> str:
    """Return the finding that an answer of ours said to be fixed, ``""`` for any other comment."""
    return _last(_FIXED, body)


def state_of(body: str) -> str:
    """Return the encoded state at the end of a summary, ``""`` without one."""
    return _last(_STATE, body)


def own(comment: Comment, viewer: str) -> bool:
    """Tell whether we wrote the comment: REST calls an App ``name[bot]``, GraphQL calls it ``name``."""
    return bool(viewer) and _login(comment.author.login) == _login(viewer)


def own_thread(thread: ReviewThread, viewer: str) -> str:
    """Return the fingerprint of the finding that opened this thread, ``""`` when it is none of ours."""
    first = thread.comments[0] if thread.comments else None
    return finding_of(first.body) if first and own(first, viewer) else ""


def _login(login: str) -> str:
    return login.casefold().removesuffix("[bot]")


def _last(pattern: re.Pattern[str], body: str) -> str:
    match = pattern.fullmatch(body.rstrip().rsplit("\n", 1)[-1].strip())
    return match["value"] if match else ""
