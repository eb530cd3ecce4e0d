"""The round of model calls: which questions share a call, all calls at once, every answer to its command."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from pydantic import BaseModel, create_model

from pr_agent_action.commands.base import Question
from pr_agent_action.context.build import Chunk
from pr_agent_action.domain.usage import Usage
from pr_agent_action.errors import AgentError, AnswerError
from pr_agent_action.ports import Model, Prompt
from pr_agent_action.prompts.render import render
from pr_agent_action.text.tokens import estimate_tokens

MOST_CALLS_AT_ONCE = 8
# A prompt up to so long is asked task by task when the answer to all of them together is no good.
MOST_TOKENS_AGAIN = 25_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the position of its task in the run, its command's name and call group."""

    task: int
    name: str
    group: str
    question: Question


@dataclass(frozen=True, slots=True)
class Replies:
    """What came back. ``answers`` and ``failures`` go by (task, chunk); ``model`` is the one that answered last."""

    answers: dict[tuple[int, int], BaseModel] = field(default_factory=dict)
    failures: dict[tuple[int, int], AgentError] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    model: str = ""


def plan_calls(asked: Sequence[Asked]) -> tuple[tuple[Asked, ...], ...]:
    """Put questions that may share a call about one chunk together; two of one command never share."""
    calls: list[list[Asked]] = []
    for item in asked:
        partner = next((call for call in calls if _may_join(call, item)), None)
        if partner is None:
            calls.append([item])
        else:
            partner.append(item)
    return tuple(tuple(call) for call in calls)


def _may_join(call: Sequence[Asked], item: Asked) -> bool:
    return (
        call[0].group == item.group
        and call[0].question.chunk == item.question.chunk
        and item.name not in {other.name for other in call}
    )


def ask_all(asked: Sequence[Asked], *, model: Model, system: str, chunks: Sequence[Chunk], serial: bool) -> Replies:
    """Ask everything, at once unless ``serial``; a failed call fails its questions only."""
    calls = plan_calls(asked)
    with ThreadPoolExecutor(1 if serial else MOST_CALLS_AT_ONCE, thread_name_prefix="model") as pool:
        return _joined(list(pool.map(lambda call: _ask(call, model, system, chunks), calls)))


def _joined(replies: Sequence[Replies]) -> Replies:
    return Replies(
        answers={key: value for reply in replies for key, value in reply.answers.items()},
        failures={key: value for reply in replies for key, value in reply.failures.items()},
        usage=sum((reply.usage for reply in replies), start=Usage()),
        model=next((reply.model for reply in reversed(replies) if reply.model), ""),
    )


def _ask(call: Sequence[Asked], model: Model, system: str, chunks: Sequence[Chunk]) -> Replies:
    chunk = call[0].question.chunk
    prompt = Prompt(system=system, prefix=chunks[chunk].prefix if chunks else "", task=_task(call))
    try:
        reply = model.ask(prompt, _answer_type(call))
    except AgentError as error:
        if len(call) > 1 and isinstance(error, AnswerError) and estimate_tokens(prompt.prefix) <= MOST_TOKENS_AGAIN:
            # A weak model may be up to each task, though not to all of them at once.
            return _joined([_ask([item], model, system, chunks) for item in call])
        return Replies(failures={(item.task, chunk): error for item in call})
    values = [reply.value] if len(call) == 1 else [getattr(reply.value, item.name) for item in call]
    answers = {(item.task, chunk): value for item, value in zip(call, values, strict=True)}
    return Replies(answers=answers, usage=reply.usage, model=reply.model)


def _task(call: Sequence[Asked]) -> str:
    """The question's own task, or all those of the call; a note that several of them have stands once, at the end."""
    if len(call) == 1:
        return "\n\n".join([call[0].question.task, *call[0].question.notes])
    owners: dict[str, list[str]] = {}
    for item in call:
        for note in item.question.notes:
            owners.setdefault(note, []).append(item.name)
    shared = {note: names for note, names in owners.items() if len(names) > 1}
    own = {item.name: [note for note in item.question.notes if note not in shared] for item in call}
    tasks = {item.name: "\n\n".join([item.question.task, *own[item.name]]) for item in call}
    return render("together", tasks=tasks, notes=shared)


def _answer_type(call: Sequence[Asked]) -> type[BaseModel]:
    """The question's own type, or one with a field for each of the questions that share the call."""
    if len(call) == 1:
        return call[0].question.answer
    name = "And".join(item.name.title() for item in call)
    fields = {item.name: (item.question.answer, ...) for item in call}
    return create_model(name, **fields)  # type: ignore[call-overload,no-any-return]
