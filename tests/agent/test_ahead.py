from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pr_agent_action.agent.ahead import read_ahead
from pr_agent_action.agent.gather import BASE_PATHS
from pr_agent_action.domain.command import Request, TriggerKind
from pr_agent_action.domain.pull_request import Actor, PullRequestRef
from tests.fakes.house import FullForge, House, a_request, a_snapshot


class EagerForge(FullForge):
    """A forge that can read ahead."""

    def read_ahead(self, ref: PullRequestRef, *, base_paths: Sequence[str]) -> None:
        self.told.append(("ahead", (ref, tuple(base_paths))))


@pytest.mark.parametrize(
    ("request_", "sure"),
    [
        (a_request(), True),
        (a_request(TriggerKind.PUSHED), True),
        (a_request(TriggerKind.COMMENT, "review"), False),  # may its author ask?
        (replace(a_request(), trigger=replace(a_request().trigger, actor=Actor("renovate[bot]", is_bot=True))), False),
    ],
    ids=["opened", "pushed", "comment", "bot"],
)
def test_only_what_will_be_read_is_read_ahead(request_: Request, sure: bool) -> None:
    forge = EagerForge(a_snapshot())
    read_ahead(request_, House(forge).services())
    assert forge.told == ([("ahead", (request_.ref, BASE_PATHS))] if sure else [])


def test_a_forge_that_cannot_read_ahead_is_asked_later() -> None:
    forge = FullForge(a_snapshot())
    read_ahead(a_request(), House(forge).services())
    assert forge.told == []
