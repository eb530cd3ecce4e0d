"""What earlier rounds left behind, kept in the summary comment itself."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from pr_agent_action.domain.plan import PostedFinding, State
from pr_agent_action.domain.pull_request import Snapshot
from pr_agent_action.publication import markers
from pr_agent_action.publication.memory import recall

LIMIT = 20_000
_MOST_BYTES = 1_000_000  # unpacked: a marker that unpacks to more is none of ours
_ALTERNATIVES = b"._"  # NOTE: no "-": two of them may not stand in an HTML comment.
_ID = re.compile(r"[0-9a-f]{24}")
_ID_LENGTH = 24
_UNREADABLE = "The state of earlier rounds could not be read: this round starts anew."


class Earlier(NamedTuple):
    """The state, the summary comment that holds it, and a sentence when it could not be read."""

    state: State
    summary_id: str | None
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Packed(State):
    """The state as it is written: block ids of the usual length stand in one string, which packs best."""

    ids: str = ""


def read_state(snapshot: Snapshot) -> Earlier:
    """Read the newest summary comment of ours, and what people said in our threads since.

    Without a summary, or with an unreadable state, everything is new but what the threads tell.
    """
    for comment in reversed(snapshot.comments):
        if markers.own(comment, snapshot.viewer) and markers.starts_with(comment.body, markers.SUMMARY):
            state = decode_state(markers.state_of(comment.body))
            return Earlier(recall(state or State(), snapshot), comment.id, "" if state else _UNREADABLE)
    return Earlier(recall(State(), snapshot), None)


def encode_state(state: State, *, newest: Collection[str] = (), limit: int = LIMIT) -> str:
    """Encode within ``limit`` characters: the oldest blocks are forgotten first (all but ``newest``), then findings.

    A forgotten block is reviewed again, a forgotten finding is still known by its thread.
    """
    blocks = [*sorted(state.blocks - set(newest)), *sorted(state.blocks & set(newest))]
    findings = list(state.findings)
    while True:
        encoded = _pack(state, blocks, findings)
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
        return None if unpacker.unconsumed_tail else _unpacked(_adapter().validate_json(data))
    except (binascii.Error, zlib.error, ValidationError):
        return None


@cache
def _adapter() -> TypeAdapter[_Packed]:
    return TypeAdapter(_Packed)


def _unpacked(packed: _Packed) -> State:
    values: dict[str, Any] = {field.name: getattr(packed, field.name) for field in fields(State)}
    ids = (packed.ids[at : at + _ID_LENGTH] for at in range(0, len(packed.ids), _ID_LENGTH))
    return State(**{**values, "blocks": packed.blocks.union(ids)})


def _pack(state: State, blocks: Sequence[str], findings: Sequence[PostedFinding]) -> str:
    value = {
        **asdict(state),
        "blocks": [block for block in blocks if not _ID.fullmatch(block)],
        "ids": "".join(block for block in blocks if _ID.fullmatch(block)),
        "findings": [_slim(finding) for finding in findings],
    }
    data = json.dumps(value, separators=(",", ":"), sort_keys=True).encode()
    return base64.b64encode(zlib.compress(data, 9), altchars=_ALTERNATIVES).decode()


def _slim(finding: PostedFinding) -> dict[str, object]:
    """Leave out what has its default."""
    defaults = {field.name: field.default for field in fields(finding)}
    return {name: value for name, value in asdict(finding).items() if value != defaults[name]}
