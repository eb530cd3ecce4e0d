"""From everything that was found to what is said once, each at its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pr_agent_action.diff.fingerprint import merge
from pr_agent_action.diff.place import place_all
from pr_agent_action.diff.valid import validated
from pr_agent_action.domain.diff import FileDiff
from pr_agent_action.domain.finding import Finding, PlacedFinding, UnplacedFinding


def settle(
    findings: Iterable[Finding], diffs: Sequence[FileDiff]
) -> tuple[tuple[PlacedFinding, ...], tuple[UnplacedFinding, ...]]:
    """Place, merge, place again, and hold every place against the diff once more.

    The first round replaces the line numbers that models guess by real ones, so that duplicates are known by where
    they stand and the places that a finding lists are right.
    """
    placed, unplaced = place_all(findings, diffs)
    located = [replace(one.finding, line_hint=one.anchor.first_line) for one in placed]
    merged_placed, displaced = place_all(merge(located), diffs)
    good, misplaced = validated(merged_placed, diffs)
    return good, (*misplaced, *displaced, *place_all(merge(one.finding for one in unplaced), diffs)[1])
