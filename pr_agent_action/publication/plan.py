"""From what a run found out to what it says, given what earlier rounds said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pr_agent_action.domain.command import Request
from pr_agent_action.domain.finding import PlacedFinding, Severity, UnplacedFinding
from pr_agent_action.domain.outcome import Report
from pr_agent_action.domain.plan import CommentEdit, DescriptionEdit, Plan, PostedFinding, RoundNote, State
from pr_agent_action.domain.pull_request import Snapshot
from pr_agent_action.domain.usage import added_cost
from pr_agent_action.publication.closing import plan_closings, plan_minimizing
from pr_agent_action.publication.description import description_edits
from pr_agent_action.publication.inline import inline_comment
from pr_agent_action.publication.labels import label_changes
from pr_agent_action.publication.markers import state_of
from pr_agent_action.publication.memory import recall
from pr_agent_action.publication.open_findings import unposted_before
from pr_agent_action.publication.rendering import render
from pr_agent_action.publication.replies import EXPLICIT, earlier_reply, reply_text
from pr_agent_action.publication.rounds import Ledger, close_round, remembered, with_round
from pr_agent_action.publication.selection import Selection, select
from pr_agent_action.publication.state import decode_state
from pr_agent_action.publication.summary import Round, same_text, summary_comment, summary_text
from pr_agent_action.settings.sections import RepoSettings

_MOST_UNPOSTED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What every step of the planning reads."""

    report: Report
    request: Request
    snapshot: Snapshot
    before: State
    after: State
    selection: Selection
    ledger: Ledger
    settings: RepoSettings
    secrets: Sequence[str]
    summary_id: str | None


def make_plan(  # noqa: PLR0913 - the facts of a run, each by its name
    *,
    report: Report,
    request: Request,
    snapshot: Snapshot,
    state: State,
    summary_id: str | None,
    settings: RepoSettings,
    secrets: Sequence[str] = (),
    now: str,
) -> tuple[Plan, State]:
    """Decide what is posted, and what the next round will know; nothing that was said before is said again.

    ``state`` and ``summary_id`` are ``read_state``'s, ``now`` is ISO 8601 in UTC. The new state stands in the
    summary comment of the plan; it is returned for callers that keep it elsewhere.
    """
    if not settings.config.publish_output:
        return Plan(), state
    state = recall(state, snapshot)
    selection = select(report, snapshot, state, limit=settings.pr_reviewer.num_max_findings)
    ledger = close_round(report, snapshot, state, selection, secrets=secrets)
    run = _Run(
        report=report,
        request=request,
        snapshot=snapshot,
        before=state,
        after=_next_state(report, snapshot, state, selection, ledger=ledger, now=now, secrets=secrets),
        selection=selection,
        ledger=ledger,
        settings=settings,
        secrets=secrets,
        summary_id=summary_id,
    )
    summary = _summary(run)
    description, described = _description(run)
    reply, edited_reply = _reply(run)
    comments = tuple(comment for comment in (described, edited_reply) if comment)
    commit = settings.pr_code_suggestions.commitable_code_suggestions
    add, remove = label_changes(report, snapshot.pull_request.labels, settings, secrets)
    resolve, answer = plan_closings(ledger.known, snapshot, resolve=settings.pr_reviewer.resolve_threads)
    plan = Plan(
        summary=summary,
        comments=comments,
        inline=tuple(inline_comment(item, commit=commit, secrets=secrets) for item in selection.fresh),
        review_body=_review_body(run),
        reply=reply,
        description=description,
        add_labels=add,
        remove_labels=remove,
        resolve=resolve,
        answer=answer,
        minimize=_minimize(run, summary),
    )
    return plan, run.after


def _minimize(run: _Run, summary: CommentEdit | None) -> tuple[str, ...]:
    """Hide what this round takes over: reviews with nothing open, and the last summary where a new one is posted."""
    if not run.settings.pr_reviewer.minimize_superseded or not is_review(run.report):
        return ()
    earlier = next((comment for comment in run.snapshot.comments if comment.id == run.summary_id), None)
    anew = summary is not None and summary.id is None
    old = (earlier.node_id,) if earlier and anew and earlier.node_id and not earlier.minimized else ()
    return (*old, *plan_minimizing(run.ledger.known, run.snapshot))


def is_review(report: Report) -> bool:
    """Tell whether a review was asked for: only that has a summary comment."""
    return any(outcome.command == "review" for outcome in report.outcomes)


def has_summary(report: Report, request: Request) -> bool:
    """Tell whether there is a summary to write: of a review, or of a failure that nobody else would be told of."""
    return is_review(report) or (bool(report.failure) and request.trigger.kind not in EXPLICIT)


