"""Carry a plan out: each part once, each refusal recorded, the rest done all the same.

The order loses least when the run dies in between: inline comments are known again by their own markers, so they go
before the summary. The summary is the last write of all: its state says that this commit is done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pr_agent_action.domain.command import Request, TriggerKind
from pr_agent_action.domain.plan import CommentEdit, DescriptionEdit, InlineComment, Plan, Published
from pr_agent_action.domain.pull_request import PullRequestRef
from pr_agent_action.errors import ForgeError, NotFoundError, RateLimitedError, UnavailableError
from pr_agent_action.ports import Descriptions, Forge, Labels, Posted, Reviews
from pr_agent_action.publication.closing import close_threads
from pr_agent_action.publication.description import remerge
from pr_agent_action.publication.refused import forgetting, with_refused
from pr_agent_action.publication.sanitise import plain

BATCH = 30  # comments a review: GitHub refuses larger ones now and then
_EDITED = "The description was edited by hand while this run was at work, so it was left alone."
_NO_DESCRIPTIONS = "The description was not written: this forge does not let it be edited."

ResultT = TypeVar("ResultT")


@dataclass
class _Writer:
    """Collects what went wrong while the parts are written one after another (GitHub asks for no two at once)."""

    forge: Forge
    ref: PullRequestRef
    secrets: Sequence[str]
    problems: list[str] = field(default_factory=list)
    cut_off: bool = False
    """Something was not posted that may go well when it is tried again."""

    def attempt(self, what: str, write: Callable[[], ResultT]) -> ResultT | None:
        """Write one part; a refusal becomes a problem that names it."""
        try:
            return write()
        except ForgeError as error:
            self.problems.append(plain(f"{what} was not posted. {error}", self.secrets))
            self.cut_off = self.cut_off or isinstance(error, UnavailableError | RateLimitedError)
            return None


def publish(
    plan: Plan,
    forge: Forge,
    *,
    request: Request,
    head_sha: str,
    secrets: Sequence[str] = (),
    before_summary: Callable[[], None] = lambda: None,
) -> Published:
    """Post the plan and tell what became of it; never raises ``ForgeError``.

    An empty plan makes no call. Inline comments that were not taken are added to the summary. What else has to stand
    before the commit counts as done is written by ``before_summary``.
    """
    writer = _Writer(forge, request.ref, secrets)
    if plan.description:
        _describe(writer, plan.description)
    review_url, refused, lost = _review(writer, plan, head_sha)
    if plan.reply:
        writer.attempt("The answer", lambda: _reply(forge, request, plan.reply))
    for comment in plan.comments:
        writer.attempt("A comment", lambda comment=comment: _write(writer, comment))  # type: ignore[misc]
    _label(writer, plan)
    close_threads(plan, forge, request.ref, writer.attempt)
    before_summary()
    summary = _summary(writer, plan.summary, refused=refused, lost=lost)
    return Published(
        summary_url=summary.url if summary else "",
        review_url=review_url,
        inline_posted=len(plan.inline) - len(refused) - len(lost),
        refused=(*refused, *lost),
        problems=tuple(writer.problems),
    )


def _describe(writer: _Writer, edit: DescriptionEdit) -> None:
    forge = writer.forge
    if not isinstance(forge, Descriptions):
        writer.problems.append(_NO_DESCRIPTIONS)
        return
    now = writer.attempt("The description", lambda: forge.pull_request(writer.ref))
    if now is None:
        return
    current = edit if now.body == edit.seen_body else remerge(edit, now.body)
    if current is None:
        writer.problems.append(_EDITED)
        return
    writer.attempt("The description", lambda: forge.edit_description(writer.ref, current))


def _review(
    writer: _Writer, plan: Plan, head_sha: str
) -> tuple[str, tuple[InlineComment, ...], tuple[InlineComment, ...]]:
    """Post the inline comments in batches; return the first review's URL, the refused and the lost comments."""
    if not plan.inline and not plan.review_body:
        return "", (), ()
    forge = writer.forge
    if not isinstance(forge, Reviews):
        return "", plan.inline, ()
    url = ""
    refused: list[InlineComment] = []
    lost: list[InlineComment] = []
    for start in range(0, max(len(plan.inline), 1), BATCH):
        batch = plan.inline[start : start + BATCH]
        body = "" if start else plan.review_body
        posted = writer.attempt(
            "The review",
            lambda batch=batch, body=body: forge.post_review(  # type: ignore[misc]
                writer.ref, head_sha=head_sha, body=body, comments=batch
            ),
        )
        if posted is None:
            lost += batch
        else:
            url = url or posted[0].url
            refused += posted[1]
    return url, tuple(refused), tuple(lost)


def _reply(forge: Forge, request: Request, body: str) -> Posted:
    root = request.trigger.thread_root_id
    if request.trigger.kind is TriggerKind.THREAD and root and isinstance(forge, Reviews):
        return forge.reply(request.ref, root, body)
    return forge.post_comment(request.ref, body)


def _summary(
    writer: _Writer,
    summary: CommentEdit | None,
    *,
    refused: Sequence[InlineComment],
    lost: Sequence[InlineComment],
) -> Posted | None:
    """Write the summary last, with the comments that found no place.

    Of what was lost, its state remembers nothing, and after an outage not that the commit is done: a re-run says it.
    """
    if summary is None:
        unplaced = with_refused("", [*refused, *lost])
        return (
            writer.attempt("A comment", lambda: writer.forge.post_comment(writer.ref, unplaced)) if unplaced else None
        )
    body = with_refused(summary.body, [*refused, *lost])
    edit = CommentEdit(body=forgetting(body, lost) if lost or writer.cut_off else body, id=summary.id)
    return writer.attempt("The summary", lambda: _write(writer, edit))


def _write(writer: _Writer, edit: CommentEdit) -> Posted:
    """Edit in place; a comment that somebody deleted meanwhile is posted anew."""
    if edit.id is not None:
        try:
            return writer.forge.edit_comment(writer.ref, edit.id, edit.body)
        except NotFoundError:
            pass
    return writer.forge.post_comment(writer.ref, edit.body)


def _label(writer: _Writer, plan: Plan) -> None:
    forge = writer.forge
    if not isinstance(forge, Labels):
        return
    for label in plan.remove_labels:
        writer.attempt("A label", lambda label=label: forge.remove_label(writer.ref, label))  # type: ignore[misc]
    if plan.add_labels:
        writer.attempt("A label", lambda: forge.add_labels(writer.ref, plan.add_labels))
