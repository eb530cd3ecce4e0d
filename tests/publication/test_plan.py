from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pr_agent_action.domain.command import Command, TriggerKind
from pr_agent_action.domain.finding import Severity
from pr_agent_action.domain.outcome import Outcome
from pr_agent_action.domain.plan import Plan
from pr_agent_action.publication.state import read_state

POSTED = "**High** · x\n\n<!-- pr-agent-action:finding f1 -->"


def _after(make: Any, plan: Any, **values: Any) -> Any:
    """The pull request once ``plan`` was posted."""
    threads = tuple(make.thread(item.body, line=item.anchor.line) for item in plan.inline)
    labels = ("team: core", *plan.add_labels)
    values = {"comments": (make.comment(plan.summary.body),), "threads": threads, "labels": labels, **values}
    return make.snapshot(**values)


@pytest.mark.parametrize("kind", [TriggerKind.OPENED, TriggerKind.COMMENT])
def test_the_same_commit_again_posts_nothing(make: Any, kind: TriggerKind) -> None:
    first, state = make.plan()
    seen = _after(make, first)
    assert read_state(seen).state == state
    again, _ = make.plan(make.report(seconds={"model": 99.0}), seen, request=make.request(kind))
    assert again == Plan()


def test_other_words_about_the_same_commit_post_nothing_unless_asked_for(make: Any) -> None:
    first, _ = make.plan()
    verdict = replace(make.report().outcomes[0].verdict, sentence="Fine, really.")
    report = make.report(outcomes=(Outcome(command="review", verdict=verdict),))
    assert make.plan(report, _after(make, first))[0] == Plan()
    asked, _ = make.plan(report, _after(make, first), request=make.request(TriggerKind.COMMENT))
    assert asked == Plan(summary=asked.summary)
    assert asked.summary.id == "900"


def test_a_push_edits_the_summary_and_posts_what_is_new(make: Any) -> None:
    first, _ = make.plan()
    report = make.report(placed=(*make.report().placed, make.placed("f5", line=80, title="New", body="Other words.")))
    plan, state = make.plan(report, _after(make, first, head_sha="f" * 40))
    assert [item.fingerprint for item in plan.inline] == ["f5"]
    assert plan.summary.id == "900"
    assert "### 3 findings" in plan.summary.body
    assert (state.round, state.reviewed_sha) == (2, "f" * 40)


@pytest.mark.parametrize(
    ("values", "inline"),
    [
        ({}, 1),
        ({"resolved": True}, 1),
        ({"author": "alice"}, 2),
    ],
)
def test_findings_with_a_thread_of_ours_are_not_posted_again(make: Any, values: dict[str, Any], inline: int) -> None:
    if "author" in values:
        values = {"author": replace(make.snapshot().pull_request.author)}
    plan, _ = make.plan(None, make.snapshot(threads=(make.thread(POSTED, **values),)))
    assert len(plan.inline) == inline


def test_a_reworded_finding_in_an_open_thread_s_place_is_not_posted_again(make: Any) -> None:
    item = make.placed("new", title="Lock is taken twice")
    words = f"**High** · The lock is taken twice\n\n{item.finding.body}\n\n<sub>x</sub>\n\n"
    old = make.thread(f"{words}<!-- pr-agent-action:finding old -->")
    report = make.report(placed=(item,))
    assert make.plan(report, make.snapshot(threads=(old,)))[0].inline == ()
    assert len(make.plan(report, make.snapshot(threads=(replace(old, line=7),)))[0].inline) == 1


def test_two_similar_findings_on_one_line_are_one(make: Any) -> None:
    worse = make.placed("a", severity=Severity.CRITICAL)
    same = make.placed("b", title="Lock is taken twice")
    other = make.placed("c", title="Queue may be None", body="`pop()` of None raises.")
    plan, state = make.plan(make.report(placed=(same, other, worse)))
    assert [item.fingerprint for item in plan.inline] == ["a", "c"]
    assert [(finding.fingerprint, finding.aliases) for finding in state.findings] == [("a", ("b",)), ("c", ())]


