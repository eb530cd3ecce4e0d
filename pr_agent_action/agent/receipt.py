"""What a run leaves its caller with."""

from __future__ import annotations

from dataclasses import dataclass, field

from pr_agent_action.domain.finding import Finding
from pr_agent_action.domain.gate import CheckConclusion, Conclusion
from pr_agent_action.domain.outcome import Report
from pr_agent_action.domain.plan import Plan, Published, Status
from pr_agent_action.domain.pull_request import Snapshot
from pr_agent_action.errors import ExitCode
from pr_agent_action.settings.sections import RepoSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """How a run ended.

    ``reason`` is one sentence for the log. ``report``, ``plan``, ``snapshot`` and ``settings`` are ``None`` for a run
    that was skipped before there was anything to report. ``conclusion`` is the gate's, ``None`` where no review was
    asked for.
    """

    status: Status
    reason: str
    exit_code: ExitCode = ExitCode.OK
    report: Report | None = None
    plan: Plan | None = None
    snapshot: Snapshot | None = None
    published: Published = field(default_factory=Published)
    settings: RepoSettings | None = None
    conclusion: Conclusion | None = None


def findings_of(report: Report) -> tuple[Finding, ...]:
    """All findings, placed and unplaced."""
    return (*(item.finding for item in report.placed), *(item.finding for item in report.unplaced))


def exit_code(
    conclusion: Conclusion | None, report: Report | None = None, published: Published | None = None
) -> ExitCode:
    """Tell how the process ends: a failure first, then the gate (``None``: it was not asked)."""
    if (report and report.failure) or (published and published.problems):
        return ExitCode.FAILED
    closed = conclusion is not None and conclusion.conclusion is CheckConclusion.FAILURE
    return ExitCode.FINDINGS if closed else ExitCode.OK
