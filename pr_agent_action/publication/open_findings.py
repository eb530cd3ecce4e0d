"""Which findings are open: those of this run, and those of earlier ones that nobody has settled.

A finding is settled when its review thread is resolved. GitHub lets those with write access do that, and the pull
request's author; the author of a fork's pull request is a stranger, whose word alone does not open the gate. A
thumbs-down settles nothing here: anybody may give one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pr_agent_action.domain.coverage import Reach
from pr_agent_action.domain.finding import Finding, PlacedFinding, Severity
from pr_agent_action.domain.gate import OpenFinding
from pr_agent_action.domain.outcome import Report
from pr_agent_action.domain.plan import FindingStatus, PostedFinding, State
from pr_agent_action.domain.pull_request import ReviewThread, Snapshot
from pr_agent_action.publication.annotations import line_of
from pr_agent_action.publication.markers import own_thread
from pr_agent_action.publication.memory import resolved_by_us
from pr_agent_action.publication.selection import reworded

_SEVERITY = re.compile(r"\*\*(Critical|High|Medium|Low)\*\* · (?P<title>[^\n]*)")
_SUGGESTION = re.compile(r"^<sub>.* · score \d{1,2}/10</sub>", re.MULTILINE)


def open_findings(
    snapshot: Snapshot, state: State, report: Report | None = None, *, after: State | None = None
) -> tuple[OpenFinding, ...]:
    """Collect what is open at the snapshot's head; without a report, what earlier rounds left open there.

    ``state`` is what the run found, ``after`` what it leaves. Suggestions of the improve command (those with a score)
    are no defects, and never open.
    """
    fixed = _fixed(after or state)
    threads = {
        fingerprint: thread for thread in snapshot.threads if (fingerprint := own_thread(thread, snapshot.viewer))
    }
    settled = {name: thread for name, thread in threads.items() if _is_settled(thread, snapshot)}
    read = _read_paths(report)
    found = [_of_placed(item) for item in _defects(report) if not _settles(item, settled)] if report else []
    found += [_of_finding(item.finding) for item in report.unplaced if item.finding.score is None] if report else []
    placed = report.placed if report else ()
    earlier = [
        _of_thread(thread)
        for name, thread in threads.items()
        if name not in settled
        and name not in fixed
        and not (thread.outdated and thread.path in read)
        and not any(item.fingerprint == name or reworded(item, [thread]) for item in placed)
    ]
    kept = [_of_posted(item) for item in unposted_before(state, report)]
    return (*found, *(item for item in earlier if item), *kept)


def _fixed(state: State) -> set[str]:
    """Name what a round saw fixed: its code is gone, and what stands there now was read."""
    gone = [finding for finding in state.findings if finding.status is FindingStatus.FIXED]
    return {name for finding in gone for name in (finding.fingerprint, *finding.aliases)}


def unposted_before(state: State, report: Report | None) -> tuple[PostedFinding, ...]:
    """Give the earlier rounds' findings without a thread that this run has not looked at again."""
    if report is None:
        return state.unposted
    listed = {row.path for row in report.coverage}
    return tuple(item for item in state.unposted if item.path in listed - _read_paths(report))


def _read_paths(report: Report | None) -> set[str]:
    return {row.path for row in report.coverage if row.reach is not Reach.SKIPPED} if report else set()


def _defects(report: Report) -> Sequence[PlacedFinding]:
    return [item for item in report.placed if item.finding.score is None]


def _settles(item: PlacedFinding, settled: Mapping[str, ReviewThread]) -> bool:
    return item.fingerprint in settled or reworded(item, list(settled.values()))


def _is_settled(thread: ReviewThread, snapshot: Snapshot) -> bool:
    pull_request = snapshot.pull_request
    stranger = pull_request.is_fork and thread.resolved_by == pull_request.author.login
    # What we resolved ourselves was fixed then; whether it still is, the state tells.
    return thread.resolved and not stranger and not resolved_by_us(thread, snapshot.viewer)


def _of_placed(item: PlacedFinding) -> OpenFinding:
    line = line_of(item)
    return OpenFinding(
        severity=item.finding.severity,
        path=item.anchor.path,
        title=item.finding.title,
        line=None if line is None else item.anchor.line,
        start_line=None if line is None else item.anchor.start_line,
    )


def _of_finding(finding: Finding) -> OpenFinding:
    return OpenFinding(severity=finding.severity, path=finding.path, title=finding.title)


def _of_thread(thread: ReviewThread) -> OpenFinding | None:
    """Read our own comment: it says how severe the finding is, and whether it is a suggestion."""
    body = thread.comments[0].body
    said = _SEVERITY.match(body.lstrip())
    if said is None or _SUGGESTION.search(body):
        return None
    return OpenFinding(severity=Severity(said[1].lower()), path=thread.path, title=said["title"], line=thread.line)


def _of_posted(item: PostedFinding) -> OpenFinding:
    return OpenFinding(severity=Severity(item.severity), path=item.path, title=item.title)
