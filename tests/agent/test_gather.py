from __future__ import annotations

from typing import Any

import pytest

from pr_agent_action.agent.gather import acknowledge, react, with_branch_issue
from pr_agent_action.domain.command import TriggerKind
from pr_agent_action.domain.pull_request import Issue
from pr_agent_action.errors import PermissionDeniedError, UnavailableError
from pr_agent_action.ports import Reaction
from tests.fakes.house import FullForge, House, PlainForge, a_pull_request, a_request, a_snapshot, settings_of

QUIET = settings_of(config={"publish_output_progress": False})
ISSUE = Issue(repository="octo/example", number=42, title="Broken", body="It is.")
DENIED = PermissionDeniedError("The token may not react.")


@pytest.mark.parametrize(
    ("forge", "house", "may_write", "told"),
    [
        ({}, {}, True, ["react"]),
        ({"reaction_refusal": DENIED}, {}, True, ["may write?"]),
        ({"reaction_refusal": DENIED, "writable": False}, {}, False, ["may write?"]),
        ({"reaction_refusal": UnavailableError("GitHub is down.")}, {}, True, []),
        ({}, {"layered": QUIET}, True, ["may write?"]),
        ({"writable": False}, {"layered": QUIET}, False, ["may write?"]),
        ({}, {"dry_run": True}, False, []),
    ],
)
def test_the_right_to_write_is_known_before_a_model_is_paid(
    forge: dict[str, Any], house: dict[str, Any], may_write: bool, told: list[str]
) -> None:
    fake = FullForge(a_snapshot(), **forge)
    assert acknowledge(a_request(), House(fake, **house).services()) is may_write
    assert fake.kinds() == told


def test_a_token_that_is_known_to_be_read_only_is_not_tried() -> None:
    fake = FullForge(a_snapshot())
    request = a_request(trigger={"read_only_token": True})
    assert acknowledge(request, House(fake).services()) is False
    react(request, House(fake).services(), Reaction.ROCKET)
    assert fake.told == []


def test_a_forge_that_cannot_tell_is_written_to() -> None:
    assert acknowledge(a_request(), House(PlainForge(a_snapshot())).services()) is True


def test_a_reaction_that_is_refused_is_a_line_in_the_log() -> None:
    house = House(FullForge(a_snapshot(), reaction_refusal=DENIED))
    react(a_request(), house.services(), Reaction.ROCKET)
    assert house.log == ["The reaction was not taken: The token may not react."]


def test_no_reaction_where_settings_want_none() -> None:
    house = House(FullForge(a_snapshot()), layered=QUIET)
    react(a_request(), house.services(), Reaction.ROCKET)
    assert house.forge.told == []


def branch(name: str, **values: Any) -> Any:
    return a_snapshot(pull_request=a_pull_request(head_ref=name), **values)


@pytest.mark.parametrize(
    ("name", "config", "read", "linked"),
    [
        ("42-fix", {}, ["issue"], (ISSUE,)),
        ("fix", {}, [], ()),
        ("7-fix", {}, ["issue"], ()),
        ("42-fix", {"extract_issue_from_branch": False}, [], ()),
        ("fix-GH42", {"branch_issue_regex": r"GH(\d+)"}, ["issue"], (ISSUE,)),
    ],
)
def test_the_issue_of_the_branch_is_linked(name: str, config: dict[str, object], read: list[str], linked: Any) -> None:
    fake = FullForge(branch(name), issues={42: ISSUE})
    services = House(fake, layered=settings_of(config=config)).services()
    assert with_branch_issue(fake.read, services).linked_issues == linked
    assert fake.kinds() == read


def test_an_issue_that_is_linked_anyway_is_not_read_again() -> None:
    fake = FullForge(branch("42-fix", linked_issues=(ISSUE,)))
    assert with_branch_issue(fake.read, House(fake).services()) is fake.read
    assert fake.told == []


def test_an_issue_that_cannot_be_read_is_a_line_in_the_log() -> None:
    fake = FullForge(branch("42-fix"), issues={42: PermissionDeniedError("No right.")})
    house = House(fake)
    assert with_branch_issue(fake.read, house.services()) is fake.read
    assert house.log == ["The issue of the branch's name was not read: No right."]


def test_a_forge_without_issues_is_not_asked() -> None:
    fake = PlainForge(branch("42-fix"))
    assert with_branch_issue(fake.read, House(fake).services()) is fake.read


def test_the_trigger_does_not_matter_for_the_acknowledgement() -> None:
    fake = FullForge(a_snapshot())
    assert acknowledge(a_request(TriggerKind.COMMENT, trigger={"comment_id": "5"}), House(fake).services())
    assert fake.told == [("react", Reaction.EYES)]
