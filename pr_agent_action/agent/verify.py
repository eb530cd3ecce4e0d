"""The second look: each finding beside the lines that it is about and nothing else, all in one short call."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from pydantic import BeforeValidator

from pr_agent_action.commands.answers import SeverityText, Text
from pr_agent_action.commands.base import AnswerModel
from pr_agent_action.context.build import Chunk
from pr_agent_action.context.untrusted import Fence
from pr_agent_action.context.window import window
from pr_agent_action.domain.finding import PlacedFinding, Severity
from pr_agent_action.domain.usage import Usage
from pr_agent_action.errors import AgentError
from pr_agent_action.ports import Model, Prompt, Siblings
from pr_agent_action.prompts.render import render
from pr_agent_action.settings.sections import ConfigSection
from pr_agent_action.text.tokens import clip_to_tokens

MOST_CANDIDATES = 20
EXCERPT_TOKENS = 500
TEXT_TOKENS = 200
VERDICTS = ("confirm", "lower", "reject")


def _verdict(value: object) -> object:
    """Take any other word for a confirmation: a finding is dropped only when the model says so."""
    word = value.strip().lower() if isinstance(value, str) else value
    return word if word in VERDICTS else "confirm"


class CandidateVerdict(AnswerModel):
    """What the second look says of one candidate."""

    number: int
    verdict: Annotated[Literal["confirm", "lower", "reject"], BeforeValidator(_verdict)]
    severity: SeverityText | None = None
    reason: Text = ""


class VerificationAnswer(AnswerModel):
    """A verdict on each candidate; one without a verdict is kept."""

    verdicts: list[CandidateVerdict]


@dataclass(frozen=True, slots=True)
class Verified:
    """The findings that are left, how many are not, what it cost, and a sentence when it could not be done."""

    placed: tuple[PlacedFinding, ...]
    rejected: int = 0
    usage: Usage = field(default_factory=Usage)
    notice: str = ""


def verify(
    placed: Sequence[PlacedFinding],
    *,
    model: Model,
    chunks: Sequence[Chunk],
    config: ConfigSection,
    boundary: str,
    known: Collection[str] = (),
) -> Verified:
    """Ask about the model's findings, the worst ``MOST_CANDIDATES`` of them; drop the rejected, lower the lowered.

    Not asked about: findings of other sources, those whose lines no chunk shows, and those with a fingerprint among
    ``known``, which were posted before. Where no answer comes back all findings stay.
    """
    worst_first = sorted(placed, key=lambda item: item.finding.severity.rank)
    asked: dict[str, str] = {}
    for item in worst_first:
        if item.finding.source == "model" and item.fingerprint not in known and len(asked) < MOST_CANDIDATES:
            excerpt = window(chunks, item.anchor, item.finding.quote, budget_tokens=EXCERPT_TOKENS)
            asked |= {item.fingerprint: excerpt} if excerpt else {}
    if not asked:
        return Verified(tuple(placed))
    candidates = [item for item in worst_first if item.fingerprint in asked]
    prompt = _prompt(candidates, asked, config, boundary)
    try:
        answer = _model(model, config).ask(prompt, VerificationAnswer)
    except AgentError as error:
        return Verified(tuple(placed), notice=f"The findings were not verified: {error}")
    verdicts = {
        candidates[verdict.number - 1].fingerprint: verdict
        for verdict in answer.value.verdicts
        if 1 <= verdict.number <= len(candidates)
    }
    kept = tuple(_after(item, verdicts) for item in placed if not _is_rejected(item, verdicts))
    return Verified(kept, len(placed) - len(kept), answer.usage)


def _model(model: Model, config: ConfigSection) -> Model:
    other = config.verification_model
    return model.sibling(other) if other and isinstance(model, Siblings) else model


def _prompt(
    candidates: Sequence[PlacedFinding], excerpts: Mapping[str, str], config: ConfigSection, boundary: str
) -> Prompt:
    fence = Fence(boundary)
    rows = [_candidate(item, excerpts[item.fingerprint], fence) for item in candidates]
    return Prompt(
        system=render("verify_system", language=config.response_language),
        prefix="",
        task=render("verify", boundary=boundary, candidates=rows),
    )


def _candidate(item: PlacedFinding, excerpt: str, fence: Fence) -> Mapping[str, str]:
    """The finding as the prompt shows it; its words are a model's, so they stand inside the fence too."""
    finding = item.finding
    replacement = fence.code((finding.replacement or "").split("\n"))
    return {
        "severity": finding.severity.value,
        "category": finding.category.value,
        "title": fence.line(finding.title),
        "text": clip_to_tokens(fence.prose(finding.body), TEXT_TOKENS),
        "replacement": clip_to_tokens("\n".join(replacement), TEXT_TOKENS),
        "excerpt": excerpt,
    }


def _is_rejected(item: PlacedFinding, verdicts: Mapping[str, CandidateVerdict]) -> bool:
    verdict = verdicts.get(item.fingerprint)
    return verdict is not None and verdict.verdict == "reject"


def _after(item: PlacedFinding, verdicts: Mapping[str, CandidateVerdict]) -> PlacedFinding:
    """The finding with the severity that it is lowered to: the one named, if that is lower, else one step down."""
    verdict = verdicts.get(item.fingerprint)
    if verdict is None or verdict.verdict != "lower":
        return item
    rank, order = item.finding.severity.rank, list(Severity)
    named = verdict.severity.rank if verdict.severity else rank
    lowered = order[named if named > rank else min(rank + 1, len(order) - 1)]
    return replace(item, finding=replace(item.finding, severity=lowered))
