"""A request carried out and reported: the part of the entry point that needs all of the program."""

from __future__ import annotations

import os

from pr_agent_action.agent.run import run
from pr_agent_action.agent.services import Services
from pr_agent_action.domain.command import Request
from pr_agent_action.entrypoints.keeping import with_keeping
from pr_agent_action.entrypoints.reporting import report
from pr_agent_action.entrypoints.runner import Runner
from pr_agent_action.errors import ExitCode
from pr_agent_action.settings.operator import Settings


def carry_out(request: Request, services: Services, settings: Settings, runner: Runner) -> ExitCode:
    """Run, tell what came of it, and return the exit code."""
    receipt = run(request, with_keeping(services, settings, runner, os.environ))
    report(receipt, request, runner, secrets=services.secrets)
    return receipt.exit_code
