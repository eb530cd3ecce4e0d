"""What is asked of the forge before a model is paid for: rights, the snapshot, the files' texts."""

from __future__ import annotations

from pr_agent_action.agent.services import Services
from pr_agent_action.domain.command import Request
from pr_agent_action.domain.pull_request import Snapshot
from pr_agent_action.errors import ForgeError, PermissionDeniedError
from pr_agent_action.ports import Reaction, Reactions, WriteCheck

CONFIGURATION = ".pr_agent.toml"
BASE_PATHS = (CONFIGURATION,)


def read(request: Request, services: Services) -> Snapshot:
    """Read the snapshot."""
    return services.forge.snapshot(request.ref, base_paths=BASE_PATHS)


def acknowledge(request: Request, services: Services) -> bool:
    """React with 👀, and so learn whether the token may write; leaves nothing behind where it may not.

    NOTE: GitHub lists the right to react apart from the right to comment, so a refused reaction alone proves nothing.
    """
    if services.dry_run or request.trigger.read_only_token:
        return False
    forge = services.forge
    if isinstance(forge, Reactions):
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
    """React on the trigger; a refusal is a line in the log, never a failed run."""
    if services.dry_run or request.trigger.read_only_token or not isinstance(services.forge, Reactions):
        return
    try:
        services.forge.react(request.ref, request.trigger, reaction)
    except ForgeError as error:
        services.log(f"The reaction was not taken: {error}")
