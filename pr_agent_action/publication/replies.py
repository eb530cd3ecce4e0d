"""Answers to the person who asked: ``/ask``, ``/help``, ``/config``, and commands that have nothing else to show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pr_agent_action.domain.command import Request, TriggerKind
from pr_agent_action.domain.outcome import Outcome, Report
from pr_agent_action.domain.pull_request import Comment, Snapshot
from pr_agent_action.publication import markers
from pr_agent_action.publication.rendering import render
from pr_agent_action.publication.truncate import truncate

EXPLICIT = frozenset({TriggerKind.COMMENT, TriggerKind.THREAD})
_LONGEST_QUESTION = 200
_NOTHING: Mapping[str, str] = {"answer": "", "folded": "", "failure": ""}


def reply_text(report: Report, request: Request, *, has_summary: bool, found: bool, secrets: Sequence[str] = ()) -> str:
    """Write the answer; ``""`` when the run has none.

    ``has_summary`` and ``found`` tell what is said elsewhere: failures and notes in the summary, suggestions on their
    lines.
    """
    asked = request.trigger.kind in EXPLICIT
    answers = [
        render("reply", secrets=secrets, question=question, **parts)
        for outcome, question in zip(report.outcomes, _questions(report.outcomes, request), strict=True)
        if (parts := _parts(outcome, report, asked=asked and not has_summary, found=found))
    ]
    if not answers:
        return ""
    # NOTE: the table of settings names those in vain itself.
    if report.notices and not has_summary and all(outcome.command != "config" for outcome in report.outcomes):
        answers.append(render("_notes", secrets=secrets, report=report))
    marker = f"\n\n{markers.reply_marker(request.trigger.comment_id)}" if request.trigger.comment_id else ""
    return truncate("\n\n---\n\n".join(answers)) + marker


def earlier_reply(snapshot: Snapshot, request: Request) -> Comment | None:
    """Return our answer to the same comment, when a run before this one has given it."""
    wanted = request.trigger.comment_id
    threads = (comment for thread in snapshot.threads for comment in thread.comments)
    comments: Iterator[Comment] = threads if request.trigger.kind is TriggerKind.THREAD else iter(snapshot.comments)
    return next(
        (
            comment
            for comment in comments
            if wanted and markers.own(comment, snapshot.viewer) and markers.reply_of(comment.body) == wanted
        ),
        None,
    )


def _parts(outcome: Outcome, report: Report, *, asked: bool, found: bool) -> dict[str, str] | None:
    if outcome.reply:
        return {"answer": outcome.reply, "folded": outcome.folded, "failure": outcome.failure, "kind": "answer"}
    if not asked:
        return None
    if outcome.failure:
        return {**_NOTHING, "failure": outcome.failure, "kind": "failure"}
    if not report.model and outcome.command in {"describe", "improve", "ask"}:
        return {**_NOTHING, "kind": "no_model"}
    if outcome.command == "improve" and not found:
        return {**_NOTHING, "kind": "nothing"}
    return None


def _questions(outcomes: Sequence[Outcome], request: Request) -> list[str]:
    """Quote what each outcome answers where it does not stand right below the question; ``""`` for other commands."""
    here = request.trigger.kind is not TriggerKind.THREAD
    texts = iter(dict.fromkeys(command.text for command in request.commands if command.name == "ask" and here))
    return [_shortened(next(texts, "")) if outcome.command == "ask" else "" for outcome in outcomes]


def _shortened(text: str) -> str:
    question = " ".join(text.split())
    return question if len(question) <= _LONGEST_QUESTION else f"{question[: _LONGEST_QUESTION - 1]}…"
