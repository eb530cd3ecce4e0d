"""What is asked of the forge before a model is paid for: the snapshot, the branch's issue, the right to write."""

from __future__ import annotations

from dataclasses import replace

from pr_agent_action.agent.services import Services
from pr_agent_action.context.rule_paths import CONFIGURATION, ROOT
from pr_agent_action.domain.command import Request
from pr_agent_action.domain.pull_request import Snapshot
from pr_agent_action.errors import ForgeError, PermissionDeniedError
from pr_agent_action.events.branch_issue import branch_issue
from pr_agent_action.ports import Issues, Reaction, Reactions, WriteCheck

BASE_PATHS = (CONFIGURATION, *ROOT)


def read(request: Request, services: Services) -> Snapshot:
    """Read the snapshot."""
    return services.forge.snapshot(request.ref, base_paths=BASE_PATHS)


def with_branch_issue(snapshot: Snapshot, services: Services) -> Snapshot:
    """Add the issue that the branch's name speaks of to the linked ones; read only where there is such a number."""
    pull_request, config = snapshot.pull_request, services.layered.values.config
    number = (
        branch_issue(pull_request.head_ref, config.branch_issue_regex) if config.extract_issue_from_branch else None
    )
    known = {(issue.repository, issue.number) for issue in snapshot.linked_issues}
    if not number or (pull_request.ref.repository, number) in known or not isinstance(services.forge, Issues):
        return snapshot
    try:
        issue = services.forge.issue(pull_request.ref, number)
    except ForgeError as error:
        services.log(f"The issue of the branch's name was not read: {error}")
        return snapshot
    return replace(snapshot, linked_issues=(*snapshot.linked_issues, issue)) if issue else snapshot


def acknowledge(request: Request, services: Services) -> bool:
    """React with 👀, and so learn whether the token may write; leaves nothing behind where it may not.

    NOTE: GitHub lists the right to react apart from the right to comment, so a refused reaction alone proves nothing.
    """
    if services.dry_run or request.trigger.read_only_token:
        return False
    forge = services.forge
    if isinstance(forge, Reactions) and services.layered.values.config.publish_output_progress:
        try:
            forge.react(request.ref, request.trigger, Reaction.EYES)
        except PermissionDeniedError:
            pass
        except ForgeError as error:
            services.log(f"The reaction was not taken: {error}")
            return True
        else:
            return True
    return forge.may_write(request.ref) if isinstance(forge, WriteCheck) else True


def react(request: Request, services: Services, reaction: Reaction) -> None:
    """React on the trigger where settings want it; a refusal is a line in the log, never a failed run."""
    if not services.layered.values.config.publish_output_progress or services.dry_run:
        return
    if request.trigger.read_only_token or not isinstance(services.forge, Reactions):
        return
    try:
        services.forge.react(request.ref, request.trigger, reaction)
    except ForgeError as error:
        services.log(f"The reaction was not taken: {error}")
