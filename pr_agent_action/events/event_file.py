"""The runner's event file, and whether it is of the event that it should be of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pr_agent_action.errors import EventError

# The first row whose keys a payload has all is its shape.
SHAPES: tuple[tuple[str, frozenset[str]], ...] = (
    ("pull_request_review_comment", frozenset({"comment", "pull_request"})),
    ("pull_request_review", frozenset({"review", "pull_request"})),
    ("issue_comment", frozenset({"comment", "issue"})),
    ("pull_request", frozenset({"pull_request"})),
    ("workflow_run", frozenset({"workflow_run"})),
)
FIX = "The runner sets `GITHUB_EVENT_PATH` to the file that it wrote, and `GITHUB_EVENT_NAME` to its event."


def load_event_file(path: str | Path, name: str) -> Mapping[str, object]:
    """Read the event file of the event ``name``.

    Raises:
        EventError: there is no such file, it is empty, no JSON, no object, or of another event.
    """
    if not str(path) or not name:
        missing = "GITHUB_EVENT_NAME" if str(path) else "GITHUB_EVENT_PATH"
        raise EventError(f"`{missing}` is not set, so there is no event to act on.", fix=FIX)
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise EventError(f"The event file `{path}` cannot be read ({error.strerror}).", fix=FIX) from error
    return parse_event(data, name)


def parse_event(data: bytes, name: str) -> Mapping[str, object]:
    """Read the event file's content; raise as ``load_event_file`` does."""
    if not data.strip():
        raise EventError("The event file is empty.", fix=FIX)
    try:
        payload = json.loads(data.decode().removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        # NOTE: the decoder's message and its chain quote the file.
        raise EventError("The event file is no JSON.", fix=FIX) from None
    if not isinstance(payload, dict):
        raise EventError("The event file holds no JSON object.", fix=FIX)
    _check_shape(payload, name)
    return payload


def _check_shape(payload: Mapping[str, object], name: str) -> None:
    expected = "pull_request" if name == "pull_request_target" else name
    if expected not in dict(SHAPES):
        return
    shape = next((known for known, keys in SHAPES if keys <= payload.keys()), "")
    if shape != expected:
        held = f"holds a `{shape}` event" if shape else "holds none that is known here"
        raise EventError(f"The event is named `{name}`, but the event file {held}.", fix=FIX)
