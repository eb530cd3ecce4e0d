"""The gate of one run: what it concludes, and the check beside the commit that says so."""

from __future__ import annotations

from pr_agent_action.agent.services import Services
from pr_agent_action.domain.command import Request
from pr_agent_action.domain.gate import Conclusion
from pr_agent_action.domain.outcome import Report
from pr_agent_action.domain.plan import State
from pr_agent_action.domain.pull_request import Snapshot
from pr_agent_action.errors import ForgeError
from pr_agent_action.ports import Checks
from pr_agent_action.publication.gate import NEVER, check_notes, conclude
from pr_agent_action.publication.open_findings import open_findings
from pr_agent_action.publication.plan import is_review
from pr_agent_action.settings.sections import RepoSettings


def rule(report: Report, snapshot: Snapshot, services: Services, *, before: State, after: State) -> Conclusion | None:
    """Conclude from a run's report; ``None`` for one that was no review, which says nothing about the commit.

    ``before`` and ``after`` are the states that the run found and leaves.
    """
    if not is_review(report):
        return None
    return conclude(
        open_findings(snapshot, before, report, after=after),
        services.layered.values.github_action_config.fail_on,
        coverage=report.coverage,
        failure=report.failure,
        secrets=services.secrets,
    )


def rule_again(snapshot: Snapshot, state: State, settings: RepoSettings) -> Conclusion | None:
    """Conclude for a commit that an earlier run reviewed: to run a job again does not open its gate."""
    if state.reviewed_sha != snapshot.pull_request.head_sha or "review" not in state.commands:
        return None
    return conclude(open_findings(snapshot, state), settings.github_action_config.fail_on)


def post_ruling(
    conclusion: Conclusion | None, report: Report, request: Request, services: Services, snapshot: Snapshot
) -> None:
    """Post the check where settings want one; without the right to, the exit code alone is the gate.

    A commit status is tried only where ``fail_on`` asks for a gate: it has no place for findings.
    """
    settings = services.layered.values.github_action_config
    if conclusion is None or not settings.publish_check or not isinstance(services.forge, Checks):
        return
    try:
        services.forge.post_check(
            request.ref,
            head_sha=snapshot.pull_request.head_sha,
            conclusion=conclusion,
            notes=check_notes(report, secrets=services.secrets),
            or_status=settings.fail_on != NEVER,
        )
    except ForgeError as error:
        services.log(f"There is no check beside the commit, only the exit code: {error}")
