"""Threads of findings that are fixed: resolved where that is wanted and allowed, else answered, once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from pr_agent_action.domain.plan import FindingStatus, Plan, ThreadClosing
from pr_agent_action.domain.pull_request import PullRequestRef, ReviewThread, Snapshot
from pr_agent_action.errors import ForgeError
from pr_agent_action.ports import Forge, Minimizer, Reviews, Threads
from pr_agent_action.publication.links import SHORT
from pr_agent_action.publication.markers import fixed_marker, fixed_of, own, own_thread
from pr_agent_action.publication.memory import Known

Attempt = Callable[[str, Callable[[], object]], object]
MOST_ANSWERS = 20


def plan_closings(
    known: Sequence[Known], snapshot: Snapshot, *, resolve: bool
) -> tuple[tuple[ThreadClosing, ...], tuple[ThreadClosing, ...]]:
    """Choose the threads to resolve (with ``resolve``, and where no person has the last word) and those to answer."""
    resolved: list[ThreadClosing] = []
    answered: list[ThreadClosing] = []
    for one in known:
        thread = one.thread
        if one.posted.status is not FindingStatus.FIXED or thread is None or thread.resolved:
            continue
        said = any(fixed_of(comment.body) for comment in thread.comments if own(comment, snapshot.viewer))
        body = "" if said else _words(one, snapshot)
        closing = ThreadClosing(thread_id=thread.id, root_id=thread.comments[0].id, body=body)
        if resolve and own(thread.comments[-1], snapshot.viewer):
            resolved.append(closing)
        elif body:
            answered.append(closing)
    return tuple(resolved), tuple(answered[:MOST_ANSWERS])


def plan_minimizing(known: Sequence[Known], snapshot: Snapshot) -> tuple[str, ...]:
    """Choose our reviews of earlier rounds that hold nothing open: every thread is settled, and none is to be seen."""
    done = {
        one.thread.id
        for one in known
        if one.thread is not None
        and (one.thread.resolved or (one.thread.outdated and one.posted.status is not FindingStatus.OPEN))
    }
    reviews: dict[str, list[ReviewThread]] = {}
    for thread in snapshot.threads:
        if own_thread(thread, snapshot.viewer) and thread.review_id and not thread.review_minimized:
            reviews.setdefault(thread.review_id, []).append(thread)
    return tuple(name for name, threads in reviews.items() if all(thread.id in done for thread in threads))


def close_threads(plan: Plan, forge: Forge, ref: PullRequestRef, attempt: Attempt) -> None:
    """Carry out that part of a plan; a token that may not resolve answers instead, and hides nothing in silence.

    Not to be allowed is no failure: resolving takes ``contents: write``, which reviewing does without.
    """
    answers = [*plan.answer, *_not_resolved(plan.resolve, forge, ref)]
    if isinstance(forge, Reviews):
        for closing in answers[:MOST_ANSWERS]:
            attempt("An answer in a thread", partial(forge.reply, ref, closing.root_id, closing.body))
    if plan.minimize and isinstance(forge, Minimizer):
        with suppress(ForgeError):  # it only tidies up: what is superseded stays to be seen
            forge.minimize(ref, plan.minimize)


def _not_resolved(closings: Sequence[ThreadClosing], forge: Forge, ref: PullRequestRef) -> Sequence[ThreadClosing]:
    """Resolve, in one call; give back those to answer instead."""
    if not closings:
        return ()
    left = {closing.thread_id for closing in closings}
    if isinstance(forge, Threads):
        with suppress(ForgeError):  # the answers say it instead
            left -= forge.resolve_threads(ref, [closing.thread_id for closing in closings])
    return [closing for closing in closings if closing.thread_id in left and closing.body]


def _words(one: Known, snapshot: Snapshot) -> str:
    sha = snapshot.pull_request.head_sha[:SHORT]
    return f"Looks fixed in `{sha}`.\n\n{fixed_marker(one.posted.fingerprint)}"
