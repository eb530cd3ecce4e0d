"""The summary comment: the review at a glance, edited in place round after round."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pr_agent_action.domain.coverage import FileCoverage, Reach
from pr_agent_action.domain.outcome import Report, TestsVerdict, Verdict
from pr_agent_action.domain.plan import RoundNote, State
from pr_agent_action.domain.pull_request import Snapshot
from pr_agent_action.domain.usage import Usage
from pr_agent_action.publication import markers
from pr_agent_action.publication.inline import code_of
from pr_agent_action.publication.links import SHORT, Links, Safe
from pr_agent_action.publication.memory import Known
from pr_agent_action.publication.rendering import render
from pr_agent_action.publication.rounds import Ledger
from pr_agent_action.publication.selection import Selection
from pr_agent_action.publication.state import encode_state
from pr_agent_action.publication.truncate import COMMENT_LIMIT, truncate
from pr_agent_action.settings.sections import RepoSettings, ReviewerSection


@dataclass(frozen=True, slots=True)
class Files:
    """Files that share a fate and its reason."""

    reach: str
    reason: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Which round this is, the commit that the one before it reviewed (``""``: none), and what the rounds came to.

    ``number`` is 0 where nothing was reviewed.
    """

    number: int = 0
    since: str = ""
    ledger: Ledger = field(default_factory=Ledger)
    history: tuple[RoundNote, ...] = ()


def summary_text(
    *,
    report: Report,
    snapshot: Snapshot,
    selection: Selection,
    settings: RepoSettings,
    round_: Round,
    secrets: Sequence[str] = (),
) -> Safe:
    """Render the review without marker and footer: the summary's text, and the first part of the job summary."""
    links = Links.of(snapshot)
    verdict = verdict_of(report)
    # NOTE: a round that found nothing new to read has no word on the security of what it did not look at.
    anything_read = any(file.reach is not Reach.SKIPPED for file in report.coverage) or not report.coverage
    return render(
        "summary",
        secrets=secrets,
        report=report,
        facts=report.facts,
        verdict=verdict,
        glance=_glance(verdict, settings.pr_reviewer) if verdict and anything_read else (),
        shown=[(item, links.anchor(item.anchor)) for item in selection.shown],
        left_out=[(item, links.anchor(item.anchor)) for item in selection.left_out],
        unplaced=[(item, code_of(item.finding.replacement, secrets)) for item in report.unplaced],
        waiting=[_entry(one) for one in _waiting(round_.ledger, selection)],
        fixed=[_entry(one) for one in round_.ledger.fixed],
        tally=round_.history[-1] if round_.history else None,
        history=[(note, links.commit(note.sha)) for note in reversed(round_.history)],
        dismissed=selection.dismissed,
        todos=_todos(report, links, wanted=settings.pr_reviewer.require_todo_scan or verdict is None),
        coverage=_coverage(report.coverage),
        complete=all(file.reach is Reach.REVIEWED for file in report.coverage),
        unlisted=snapshot.unlisted_files,
        round=round_.number,
        since=links.commit(round_.since) if round_.since else "",
    )


def summary_comment(text: str, *, report: Report, state: State, head_sha: str) -> str:
    """Put the marker before, the footer and the state behind the text; the whole is what the forge takes."""
    tail = f"\n\n{markers.FOOTER}\n\n{footer(report, head_sha)}\n\n"
    tail += markers.state_marker(encode_state(state, newest=report.reviewed_blocks))
    return f"{markers.SUMMARY}\n{truncate(text, COMMENT_LIMIT - len(tail))}{tail}"


def same_text(body: str, other: str) -> bool:
    """Compare two summary comments apart from their footers and states."""
    return _without_tail(body) == _without_tail(other)


def footer(report: Report, head_sha: str) -> Safe:
    """Write the line that says what the run cost."""
    return render(
        "footer",
        secrets=(),
        model=report.model,
        usage=report.usage,
        cost=cost(report.usage),
        verification=_verification(report.verification),
        rejected=report.rejected,
        below=report.below_thresholds,
        seconds=round(sum(report.seconds.values())),
        commit=head_sha[:SHORT],
    )


def cost(usage: Usage) -> str:
    """Write the money spent; a price that is not known is never 0."""
    return "cost unknown" if usage.cost_usd is None else f"${usage.cost_usd:.4f}"


def _verification(usage: Usage) -> str:
    """Write what verifying has cost: the money, or the tokens where no price is known."""
    if not usage.calls:
        return ""
    return f"{usage.input_tokens + usage.output_tokens:,} tokens" if usage.cost_usd is None else cost(usage)


def verdict_of(report: Report) -> Verdict | None:
    """Return the review's verdict, ``None`` where no model gave one."""
    return next((outcome.verdict for outcome in report.outcomes if outcome.verdict), None)


def _without_tail(body: str) -> str:
    return re.sub(r"[ \t]+$", "", body.replace("\r\n", "\n").rpartition(markers.FOOTER)[0], flags=re.MULTILINE).strip()


def _glance(verdict: Verdict, section: ReviewerSection) -> list[tuple[str, str]]:
    """Return the heads and values of the table below the verdict."""
    rows: list[tuple[str, str]] = []
    if verdict.effort is not None:
        rows.append(("Effort to review", f"{verdict.effort} of 5"))
    if verdict.tests is not None:
        note = f": {verdict.tests_note}" if verdict.tests_note and verdict.tests is not TestsVerdict.NOT_NEEDED else ""
        rows.append(("Tests", f"{verdict.tests.value}{note}"))
    if section.require_security_review:
        rows.append(("Security", verdict.security or "no concern seen"))
    if verdict.score is not None:
        rows.append(("Score", f"{verdict.score} of 100"))
    if verdict.contribution_time:
        rows.append(("Time to write", verdict.contribution_time))
    return rows


def _todos(report: Report, links: Links, *, wanted: bool) -> list[tuple[object, Safe]]:
    most = 20
    return [(todo, links.line(todo.path, todo.line)) for todo in report.facts.todos[:most]] if wanted else []


def _waiting(ledger: Ledger, selection: Selection) -> list[Known]:
    """List what is still open and not in the table of this round's findings."""
    shown = {item.fingerprint for item in selection.shown}
    said = {name for name, item in selection.repeats.items() if item.fingerprint in shown} | shown
    return [one for one in ledger.open if one.posted.fingerprint not in said]


def _entry(one: Known) -> tuple[Safe | str, Safe]:
    """Give a finding's severity and title, and the link to its thread."""
    posted, thread = one.posted, one.thread
    if thread is None:
        return f"{posted.severity.capitalize()} · {posted.title}", Safe("")
    first = thread.comments[0]
    link = f" · [thread]({first.url})" if first.url.startswith("https://") else ""
    return Safe(first.body.strip().split("\n", 1)[0]), Safe(link)


def _coverage(rows: Sequence[FileCoverage]) -> Mapping[str, object] | None:
    if not rows:
        return None
    groups: dict[tuple[Reach, str], list[str]] = {}
    for row in rows:
        groups.setdefault((row.reach, row.reason), []).append(row.path)
    order = (Reach.SKIPPED, Reach.PARTLY, Reach.REVIEWED)
    counts = {reach: sum(row.reach is reach for row in rows) for reach in Reach}
    return {
        "total": len(rows),
        "reviewed": counts[Reach.REVIEWED],
        "partly": counts[Reach.PARTLY],
        "skipped": counts[Reach.SKIPPED],
        "groups": [
            Files(reach.value, reason, tuple(paths))
            for (reach, reason), paths in sorted(groups.items(), key=lambda item: order.index(item[0][0]))
        ],
    }
