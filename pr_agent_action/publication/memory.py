"""What earlier rounds said, and what people made of it: by this a finding is known again in other words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from types import MappingProxyType

from pr_agent_action.domain.diff import Side
from pr_agent_action.domain.finding import PlacedFinding, UnplacedFinding
from pr_agent_action.domain.plan import FindingStatus, PostedFinding, State
from pr_agent_action.domain.pull_request import ReviewThread, Snapshot
from pr_agent_action.publication.dismissal import says
from pr_agent_action.publication.markers import finding_of, own, own_thread
from pr_agent_action.text.likeness import likeness, line_key

_HEAD = re.compile(r"\*\*(?P<severity>Critical|High|Medium|Low)\*\* · (?P<title>[^\n]*)")
_CATEGORY = re.compile(r"<sub>(?P<category>[a-z ]+?)(?: ·|</sub>)")
_NEAR_LINES = 3
NOWHERE: Mapping[str, str] = MappingProxyType({})


class _Place(IntEnum):
    """How a finding's place is that of a remembered one, surest first."""

    SAME_CODE = 0
    NEAR = 1
    CHANGED_CODE = 2
    SAME_FILE = 3


# From which likeness of words on a finding is the remembered one: in its category, and in another one. The surer the
# place, the less is asked of the words. Measured on the rewordings of tests/quality.
_ALIKE = {
    _Place.SAME_CODE: (42.0, 58.0),
    _Place.NEAR: (45.0, 62.0),
    _Place.CHANGED_CODE: (45.0, 60.0),
    _Place.SAME_FILE: (60.0, 75.0),
}


@dataclass(frozen=True, slots=True)
class Known:
    """A posted finding with its review thread, where that still exists."""

    posted: PostedFinding
    thread: ReviewThread | None = None

    @property
    def names(self) -> frozenset[str]:
        """Every fingerprint that it goes by."""
        return frozenset({self.posted.fingerprint, *self.posted.aliases})

    @property
    def words(self) -> tuple[str, str]:
        """What was said: the title, and the thread's text without its small print."""
        body = self.thread.comments[0].body.partition("<sub>")[0].partition("\n")[2] if self.thread else ""
        return self.posted.title, body


def known_findings(state: State, snapshot: Snapshot) -> tuple[Known, ...]:
    """Join what the state remembers with our threads."""
    threads = own_threads(snapshot)
    return tuple(Known(finding, _thread_of(finding, threads)) for finding in state.findings)


def own_threads(snapshot: Snapshot) -> Mapping[str, ReviewThread]:
    """Give our threads by the fingerprint of the finding that opened them."""
    found = ((own_thread(thread, snapshot.viewer), thread) for thread in snapshot.threads)
    return {fingerprint: thread for fingerprint, thread in found if fingerprint}


def recall(state: State, snapshot: Snapshot) -> State:
    """Bring the remembered findings up to date: what people decided since, and threads that the state has lost."""
    threads = own_threads(snapshot)
    remembered = {name for finding in state.findings for name in (finding.fingerprint, *finding.aliases)}
    lost = [_lost(thread, snapshot.viewer) for name, thread in threads.items() if name not in remembered]
    findings = tuple(
        replace(finding, status=_status(finding, _thread_of(finding, threads), snapshot.viewer))
        for finding in (*state.findings, *lost)
    )
    return state if findings == state.findings else replace(state, findings=findings)


def same_finding(
    known: Known, item: PlacedFinding, *, gone: Collection[str] = (), moved: Mapping[str, str] = NOWHERE
) -> bool:
    """Tell whether this is the remembered finding again, perhaps in other words and at other lines.

    ``gone`` and ``moved`` are the report's.
    """
    if item.fingerprint in known.names:
        return True
    place = _place(known, item, gone=gone, moved=moved)
    if place is None:
        return False
    same_category = item.finding.category.value == known.posted.category
    least = _ALIKE[place][0 if same_category else 1]
    return likeness(known.words, (item.finding.title, item.finding.body)) >= least


