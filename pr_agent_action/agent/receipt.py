"""What a run leaves its caller with."""

from __future__ import annotations

from dataclasses import dataclass, field

from pr_agent_action.domain.finding import Finding, Severity
from pr_agent_action.domain.outcome import Report
from pr_agent_action.domain.plan import Plan, Published, Status
from pr_agent_action.domain.pull_request import Snapshot
from pr_agent_action.errors import ExitCode
from pr_agent_action.settings.sections import RepoSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """How a run ended.

    ``reason`` is one sentence for the log. ``report``, ``plan``, ``snapshot`` and ``settings`` are ``None`` for a run
    that was skipped before there was anything to report.
    """

    status: Status
    reason: str
    exit_code: ExitCode = ExitCode.OK
    report: Report | None = None
    plan: Plan | None = None
    snapshot: Snapshot | None = None
    published: Published = field(default_factory=Published)
    settings: RepoSettings | None = None


def findings_of(report: Report) -> tuple[Finding, ...]:
    """All findings, placed and unplaced."""
    return (*(item.finding for item in report.placed), *(item.finding for item in report.unplaced))


def exit_code(report: Report, published: Published, settings: RepoSettings) -> ExitCode:
    """Tell how the process ends: a failure first, then the gate.

    Suggestions of the improve command (those with a score) never close the gate: they are no defects.
    """
    if report.failure or published.problems:
        return ExitCode.FAILED
    fail_on = settings.github_action_config.fail_on
    if fail_on != "never" and any(
        finding.severity.at_least(Severity(fail_on)) for finding in findings_of(report) if finding.score is None
    ):
        return ExitCode.FINDINGS
    return ExitCode.OK
