"""The gate: whether the commit may pass, as a pure function of what is open, of ``fail_on`` and of what was read.

The check run, the commit status and the exit code all say what is concluded here.
"""

from __future__ import annotations

from collections.abc import Sequence

from pr_agent_action.domain.coverage import FileCoverage
from pr_agent_action.domain.finding import Severity
from pr_agent_action.domain.gate import CheckConclusion, CheckNote, Conclusion, OpenFinding
from pr_agent_action.domain.outcome import Report
from pr_agent_action.publication.annotations import line_of
from pr_agent_action.publication.rendering import render
from pr_agent_action.publication.sanitise import plain
from pr_agent_action.publication.truncate import truncate

NEVER = "never"
LONGEST_SUMMARY = 16_000
"""Characters: GitHub takes 65,535 bytes, and a character may be four."""
MOST_NOTES = 200
_LONGEST_NOTE = 2_000


def conclude(
    findings: Sequence[OpenFinding],
    fail_on: str,
    *,
    coverage: Sequence[FileCoverage] = (),
    failure: str = "",
    secrets: Sequence[str] = (),
) -> Conclusion:
    """Conclude from the open findings; ``fail_on`` is a severity or ``never``.

    An open finding as severe as ``fail_on`` is a failure, whatever else there is. Without one, the conclusion is
    neutral when the model failed (``failure`` says why) or a file was missed: nobody can say then that nothing is open.
    """
    ordered = sorted(findings, key=lambda finding: finding.severity.rank)
    closing = [finding for finding in ordered if fail_on != NEVER and finding.severity.at_least(Severity(fail_on))]
    missed = [row.path for row in coverage if row.missed]
    conclusion, title = _decide(len(ordered), len(closing), len(missed), fail_on=fail_on, failed=bool(failure))
    summary = render(
        "check", secrets=secrets, conclusion=conclusion, findings=ordered, missed=missed, failure=failure, title=title
    )
    return Conclusion(conclusion, title, truncate(summary, LONGEST_SUMMARY))


def _decide(findings: int, closing: int, missed: int, *, fail_on: str, failed: bool) -> tuple[CheckConclusion, str]:
    open_ = _count(findings, "open finding") if findings else "no open finding"
    if closing:
        worse = "" if fail_on == Severity.CRITICAL else " or worse"
        return CheckConclusion.FAILURE, f"{_count(closing, 'open finding')} of severity {fail_on}{worse}"
    if failed:
        return CheckConclusion.NEUTRAL, f"Inconclusive: the review failed; {open_}"
    if missed:
        return CheckConclusion.NEUTRAL, f"Inconclusive: {_count(missed, 'file')} not read in whole; {open_}"
    below = f", none of severity {fail_on} or worse" if findings and fail_on != NEVER else ""
    return CheckConclusion.SUCCESS, f"{open_[0].upper()}{open_[1:]}{below}"


def check_notes(report: Report, *, secrets: Sequence[str] = ()) -> tuple[CheckNote, ...]:
    """Make the check run's notes: findings that have lines at the head, worst first, at most ``MOST_NOTES``."""
    placed = sorted(report.placed, key=lambda item: item.finding.severity.rank)
    return tuple(
        CheckNote(
            path=item.anchor.path,
            first_line=item.anchor.first_line,
            last_line=item.anchor.line,
            severity=item.finding.severity,
            title=plain(item.finding.title, secrets)[:_LONGEST_NOTE],
            message=plain(item.finding.body, secrets)[:_LONGEST_NOTE] or plain(item.finding.title, secrets),
        )
        for item in placed
        if line_of(item) is not None
    )[:MOST_NOTES]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
