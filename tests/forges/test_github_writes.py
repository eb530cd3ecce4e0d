from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from pr_agent_action.demo.fake_github import FakeRepository, Fault, RateLimit, pull_request_from_texts
from pr_agent_action.domain.command import Trigger, TriggerKind
from pr_agent_action.domain.diff import Anchor
from pr_agent_action.domain.plan import DescriptionEdit, InlineComment
from pr_agent_action.domain.pull_request import Actor
from pr_agent_action.errors import (
    ForgeError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from pr_agent_action.ports import Permission, Reaction
from tests.fakes.github_bench import REF, Start

MARKED = "A summary.\n<!-- pr-agent-action:summary v1 0123 -->"
COMMENTS = r"/issues/1/comments$"


@pytest.fixture
def repository() -> FakeRepository:
    return pull_request_from_texts({"app.py": "one\ntwo\n"}, {"app.py": "one\n2\n"}, body="Author's words.")


def trigger(kind: TriggerKind, comment_id: str | None = None) -> Trigger:
    return Trigger(kind=kind, actor=Actor("alice"), detail="test", comment_id=comment_id)


def test_comments_are_posted_and_edited_in_place(start: Start, repository: FakeRepository) -> None:
    bench = start(repository)

    posted = bench.forge.post_comment(REF, "first")
    edited = bench.forge.edit_comment(REF, posted.id, "second")

    (comment,) = repository.pull_requests[1].comments
    assert (posted, comment.body) == (edited, "second")
    assert posted.url.endswith(f"/octo/example/pull/1#issuecomment-{posted.id}")


@pytest.mark.parametrize("fault", [Fault(status=502, path=COMMENTS), Fault(cut=True, path=COMMENTS)])
@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("body", [MARKED, "No marker here.\r\n"])
def test_a_comment_whose_answer_was_lost_stands_there_once(
    start: Start, repository: FakeRepository, fault: Fault, body: str, *, after: bool
) -> None:
    bench = start(repository, faults=[Fault(status=fault.status, cut=fault.cut, path=fault.path, after=after)])

    posted = bench.forge.post_comment(REF, body)

    (comment,) = repository.pull_requests[1].comments
    assert (posted.id, comment.body) == (str(comment.id), body)
    assert posted.url.endswith(f"#issuecomment-{comment.id}")
    assert bench.slept == [1.0]


def test_somebody_elses_copy_of_our_marker_is_not_taken_for_ours(start: Start, repository: FakeRepository) -> None:
    repository.comment(1, "mallory", MARKED)
    bench = start(repository, faults=[Fault(status=502, path=COMMENTS)])

    bench.forge.post_comment(REF, MARKED)

    assert [comment.user.login for comment in repository.pull_requests[1].comments if comment.user] == [
        "mallory",
        "github-actions[bot]",
    ]


def test_a_post_is_tried_four_times_and_looked_for_once_more(start: Start, repository: FakeRepository) -> None:
    bench = start(repository, faults=[Fault(status=502, path=COMMENTS, times=None)])

    with pytest.raises(UnavailableError, match="post a comment"):
        bench.forge.post_comment(REF, MARKED)

    assert sum(call.endswith("comments 502") for call in bench.asked()) == 4
    assert bench.asked()[-1] == "POST /graphql 200"
    assert bench.slept == [1.0, 2.0, 4.0]


def test_a_comment_that_arrived_with_the_last_try_counts(start: Start, repository: FakeRepository) -> None:
    faults = [Fault(status=502, path=COMMENTS, times=3), Fault(status=502, path=COMMENTS, after=True)]
    bench = start(repository, faults=faults)

    bench.forge.post_comment(REF, MARKED)

    assert len(repository.pull_requests[1].comments) == 1


@pytest.mark.parametrize("status", [403, 429])
def test_a_limited_write_never_happened_and_is_simply_repeated(
    start: Start, repository: FakeRepository, status: int
) -> None:
    words = {"message": "You have exceeded a secondary rate limit."}
    fault = Fault(status=status, path=COMMENTS, body=words, headers={"Retry-After": "9"})
    bench = start(repository, faults=[fault])

    bench.forge.post_comment(REF, MARKED)

    assert len(repository.pull_requests[1].comments) == 1
    assert bench.slept == [9.0]
    assert not any("graphql" in call for call in bench.asked())


def test_a_limit_that_holds_too_long_is_told_at_once(start: Start, repository: FakeRepository) -> None:
    bench = start(repository, rate_limit=RateLimit(remaining=0))

    with pytest.raises(RateLimitedError, match="until 2026-01-05 11:00:01 UTC"):
        bench.forge.post_comment(REF, MARKED)
    assert bench.slept == []


def test_a_read_only_token_names_the_permission(start: Start, repository: FakeRepository) -> None:
    bench = start(repository, token="ghs_ro")

    with pytest.raises(PermissionDeniedError, match="pull-requests: write") as caught:
        bench.forge.post_comment(REF, "private words")
    assert "private words" not in str(caught.value)
    assert "ghs_ro" not in str(caught.value)
    assert len(bench.forge.calls) == 1


def test_a_text_beyond_githubs_limit_is_rejected_clearly(start: Start, repository: FakeRepository) -> None:
    bench = start(repository)

    with pytest.raises(RejectedError, match="65,536"):
        bench.forge.post_comment(REF, "x" * 65_537)


def test_a_reply_lands_in_its_thread_once(start: Start, repository: FakeRepository) -> None:
    bench = start(repository, faults=[Fault(status=502, path="/replies$", after=True)])
    inline = InlineComment(anchor=Anchor(path="app.py", line=2), body="root", fingerprint="f")
    head_sha = repository.pull_requests[1].head_sha
    bench.forge.post_review(REF, head_sha=head_sha, body="", comments=[inline])
    root = repository.pull_requests[1].review_comments[0]

    posted = bench.forge.reply(REF, str(root.id), MARKED)

    answer = repository.pull_requests[1].review_comments[1]
    assert (answer.root_id, answer.body, posted.id) == (root.id, MARKED, str(answer.id))
    assert len(repository.pull_requests[1].review_comments) == 2
    with pytest.raises(NotFoundError):
        bench.forge.reply(REF, "12345", "nobody there")


def test_the_description_is_written_with_or_without_its_title(start: Start, repository: FakeRepository) -> None:
    bench = start(repository, faults=[Fault(status=502, method="PATCH", after=True)])
    pull = repository.pull_requests[1]

    bench.forge.edit_description(REF, DescriptionEdit(body="new", seen_body="Author's words."))
    assert (pull.title, pull.body) == ("Change the example", "new")
    bench.forge.edit_description(REF, DescriptionEdit(body="newer", seen_body="new", title="Better"))
    assert (pull.title, pull.body) == ("Better", "newer")
    assert (bench.forge.pull_request(REF).title, bench.forge.pull_request(REF).body) == ("Better", "newer")


def test_labels_are_added_and_removed_whatever_their_names(start: Start, repository: FakeRepository) -> None:
    bench = start(repository)
    labels = ["Review effort 2/5", "Possible security concern", "ünï?#&"]

    bench.forge.add_labels(REF, labels)
    assert [label.name for label in repository.pull_requests[1].labels] == labels
    for label in [*labels, "never there"]:
        bench.forge.remove_label(REF, label)
    assert repository.pull_requests[1].labels == []
    calls = len(bench.forge.calls)
    bench.forge.add_labels(REF, [])
    assert len(bench.forge.calls) == calls


def test_a_reaction_goes_to_what_started_the_run(start: Start, repository: FakeRepository) -> None:
    bench = start(repository)
    pull = repository.pull_requests[1]
    comment = repository.comment(1, "alice", "/review")
    inline = InlineComment(anchor=Anchor(path="app.py", line=2), body="root", fingerprint="f")
    bench.forge.post_review(REF, head_sha=pull.head_sha, body="", comments=[inline])
    thread = pull.review_comments[0]

    bench.forge.react(REF, trigger(TriggerKind.COMMENT, str(comment.id)), Reaction.EYES)
    bench.forge.react(REF, trigger(TriggerKind.THREAD, str(thread.id)), Reaction.ROCKET)
    bench.forge.react(REF, trigger(TriggerKind.OPENED), Reaction.CONFUSED)
    bench.forge.react(REF, trigger(TriggerKind.OPENED), Reaction.CONFUSED)

    assert [[each.content for each in on.reactions] for on in (comment, thread)] == [["eyes"], ["rocket"]]
    assert [each.content for each in pull.reactions] == ["confused"]


@pytest.mark.parametrize("role", ["admin", "maintain", "write", "triage", "read", "none"])
def test_a_persons_permission_is_asked_of_github(start: Start, repository: FakeRepository, role: str) -> None:
    repository.permissions["alice"] = role

    assert start(repository).forge.permission(REF, "alice") is Permission(role)


def test_a_custom_role_counts_as_what_it_is_built_upon(start: Start, repository: FakeRepository) -> None:
    body = {"permission": "write", "role_name": "release captain", "user": {}}

    assert start(repository, faults=[Fault(status=200, body=body)]).forge.permission(REF, "alice") is Permission.WRITE


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=404, times=None),
        Fault(status=403, times=None),
        Fault(cut=True, times=None),
        Fault(status=500, times=None),
        Fault(status=200, body={}),
        Fault(status=200, body={"permission": "sudo"}),
        Fault(status=200, body=[], times=None),
        Fault(status=200, body="", times=None),
        Fault(status=200, body="<html>", times=None),
    ],
)
def test_any_error_about_a_permission_denies(start: Start, repository: FakeRepository, fault: Fault) -> None:
    repository.permissions["alice"] = "admin"

    assert start(repository, faults=[fault]).forge.permission(REF, "alice") is Permission.NONE


