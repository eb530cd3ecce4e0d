"""What a round came to: which findings are new, fixed and open, and what the next round is to remember of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pr_agent_action.domain.finding import PlacedFinding, UnplacedFinding
from pr_agent_action.domain.outcome import Report
from pr_agent_action.domain.plan import FindingStatus, PostedFinding, RoundNote, State
from pr_agent_action.domain.pull_request import Snapshot
from pr_agent_action.publication.memory import Known, known_findings, still_said
from pr_agent_action.publication.sanitise import plain
from pr_agent_action.publication.selection import Selection

MOST_FINDINGS = 150
HISTORY = 5
_MOST_ALIASES = 6
_LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The remembered findings after a round, with their threads.

    ``new`` counts those that this round has added, ``fixed`` are those that it saw fixed.
    """

    known: tuple[Known, ...] = ()
    fixed: tuple[Known, ...] = ()
    new: int = 0

    @property
    def findings(self) -> tuple[PostedFinding, ...]:
        """What is remembered: when there is too much, the fixed ones are forgotten first, then the oldest."""
        kept = [one.posted for one in self.known]
        for status in (FindingStatus.FIXED, None):
            excess = len(kept) - MOST_FINDINGS
            if excess > 0:
                doomed = [one for one in kept if status in (None, one.status)][:excess]
                kept = [one for one in kept if one not in doomed]
        return tuple(kept)

    @property
    def open(self) -> tuple[Known, ...]:
        """What is open after the round."""
        return tuple(one for one in self.known if one.posted.status is FindingStatus.OPEN)


def close_round(
    report: Report, snapshot: Snapshot, state: State, selection: Selection, *, secrets: Sequence[str] = ()
) -> Ledger:
    """Compare what was found with what is remembered.

    A finding counts as fixed when its code is gone, a model has read what stands there now, and nothing that this round
    found may be the same.
    """
    known = known_findings(state, snapshot)
    after = tuple(_after(one, report, selection) for one in known)
    fixed = tuple(
        new
        for old, new in zip(known, after, strict=True)
        if new.posted.status is FindingStatus.FIXED is not old.posted.status
    )
    added = tuple(
        Known(remembered(item, secrets, also=selection.groups[item.fingerprint][1:])) for item in selection.fresh
    )
    return Ledger(known=(*after, *added), fixed=fixed, new=len(added))


def with_round(history: Sequence[RoundNote], note: RoundNote) -> tuple[RoundNote, ...]:
    """Add a round; another one about the same commit is counted into the one before."""
    if history and history[-1].sha == note.sha:
        last = history[-1]
        note = replace(note, new=last.new + note.new, fixed=last.fixed + note.fixed)
        history = history[:-1]
    return (*history, note)[-HISTORY:]


def remembered(
    item: PlacedFinding | UnplacedFinding, secrets: Sequence[str] = (), *, also: Sequence[PlacedFinding] = ()
) -> PostedFinding:
    """Keep what a later round needs of a finding; ``also`` are the near duplicates that it stands for."""
    finding = item.finding
    names = dict.fromkeys(other.fingerprint for other in also if other.fingerprint != item.fingerprint)
    posted = PostedFinding(
        fingerprint=item.fingerprint,
        path=finding.path,
        title=plain(finding.title, secrets)[:_LONGEST_TITLE],
        severity=finding.severity.value,
        category=finding.category.value,
        aliases=tuple(names)[:_MOST_ALIASES],
    )
    return _at(posted, item) if isinstance(item, PlacedFinding) else posted


def _at(posted: PostedFinding, item: PlacedFinding) -> PostedFinding:
    return replace(posted, path=item.anchor.path, side=item.anchor.side, code=item.code, section=item.section)


def _after(known: Known, report: Report, selection: Selection) -> Known:
    posted = known.posted
    again = selection.repeats.get(posted.fingerprint)
    if again is not None:
        return replace(known, posted=_said_again(posted, again, selection))
    if posted.status is FindingStatus.FIXED or not _is_gone(known, report):
        moved = report.moved.get(posted.fingerprint)
        return replace(known, posted=replace(posted, path=moved)) if moved else known
    # A thread that a person resolved says no more than that they are done with it: the code tells why.
    dismissed = posted.status is FindingStatus.DISMISSED and not (known.thread and known.thread.resolved)
    return known if dismissed else replace(known, posted=replace(posted, status=FindingStatus.FIXED))


def _said_again(posted: PostedFinding, item: PlacedFinding, selection: Selection) -> PostedFinding:
    """Know it by this round's names and place too; what had been fixed and is back is open again."""
    names = dict.fromkeys((*posted.aliases, *(one.fingerprint for one in selection.groups[item.fingerprint])))
    names.pop(posted.fingerprint, None)
    status = FindingStatus.OPEN if posted.status is FindingStatus.FIXED else posted.status
    return _at(replace(posted, status=status, aliases=tuple(names)[-_MOST_ALIASES:]), item)


def _is_gone(known: Known, report: Report) -> bool:
    posted = known.posted
    if posted.fingerprint not in report.gone or not any(outcome.verdict for outcome in report.outcomes):
        return False
    row = next((row for row in report.coverage if row.path == posted.path), None)
    # A file that is left out on purpose has nothing in it that no round has read.
    return (row is None or not row.missed) and not still_said(known, report.unplaced)
