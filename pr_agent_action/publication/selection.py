"""Which findings are said, and which were said before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from pr_agent_action.domain.diff import Side
from pr_agent_action.domain.finding import Confidence, Finding, PlacedFinding, Severity
from pr_agent_action.domain.outcome import Report
from pr_agent_action.domain.plan import FindingStatus, State
from pr_agent_action.domain.pull_request import ReviewThread, Snapshot
from pr_agent_action.publication.memory import Known, find, from_thread, known_findings, same_finding

NOT_NEW = "{count} finding{s} about lines that an earlier round has read: not raised now, as none is critical."
SIMILAR = 75  # per cent; reworded repeats reach 80 and more, two defects of one line seldom 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """``shown`` are said (worst first), ``fresh`` those of them not posted before; ``left_out`` exceed the limit.

    ``groups`` maps the fingerprint of each to the near duplicates that it stands for, itself first. ``repeats`` maps a
    remembered finding's fingerprint to the one that says it again in this run. ``dismissed`` counts findings that are
    left out because a person has dismissed them.
    """

    shown: tuple[PlacedFinding, ...]
    fresh: tuple[PlacedFinding, ...]
    left_out: tuple[PlacedFinding, ...]
    groups: Mapping[str, tuple[PlacedFinding, ...]]
    repeats: Mapping[str, PlacedFinding]
    dismissed: int = 0


def select(report: Report, snapshot: Snapshot, state: State, *, limit: int) -> Selection:
    """Choose; at most ``limit`` new findings of the review's model are shown, other sources' and suggestions all."""
    known = known_findings(state, snapshot)
    said: list[PlacedFinding] = []
    fresh: list[PlacedFinding] = []
    repeats: dict[str, PlacedFinding] = {}
    dismissed = 0
    groups = {group[0].fingerprint: tuple(group) for group in _grouped(report.placed)}
    for group in groups.values():
        match = find(known, group, gone=report.gone, moved=report.moved)
        if match is None:
            fresh.append(group[0])
        else:
            repeats.setdefault(match.posted.fingerprint, group[0])
        if match is not None and match.posted.status is FindingStatus.DISMISSED:
            dismissed += 1
        else:
            said.append(group[0])
    left_out = _over(fresh, limit)
    shown = tuple(item for item in said if item not in left_out)
    return Selection(
        shown=shown,
        fresh=tuple(item for item in fresh if item not in left_out),
        left_out=tuple(left_out),
        groups=groups,
        repeats=repeats,
        dismissed=dismissed,
    )


def only_new(report: Report, snapshot: Snapshot, state: State) -> Report:
    """Leave out what the model says of lines that an earlier round has read, unless it was said then or is critical."""
    known = known_findings(state, snapshot)
    kept = tuple(
        item
        for item in report.placed
        if not _is_unchanged(item, report.fresh_lines) or find(known, [item], gone=report.gone, moved=report.moved)
    )
    dropped = len(report.placed) - len(kept)
    if not dropped:
        return report
    notice = NOT_NEW.format(count=dropped, s="" if dropped == 1 else "s")
    return replace(report, placed=kept, notices=(*report.notices, notice))


def _is_unchanged(item: PlacedFinding, fresh: Mapping[str, Collection[int]] | None) -> bool:
    """Tell whether it is about lines that a round before this one has read; what is critical is said all the same."""
    finding, anchor = item.finding, item.anchor
    if fresh is None or finding.source != "model" or finding.severity is Severity.CRITICAL:
        return False
    lines = fresh.get(anchor.path, ())
    # A removed line has no number at the head: its neighbours tell.
    if anchor.side is Side.LEFT:
        return not lines
    return not any(anchor.first_line - 1 <= line <= anchor.line + 1 for line in lines)


def _grouped(placed: Sequence[PlacedFinding]) -> list[list[PlacedFinding]]:
    """Put near duplicates of one place together; groups and their members stand worst first."""
    groups: list[list[PlacedFinding]] = []
    for item in sorted(placed, key=_order):
        home = next((group for group in groups if _same(group[0], item)), None)
        if home is None:
            groups.append([item])
        else:
            home.append(item)
    return groups


def _order(item: PlacedFinding) -> tuple[int, int, bool, str, int]:
    finding = item.finding
    sure = list(Confidence).index(finding.confidence)
    return finding.severity.rank, sure, item.suggestion is None, item.anchor.path, item.anchor.line


def _same(one: PlacedFinding, other: PlacedFinding) -> bool:
    if one.fingerprint == other.fingerprint:
        return True
    mine, theirs = one.anchor, other.anchor
    overlap = mine.first_line <= theirs.line and theirs.first_line <= mine.line
    same_place = (mine.path, mine.side) == (theirs.path, theirs.side) and overlap
    return same_place and (
        _similar(one.finding.title, other.finding.title) or _similar(_words(one.finding), _words(other.finding))
    )


def reworded(item: PlacedFinding, threads: Sequence[ReviewThread]) -> bool:
    """Tell whether one of these threads of ours says the same in other words, at the same place."""
    return any(same_finding(Known(from_thread(thread), thread), item) for thread in threads)


def _words(finding: Finding) -> str:
    return f"{finding.title} {finding.body}"


def _similar(one: str, other: str) -> bool:
    from rapidfuzz import fuzz, utils  # noqa: PLC0415 - only a round with two findings in one place needs it

    return fuzz.token_sort_ratio(one, other, processor=utils.default_process) >= SIMILAR


def _over(fresh: Sequence[PlacedFinding], limit: int) -> list[PlacedFinding]:
    """Take what exceeds the limit: of the review's own findings alone, worst first."""
    return [item for item in fresh if item.finding.source == "model" and item.finding.score is None][limit:]