def test_nobody_may_do_nothing(start: Start, repository: FakeRepository) -> None:
    bench = start(repository)

    assert bench.forge.permission(REF, "") is Permission.NONE
    assert bench.forge.permission(REF, "../../user") is Permission.NONE
    assert bench.forge.calls == (("GET", "/repos/octo/example/collaborators/..%2F..%2Fuser/permission"),)


def test_several_writes_in_a_row_keep_a_second_apart_from_the_ninth_on(
    start: Start, repository: FakeRepository
) -> None:
    bench = start(repository)
    for index in range(10):
        bench.forge.post_comment(REF, f"comment {index}")

    assert bench.slept == [1.0, 1.0]


def test_one_forge_serves_several_threads(start: Start, repository: FakeRepository) -> None:
    bench = start(repository)
    barrier = threading.Barrier(8)

    def read(_: int) -> int:
        barrier.wait()
        return len(bench.forge.snapshot(REF, base_paths=["app.py"]).files)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, range(8))) == [1] * 8
    assert len(bench.forge.calls) == 16


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 409, 410, 418, 422, 500, 503])
def test_no_status_ends_in_anything_but_a_forge_error(start: Start, repository: FakeRepository, status: int) -> None:
    bench = start(repository, faults=[Fault(status=status, times=None)])

    with pytest.raises(ForgeError):
        bench.forge.edit_comment(REF, "1", "text")