def still_said(known: Known, unplaced: Iterable[UnplacedFinding]) -> bool:
    """Tell whether a finding without a place may be this one: then it is not gone."""
    least = _ALIKE[_Place.SAME_FILE][0]
    return any(
        item.fingerprint in known.names
        or (
            item.finding.path == known.posted.path
            and likeness(known.words, (item.finding.title, item.finding.body)) >= least
        )
        for item in unplaced
    )


def _place(known: Known, item: PlacedFinding, *, gone: Collection[str], moved: Mapping[str, str]) -> _Place | None:
    posted, thread = known.posted, known.thread
    if posted.side is not item.anchor.side:
        return None
    shared = not set(posted.code).isdisjoint(item.code)
    if posted.path != item.anchor.path:
        return _Place.SAME_CODE if shared and moved.get(posted.fingerprint) == item.anchor.path else None
    if posted.fingerprint in gone:
        together = shared or not _around(posted.code, posted.section).isdisjoint(_around(item.code, item.section))
        return _Place.CHANGED_CODE if together else _Place.SAME_FILE
    if thread is not None and thread.line is not None:
        reach = max(len(posted.code), _NEAR_LINES)
        near = item.anchor.first_line - reach <= thread.line <= item.anchor.line + reach
        return (_Place.SAME_CODE if shared else _Place.NEAR) if near else None
    return _Place.SAME_CODE if shared else None


def _around(code: Collection[str], section: str) -> frozenset[str]:
    """Give the line that opens the function around it; where the code begins with that line itself, it is among it."""
    return frozenset({section}) if section else frozenset(code)


def _thread_of(finding: PostedFinding, threads: Mapping[str, ReviewThread]) -> ReviewThread | None:
    names = (finding.fingerprint, *finding.aliases)
    return next((threads[name] for name in names if name in threads), None)


def _status(finding: PostedFinding, thread: ReviewThread | None, viewer: str) -> FindingStatus:
    if thread is None or finding.status is FindingStatus.FIXED:
        return finding.status
    return FindingStatus.DISMISSED if is_dismissed(thread, viewer) else FindingStatus.OPEN


def is_dismissed(thread: ReviewThread, viewer: str) -> bool:
    """Tell whether a person has resolved the thread, given its finding a thumbs-down, or said that it is none."""
    if (thread.resolved and not resolved_by_us(thread, viewer)) or thread.comments[0].dismissed:
        return True
    people = (one for one in thread.comments if not own(one, viewer) and not one.author.is_bot)
    verdicts = [verdict for verdict in (says(one.body) for one in people) if verdict is not None]
    return bool(verdicts) and verdicts[-1]


def resolved_by_us(thread: ReviewThread, viewer: str) -> bool:
    """Tell whether the thread is resolved by our own hand: then its finding was fixed, and nobody has dismissed it."""
    ours = thread.resolved_by.casefold().removesuffix("[bot]") == viewer.casefold().removesuffix("[bot]")
    return thread.resolved and bool(thread.resolved_by) and ours


def _lost(thread: ReviewThread, viewer: str) -> PostedFinding:
    found = from_thread(thread)
    return replace(found, status=FindingStatus.FIXED) if resolved_by_us(thread, viewer) else found


def from_thread(thread: ReviewThread) -> PostedFinding:
    """Read our own comment back: all that is left of a finding when the summary that held the state was deleted."""
    body = thread.comments[0].body
    head, category = _HEAD.match(body.lstrip()), _CATEGORY.search(body)
    last = thread.diff_hunk.rsplit("\n", 1)[-1]
    key = line_key(last[1:])
    return PostedFinding(
        fingerprint=finding_of(body),
        path=thread.path,
        title=head["title"] if head else "",
        severity=head["severity"].lower() if head else "low",
        category=category["category"] if category else "",
        side=Side.LEFT if last.startswith("-") else Side.RIGHT,
        code=(key,) if key else (),
    )


def find(
    known: Sequence[Known], group: Sequence[PlacedFinding], *, gone: Collection[str], moved: Mapping[str, str]
) -> Known | None:
    """Find the remembered finding that a group of like findings says again: by its fingerprint first."""
    names = {item.fingerprint for item in group}
    by_name = next((one for one in known if not one.names.isdisjoint(names)), None)
    return by_name or next(
        (one for one in known if any(same_finding(one, item, gone=gone, moved=moved) for item in group)), None
    )
