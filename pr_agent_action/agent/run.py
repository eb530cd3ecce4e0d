"""One run: a request in, a receipt out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from pr_agent_action.agent.admission import admit, admit_snapshot, chosen_commands
from pr_agent_action.agent.budget import keep_cap
from pr_agent_action.agent.gather import acknowledge, react, read, with_branch_issue
from pr_agent_action.agent.investigate import Material, investigate
from pr_agent_action.agent.prepare import prepare
from pr_agent_action.agent.receipt import Receipt, exit_code
from pr_agent_action.agent.ruling import post_ruling, rule
from pr_agent_action.agent.services import Services
from pr_agent_action.agent.stopwatch import Stopwatch
from pr_agent_action.context.rule_paths import CONFIGURATION
from pr_agent_action.domain.command import Command, Request
from pr_agent_action.domain.outcome import Report
from pr_agent_action.domain.plan import Plan, Published, Status
from pr_agent_action.domain.pull_request import Snapshot
from pr_agent_action.errors import AgentError, ExitCode
from pr_agent_action.ports import Reaction
from pr_agent_action.publication.plan import make_plan
from pr_agent_action.publication.publish import publish
from pr_agent_action.publication.selection import only_new
from pr_agent_action.publication.state import Earlier, read_state
from pr_agent_action.settings.layers import LayeredRepoSettings, with_command_options, with_repository


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A request that was let in, with all that was read for it."""

    request: Request
    services: Services
    watch: Stopwatch
    snapshot: Snapshot
    earlier: Earlier
    layered: LayeredRepoSettings
    commands: tuple[Command, ...]


def run(request: Request, services: Services) -> Receipt:
    """Do what the request asks, once.

    Raises:
        AgentError: nothing could be said at all (a token that is wrong, a forge that does not answer).
    """
    watch = Stopwatch(services.clock)
    refused = admit(request, services)
    if refused:
        return refused
    services.warm_up()
    with watch.phase("reading"):
        snapshot = read(request, services)
    case = _opened(replace(request, ref=snapshot.pull_request.ref), services, watch, snapshot)
    refused = admit_snapshot(
        case.request,
        case.commands,
        case.layered.values,
        snapshot=snapshot,
        state=case.earlier.state,
        now=services.now(),
    )
    return refused or _carry_out(replace(case, snapshot=with_branch_issue(snapshot, case.services)))


def _opened(request: Request, services: Services, watch: Stopwatch, snapshot: Snapshot) -> _Case:
    """Lay the repository's and the commands' settings on top, and choose the commands by them."""
    earlier = read_state(snapshot)
    layered = _with_repository(services.layered, snapshot)
    commands = chosen_commands(request, layered.values, earlier.state)
    layered = _with_options(layered, commands)
    return _Case(
        request=request,
        services=_told(services, layered),
        watch=watch,
        snapshot=snapshot,
        earlier=earlier,
        layered=layered,
        commands=commands,
    )


def _carry_out(case: _Case) -> Receipt:
    """Find out, keep what was paid for, post it, and tell how it went."""
    request, services, snapshot, values = case.request, case.services, case.snapshot, case.layered.values
    report, may_write = _find_out(case)
    services.keep(report, snapshot, values)
    plan, after = make_plan(
        report=report,
        request=request,
        snapshot=snapshot,
        state=case.earlier.state,
        summary_id=case.earlier.summary_id,
        settings=values,
        secrets=services.secrets,
        now=services.now(),
    )
    conclusion = rule(report, snapshot, services, before=case.earlier.state, after=after)
    with case.watch.phase("posting"):
        check = partial(post_ruling, conclusion, report, request, services, snapshot)
        published = _say(plan, request, services, snapshot, check) if may_write else Published()
    if may_write:
        went_wrong = request.problem or report.failure or published.problems
        react(request, services, Reaction.CONFUSED if went_wrong else Reaction.ROCKET)
    return Receipt(
        status=_status(report, plan, published, services, may_write=may_write),
        reason=_reason(case.commands, snapshot),
        exit_code=ExitCode.USAGE if request.problem else exit_code(conclusion, report, published),
        report=report,
        plan=plan,
        snapshot=snapshot,
        published=published,
        settings=values,
        conclusion=conclusion,
    )


def _find_out(case: _Case) -> tuple[Report, bool]:
    """Make the report, and learn beside it whether the token may write: before the model is asked."""
    request, services, snapshot, state = case.request, case.services, case.snapshot, case.earlier.state
    model = services.model_for(case.layered.values)
    with ThreadPoolExecutor(1, thread_name_prefix="reaction") as pool, case.watch.phase("preparing"):
        acknowledged = pool.submit(acknowledge, request, services)
        material = prepare(
            request, case.commands, services, model=model, layered=case.layered, snapshot=snapshot, state=state
        )
        may_write = acknowledged.result()
    for notice in (case.earlier.notice, keep_cap(model, state, services)):
        material = _with_notice(material, notice)
    report = investigate(material, model, case.watch, log=services.log)
    return only_new(replace(report, seconds=case.watch.seconds), snapshot, state), may_write


def _reason(commands: tuple[Command, ...], snapshot: Snapshot) -> str:
    names = ", ".join(command.name for command in commands) or "an answer"
    return f"{names} on {snapshot.pull_request.ref} at {snapshot.pull_request.head_sha[:7]}"


def _say(plan: Plan, request: Request, services: Services, snapshot: Snapshot, check: Callable[[], None]) -> Published:
    """Post the plan; what the forge refuses whole ends in the receipt, so that paid work is not lost."""
    try:
        return publish(
            plan,
            services.forge,
            request=request,
            head_sha=snapshot.pull_request.head_sha,
            secrets=services.secrets,
            before_summary=check,
        )
    except AgentError as error:
        return Published(problems=(str(error),))


def _with_repository(layered: LayeredRepoSettings, snapshot: Snapshot) -> LayeredRepoSettings:
    text = snapshot.base_files.get(CONFIGURATION, "")
    return with_repository(layered, text) if text and layered.values.config.use_repo_settings_file else layered


def _with_options(layered: LayeredRepoSettings, commands: tuple[Command, ...]) -> LayeredRepoSettings:
    options = {key: value for command in commands for key, value in command.options.items()}
    return with_command_options(layered, options) if options else layered


def _told(services: Services, layered: LayeredRepoSettings) -> Services:
    """Give the services the settings that hold from here on; one that posts nothing makes it a dry run."""
    return replace(services, layered=layered, dry_run=services.dry_run or not layered.values.config.publish_output)


def _with_notice(material: Material, notice: str) -> Material:
    return replace(material, notices=(notice, *material.notices)) if notice else material


def _status(report: Report, plan: Plan, published: Published, services: Services, *, may_write: bool) -> Status:
    if report.failure or published.problems:
        return Status.PARTIAL if may_write or services.dry_run else Status.FAILED
    if services.dry_run:
        return Status.DRY_RUN
    if not may_write:
        return Status.READ_ONLY
    return Status.NOTHING_NEW if plan == Plan() else Status.POSTED
