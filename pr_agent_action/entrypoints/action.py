"""The Action: the runner's environment in, an exit code out."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from pr_agent_action.agent.ahead import read_ahead
from pr_agent_action.commands.names import ALIASES
from pr_agent_action.domain.command import Request
from pr_agent_action.entrypoints.leave import heed_signals, leave
from pr_agent_action.entrypoints.privileges import System, drop_privileges
from pr_agent_action.entrypoints.report_error import format_bug
from pr_agent_action.entrypoints.runner import Runner
from pr_agent_action.entrypoints.server import server_url
from pr_agent_action.entrypoints.services import make_services
from pr_agent_action.errors import AgentError, ExitCode
from pr_agent_action.events.comment import parse_commands
from pr_agent_action.events.event_file import load_event_file
from pr_agent_action.events.github import Ignored, read_event
from pr_agent_action.events.manual import Inputs, WorkflowRun
from pr_agent_action.ports import Forge, WorkflowRuns
from pr_agent_action.publication import sanitise
from pr_agent_action.settings.layers import Loaded, load
from pr_agent_action.settings.operator import Settings
from pr_agent_action.text.redact import redact

TITLE = "pr-agent-action"
Sleep = Callable[[float], None]


def main(*, system: System = os, sleep: Sleep = time.sleep) -> int:
    """Run once for the event that the runner names; the one catch-all stands here.

    ``system`` and ``sleep`` are what a test may not do for real: become another user, and wait.
    """
    with Runner.from_environ(os.environ, sys.stdout) as runner:
        return int(_guarded(runner, system, sleep))


def _guarded(runner: Runner, system: System, sleep: Sleep) -> ExitCode:
    secrets: tuple[str, ...] = ()
    try:
        name = os.environ.get("GITHUB_EVENT_NAME", "")
        payload = load_event_file(os.environ.get("GITHUB_EVENT_PATH", ""), name)
        account = drop_privileges(Path(os.environ.get("GITHUB_WORKSPACE", ".")), system=system)
        if account.problem:
            runner.log(account.problem)
        loaded = load(os.environ)
        secrets = loaded.settings.secret_values()
        for secret in secrets:
            runner.mask(secret)
        os.environ.update(loaded.settings.model_environment())
        return _run(name, payload, loaded, runner, sleep=sleep)
    except AgentError as error:
        return _failed(runner, redact(str(error), secrets), error.exit_code)
    except Exception as error:  # noqa: BLE001 - whatever it is, the user gets a report and a red run
        runner.log(format_bug(error, partial(redact, secrets=secrets)))
        message = "This is a bug of pr-agent-action: please report it with what the end of the log says."
        return _failed(runner, message, ExitCode.FAILED)


def _failed(runner: Runner, message: str, code: ExitCode) -> ExitCode:
    """Say it where people look: the log, the job summary, the outputs."""
    runner.error(message, title=TITLE)
    runner.write_summary(f"> [!CAUTION]\n> **Nothing was reviewed.** {sanitise.inline(message)}")
    runner.set_output("status", "failed")
    return code


def _run(name: str, payload: Mapping[str, object], loaded: Loaded, runner: Runner, *, sleep: Sleep) -> ExitCode:
    for warning in loaded.warnings:
        runner.warning(warning, title=TITLE)
    settings = loaded.settings
    event = read_event(
        name=name,
        payload=payload,
        repository=os.environ.get("GITHUB_REPOSITORY", ""),
        aliases=ALIASES,
        inputs=_inputs(settings),
    )
    if isinstance(event, Ignored):
        return _ignore(event.reason, runner)
    graphql_url, workspace = os.environ.get("GITHUB_GRAPHQL_URL", ""), Path(os.environ.get("GITHUB_WORKSPACE", "."))
    services = make_services(loaded, graphql_url=graphql_url, log=runner.log, sleep=sleep, workspace=workspace)
    request = _resolve(event, payload, services.forge)
    if request is None:
        return _ignore("The pull request of the workflow run is closed, or has moved on.", runner)
    request = _with_command(request, settings)
    read_ahead(request, services)
    # Imported only now, while GitHub answers: it takes as long as all that was needed for the question.
    from pr_agent_action.entrypoints.carry_out import carry_out  # noqa: PLC0415

    return carry_out(request, services, settings, runner)


def _inputs(settings: Settings) -> Inputs:
    where = settings.pr_url or (str(settings.pr_number) if settings.pr_number else "")
    return Inputs(command=settings.command, pr_url=where, server_url=server_url(settings, os.environ))


def _resolve(event: Request | WorkflowRun, payload: Mapping[str, object], forge: Forge) -> Request | None:
    """Find the pull request of a workflow run; GitHub names it itself unless it comes from a fork."""
    if isinstance(event, Request):
        return event
    number = event.pull_requests[0] if event.pull_requests else None
    if number is None and isinstance(forge, WorkflowRuns):
        number = forge.resolve_workflow_run(event.repository, payload["workflow_run"])  # type: ignore[arg-type]
    return event.request(number) if number else None


def _with_command(request: Request, settings: Settings) -> Request:
    """Put the step's own ``command`` in the place of the automatic ones."""
    if not settings.command or request.commands or request.trigger.comment_id:
        return request
    return replace(request, commands=parse_commands(settings.command, ALIASES))


def _ignore(reason: str, runner: Runner) -> ExitCode:
    runner.notice(reason, title=TITLE)
    runner.set_output("status", "skipped")
    return ExitCode.OK


if __name__ == "__main__":
    heed_signals()
    leave(main())