def _summary(run: _Run) -> CommentEdit | None:
    if not has_summary(run.report, run.request) or _nothing_to_say(run):
        return None
    since = run.before.reviewed_sha if run.report.unchanged_blocks and run.before.reviewed_sha != _head(run) else ""
    text = summary_text(
        report=run.report,
        snapshot=run.snapshot,
        selection=run.selection,
        settings=run.settings,
        round_=_round(run, since),
        secrets=run.secrets,
    )
    body = summary_comment(text, report=run.report, state=run.after, head_sha=_head(run))
    earlier = next((comment.body for comment in run.snapshot.comments if comment.id == run.summary_id), "")
    if earlier and same_text(earlier, body) and _same_state(earlier, run.after):
        return None
    return CommentEdit(body=body, id=run.summary_id if run.settings.pr_reviewer.persistent_comment else None)


def _round(run: _Run, since: str) -> Round:
    if run.after.reviewed_sha != _head(run):
        return Round(ledger=run.ledger)
    return Round(number=run.after.round, since=since, ledger=run.ledger, history=run.after.history)


def _nothing_to_say(run: _Run) -> bool:
    """Tell of a repeated run on one commit, and of a clean review where settings want silence."""
    report, selection = run.report, run.selection
    if report.failure:
        return False
    repeated = (
        run.request.trigger.kind not in EXPLICIT
        and run.before.reviewed_sha == _head(run)
        and run.summary_id is not None
        and not selection.fresh
        and run.after.blocks == run.before.blocks
    )
    clean = not (report.placed or report.unplaced or run.summary_id)
    return repeated or (clean and not run.settings.pr_reviewer.publish_output_no_suggestions)


def _same_state(body: str, state: State) -> bool:
    seen = decode_state(state_of(body))
    # A round that changes nothing is not worth an edit for its cost alone.
    return seen is not None and replace(seen, reviewed_at=state.reviewed_at, cost_usd=state.cost_usd) == state


def _description(run: _Run) -> tuple[DescriptionEdit | None, CommentEdit | None]:
    found = next((outcome.description for outcome in run.report.outcomes if outcome.description), None)
    if found is None:
        return None, None
    return description_edits(found, run.snapshot, run.settings.pr_description, run.secrets)


def _reply(run: _Run) -> tuple[str, CommentEdit | None]:
    """Answer; a run that is repeated edits its answer, or leaves it in a review thread."""
    text = reply_text(
        run.report,
        run.request,
        has_summary=has_summary(run.report, run.request),
        found=bool(run.selection.fresh or run.report.unplaced)
        or not run.settings.pr_code_suggestions.publish_output_no_suggestions,
        secrets=run.secrets,
    )
    earlier = earlier_reply(run.snapshot, run.request) if text else None
    if earlier is None:
        return text, None
    in_conversation = any(comment.id == earlier.id for comment in run.snapshot.comments)
    changed = earlier.body.replace("\r\n", "\n").strip() != text.strip()
    return "", CommentEdit(body=text, id=earlier.id) if in_conversation and changed else None


def _review_body(run: _Run) -> str:
    """Say what has no line where there is no summary to say it in; a repeated run that nobody asked for does not."""
    worth_it = run.selection.fresh or run.request.trigger.kind in EXPLICIT
    if has_summary(run.report, run.request) or not run.report.unplaced or not worth_it:
        return ""
    return render("unplaced", secrets=run.secrets, unplaced=run.report.unplaced)


def _head(run: _Run) -> str:
    return run.snapshot.pull_request.head_sha


def _next_state(  # noqa: PLR0913 - the facts of a run, each by its name
    report: Report,
    snapshot: Snapshot,
    state: State,
    selection: Selection,
    *,
    ledger: Ledger,
    now: str,
    secrets: Sequence[str],
) -> State:
    """Remember what this round has read and said; a commit counts as reviewed only when a model has read it."""
    head = snapshot.pull_request.head_sha
    reviewed = any(outcome.command == "review" and outcome.verdict for outcome in report.outcomes)
    names = {outcome.command for outcome in report.outcomes} | set(state.commands if state.reviewed_sha == head else ())
    if not reviewed:
        return replace(state, findings=ledger.findings, cost_usd=added_cost(state.cost_usd, report.usage))
    number = state.round + (head != state.reviewed_sha)
    note = RoundNote(round=number, date=now, sha=head, new=ledger.new, fixed=len(ledger.fixed), open=len(ledger.open))
    return State(
        round=number,
        reviewed_sha=head,
        reviewed_at=now,
        commands=tuple(sorted(names)),
        blocks=state.blocks | report.reviewed_blocks,
        findings=ledger.findings,
        history=with_round(state.history, note),
        unposted=_unposted(report, state, selection, secrets),
        cost_usd=added_cost(state.cost_usd, report.usage),
    )


def _unposted(report: Report, state: State, selection: Selection, secrets: Sequence[str]) -> tuple[PostedFinding, ...]:
    """List the open findings that no thread stands for, worst first: the gate is to know them after a push."""
    silent: list[PlacedFinding | UnplacedFinding] = [*report.unplaced, *selection.left_out]
    new = [remembered(item, secrets) for item in silent if item.finding.score is None]
    found = {item.fingerprint: item for item in (*unposted_before(state, report), *new)}
    return tuple(sorted(found.values(), key=lambda item: Severity(item.severity).rank)[:_MOST_UNPOSTED])
