"""Reviews and comments on the diff, refused where GitHub refuses them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pr_agent_action.demo.fake_github.context import MAX_BODY, Context, body_text, field, optional
from pr_agent_action.demo.fake_github.exchange import Refusal, Reply, invalid
from pr_agent_action.demo.fake_github.notes import FakeReview, FakeReviewComment, FakeThread
from pr_agent_action.demo.fake_github.patches import FakeFile, PatchLine, hunk_until, patch_lines
from pr_agent_action.demo.fake_github.state import FakePullRequest
from pr_agent_action.demo.fake_github.tokens import ACTIONS_BOT

STATES = {"": "PENDING", "COMMENT": "COMMENTED", "APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED"}
SIDES = ("LEFT", "RIGHT")


class MisplacedError(Exception):
    """A place that takes no comment; ``field`` and the message are GitHub's."""

    def __init__(self, field: str, message: str) -> None:
        """Take the field and what is wrong with it."""
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place that takes a comment; no ``end`` for a comment on the whole file."""

    file: FakeFile
    side: str
    end: PatchLine | None
    start: PatchLine | None


def locate(pull_request: FakePullRequest, commit: str, form: Mapping[str, Any]) -> Spot:
    """Find the place that a comment asks for, or raise ``MisplacedError``."""
    file = pull_request.file(field(form, "path", str), commit)
    if file is None:
        raise MisplacedError("path", "Path could not be resolved")
    side = optional(form, "side", str) or "RIGHT"
    start_side = optional(form, "start_side", str) or side
    line, start = optional(form, "line", int), optional(form, "start_line", int)
    if side not in SIDES or start_side not in SIDES:
        raise MisplacedError("side", "side is not included in the list")
    if form.get("subject_type") == "file":
        return Spot(file=file, side=side, end=None, start=None)
    lines = patch_lines(file.patch)
    if line is None:
        position = optional(form, "position", int)
        end = next((row for row in lines if row.position == position), None)
    else:
        end = next((row for row in lines if row.number(side) == line), None)
    if end is None:
        raise MisplacedError("line", "Line could not be resolved")
    if start is None:
        return Spot(file=file, side=side, end=end, start=None)
    first = next((row for row in lines if row.number(start_side) == start), None)
    if first is None:
        raise MisplacedError("start_line", "Start line could not be resolved")
    if first.position >= end.position:
        raise MisplacedError("start_line", "Start line must precede the end line")
    if first.hunk != end.hunk:
        raise MisplacedError("start_line", "Start line must be part of the same hunk as the line")
    return Spot(file=file, side=side, end=end, start=first)


def reviews(context: Context) -> Reply:
    """Answer GET /pulls/{n}/reviews."""
    pull_request, payloads = context.pull_request(), context.payloads
    return context.page(pull_request.reviews, lambda review: payloads.review(pull_request, review))


def comments(context: Context) -> Reply:
    """Answer GET /pulls/{n}/comments."""
    pull_request, payloads = context.pull_request(), context.payloads
    return context.page(pull_request.review_comments, lambda comment: payloads.review_comment(pull_request, comment))


def post_review(context: Context) -> Reply:
    """Answer POST /pulls/{n}/reviews: one bad comment refuses them all, and is not named."""
    pull_request, form = context.pull_request(), context.form()
    event = optional(form, "event", str) or ""
    body = optional(form, "body", str) or ""
    wanted = optional(form, "comments", list) or []
    commit = optional(form, "commit_id", str) or pull_request.head_sha
    if not pull_request.has_commit(commit):
        raise refused("commit_id is not part of the pull request")
    _check_review(context, pull_request, event=event, body=body, wanted=wanted)
    spots = []
    for comment in wanted:
        text = field(comment, "body", str)
        try:
            spots.append((locate(pull_request, commit, comment), text))
        except MisplacedError as error:
            raise refused(str(error)) from None
        if not text.strip() or len(text) > MAX_BODY:
            problem = "Body can't be blank" if not text.strip() else "Body is too long (maximum is 65536 characters)"
            raise refused(problem)
    review = _new_review(context, pull_request, state=STATES[event], commit=commit, body=body)
    for spot, text in spots:
        _new_comment(context, pull_request, review, spot, text)
    return Reply(body=context.payloads.review(pull_request, review))


def post_comment(context: Context) -> Reply:
    """Answer POST /pulls/{n}/comments."""
    pull_request, form = context.pull_request(), context.form()
    body = body_text(form, "PullRequestReviewComment")
    replied = optional(form, "in_reply_to", int)
    if replied is not None:
        return _reply(context, pull_request, replied, body)
    commit = field(form, "commit_id", str)
    if not pull_request.has_commit(commit):
        raise invalid("PullRequestReviewComment", "commit_id", "commit_id is not part of the pull request")
    try:
        spot = locate(pull_request, commit, form)
    except MisplacedError as error:
        name = f"pull_request_review_thread.{error.field}"
        said = "must be part of the diff" if "resolved" in str(error) else str(error).lower()
        raise invalid("PullRequestReviewComment", name, f"{name} {said}") from None
    review = _new_review(context, pull_request, state="COMMENTED", commit=commit, body="")
    comment = _new_comment(context, pull_request, review, spot, body)
    return Reply(status=201, body=context.payloads.review_comment(pull_request, comment))


def post_reply(context: Context) -> Reply:
    """Answer POST /pulls/{n}/comments/{id}/replies; the comment must be the first of its thread."""
    pull_request = context.pull_request()
    return _reply(context, pull_request, context.number("id"), body_text(context.form(), "PullRequestReviewComment"))


def show_comment(context: Context) -> Reply:
    """Answer GET /pulls/comments/{id}."""
    return Reply(body=context.payloads.review_comment(*context.review_comment()))


def edit_comment(context: Context) -> Reply:
    """Answer PATCH /pulls/comments/{id}."""
    pull_request, comment = context.review_comment()
    comment.body = body_text(context.form(), "PullRequestReviewComment")
    comment.updated_at = pull_request.touch()
    return Reply(body=context.payloads.review_comment(pull_request, comment))


def delete_comment(context: Context) -> Reply:
    """Answer DELETE /pulls/comments/{id}."""
    pull_request, comment = context.review_comment()
    thread = pull_request.thread_of(comment)
    pull_request.review_comments.remove(comment)
    if not pull_request.comments_of(thread):
        pull_request.threads.remove(thread)
    return Reply(status=204)


def _reply(context: Context, pull_request: FakePullRequest, root_id: int, body: str) -> Reply:
    root = next((comment for comment in pull_request.review_comments if comment.id == root_id), None)
    if root is None or root.root_id != root.id:
        raise Refusal(404, "Not Found")
    review = _new_review(context, pull_request, state="COMMENTED", commit=root.commit_id, body="")
    now = context.repository.register.now()
    comment = FakeReviewComment(
        **{name: getattr(root, name) for name in PLACE},
        id=context.repository.register.next_id(),
        user=context.viewer,
        body=body,
        created_at=now,
        updated_at=now,
        review_id=review.id,
        root_id=root.id,
    )
    pull_request.review_comments.append(comment)
    return Reply(status=201, body=context.payloads.review_comment(pull_request, comment))


PLACE = (
    *("path", "side", "line", "start_line", "position", "original_line", "original_start_line", "original_position"),
    *("commit_id", "original_commit_id", "diff_hunk", "subject_type"),
)


def refused(problem: str) -> Refusal:
    """Refuse a review the way that call does: one sentence, no names."""
    return Refusal(422, "Unprocessable Entity", errors=[problem])


def _check_review(context: Context, pull_request: FakePullRequest, *, event: str, body: str, wanted: list[Any]) -> None:
    """Refuse what GitHub refuses of a review whatever its comments."""
    problem = ""
    if event not in STATES:
        raise refused("Variable $event of type PullRequestReviewEvent was provided invalid value")
    if event == "REQUEST_CHANGES" and not body.strip():
        problem = "Body can't be blank"
    elif event == "COMMENT" and not body.strip() and not wanted:
        problem = "Could not comment pull request review."
    elif len(body) > MAX_BODY:
        problem = f"Body is too long (maximum is {MAX_BODY} characters)"
    elif event == "APPROVE" and context.token.login == ACTIONS_BOT:
        problem = "GitHub Actions is not permitted to approve pull requests."
    elif event in ("APPROVE", "REQUEST_CHANGES") and context.token.login == pull_request.author:
        problem = f"Can not {event.replace('_', ' ').lower()} on your own pull request"
    elif not event and any(
        review.state == "PENDING" and review.user is context.viewer for review in pull_request.reviews
    ):
        problem = "User can only have one pending review per pull request"
    if problem:
        raise refused(problem)


def _new_review(context: Context, pull_request: FakePullRequest, *, state: str, commit: str, body: str) -> FakeReview:
    now = pull_request.touch()
    review = FakeReview(
        id=context.repository.register.next_id(),
        user=context.viewer,
        body=body,
        created_at=now,
        updated_at=now,
        state=state,
        commit_id=commit,
    )
    pull_request.reviews.append(review)
    return review


def _new_comment(
    context: Context, pull_request: FakePullRequest, review: FakeReview, spot: Spot, body: str
) -> FakeReviewComment:
    number = context.repository.register.next_id()
    line = spot.end.number(spot.side) if spot.end else None
    start = spot.start.number(spot.side) if spot.start else None
    comment = FakeReviewComment(
        id=number,
        user=context.viewer,
        body=body,
        created_at=review.created_at,
        updated_at=review.created_at,
        review_id=review.id,
        root_id=number,
        path=spot.file.path,
        side=spot.side,
        line=line,
        start_line=start,
        position=spot.end.position if spot.end else None,
        original_line=line,
        original_start_line=start,
        original_position=spot.end.position if spot.end else 1,
        commit_id=review.commit_id,
        original_commit_id=review.commit_id,
        diff_hunk=hunk_until(spot.file.patch or "", spot.end) if spot.end else "",
        subject_type="line" if spot.end else "file",
    )
    pull_request.review_comments.append(comment)
    pull_request.threads.append(FakeThread(id=number))
    return comment
