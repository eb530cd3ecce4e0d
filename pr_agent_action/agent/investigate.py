"""From a snapshot to a report: read the diff, ask the model, place what was found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pr_agent_action.agent.analysing import evidence
from pr_agent_action.agent.asking import Asked, Replies, ask_all
from pr_agent_action.agent.budget import estimate_round
from pr_agent_action.agent.proving import prove
from pr_agent_action.agent.remembered import Whereabouts
from pr_agent_action.agent.stopwatch import Stopwatch
from pr_agent_action.agent.verify import Verified, verify
from pr_agent_action.analysers import ANALYSERS
from pr_agent_action.analysers.external import ExternalResult
from pr_agent_action.analysers.facts import change_facts
from pr_agent_action.commands.base import NO_MODEL, Task
from pr_agent_action.commands.catalogue import COMMANDS
from pr_agent_action.commands.thresholds import thresholds
from pr_agent_action.context.build import Context
from pr_agent_action.diff.settle import settle
from pr_agent_action.domain.coverage import FileCoverage, Reach
from pr_agent_action.domain.diff import FileDiff
from pr_agent_action.domain.finding import Finding, PlacedFinding
from pr_agent_action.domain.outcome import Outcome, Report
from pr_agent_action.domain.usage import Estimate
from pr_agent_action.ports import Metered, Model
from pr_agent_action.prompts.render import render

UNANSWERED = "the model gave no answer about it"
NO_MODEL_READ_IT = "no model is configured: checked by rules only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a run knows before it asks: diffs, context, the tasks of its commands, each path's change blocks.

    ``fresh_lines`` are the lines that are new since the last round, ``None`` where everything is looked at.
    ``known`` holds the fingerprints of findings that earlier rounds have posted; ``texts`` the files at the head that
    were read, by path.
    """

    diffs: tuple[FileDiff, ...]
    context: Context
    tasks: tuple[Task, ...]
    blocks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()
    fresh_lines: Mapping[str, Collection[int]] | None = None
    whereabouts: Whereabouts = field(default_factory=Whereabouts)
    analysed: ExternalResult = field(default_factory=ExternalResult)
    texts: Mapping[str, str] = field(default_factory=dict)


def investigate(
    material: Material, model: Model | None, watch: Stopwatch, *, log: Callable[[str], None] = lambda _line: None
) -> Report:
    """Ask the model where there is one, add what rules find, and put every finding in its place.

    What the calls may cost is logged before the first of them.
    """
    reviews = any(task.command.name == "review" for task in material.tasks)
    ruled = _ruled(material) if reviews else ()
    asked = _asked(material, ruled) if model else ()
    if material.analysed.seconds:
        watch.note("analysers, beside", material.analysed.seconds)
    with watch.phase("model"):
        replies, estimate = _ask(asked, material, model, log)
    outcomes = tuple(
        _outcome(index, task, replies, has_model=model is not None) for index, task in enumerate(material.tasks)
    )
    coverage = _coverage(material, asked, replies, has_model=model is not None)
    found = [*(finding for outcome in outcomes for finding in outcome.findings), *ruled]
    worth_saying = [finding for finding in found if not _objection(finding, material)]
    with watch.phase("placing"):
        placed, unplaced = settle(worth_saying, material.diffs)
    with watch.phase("verifying"):
        verified = _verified(placed, material, model)
    said = prove(
        [item for item in verified.placed if not _objection(item.finding, material)], material.texts, material.diffs
    )
    failures = [outcome.failure for outcome in outcomes if outcome.failure]
    # What should have been read and was not is no block that a later round may leave out.
    read = {row.path for row in coverage if row.reach is not Reach.SKIPPED and not row.missed}
    return Report(
        outcomes=outcomes,
        facts=change_facts(material.diffs),
        placed=said,
        unplaced=unplaced,
        coverage=coverage,
        usage=model.spent if isinstance(model, Metered) else replies.usage + verified.usage,
        model=replies.model or (model.name if model else ""),
        failure=failures[0] if failures else "",
        notices=(
            *material.notices,
            *material.context.notices,
            *material.analysed.notices,
            *filter(None, [verified.notice]),
        ),
        unchanged_blocks=material.context.unchanged_blocks,
        reviewed_blocks=frozenset().union(*(material.blocks.get(path, ()) for path in read if reviews)),
        fresh_lines=material.fresh_lines,
        gone=material.whereabouts.gone,
        moved=material.whereabouts.moved,
        verification=verified.usage,
        rejected=verified.rejected,
        below_thresholds=len(found) - len(worth_saying) + len(verified.placed) - len(said),
        estimate=estimate,
    )


