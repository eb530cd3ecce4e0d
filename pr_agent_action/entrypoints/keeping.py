"""What is kept before anything is posted: outputs, the SARIF file, the answers that were paid for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pr_agent_action.agent.job_files import job_file, write_whole
from pr_agent_action.agent.journal import Journal, JournaledModel
from pr_agent_action.agent.services import Services
from pr_agent_action.domain.outcome import Report
from pr_agent_action.domain.plan import Published, Status
from pr_agent_action.domain.pull_request import Snapshot
from pr_agent_action.entrypoints.runner import Runner
from pr_agent_action.ports import Model
from pr_agent_action.publication.outputs import outputs
from pr_agent_action.publication.sarif import sarif
from pr_agent_action.settings.operator import Settings
from pr_agent_action.settings.providers import DEFAULT_MODELS
from pr_agent_action.settings.sections import RepoSettings

RUN = ("GITHUB_REPOSITORY", "GITHUB_RUN_ID", "GITHUB_JOB")
"""What stays the same when a job is run again."""
UNSIGNED = "`state_file` is not used: there is no model key to sign it with."


def with_keeping(services: Services, settings: Settings, runner: Runner, environ: Mapping[str, str]) -> Services:
    """Let the run keep what it pays for, where the inputs want it.

    Raises:
        SettingsError: a file to write lies outside the workspace.
    """
    places = [Path(environ.get(name) or ".") for name in ("GITHUB_WORKSPACE", "RUNNER_TEMP") if environ.get(name)]
    places = places or [Path.cwd()]
    sarif_path = job_file(settings.sarif_file, places) if settings.sarif_file else None
    journal = _journal(settings, places, runner, environ)

    def model_for(values: RepoSettings) -> Model | None:
        model = services.model_for(values)
        return JournaledModel(model, journal, services.boundary) if model and journal else model

    def keep(report: Report, snapshot: Snapshot, values: RepoSettings) -> None:
        if values.github_action_config.enable_output:
            # Until something is posted, what a program is to read is that nothing was.
            for name, value in outputs(report, Published(), Status.FAILED, secrets=services.secrets).items():
                runner.set_output(name, value)
        if sarif_path:
            _write_sarif(sarif_path, sarif(report, snapshot, secrets=services.secrets), settings, runner)

    return replace(services, model_for=model_for, keep=keep)


def _journal(settings: Settings, places: list[Path], runner: Runner, environ: Mapping[str, str]) -> Journal | None:
    if not settings.state_file:
        return None
    keys = [environ[name] for name in DEFAULT_MODELS if environ.get(name)]
    key = settings.api_key.get_secret_value() if settings.api_key else "\n".join(keys)
    if not key:
        runner.warning(UNSIGNED)
        return None
    run = " ".join(environ.get(name, "") for name in RUN)
    return Journal(job_file(settings.state_file, places), key=key, run=run, log=runner.log)


def _write_sarif(path: Path, text: str, settings: Settings, runner: Runner) -> None:
    try:
        write_whole(path, text)
    except OSError as error:
        runner.warning(f"The SARIF file cannot be written ({error.strerror}). Choose a folder that the step may write.")
        return
    runner.set_output("sarif_file", settings.sarif_file)
