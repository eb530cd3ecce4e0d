from __future__ import annotations

import pytest

from pr_agent_action.agent.incremental import freshness, is_incremental, too_soon
from pr_agent_action.diff.blocks import change_blocks
from pr_agent_action.domain.command import TriggerKind
from pr_agent_action.domain.plan import State
from pr_agent_action.domain.pull_request import Commit
from pr_agent_action.settings.sections import ReviewerSection
from tests.fakes.diffs import file_diff, patch_of
from tests.fakes.house import NOW, a_command, a_snapshot

REVIEWED = State(round=1, reviewed_sha="c1", reviewed_at="2026-03-01T11:50:00+00:00", blocks=frozenset({"x"}))


@pytest.mark.parametrize(
    ("commands", "kind", "state", "incremental"),
    [
        (["review -i"], TriggerKind.PUSHED, REVIEWED, True),
        (["review"], TriggerKind.PUSHED, REVIEWED, True),
        (["review", "improve"], TriggerKind.PUSHED, REVIEWED, True),
        (["review -i"], TriggerKind.COMMENT, REVIEWED, True),
        (["review"], TriggerKind.COMMENT, REVIEWED, False),
        (["review full"], TriggerKind.PUSHED, REVIEWED, False),
        (["describe", "review"], TriggerKind.PUSHED, REVIEWED, False),
        (["review -i"], TriggerKind.PUSHED, State(), False),
        ([], TriggerKind.PUSHED, REVIEWED, False),
    ],
)
def test_when_only_what_is_new_is_looked_at(
    commands: list[str], kind: TriggerKind, state: State, incremental: bool
) -> None:
    assert is_incremental([a_command(command) for command in commands], kind, state) is incremental


def test_what_an_earlier_round_has_seen_is_not_fresh() -> None:
    base = [f"line {number}" for number in range(20)]
    first = [*base[:2], "one", *base[2:]]
    both = [*first[:15], "two", *first[15:]]
    seen = frozenset(block.id for block in change_blocks(file_diff(patch_of(base, first))))

    fresh = freshness([file_diff(patch_of(base, both))], State(blocks=seen))

    assert fresh.lines == {"app.py": [16]}
    assert freshness([file_diff(patch_of(base, first))], State(blocks=seen)).lines == {}
    assert freshness([file_diff(patch_of(base, both))], State()).lines == {"app.py": [3, 16]}


def test_lines_that_only_go_are_fresh_where_they_went() -> None:
    base = [f"line {number}" for number in range(9)]
    fresh = freshness([file_diff(patch_of(base, base[:4] + base[6:]))], State())
    (lines,) = fresh.lines.values()
    assert len(lines) == 1
    assert lines[0] in (4, 5)


@pytest.mark.parametrize(
    ("commits", "minutes", "both", "shas", "why"),
    [
        (0, 0, False, ["c1", "c2"], ""),
        (2, 0, False, ["c1", "c2"], "1 new commits since the last review, fewer than 2"),
        (2, 0, False, ["c1", "c2", "c3"], ""),
        (2, 0, False, ["d1", "d2"], ""),  # after a force push all commits are new
        (0, 30, False, ["c1", "c2"], "less than 30 minutes since the last review"),
        (0, 10, False, ["c1", "c2"], ""),
        (2, 10, False, ["c1", "c2"], ""),  # one is enough
        (2, 10, True, ["c1", "c2"], "1 new commits since the last review, fewer than 2"),
        (1, 30, True, ["c1", "c2"], "less than 30 minutes since the last review"),
        (2, 30, False, ["c1", "c2"], "1 new commits since the last review, fewer than 2"),
    ],
)
def test_how_long_a_push_waits(commits: int, minutes: int, both: bool, shas: list[str], why: str) -> None:
    section = ReviewerSection(
        minimal_commits_for_incremental_review=commits,
        minimal_minutes_for_incremental_review=minutes,
        require_all_thresholds_for_incremental_review=both,
    )
    snapshot = a_snapshot(commits=tuple(Commit(sha, "x") for sha in shas))
    assert too_soon(section, REVIEWED, snapshot, NOW) == why


def test_a_state_without_a_time_does_not_make_a_push_wait() -> None:
    section = ReviewerSection(minimal_minutes_for_incremental_review=30)
    assert too_soon(section, State(round=1), a_snapshot(), NOW) == ""
