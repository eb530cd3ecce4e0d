"""Which findings are said, and which were said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pr_agent_action.domain.finding import Confidence, Finding, PlacedFinding
from pr_agent_action.domain.outcome import Report
from pr_agent_action.domain.plan import State
from pr_agent_action.domain.pull_request import ReviewThread, Snapshot
from pr_agent_action.publication.markers import own_thread

SIMILAR = 75  # per cent; reworded repeats reach 80 and more, two defects of one line seldom 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """``shown`` are said (worst first), ``fresh`` those of them not posted before; ``left_out`` exceed the limit.

    ``said`` holds the fingerprints of everything shown and of its near duplicates. ``open_threads`` are unresolved
    threads of ours about findings that this round does not show.
    """

    shown: tuple[PlacedFinding, ...]
    fresh: tuple[PlacedFinding, ...]
    left_out: tuple[PlacedFinding, ...]
    said: frozenset[str]
    open_threads: tuple[ReviewThread, ...]


def select(report: Report, snapshot: Snapshot, state: State, *, limit: int) -> Selection:
    """Choose; at most ``limit`` findings of the review's model are shown, other sources' and suggestions all."""
    threads = {
        fingerprint: thread for thread in snapshot.threads if (fingerprint := own_thread(thread, snapshot.viewer))
    }
    known = {*threads, *(finding.fingerprint for finding in state.findings)}
    groups = _grouped(report.placed)
    shown, left_out = _limited([group[0] for group in groups], limit)
    said = frozenset(item.fingerprint for group in groups if group[0] in shown for item in group)
    repeats = {
        group[0].fingerprint
        for group in groups
        if any(item.fingerprint in known for item in group) or reworded(group[0], list(threads.values()))
    }
    return Selection(
        shown=tuple(shown),
        fresh=tuple(item for item in shown if item.fingerprint not in repeats),
        left_out=tuple(left_out),
        said=said,
        open_threads=tuple(
            thread for fingerprint, thread in threads.items() if not thread.resolved and fingerprint not in said
        ),
    )


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
    return any(
        thread.path == item.anchor.path
        and thread.line is not None
        and item.anchor.first_line <= thread.line <= item.anchor.line
        and _similar(_words(item.finding), thread.comments[0].body.partition("<sub>")[0])
        for thread in threads
    )


def _words(finding: Finding) -> str:
    return f"{finding.title} {finding.body}"


def _similar(one: str, other: str) -> bool:
    from rapidfuzz import fuzz, utils  # noqa: PLC0415 - only a round with two findings in one place needs it

    return fuzz.token_sort_ratio(one, other, processor=utils.default_process) >= SIMILAR


def _limited(placed: Sequence[PlacedFinding], limit: int) -> tuple[list[PlacedFinding], list[PlacedFinding]]:
    shown: list[PlacedFinding] = []
    left_out: list[PlacedFinding] = []
    counted = 0
    for item in placed:
        counts = item.finding.source == "model" and item.finding.score is None
        counted += counts
        (left_out if counts and counted > limit else shown).append(item)
    return shown, left_out
