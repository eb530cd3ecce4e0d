from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pr_agent_action.demo.fake_github import FakeRepository, Fault, pull_request_from_texts
from pr_agent_action.domain.diff import Anchor, Side
from pr_agent_action.domain.plan import InlineComment
from pr_agent_action.errors import PermissionDeniedError, RejectedError
from pr_agent_action.forges.github.arrival import same_text
from pr_agent_action.ports import Posted
from tests.fakes.github_bench import REF, Bench, Start

LINES = 100
GOOD = range(1, LINES + 1)


def repository() -> FakeRepository:
    return pull_request_from_texts({}, {"app.py": "".join(f"line {number}\n" for number in GOOD)})


def comment(line: int, *, start_line: int | None = None, path: str = "app.py") -> InlineComment:
    anchor = Anchor(path=path, line=line, start_line=start_line)
    return InlineComment(
        anchor=anchor, body=f"on {line} <!-- pr-agent-action:finding {line} -->", fingerprint=str(line)
    )


def post(bench: Bench, comments: list[InlineComment], body: str = "") -> tuple[Posted, tuple[InlineComment, ...]]:
    head_sha = bench.server.repository.pull_requests[1].head_sha
    return bench.forge.post_review(REF, head_sha=head_sha, body=body, comments=comments)


def posted_lines(bench: Bench) -> list[int | None]:
    return [each.line for each in bench.server.repository.pull_requests[1].review_comments]


def bodies(bench: Bench) -> list[str]:
    return [each.body for each in bench.server.repository.pull_requests[1].reviews]


def test_a_batch_is_one_review_at_the_pinned_commit(start: Start) -> None:
    bench = start(repository())
    several = comment(9, start_line=7)

    posted, refused = post(bench, [comment(3), several], "Two findings.")

    pull = bench.server.repository.pull_requests[1]
    (review,) = pull.reviews
    assert (review.state, review.body, review.commit_id) == ("COMMENTED", "Two findings.", pull.head_sha)
    assert [(each.line, each.start_line, each.side) for each in pull.review_comments] == [
        (3, None, "RIGHT"),
        (9, 7, "RIGHT"),
    ]
    assert refused == ()
    assert posted.id == str(review.id)
    assert posted.url.endswith(f"#pullrequestreview-{review.id}")
    assert len(bench.forge.calls) == 1


def test_a_removed_line_is_commented_on_the_left(start: Start) -> None:
    bench = start(pull_request_from_texts({"app.py": "one\ntwo\n"}, {"app.py": "one\n"}))
    left = InlineComment(anchor=Anchor(path="app.py", line=2, side=Side.LEFT), body="why?", fingerprint="f")

    assert post(bench, [left])[1] == ()
    assert bench.server.repository.pull_requests[1].review_comments[0].side == "LEFT"


def test_more_than_thirty_comments_are_several_reviews_in_the_given_order(start: Start) -> None:
    bench = start(repository())

    _, refused = post(bench, [comment(line) for line in GOOD], "Many.")

    assert refused == ()
    assert posted_lines(bench) == list(GOOD)
    assert bodies(bench) == ["Many.", "", "", ""]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_the_refused_are_named_and_all_others_posted_once(start: Start, good: list[bool]) -> None:
    bench = start(repository())
    comments = [comment(index + 1 if fine else 1_000 + index) for index, fine in enumerate(good)]

    posted, refused = post(bench, comments, "Findings.")

    assert refused == tuple(each for each, fine in zip(comments, good, strict=True) if not fine)
    assert posted_lines(bench) == [each.anchor.line for each, fine in zip(comments, good, strict=True) if fine]
    assert bodies(bench)[0] == "Findings."
    assert not any(bodies(bench)[1:])
    assert posted.id == str(bench.server.repository.pull_requests[1].reviews[0].id)


