"""The event file, good and bad."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pr_agent_action.errors import EventError, ExitCode
from pr_agent_action.events.event_file import load_event_file, parse_event

Payload = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    "name",
    ["pull_request", "issue_comment", "pull_request_review_comment", "workflow_run", "workflow_dispatch", "schedule"],
)
def test_a_good_file_is_read(name: str, payload: Payload, tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_text(json.dumps(payload(name)), encoding="utf-8-sig")
    assert load_event_file(file, name) == payload(name)


def test_a_target_event_has_the_same_shape(payload: Payload) -> None:
    assert parse_event(json.dumps(payload("pull_request")).encode(), "pull_request_target")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"{secret", "is no JSON"),
        (b"\xff\xfe", "is no JSON"),
        (b"[" * 200_000, "is no JSON"),
        (b"[]", "holds no JSON object"),
        (b"null", "holds no JSON object"),
        (b"{}", "named `pull_request`, but the event file holds none that is known here"),
        (b'{"issue": {}, "comment": {}}', "named `pull_request`, but the event file holds a `issue_comment` event"),
        (b'{"pull_request": {}, "comment": {}}', "holds a `pull_request_review_comment` event"),
    ],
)
def test_a_bad_file_is_a_usage_error_with_a_fix(data: bytes, message: str) -> None:
    with pytest.raises(EventError, match=message) as caught:
        parse_event(data, "pull_request")
    assert "GITHUB_EVENT_PATH" in caught.value.fix
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.exit_code is ExitCode.USAGE


@pytest.mark.parametrize(
    ("path", "name", "message"),
    [
        ("", "push", "`GITHUB_EVENT_PATH` is not set"),
        ("event.json", "", "`GITHUB_EVENT_NAME` is not set"),
        ("/nowhere/event.json", "push", "cannot be read .No such file or directory."),
        ("/", "push", "cannot be read .Is a directory."),
    ],
)
def test_a_file_that_cannot_be_read_is_named(path: str, name: str, message: str) -> None:
    with pytest.raises(EventError, match=message):
        load_event_file(path, name)


def test_the_shape_of_other_events_is_not_checked() -> None:
    assert parse_event(b'{"ref": "x"}', "push") == {"ref": "x"}
