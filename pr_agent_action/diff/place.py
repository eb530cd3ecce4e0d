"""From a finding that quotes code to a place that the forge accepts a comment on.

Never a guessed line: what is not found, or found at several places that nothing tells apart, stays unplaced with a
reason that the author of the pull request understands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pr_agent_action.diff.candidates import Candidate, choose
from pr_agent_action.diff.fingerprint import SECTION_LENGTH, fingerprint, section_of
from pr_agent_action.diff.match import Match, Searcher
from pr_agent_action.diff.paths import resolve
from pr_agent_action.diff.quotes import Reading, readings
from pr_agent_action.diff.suggest import suggestion
from pr_agent_action.domain.diff import Anchor, FileDiff, Side
from pr_agent_action.domain.finding import Finding, PlacedFinding, UnplacedFinding
from pr_agent_action.text.likeness import code_keys, line_key

_LISTED_LINES = 5

NO_FILE = "This pull request does not change a file named {path}."
SEVERAL_FILES = "The finding names {path}, which may be any of {count} changed files ({names})."
NO_LINES = "There is no diff to comment on for this file (binary, too large, or only renamed)."
NO_QUOTE = "The finding quotes no code, so no line can be named."
NOT_FOUND = "The quoted code is not in the changed lines of this file, nor right beside them."
SEVERAL_PLACES = "The quoted code stands at {count} places in this file ({lines})."


def place_all(
    findings: Iterable[Finding], diffs: Sequence[FileDiff]
) -> tuple[tuple[PlacedFinding, ...], tuple[UnplacedFinding, ...]]:
    """Place every finding in the one changed file that it means; the order of the findings is kept."""
    searchers: dict[str, Searcher] = {}
    placed: list[PlacedFinding] = []
    unplaced: list[UnplacedFinding] = []
    for finding in findings:
        meant = resolve(finding.path, diffs)
        if len(meant) == 1:
            diff = meant[0]
            if diff.path not in searchers:
                searchers[diff.path] = Searcher(diff)
            result = _place(finding, diff, searchers[diff.path])
        else:
            result = _unplaced(finding, _which_file(finding.path, meant))
        if isinstance(result, PlacedFinding):
            placed.append(result)
        else:
            unplaced.append(result)
    return tuple(placed), tuple(unplaced)


def place(finding: Finding, diff: FileDiff | None) -> PlacedFinding | UnplacedFinding:
    """Place a finding in ``diff``, the file that it is about (``None``: the pull request has no such file).

    Both results carry the file's path as the forge spells it.
    """
    if diff is None:
        return _unplaced(finding, _which_file(finding.path, ()))
    return _place(finding, diff, Searcher(diff))


def _place(finding: Finding, diff: FileDiff, searcher: Searcher) -> PlacedFinding | UnplacedFinding:
    finding = replace(finding, path=diff.path)
    if not diff.hunks:
        return _unplaced(finding, NO_LINES)
    read = readings(finding.quote)
    exact = _read_off(finding, searcher)
    matches = searcher.matches(read, finding.line_hint)
    if exact is not None:
        agreeing = [one for one in matches if one.candidate.first_line == exact.first_line]
        return _placed(finding, agreeing[0] if agreeing else Match(exact, Reading(())))
    if not matches:
        return _unplaced(finding, NOT_FOUND if read else NO_QUOTE)
    by_candidate = {one.candidate: one for one in matches}
    hint = finding.line_hint if finding.line_hint is not None else matches[0].reading.line
    chosen = choose(tuple(by_candidate), hint)
    if len(chosen) > 1:
        return _unplaced(finding, SEVERAL_PLACES.format(count=len(matches), lines=_list_lines(tuple(by_candidate))))
    return _placed(finding, by_candidate[chosen[0]])


def _read_off(finding: Finding, searcher: Searcher) -> Candidate | None:
    """Take an analyser's line as it is: it was read off the diff, and its quote may be redacted."""
    if finding.source == "model" or finding.line_hint is None:
        return None
    return searcher.line_at(finding.line_hint, max(finding.quote.count("\n") + 1, 1))


def _placed(finding: Finding, match: Match) -> PlacedFinding:
    candidate = match.candidate
    first, last = candidate.first_line, candidate.last_line
    anchor = Anchor(path=finding.path, line=last, side=candidate.view.side, start_line=first if first < last else None)
    # The lines as they stand, not as the model wrote them this time; an analyser's quote may be redacted on purpose.
    stands = "\n".join(line.text for line in candidate.lines)
    named = replace(finding, quote=stands) if finding.source == "model" else finding
    section = section_of(candidate)
    return PlacedFinding(
        finding=finding,
        anchor=anchor,
        fingerprint=fingerprint(named, section),
        code=code_keys(stands),
        section=line_key(section[:SECTION_LENGTH]),
        suggestion=suggestion(finding.replacement, match, finding.path) if match.reading.lines else None,
    )


def _unplaced(finding: Finding, reason: str) -> UnplacedFinding:
    return UnplacedFinding(finding, fingerprint(finding, ""), reason)


def _which_file(path: str, meant: Sequence[FileDiff]) -> str:
    if not meant:
        return NO_FILE.format(path=path)
    names = ", ".join(diff.path for diff in meant[:_LISTED_LINES])
    return SEVERAL_FILES.format(path=path, count=len(meant), names=names)


def _list_lines(candidates: Sequence[Candidate]) -> str:
    """Write ``lines 4, 9, 22`` with the old side's lines marked, and at most a few of them."""
    ordered = sorted(candidates, key=lambda one: one.first_line)
    numbers = ", ".join(str(one.first_line) for one in ordered[:_LISTED_LINES])
    more = f" and {len(ordered) - _LISTED_LINES} more" if len(ordered) > _LISTED_LINES else ""
    removed = "removed " if ordered[0].view.side is Side.LEFT else ""
    return f"{removed}lines {numbers}{more}"