def test_the_limit_holds_for_the_model_s_findings_alone(make: Any) -> None:
    names = ("lock", "queue", "price", "cart", "user")
    many = [make.placed(name, line=n, title=f"{name} unchecked", body=name) for n, name in enumerate(names, 1)]
    rule = make.placed("rule", line=50, source="secrets", title="A key", severity=Severity.LOW)
    fix = make.placed("fix", line=60, score=8, title="Shorter", severity=Severity.LOW)
    report = make.report(placed=(*many, rule, fix))
    plan, _ = make.plan(report, pr_reviewer={"num_max_findings": 2})
    assert [item.fingerprint for item in plan.inline] == ["lock", "queue", "rule", "fix"]
    assert "3 more findings" in plan.summary.body


def test_suggestions_are_committable_only_where_settings_and_secrets_allow(make: Any) -> None:
    item = make.placed(suggestion="x = 1")
    assert "```suggestion\nx = 1\n```" in make.plan(make.report(placed=(item,)))[0].inline[0].body
    plain, _ = make.plan(make.report(placed=(item,)), pr_code_suggestions={"commitable_code_suggestions": False})
    assert "```\nx = 1\n```" in plain.inline[0].body
    secret = make.placed(suggestion="key = hunter2hunter2")
    body = make.plan(make.report(placed=(secret,)))[0].inline[0].body
    assert "suggestion" not in body
    assert "hunter2" not in body


@pytest.mark.parametrize(
    ("text", "fence"), [("```\nx\n```", "````"), ("a ````` b", "``````"), ("", "```"), ("x\n", "```")]
)
def test_a_suggestion_s_fence_is_longer_than_any_inside(make: Any, text: str, fence: str) -> None:
    body = make.plan(make.report(placed=(make.placed(suggestion=text),)))[0].inline[0].body
    code = text.removesuffix("\n")
    assert f"\n{fence}suggestion\n{code}\n{fence}\n" in body or f"\n{fence}suggestion\n{fence}\n" in body


# ------------------------------------------------------------------------------------------ summary


def test_settings_of_the_summary(make: Any) -> None:
    seen = make.snapshot(comments=(make.comment("<!-- pr-agent-action:summary -->\nold"),))
    assert make.plan(None, seen)[0].summary.id == "900"
    assert make.plan(None, seen, pr_reviewer={"persistent_comment": False})[0].summary.id is None
    clean = make.report(placed=(), unplaced=())
    quiet = {"publish_output_no_suggestions": False}
    assert make.plan(clean, pr_reviewer=quiet)[0].summary is None
    assert make.plan(clean, seen, pr_reviewer=quiet)[0].summary is not None
    assert make.plan(None, pr_reviewer=quiet)[0].summary is not None


def test_a_failed_review_is_not_remembered_as_one(make: Any) -> None:
    report = make.report(outcomes=(Outcome(command="review", failure="No.")), failure="No.", placed=())
    report = replace(report, outcomes=(Outcome(command="review", failure="No."),))
    plan, state = make.plan(report)
    assert "No." in plan.summary.body
    assert (state.round, state.reviewed_sha) == (0, "")
    better, _ = make.plan(None, _after(make, plan))
    assert better.summary.id == "900"


def test_a_failure_of_a_command_nobody_waits_for_is_said_in_the_summary(make: Any) -> None:
    report = make.report(outcomes=(Outcome(command="describe", failure="Cause. Fix."),), failure="Cause. Fix.")
    assert "Cause. Fix." in make.plan(report)[0].summary.body
    plan, _ = make.plan(report, request=make.request(TriggerKind.COMMENT, Command("describe"), comment_id="77"))
    assert plan.summary is None
    assert "Cause. Fix." in plan.reply
    described = make.report(outcomes=(Outcome(command="describe", description=make.description()),), placed=())
    plan, _ = make.plan(described, request=make.request(TriggerKind.COMMENT, Command("describe"), comment_id="77"))
    assert (plan.reply, bool(plan.description)) == ("", True)


def test_improve_alone_says_the_unplaced_in_the_review(make: Any) -> None:
    report = make.report(outcomes=(Outcome(command="improve"),))
    plan, _ = make.plan(report)
    assert plan.summary is None
    assert "Nothing closes the file" in plan.review_body
    assert len(plan.inline) == 2
    threads = tuple(make.thread(item.body, line=item.anchor.line) for item in plan.inline)
    assert make.plan(report, make.snapshot(threads=threads))[0] == Plan()


def test_the_same_finding_twice_is_one(make: Any) -> None:
    twice = make.report(placed=(make.placed(line=3), make.placed(line=9, title="Quite another")))
    assert len(make.plan(twice)[0].inline) == 1


