"""One command of the command line, run."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path

from pr_agent_action.agent.run import run
from pr_agent_action.domain.command import Command, Request, Trigger, TriggerKind
from pr_agent_action.domain.pull_request import Actor
from pr_agent_action.entrypoints.cli_rules import check_rules
from pr_agent_action.entrypoints.reporting import report
from pr_agent_action.entrypoints.runner import Runner
from pr_agent_action.entrypoints.server import server_url
from pr_agent_action.entrypoints.services import make_services
from pr_agent_action.errors import ExitCode
from pr_agent_action.events.pr_url import parse_pr_url
from pr_agent_action.settings.layers import Loaded
from pr_agent_action.settings.show import render


def run_command(arguments: argparse.Namespace, loaded: Loaded) -> ExitCode:
    """Run a command on the pull request that ``--pr_url`` names; what it says goes to the terminal too."""
    runner = Runner.from_environ({}, sys.stdout)
    for warning in loaded.warnings:
        runner.warning(warning)
    ref = parse_pr_url(arguments.pr_url, repository="", server_url=server_url(loaded.settings, os.environ))
    if arguments.dry_run:
        loaded = replace(loaded, settings=loaded.settings.model_copy(update={"dry_run": True}))
    os.environ.update(loaded.settings.model_environment())
    graphql_url = os.environ.get("GITHUB_GRAPHQL_URL", "")
    services = make_services(loaded, graphql_url=graphql_url, log=runner.log, workspace=Path.cwd())
    request = Request(
        ref=ref,
        commands=(Command(arguments.word, text=" ".join(arguments.text)),),
        trigger=Trigger(kind=TriggerKind.MANUAL, actor=Actor(""), detail="command line"),
    )
    receipt = run(request, services)
    report(receipt, request, runner, secrets=services.secrets)
    return receipt.exit_code


def show_config(loaded: Loaded) -> int:
    """Print the settings that hold here."""
    print(render(loaded.repo, loaded.settings))  # noqa: T201 - a terminal
    return 0


def show_rules(arguments: argparse.Namespace, loaded: Loaded) -> int:
    """Print the rules and filters that hold for a path."""
    print(check_rules(arguments.path, loaded.repo, Path.cwd()))  # noqa: T201 - a terminal
    return 0
