"""What became of the code that earlier rounds commented on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pr_agent_action.diff.presence import Head, Presence
from pr_agent_action.domain.diff import FileDiff
from pr_agent_action.domain.plan import FindingStatus, PostedFinding, State
from pr_agent_action.domain.pull_request import Snapshot
from pr_agent_action.ports import TextAt

MOST_FILES = 20


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """``gone`` are fingerprints whose code the head no longer has; ``moved`` maps others to their path now."""

    gone: frozenset[str] = frozenset()
    moved: Mapping[str, str] = field(default_factory=dict)


def doubtful_texts(state: State, diffs: Sequence[FileDiff], snapshot: Snapshot) -> tuple[TextAt, ...]:
    """Name the files whose text tells what the diff does not: whether commented code was fixed or is just unchanged."""
    if snapshot.unlisted_files or not _open(state):
        return ()
    head = Head(diffs, {})
    doubtful = (
        one.path for one in _open(state) if one.code and head.where(one.code, one.path, one.side)[0] is Presence.UNKNOWN
    )
    return tuple(TextAt(snapshot.pull_request.head_sha, path) for path in list(dict.fromkeys(doubtful))[:MOST_FILES])


def whereabouts(
    state: State, diffs: Sequence[FileDiff], *, asked: Sequence[TextAt], texts: Mapping[TextAt, str]
) -> Whereabouts:
    """Look for the code of each open finding; ``asked`` are the texts that were wanted, ``texts`` those that came."""
    if not _open(state):
        return Whereabouts()
    listed = {diff.path for diff in diffs}
    # A changed file without a text is too large or binary; one that is not changed and has none does not exist.
    known = {at.path: texts.get(at) for at in asked if at in texts or at.path not in listed}
    head = Head(diffs, known)
    found = {one.fingerprint: head.where(one.code, one.path, one.side) for one in _open(state)}
    return Whereabouts(
        frozenset(name for name, (where, _) in found.items() if where is Presence.GONE),
        {name: path for name, (where, path) in found.items() if where is Presence.ELSEWHERE},
    )


def _open(state: State) -> tuple[PostedFinding, ...]:
    return tuple(finding for finding in state.findings if finding.status is not FindingStatus.FIXED)
