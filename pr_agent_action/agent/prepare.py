"""From a snapshot to what the model will read: fresh blocks, texts, a context within the budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial

from pr_agent_action.agent.admission import find_thread
from pr_agent_action.agent.analysing import EVIDENCE_TOKENS, analyse, analyser_texts
from pr_agent_action.agent.extras import gather_extras, rule_texts
from pr_agent_action.agent.incremental import freshness, is_incremental
from pr_agent_action.agent.investigate import Material
from pr_agent_action.agent.remembered import Whereabouts, doubtful_texts, whereabouts
from pr_agent_action.agent.services import Services
from pr_agent_action.analysers.external import ExternalResult
from pr_agent_action.commands.base import Task
from pr_agent_action.commands.catalogue import COMMANDS
from pr_agent_action.commands.notes import read_rules, rules_left_out
from pr_agent_action.context.build import Context, build_context
from pr_agent_action.context.extras import Allowance, Extras, allowance
from pr_agent_action.context.fresh import Fresh
from pr_agent_action.context.select import select
from pr_agent_action.context.wanted import MOST_FILES, wanted_texts
from pr_agent_action.diff.parse import parse_files
from pr_agent_action.domain.command import Command, Request
from pr_agent_action.domain.diff import FileDiff
from pr_agent_action.domain.plan import State
from pr_agent_action.domain.pull_request import Snapshot
from pr_agent_action.ports import Model, ModelLimits, TextAt
from pr_agent_action.publication.regions import without_ours
from pr_agent_action.settings.layers import LayeredRepoSettings
from pr_agent_action.settings.sections import RepoSettings
from pr_agent_action.text.tokens import estimate_tokens

# The system prompt and the tasks, with their schema in words: 2,500 tokens; a review thread's text has 2,000.
OVERHEAD_TOKENS = 3_000
# More than this no command answers with.
ANSWER_TOKENS = 16_000
MOST_CHUNKS = 8
LEAST_CHUNK = 1_000
WITHOUT_MODEL = ModelLimits(0, 0, known=False)


def prepare(  # noqa: PLR0913 - the facts of a run, each by its name
    request: Request,
    commands: Sequence[Command],
    services: Services,
    *,
    model: Model | None,
    layered: LayeredRepoSettings,
    snapshot: Snapshot,
    state: State,
) -> Material:
    """Make the tasks of a run's commands over one common context."""
    diffs = parse_files(snapshot.files)
    fresh = freshness(diffs, state)
    incremental = is_incremental(commands, request.trigger.kind, state)
    fresh_lines = fresh.lines if incremental else None
    read = _Read()
    if any(COMMANDS[command.name].CALL_GROUP for command in commands):
        read = _read(
            commands,
            services,
            model=model,
            settings=layered.values,
            snapshot=snapshot,
            diffs=diffs,
            state=state,
            fresh=fresh_lines,
        )
    task = partial(
        Task,
        request=request,
        snapshot=snapshot,
        layered=layered,
        context=read.context,
        boundary=services.boundary,
        thread=find_thread(request, snapshot),
        incremental=incremental,
        secrets=services.secrets,
        extras=read.extras,
    )
    return Material(
        diffs=diffs,
        context=read.context,
        tasks=tuple(task(command=command) for command in commands),
        blocks=fresh.blocks,
        fresh_lines=fresh_lines,
        whereabouts=read.whereabouts,
        analysed=read.analysed,
        texts=read.texts,
        known=frozenset(name for finding in state.findings for name in (finding.fingerprint, *finding.aliases)),
        notices=tuple(
            filter(None, (*snapshot.notices, *layered.warnings, rules_left_out(layered.values.best_practices)))
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What was read of the files, beside the diff; by default nothing."""

    context: Context = field(default_factory=lambda: Context(chunks=(), coverage=()))
    whereabouts: Whereabouts = field(default_factory=Whereabouts)
    analysed: ExternalResult = field(default_factory=ExternalResult)
    extras: Extras = field(default_factory=Extras)
    texts: Mapping[str, str] = field(default_factory=dict)


def _read(  # noqa: PLR0913 - the facts of a run, each by its name
    commands: Sequence[Command],
    services: Services,
    *,
    model: Model | None,
    settings: RepoSettings,
    snapshot: Snapshot,
    diffs: Sequence[FileDiff],
    state: State,
    fresh: Fresh,
) -> _Read:
    """Read texts in one call and definitions in another, run the analysers beside, and build the context."""
    reviews = any(command.name == "review" for command in commands)
    selection = select(diffs, ignore=settings.ignore, config=settings.config)
    wanted = wanted_texts(selection, snapshot.pull_request.head_sha, config=settings.config) if model else ()
    doubtful = doubtful_texts(state, diffs, snapshot) if model else ()
    asked = tuple(dict.fromkeys((*wanted, *doubtful)))
    budget, most_chunks, beside = _budget(commands, model, settings)
    ruled = rule_texts(selection, snapshot.pull_request, beside, asked=asked)
    checked = analyser_texts(selection.files, settings.analysers, snapshot, asked=(*asked, *ruled)) if reviews else ()
    texts = _texts((*asked, *ruled, *checked), services, snapshot, most=max(MOST_FILES, len(asked)))
    check = partial(analyse, selection.files, texts, settings.analysers, snapshot=snapshot, services=services)
    with ThreadPoolExecutor(1, thread_name_prefix="analysers") as pool:
        checking = pool.submit(check if reviews else ExternalResult)
        new = [diff for diff in selection.files if fresh is None or diff.path in fresh]
        extras = gather_extras(snapshot, new, texts, allowance=beside, state=state, services=services)
        context = build_context(
            snapshot=_by_others(snapshot),
            selection=selection,
            texts={at: text for at, text in texts.items() if at in wanted},
            settings=settings,
            budget_tokens=budget,
            max_chunks=most_chunks,
            boundary=services.boundary,
            secrets=services.secrets,
            fresh=fresh,
        )
        analysed = checking.result()
    found = whereabouts(state, diffs, asked=asked, texts=texts)
    head = {at.path: text for at, text in texts.items() if at.sha == snapshot.pull_request.head_sha}
    return _Read(context=context, whereabouts=found, analysed=analysed, extras=extras, texts=head)


def _texts(wanted: Sequence[TextAt], services: Services, snapshot: Snapshot, *, most: int) -> Mapping[TextAt, str]:
    """Read the first ``most`` texts, as many as one call takes; ask for none where none is wanted."""
    unique = tuple(dict.fromkeys(wanted))[:most]
    return services.forge.texts(snapshot.pull_request.ref, unique) if unique else {}


def _by_others(snapshot: Snapshot) -> Snapshot:
    """Leave out of the description what we wrote ourselves: it would only tell the model its own answer."""
    pull_request = snapshot.pull_request
    return replace(snapshot, pull_request=replace(pull_request, body=without_ours(pull_request.body)))


def _budget(commands: Sequence[Command], model: Model | None, settings: RepoSettings) -> tuple[int, int, Allowance]:
    """Tokens of one chunk, how many chunks, and tokens of what stands beside.

    That is the model's window less the answer, within the run's own limit.
    """
    config = settings.config
    groups = {COMMANDS[command.name].CALL_GROUP for command in commands} - {None}
    share = config.max_run_tokens // len(groups)
    limits = model.limits() if model else WITHOUT_MODEL
    window = limits.input_tokens
    if not limits.known and config.custom_model_max_tokens > 0:
        window = config.custom_model_max_tokens
    if config.max_model_tokens:
        window = min(window, config.max_model_tokens)
    room = window - min(limits.output_tokens, ANSWER_TOKENS, window // 4)
    # As few chunks as take the whole share, all of one size: what fits no chunk would be left out with room to spare.
    chunks = max(1, min(MOST_CHUNKS, -(-share // max(room, 1))))
    whole = min(room, share // chunks)
    searching = model is not None and any(command.name in ("review", "improve") for command in commands)
    beside = allowance(config, whole) if searching else Allowance()
    return max(whole - _overhead(commands, settings) - beside.total, LEAST_CHUNK), chunks, beside


def _overhead(commands: Sequence[Command], settings: RepoSettings) -> int:
    """Tokens of a prompt that are no part of the pull request: tasks, what people asked, the maintainers' words."""
    instructed = (
        settings.pr_reviewer,
        settings.pr_description,
        settings.pr_code_suggestions,
        settings.pr_questions,
    )
    said = {command.text for command in commands} | {section.extra_instructions for section in instructed}
    said |= {read_rules(settings.best_practices)}
    evidence = EVIDENCE_TOKENS if any(command.name == "review" for command in commands) else 0
    return OVERHEAD_TOKENS + evidence + sum(estimate_tokens(text) for text in said)