def _ruled(material: Material) -> tuple[Finding, ...]:
    """What is found without a model: by our own rules, and by the analysers beside them."""
    own = [finding for analyser in ANALYSERS.values() for finding in analyser.findings(material.diffs)]
    return (*own, *material.analysed.findings)


def _asked(material: Material, ruled: Sequence[Finding]) -> tuple[Asked, ...]:
    """The commands' questions; those that may report findings with what was found already."""
    asked = [
        Asked(index, task.command.name, group, question)
        for index, task in enumerate(material.tasks)
        if (group := COMMANDS[task.command.name].CALL_GROUP)
        for question in COMMANDS[task.command.name].questions(task)
    ]
    groups = {item.group for item in asked if item.name == "review"}
    return tuple(_with_evidence(item, material, ruled) if item.group in groups else item for item in asked)


def _with_evidence(item: Asked, material: Material, ruled: Sequence[Finding]) -> Asked:
    task, chunk = material.tasks[item.task], material.context.chunks[item.question.chunk]
    note = evidence(ruled, chunk.paths, boundary=task.boundary, secrets=task.secrets)
    return replace(item, question=replace(item.question, notes=(*item.question.notes, note))) if note else item


def _ask(
    asked: Sequence[Asked], material: Material, model: Model | None, log: Callable[[str], None]
) -> tuple[Replies, Estimate | None]:
    if not asked or model is None:
        return Replies(), None
    settings = material.tasks[0].settings
    system = render("system", language=settings.config.response_language)
    serial = not settings.pr_code_suggestions.parallel_calls
    chunks = material.context.chunks
    estimate = estimate_round(asked, model=model, system=system, chunks=chunks)
    log(f"Asking {model.name}: {estimate}.")
    return ask_all(asked, model=model, system=system, chunks=chunks, serial=serial), estimate


def _outcome(index: int, task: Task, replies: Replies, *, has_model: bool) -> Outcome:
    """One command's outcome; without a model, a command that needs one says so where a person waits for an answer."""
    module = COMMANDS[task.command.name]
    if not has_model and module.CALL_GROUP:
        return Outcome(command=task.command.name, reply=NO_MODEL if module.CALL_GROUP == "answer" else "")
    answers = [
        value for (owner, _), value in sorted(replies.answers.items(), key=lambda item: item[0]) if owner == index
    ]
    failures = [str(error) for (owner, _), error in replies.failures.items() if owner == index]
    return module.outcome(task, answers, failures[0] if failures else "")


def _objection(finding: Finding, material: Material) -> str:
    """Why settings keep a finding from being said; ``""`` where they do not."""
    return thresholds(material.tasks[0].settings.pr_reviewer).objection(finding) if material.tasks else ""


def _verified(placed: tuple[PlacedFinding, ...], material: Material, model: Model | None) -> Verified:
    """The findings that stand a second look, where settings want one and there is a model to take it."""
    settings = material.tasks[0].settings if material.tasks else None
    if model is None or settings is None or not settings.pr_reviewer.verify_findings:
        return Verified(placed)
    return verify(
        placed,
        model=model,
        chunks=material.context.chunks,
        config=settings.config,
        boundary=material.tasks[0].boundary,
        known=material.known,
    )


def _coverage(
    material: Material, asked: Sequence[Asked], replies: Replies, *, has_model: bool
) -> tuple[FileCoverage, ...]:
    """What was read, less what no answer came back about."""
    rows = material.context.coverage
    if not has_model:
        return tuple(_skip(row, NO_MODEL_READ_IT) for row in rows)
    # The review decides what counts as looked at; without one, whichever command was asked.
    names = {item.name for item in asked}
    judge = next((name for name in ("review", "improve", "describe", "ask") if name in names), "")
    judging = {(item.task, item.question.chunk) for item in asked if item.name == judge}
    chunks = material.context.chunks
    answered = (
        {path for _, chunk in judging & set(replies.answers) for path in chunks[chunk].paths} if chunks else set()
    )
    sent = {path for chunk in chunks for path in chunk.paths}
    return tuple(row if row.path in answered or row.path not in sent else _skip(row, UNANSWERED) for row in rows)


def _skip(row: FileCoverage, reason: str) -> FileCoverage:
    missed = row.missed or reason == UNANSWERED
    return row if row.reach is Reach.SKIPPED else replace(row, reach=Reach.SKIPPED, reason=reason, missed=missed)