def test_an_unplaced_finding_keeps_its_fix(make: Any) -> None:
    item = make.report().unplaced[0]
    item = replace(item, finding=replace(item.finding, replacement="file.close()"))
    report = make.report(unplaced=(item,), coverage=())
    assert "```\nfile.close()\n```" in make.plan(report)[0].summary.body
    report = replace(report, outcomes=(Outcome(command="improve"),))
    assert "```\nfile.close()\n```" in make.plan(report)[0].review_body


@pytest.mark.parametrize(
    ("kind", "model", "reply"),
    [
        (TriggerKind.COMMENT, "m", "No new suggestions."),
        (TriggerKind.COMMENT, "", "No model is configured"),
        (TriggerKind.PUSHED, "m", ""),
    ],
)
def test_improve_that_finds_nothing(make: Any, kind: TriggerKind, model: str, reply: str) -> None:
    report = make.report(outcomes=(Outcome(command="improve"),), placed=(), unplaced=(), model=model)
    plan, _ = make.plan(report, request=make.request(kind, Command("improve")))
    assert plan.summary is None
    assert reply in plan.reply
    assert bool(plan.reply) == bool(reply)


# ------------------------------------------------------------------------------------------ replies


def _asked(make: Any, kind: TriggerKind, answer: str = "Because.") -> tuple[Any, Any]:
    report = make.report(outcomes=(Outcome(command="ask", reply=answer),), placed=(), unplaced=())
    return report, make.request(kind, Command("ask", "why?"), comment_id="77", thread_root_id="70")


def test_an_answer_is_given_once(make: Any) -> None:
    report, request = _asked(make, TriggerKind.COMMENT)
    first, _ = make.plan(report, request=request)
    assert first.reply.startswith("> why?\n\nBecause.")
    seen = make.snapshot(comments=(make.comment(first.reply),))
    assert make.plan(report, seen, request=request)[0] == Plan()
    report, _ = _asked(make, TriggerKind.COMMENT, "Other words.")
    edited, _ = make.plan(report, seen, request=request)
    assert (edited.reply, edited.comments[0].id) == ("", "900")


def test_an_answer_in_a_thread_quotes_nothing_and_is_left_alone(make: Any) -> None:
    report, request = _asked(make, TriggerKind.THREAD)
    first, _ = make.plan(report, request=request)
    assert first.reply.startswith("Because.")
    report, _ = _asked(make, TriggerKind.THREAD, "Other words.")
    seen = make.snapshot(threads=(make.thread(first.reply),))
    assert make.plan(report, seen, request=request)[0] == Plan()


def test_a_long_question_is_cut(make: Any) -> None:
    report, request = _asked(make, TriggerKind.COMMENT)
    request = replace(request, commands=(Command("ask", "why " * 100),))
    first = make.plan(report, request=request)[0].reply.splitlines()[0]
    assert first.endswith("…")
    assert len(first) < 210


# ------------------------------------------------------------------------------------------- labels


@pytest.mark.parametrize(
    ("present", "settings", "add", "remove"),
    [
        (("Review effort 4/5", "bug"), {}, ("Review effort 2/5", "Possible security concern"), ("Review effort 4/5",)),
        (("Review effort 2/5", "possible security concern"), {}, (), ()),
        (
            ("Review effort [1-5]: 3", "Review effort 3"),
            {},
            ("Review effort 2/5", "Possible security concern"),
            ("Review effort 3",),
        ),
        (("Review effort 4/5",), {"enable_review_labels_effort": False}, ("Possible security concern",), ()),
        ((), {"enable_review_labels_security": False}, ("Review effort 2/5",), ()),
    ],
)
def test_labels(
    make: Any, present: tuple[str, ...], settings: dict[str, Any], add: tuple[str, ...], remove: tuple[str, ...]
) -> None:
    verdict = replace(make.report().outcomes[0].verdict, security="SQL from a query string.")
    report = make.report(outcomes=(Outcome(command="review", verdict=verdict),))
    plan, _ = make.plan(report, make.snapshot(labels=present), pr_reviewer=settings)
    assert (plan.add_labels, plan.remove_labels) == (add, remove)


def test_labels_of_the_description(make: Any) -> None:
    report = make.report(
        outcomes=(Outcome(command="describe", description=make.description(labels=("bug", "x" * 99))),)
    )
    assert make.plan(report)[0].add_labels == ()
    assert make.plan(report, pr_description={"publish_labels": True})[0].add_labels == ("bug", "x" * 50)
