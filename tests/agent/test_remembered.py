from __future__ import annotations

from dataclasses import replace

from pr_agent_action.agent.remembered import Whereabouts, doubtful_texts, whereabouts
from pr_agent_action.domain.plan import FindingStatus, PostedFinding, State
from pr_agent_action.ports import TextAt
from pr_agent_action.text.likeness import code_keys
from tests.fakes.diffs import added_file, file_diff
from tests.fakes.house import HEAD, a_snapshot

FINDING = PostedFinding(
    fingerprint="f1", path="app.py", title="Slow", severity="low", code=code_keys("total += slow(item)")
)
STATE = State(findings=(FINDING,))
AT = TextAt(HEAD, "app.py")
ELSEWHERE = [added_file("other = 1", "other.py")]
CHANGED = [file_diff("@@ -1 +1 @@\n-a = 1\n+b = 2")]


def test_only_what_the_diff_does_not_tell_is_asked_for() -> None:
    assert doubtful_texts(STATE, CHANGED, a_snapshot()) == (AT,)
    assert doubtful_texts(STATE, ELSEWHERE, a_snapshot()) == (AT,)
    assert doubtful_texts(STATE, [added_file("total += slow(item)")], a_snapshot()) == ()
    assert doubtful_texts(STATE, [added_file("fixed = 1")], a_snapshot()) == ()
    assert doubtful_texts(State(), CHANGED, a_snapshot()) == ()
    fixed = State(findings=(replace(FINDING, status=FindingStatus.FIXED),))
    assert doubtful_texts(fixed, CHANGED, a_snapshot()) == ()
    assert doubtful_texts(STATE, CHANGED, replace(a_snapshot(), unlisted_files=1)) == ()


def test_a_text_tells_whether_the_code_is_gone() -> None:
    gone = Whereabouts(gone=frozenset({"f1"}))
    assert whereabouts(STATE, CHANGED, asked=[AT], texts={AT: "b = 2"}) == gone
    assert whereabouts(STATE, CHANGED, asked=[AT], texts={AT: "  total += slow(item)"}) == Whereabouts()


def test_a_changed_file_without_a_text_tells_nothing_and_one_that_is_not_there_is_gone() -> None:
    assert whereabouts(STATE, CHANGED, asked=[AT], texts={}) == Whereabouts()
    assert whereabouts(STATE, ELSEWHERE, asked=[AT], texts={}) == Whereabouts(gone=frozenset({"f1"}))
    assert whereabouts(State(), ELSEWHERE, asked=[AT], texts={}) == Whereabouts()


def test_code_in_another_changed_file_has_moved() -> None:
    moved = [added_file("def g():\n    total += slow(item)", "new.py")]
    assert whereabouts(STATE, moved, asked=[AT], texts={}) == Whereabouts(moved={"f1": "new.py"})
