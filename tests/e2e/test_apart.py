"""The Action as the image starts it: ``python entrypoint.py`` in a process of its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.e2e.conftest import Begin
from tests.fakes.stage import Stage


@pytest.fixture
def world(stage: Stage) -> Stage:
    """The stage in a folder that any user may write to: started as root, the Action becomes the workspace's owner."""
    return opened_up(stage)


def opened_up(stage: Stage) -> Stage:
    for folder in (stage.folder, *stage.folder.parents):
        if os.access(folder, os.W_OK) and folder.is_relative_to("/tmp") and folder != Path("/tmp"):
            folder.chmod(0o777)
    return stage


def test_an_opened_pull_request_is_reviewed(world: Stage) -> None:
    result = world.play("pull_request", action="opened", apart=True)
    assert (result.exit_code, result.status) == (0, "posted"), result.log
    assert result.commands == {"describe", "review", "improve"}
    assert "The name goes into the SQL unescaped" in result.summary
    assert world.summary_comment


def test_a_usage_error_ends_with_2(world: Stage) -> None:
    result = world.play("pull_request", action="opened", inputs={"fail_on": "sometimes"}, apart=True)
    assert (result.exit_code, result.status) == (2, "failed")


def test_the_gate_ends_with_3(world: Stage) -> None:
    assert world.play("pull_request", action="opened", inputs={"fail_on": "high"}, apart=True).exit_code == 3


def test_an_event_that_starts_nothing_ends_with_0_while_the_import_is_still_going(world: Stage) -> None:
    world.repository.permissions["eve"] = "read"
    result = world.comment("/review", by="eve", apart=True)
    assert (result.exit_code, result.status) == (0, "skipped")


def test_without_a_model_it_needs_none(begin: Begin) -> None:
    result = opened_up(begin(model=None)).play("pull_request", action="opened", apart=True)
    assert (result.exit_code, result.status) == (0, "posted")
