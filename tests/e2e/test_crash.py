"""A run that dies between two calls to GitHub, followed by a re-run, says everything once."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from pr_agent_action.demo.fake_github import Fault, push_texts
from pr_agent_action.demo.fake_github.faults import FaultScript
from pr_agent_action.demo.fake_github.tokens import REVIEWER
from pr_agent_action.demo.fake_model import ModelRequest, Reply
from pr_agent_action.publication.markers import finding_of
from tests.e2e.conftest import FINDING, GOOD, REVIEW, SEARCH, STORE
from tests.fakes.stage import Stage, answering

MOST_CALLS = 11
REVIEW_ONLY = {"auto_describe": "false", "auto_improve": "false"}
TOKENS = {"ghs_rw": replace(REVIEWER, checks="write")}


def dying(after_calls: int, *, takes_effect: bool) -> FaultScript:
    """Nothing of the run reaches GitHub after so many calls; what the last of them does may still happen."""
    last = [Fault(cut=True, after=True, skip=after_calls)] if takes_effect else []
    return FaultScript([*last, Fault(cut=True, skip=after_calls, times=None)])


def said(stage: Stage) -> dict[str, Any]:
    """What stands on the pull request: how often each inline comment, summary and description, which labels."""
    pull_request = stage.pull_request
    ours = [note.body for note in pull_request.comments if note.user and note.user.login.endswith("[bot]")]
    return {
        "inline": Counter(finding_of(note.body) for note in pull_request.review_comments),
        "comments": [body.splitlines()[0] for body in ours],
        "described": len(re.findall(r"pr-agent-action:describe end", pull_request.body or "")),
        "labels": sorted(label.name for label in pull_request.labels),
        "checks": {run["conclusion"] for run in stage.repository.check_runs.values()},
    }


def test_every_call_of_the_run_has_its_case(begin: Any) -> None:
    stage: Stage = begin(tokens=TOKENS)
    assert len(stage.play("pull_request", action="opened").calls) < MOST_CALLS
    assert len(stage.comment("/ask why?").calls) < MOST_CALLS - 1


@pytest.mark.parametrize("takes_effect", [False, True])
@pytest.mark.parametrize("calls", range(MOST_CALLS))
def test_a_run_that_dies_and_is_run_again_says_everything_once(begin: Any, calls: int, *, takes_effect: bool) -> None:
    stage: Stage = begin(tokens=TOKENS)
    stage.github.faults = dying(calls, takes_effect=takes_effect)
    stage.play("pull_request", action="opened", may_be_silent=True)
    stage.github.faults = FaultScript()

    stage.play("pull_request", action="opened")

    found = said(stage)
    assert len(found["inline"]) == 2
    assert set(found["inline"].values()) == {1}
    assert found["comments"] == ["<!-- pr-agent-action:summary -->"]
    assert found["described"] == 1
    assert found["labels"] == ["Possible security concern", "Review effort 2/5"]
    assert found["checks"] == {"success"}
    assert stage.play("pull_request", action="opened").writes == []
    assert said(stage) == found


@pytest.mark.parametrize("takes_effect", [False, True])
@pytest.mark.parametrize("calls", range(3, MOST_CALLS - 1))
def test_a_question_is_answered_once(begin: Any, calls: int, *, takes_effect: bool) -> None:
    stage: Stage = begin()
    comment = stage.say("/ask why is this searched?")
    event = {"comment": comment, "sender": "octo"}
    stage.github.faults = dying(calls, takes_effect=takes_effect)
    stage.play("issue_comment", may_be_silent=True, **event)
    stage.github.faults = FaultScript()

    stage.play("issue_comment", **event)

    assert len([note for note in stage.pull_request.comments if "pr-agent-action:reply" in note.body]) == 1


FIXED = STORE + SEARCH.replace('where name = \'" + name + "\'")', 'where name = ?", name)')
AGAIN = {
    **FINDING,
    "path": "more.py",
    "quote": "TOTAL = sum(PARCELS) / len(PARCELS)",
    "title": "No parcels, no average",
    "problem": "An empty list divides by zero.",
    "replacement": None,
    "category": "bug",
}


@pytest.mark.parametrize("takes_effect", [False, True])
@pytest.mark.parametrize("calls", range(3, MOST_CALLS))
def test_a_push_whose_run_dies_is_told_of_once(begin: Any, calls: int, *, takes_effect: bool) -> None:
    reviews: list[Any] = [REVIEW]

    def script(request: ModelRequest) -> Reply:
        return answering(**{**GOOD, "review": reviews[-1]})(request)

    stage: Stage = begin(tokens=TOKENS, model=script, inputs=REVIEW_ONLY)
    stage.play("pull_request", action="opened")
    reviews.append({**REVIEW, "findings": [AGAIN]})
    push_texts(stage.repository, {"store.py": FIXED, "more.py": "PARCELS = []\nTOTAL = sum(PARCELS) / len(PARCELS)\n"})

    stage.github.faults = dying(calls, takes_effect=takes_effect)
    stage.play("pull_request", action="synchronize", may_be_silent=True)
    stage.github.faults = FaultScript()
    stage.play("pull_request", action="synchronize")

    threads = Counter(comment.root_id for comment in stage.pull_request.review_comments)
    assert sorted(threads.values()) == [1, 2], [comment.body for comment in stage.pull_request.review_comments]
    assert "looks fixed" in next(
        note.body.lower() for note in stage.pull_request.review_comments if note.id != note.root_id
    )
    assert said(stage)["comments"] == ["<!-- pr-agent-action:summary -->"]
    assert "round 2" in stage.summary_comment.lower()
    assert stage.play("pull_request", action="synchronize").writes == []
