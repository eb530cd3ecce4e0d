from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from pr_agent_action.domain.command import TriggerKind
from pr_agent_action.domain.outcome import Outcome
from pr_agent_action.domain.plan import CommentEdit, DescriptionEdit, InlineComment, Plan, Published, State
from pr_agent_action.domain.pull_request import PullRequest, PullRequestRef
from pr_agent_action.errors import ForgeError, NotFoundError, PermissionDeniedError, RejectedError, UnavailableError
from pr_agent_action.ports import Posted
from pr_agent_action.publication.publish import publish
from pr_agent_action.publication.state import read_state

DENIED = PermissionDeniedError("The token may not write.", fix="Grant `pull-requests: write`.")


@dataclass
class PlainForge:
    """A forge with conversation comments only; ``calls`` are in order, ``fails`` maps a call's name to its error."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)
    fails: dict[str, ForgeError] = field(default_factory=dict)

    def _called(self, name: str, *values: Any) -> Posted:
        self.calls.append((name, *values))
        if name in self.fails:
            raise self.fails[name]
        return Posted(str(len(self.calls)), f"https://forge/{name}/{len(self.calls)}")

    def snapshot(self, ref: PullRequestRef, *, base_paths: Sequence[str]) -> Any: ...

    def texts(self, ref: PullRequestRef, wanted: Sequence[Any]) -> Any: ...

    def permission(self, ref: PullRequestRef, login: str) -> Any: ...

    def post_comment(self, ref: PullRequestRef, body: str) -> Posted:
        return self._called("post_comment", body)

    def edit_comment(self, ref: PullRequestRef, comment_id: str, body: str) -> Posted:
        return self._called("edit_comment", comment_id, body)


@dataclass
class FullForge(PlainForge):
    """A forge that can do everything."""

    now: PullRequest | None = None
    refuses: tuple[str, ...] = ()

    def post_review(
        self, ref: PullRequestRef, *, head_sha: str, body: str, comments: Sequence[InlineComment]
    ) -> tuple[Posted, tuple[InlineComment, ...]]:
        posted = self._called("post_review", body, len(comments))
        return posted, tuple(item for item in comments if item.fingerprint in self.refuses)

    def reply(self, ref: PullRequestRef, thread_root_id: str, body: str) -> Posted:
        return self._called("reply", thread_root_id, body)

    def pull_request(self, ref: PullRequestRef) -> PullRequest:
        self._called("pull_request")
        assert self.now
        return self.now

    def edit_description(self, ref: PullRequestRef, edit: DescriptionEdit) -> None:
        self._called("edit_description", edit)

    def add_labels(self, ref: PullRequestRef, labels: Sequence[str]) -> None:
        self._called("add_labels", *labels)

    def remove_label(self, ref: PullRequestRef, label: str) -> None:
        self._called("remove_label", label)


def _whole(make: Any) -> tuple[Plan, Any]:
    outcomes = (*make.report().outcomes, Outcome(command="describe", description=make.description()))
    plan, _ = make.plan(make.report(outcomes=(*outcomes, Outcome(command="help", reply="Help."))))
    return plan, FullForge(now=make.snapshot().pull_request)


def _names(forge: PlainForge) -> list[str]:
    return [call[0] for call in forge.calls]


def test_an_empty_plan_makes_no_call(make: Any) -> None:
    forge = FullForge()
    assert publish(Plan(), forge, request=make.request(), head_sha=make.head) == Published()
    assert forge.calls == []


def test_the_summary_goes_after_what_its_state_says_was_posted(make: Any) -> None:
    plan, forge = _whole(make)
    published = publish(plan, forge, request=make.request(), head_sha=make.head)
    assert _names(forge) == [
        "pull_request",
        "edit_description",
        "post_review",
        "post_comment",
        "remove_label",
        "add_labels",
        "post_comment",
    ]
    assert published == Published(
        summary_url="https://forge/post_comment/7", review_url="https://forge/post_review/3", inline_posted=2
    )


def test_a_refusal_is_recorded_and_the_rest_is_done(make: Any) -> None:
    plan, forge = _whole(make)
    forge.fails = dict.fromkeys(("pull_request", "post_review", "post_comment", "remove_label"), DENIED)
    published = publish(plan, forge, request=make.request(), head_sha=make.head, secrets=("hunter2hunter2",))
    assert len(published.problems) == 5
    assert (
        published.problems[0]
        == "The description was not posted. The token may not write. Grant `pull-requests: write`."
    )
    assert _names(forge)[-2:] == ["add_labels", "post_comment"]
    assert published.inline_posted == 0


def test_refused_comments_go_into_the_summary(make: Any) -> None:
    plan, forge = _whole(make)
    forge.refuses = ("f1",)
    published = publish(plan, forge, request=make.request(), head_sha=make.head)
    body = forge.calls[-1][1]
    assert [item.fingerprint for item in published.refused] == ["f1"]
    assert published.inline_posted == 1
    assert "### Not taken on their lines" in body
    assert "`shop/lock.py:42`\n\n**High** · The lock is taken twice" in body
    assert "suggestion\n" not in body
    assert body.index("### Not taken") < body.index("pr-agent-action:footer") < body.index("pr-agent-action:state")
    assert read_state(make.snapshot(comments=(make.comment(body),))).state.reviewed_sha == make.head


def test_lost_comments_are_said_again_by_the_next_run(make: Any) -> None:
    plan, forge = _whole(make)
    forge.fails = {"post_review": RejectedError("No.")}
    publish(plan, forge, request=make.request(), head_sha=make.head)
    body = forge.calls[-1][1]
    assert "The lock is taken twice\n" in body
    state = read_state(make.snapshot(comments=(make.comment(body),))).state
    assert (state.reviewed_sha, state.blocks, state.findings) == ("", frozenset(), ())
    again, _ = make.plan(None, make.snapshot(comments=(make.comment(body),)))
    assert len(again.inline) == 2


@pytest.mark.parametrize(("error", "done"), [(UnavailableError("No answer."), False), (DENIED, True)])
def test_after_an_outage_the_commit_does_not_count_as_done(make: Any, error: ForgeError, *, done: bool) -> None:
    plan, forge = _whole(make)
    forge.fails = {"add_labels": error}
    publish(plan, forge, request=make.request(), head_sha=make.head)
    state = read_state(make.snapshot(comments=(make.comment(forge.calls[-1][1]),))).state
    assert (state.reviewed_sha == make.head) is done
    assert state.findings


def test_what_else_has_to_stand_is_written_before_the_summary(make: Any) -> None:
    plan, forge = _whole(make)
    publish(
        plan, forge, request=make.request(), head_sha=make.head, before_summary=lambda: forge.calls.append(("check",))
    )
    assert _names(forge)[-2:] == ["check", "post_comment"]


def test_what_a_plain_forge_cannot_do(make: Any) -> None:
    plan, _ = _whole(make)
    forge = PlainForge()
    published = publish(plan, forge, request=make.request(), head_sha=make.head)
    assert _names(forge) == ["post_comment", "post_comment"]
    assert "The lock is taken twice" in forge.calls[1][1]
    assert len(published.problems) == 1


def test_refused_comments_without_a_summary_are_a_comment(make: Any) -> None:
    plan = replace(_whole(make)[0], summary=None, description=None, reply="")
    forge = PlainForge()
    publish(plan, forge, request=make.request(), head_sha=make.head)
    assert forge.calls[0][1].startswith("### Not taken on their lines")


def test_many_comments_are_several_reviews(make: Any) -> None:
    item = _whole(make)[0].inline[0]
    forge = FullForge()
    published = publish(
        Plan(inline=(item,) * 65, review_body="Body"), forge, request=make.request(), head_sha=make.head
    )
    assert forge.calls == [("post_review", "Body", 30), ("post_review", "", 30), ("post_review", "", 5)]
    assert published.review_url == "https://forge/post_review/1"


def test_a_summary_that_was_deleted_is_posted_anew(make: Any) -> None:
    forge = FullForge(fails={"edit_comment": NotFoundError("Gone.")})
    plan = Plan(summary=CommentEdit(body="x", id="9"))
    assert publish(plan, forge, request=make.request(), head_sha=make.head).summary_url
    assert _names(forge) == ["edit_comment", "post_comment"]


@pytest.mark.parametrize(
    ("kind", "root", "call"),
    [(TriggerKind.THREAD, "70", ("reply", "70", "Hi")), (TriggerKind.COMMENT, None, ("post_comment", "Hi"))],
)
def test_an_answer_goes_where_the_question_was_asked(make: Any, kind: TriggerKind, root: str | None, call: Any) -> None:
    forge = FullForge()
    publish(Plan(reply="Hi"), forge, request=make.request(kind, thread_root_id=root), head_sha=make.head)
    assert forge.calls == [call]


def test_a_body_that_its_author_changed_meanwhile_keeps_the_change(make: Any) -> None:
    plan, forge = _whole(make)
    forge.now = replace(make.snapshot().pull_request, body="Why: quite another reason.")
    publish(plan, forge, request=make.request(), head_sha=make.head)
    edit = forge.calls[1][1]
    assert edit.body.startswith("Why: quite another reason.\n\n<!-- pr-agent-action:describe ")
    assert "the shop hangs" not in edit.body


def test_our_part_edited_meanwhile_is_left_alone(make: Any) -> None:
    plan, forge = _whole(make)
    assert plan.description
    mine = plan.description.body.replace("Bug fix, Tests", "Feature")
    forge.now = replace(make.snapshot().pull_request, body=mine)
    published = publish(plan, forge, request=make.request(), head_sha=make.head)
    assert "edit_description" not in _names(forge)
    assert "edited by hand" in published.problems[0]


def test_state_is_found_again_by_its_author_only(make: Any) -> None:
    body = make.plan()[0].summary.body
    assert read_state(make.snapshot(comments=(make.comment(body),))).state.round == 1
    foreign = make.comment(body, "1", make.snapshot().pull_request.author)
    assert read_state(make.snapshot(comments=(foreign,))) == (State(), None, "")
