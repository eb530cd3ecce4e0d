"""What earlier rounds left behind, kept in the summary comment itself."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Collection
from dataclasses import asdict
from functools import cache
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from pr_agent_action.domain.plan import State
from pr_agent_action.domain.pull_request import Snapshot
from pr_agent_action.publication import markers

LIMIT = 20_000
_MOST_BYTES = 1_000_000  # unpacked: a marker that unpacks to more is none of ours
_ALTERNATIVES = b"._"  # NOTE: no "-": two of them may not stand in an HTML comment.
_UNREADABLE = "The state of earlier rounds could not be read: this round starts anew."


class Earlier(NamedTuple):
    """The state, the summary comment that holds it, and a sentence when it could not be read."""

    state: State
    summary_id: str | None
    notice: str = ""


def read_state(snapshot: Snapshot) -> Earlier:
    """Read the newest summary comment of ours; without one, or with an unreadable state, everything is new."""
    for comment in reversed(snapshot.comments):
        if markers.own(comment, snapshot.viewer) and markers.starts_with(comment.body, markers.SUMMARY):
            state = decode_state(markers.state_of(comment.body))
            return Earlier(state or State(), comment.id, "" if state else _UNREADABLE)
    return Earlier(State(), None)


def encode_state(state: State, *, newest: Collection[str] = (), limit: int = LIMIT) -> str:
    """Encode within ``limit`` characters: the oldest blocks are forgotten first (all but ``newest``), then findings.

    A forgotten block is reviewed again, a forgotten finding is still known by its thread.
    """
    blocks = [*sorted(state.blocks - set(newest)), *sorted(state.blocks & set(newest))]
    findings = [asdict(finding) for finding in state.findings]
    while True:
        encoded = _pack({**asdict(state), "blocks": blocks, "findings": findings})
        if len(encoded) <= limit or not (blocks or findings):
            return encoded
        share = min(0.9, limit / len(encoded))
        if blocks:
            blocks = blocks[len(blocks) - int(len(blocks) * share) :]
        else:
            findings = findings[len(findings) - int(len(findings) * share) :]


def decode_state(encoded: str) -> State | None:
    """Decode; ``None`` for anything that ``encode_state`` did not write."""
    if not encoded or len(encoded) > 2 * LIMIT:
        return None
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.b64decode(encoded, altchars=_ALTERNATIVES, validate=True), _MOST_BYTES)
        return None if unpacker.unconsumed_tail else _adapter().validate_json(data)
    except (binascii.Error, zlib.error, ValidationError):
        return None


@cache
def _adapter() -> TypeAdapter[State]:
    return TypeAdapter(State)


def _pack(value: object) -> str:
    data = json.dumps(value, separators=(",", ":"), sort_keys=True).encode()
    return base64.b64encode(zlib.compress(data, 9), altchars=_ALTERNATIVES).decode()
