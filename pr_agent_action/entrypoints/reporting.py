"""What a receipt becomes for whoever started the run: outputs, job summary, annotations, one line in the log."""

from __future__ import annotations

from collections.abc import Sequence

from pr_agent_action.agent.receipt import Receipt
from pr_agent_action.domain.command import Request
from pr_agent_action.domain.plan import Status
from pr_agent_action.entrypoints.runner import Runner
from pr_agent_action.errors import ExitCode
from pr_agent_action.publication.annotations import Level, log_annotations
from pr_agent_action.publication.job_summary import job_summary
from pr_agent_action.publication.outputs import outputs
from pr_agent_action.text.redact import redact

TITLE = "pr-agent-action"
READ_ONLY = (
    "The token may only read this pull request, so the review is in the job summary. For your own branches give the "
    "job `permissions: pull-requests: write`; for forks use the two workflows of docs/forks.md."
)
DRY_RUN = "Nothing was posted: `dry_run` is set, or `config.publish_output` is off."


def report(receipt: Receipt, request: Request, runner: Runner, *, secrets: Sequence[str] = ()) -> None:
    """Tell everything that was found, wherever it could or could not be posted."""
    settings = receipt.settings
    if settings is None or settings.github_action_config.enable_output:
        for name, value in outputs(receipt.report, receipt.published, receipt.status, secrets=secrets).items():
            runner.set_output(name, value)
        runner.set_output("conclusion", receipt.conclusion.conclusion.value if receipt.conclusion else "")
    _tell_gate(receipt, runner)
    if receipt.report is None or receipt.snapshot is None or settings is None:
        runner.notice(f"Nothing was done: {receipt.reason}", title=TITLE)
        return
    notice = {Status.READ_ONLY: READ_ONLY, Status.DRY_RUN: DRY_RUN}.get(receipt.status, "")
    if notice:
        runner.notice(notice, title=TITLE)
    for note in receipt.report.notices:
        runner.warning(redact(note, secrets), title=TITLE)
    for found in log_annotations(receipt.report, secrets=secrets):
        write = {Level.ERROR: runner.error, Level.WARNING: runner.warning, Level.NOTICE: runner.notice}[found.level]
        write(found.message, file=found.path, line=found.line)
    runner.write_summary(
        job_summary(
            report=receipt.report,
            request=request,
            snapshot=receipt.snapshot,
            settings=settings,
            published=receipt.published,
            notice=notice,
            secrets=secrets,
        )
    )
    for problem in (receipt.report.failure, *receipt.published.problems):
        if problem:
            runner.error(problem, title=TITLE)
    runner.log(f"{receipt.status}: {receipt.reason}")


def _tell_gate(receipt: Receipt, runner: Runner) -> None:
    """Say why the step is red although all went well."""
    if receipt.conclusion is None:
        return
    said = f"The gate: {receipt.conclusion.title}."
    if receipt.exit_code is ExitCode.FINDINGS:
        runner.error(f"{said} Fix it, or resolve its thread; then run again.", title=TITLE)
    else:
        runner.log(said)
