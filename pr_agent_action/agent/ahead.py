"""The first requests of a run, sent before most of the program is even imported."""

from __future__ import annotations

from pr_agent_action.agent.gather import BASE_PATHS
from pr_agent_action.agent.services import Services
from pr_agent_action.domain.command import Request
from pr_agent_action.events.policy import decide, needs_permission
from pr_agent_action.ports import ReadsAhead


def read_ahead(request: Request, services: Services) -> None:
    """Begin to read the pull request, and warm up behind it, if it is sure by the event alone that it will be read."""
    settings = services.layered.values
    decision = decide(request, request.pull_request, settings, viewer="", permission=None)
    sure = decision.run and not needs_permission(request, settings)
    if sure and isinstance(services.forge, ReadsAhead):
        services.forge.read_ahead(request.ref, base_paths=BASE_PATHS)
        services.warm_up()