def test_what_cannot_be_placed_is_refused_and_no_empty_review_is_left(start: Start) -> None:
    bench = start(repository())
    offenders = [comment(5, start_line=5), comment(1, path="other.py")]

    posted, refused = post(bench, offenders)

    assert (posted, refused) == (Posted("", ""), tuple(offenders))
    assert bodies(bench) == []


def test_nothing_to_say_asks_nothing(start: Start) -> None:
    bench = start(repository())

    assert post(bench, []) == (Posted("", ""), ())
    assert bench.forge.calls == ()


def test_a_review_of_words_alone_is_posted(start: Start) -> None:
    bench = start(repository())

    assert post(bench, [], "Fine.")[0].id
    assert bodies(bench) == ["Fine."]


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize(
    ("lines", "body"), [([3, 4], "Findings."), ([3], ""), ([], "Fine. <!-- pr-agent-action:r -->")]
)
def test_a_review_whose_answer_was_lost_stands_there_once(
    start: Start, lines: list[int], body: str, *, after: bool
) -> None:
    bench = start(repository(), faults=[Fault(status=502, path="/reviews$", after=after)])

    posted, refused = post(bench, [comment(line) for line in lines], body)

    (review,) = bench.server.repository.pull_requests[1].reviews
    assert (posted.id, refused) == (str(review.id), ())
    assert posted.url.endswith(f"#pullrequestreview-{review.id}")
    assert posted_lines(bench) == lines


@pytest.mark.parametrize(
    "errors",
    [
        ["User can only have one pending review per pull request"],
        [{"resource": "PullRequestReview", "field": "commit_id", "code": "invalid"}],
        ["No commit found for SHA: 0123"],
    ],
)
def test_a_refusal_of_the_review_itself_is_told_at_once(start: Start, errors: list[object]) -> None:
    fault = Fault(status=422, times=None, body={"message": "Unprocessable Entity", "errors": errors})
    bench = start(repository(), faults=[fault])

    with pytest.raises(RejectedError):
        post(bench, [comment(line) for line in GOOD])
    assert len(bench.forge.calls) == 1


def test_a_commit_that_is_not_of_the_pull_request_is_told_at_once(start: Start) -> None:
    bench = start(repository())

    with pytest.raises(RejectedError, match="commit_id is not part of the pull request"):
        bench.forge.post_review(REF, head_sha="0" * 40, body="", comments=[comment(1), comment(2)])
    assert len(bench.forge.calls) == 1


def test_a_body_beyond_the_limit_is_told_without_asking(start: Start) -> None:
    bench = start(repository())

    with pytest.raises(RejectedError, match="65,536"):
        post(bench, [comment(1)], "x" * 65_537)
    assert bench.forge.calls == ()


def test_one_comment_beyond_the_limit_is_refused_alone(start: Start) -> None:
    bench = start(repository())
    huge = InlineComment(anchor=Anchor(path="app.py", line=2), body="x" * 65_537, fingerprint="f")

    assert post(bench, [comment(1), huge, comment(3)])[1] == (huge,)
    assert posted_lines(bench) == [1, 3]


def test_a_token_that_may_not_review_is_no_reason_to_halve(start: Start) -> None:
    bench = start(repository(), token="ghs_ro")

    with pytest.raises(PermissionDeniedError, match="pull-requests: write"):
        post(bench, [comment(1), comment(2)])
    assert len(bench.forge.calls) == 1


@pytest.mark.parametrize(
    ("found", "sent", "same"),
    [
        ("changed words\n<!-- pr-agent-action:a 1 -->", "words\n<!-- pr-agent-action:a 1 -->", True),
        ("words\n<!-- pr-agent-action:a 2 -->", "words\n<!-- pr-agent-action:a 1 -->", False),
        ("one\r\ntwo ", "one\ntwo", True),
        ("one", "two", False),
        ("", "", False),
    ],
)
def test_a_text_is_known_by_its_marker_or_whole(found: str, sent: str, *, same: bool) -> None:
    assert same_text(found, sent) is same
