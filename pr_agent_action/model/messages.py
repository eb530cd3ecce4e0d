"""A prompt as the messages of a chat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from pr_agent_action.model.catalogue import ModelFacts
from pr_agent_action.model.schema import schema_in_words
from pr_agent_action.ports import Prompt
from pr_agent_action.text.tokens import estimate_tokens

Message = dict[str, Any]
_CLAUDE_HOSTS = ("anthropic", "bedrock", "vertex_ai", "azure_ai", "openrouter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A prompt, the type of its answer, what was said since (a bad answer and our complaint) and the answer's bound."""

    prompt: Prompt
    answer: type[BaseModel]
    output_tokens: int
    since: tuple[Message, ...] = ()


def messages(question: Question, model: ModelFacts, *, schema_in_prompt: bool) -> list[Message]:
    """Give system, prefix and task, in this order, the task last, so that the prefix is what providers cache.

    Prefix and task are one user message: some chat templates refuse two in a row.
    """
    prompt = question.prompt
    task = f"{prompt.task}\n\n{schema_in_words(question.answer)}" if schema_in_prompt else prompt.task
    system = [{"role": "system", "content": prompt.system}] if prompt.system else []
    return [*system, {"role": "user", "content": _content(prompt, task, model)}, *question.since]


def prompt_tokens(question: Question) -> int:
    """Estimate the tokens of the question, its schema and its messages since, rather too many than too few."""
    prompt = question.prompt
    texts = (prompt.system, prompt.prefix, prompt.task, schema_in_words(question.answer))
    return sum(estimate_tokens(text) for text in (*texts, *(str(message["content"]) for message in question.since)))


def complaint(bad_answer: str, problems: tuple[str, ...]) -> tuple[Message, ...]:
    """Give the bad answer back with what is wrong with it."""
    said = [{"role": "assistant", "content": bad_answer}] if bad_answer.strip() else []
    wrong = "\n".join(f"- {problem}" for problem in problems)
    again = "Give the whole answer again, as one valid JSON object and nothing else."
    text = f"That is not the JSON asked for:\n{wrong}\n{again}"
    return (*said, {"role": "user", "content": text})


def _content(prompt: Prompt, task: str, model: ModelFacts) -> str | list[Message]:
    if not prompt.prefix:
        return task
    prefix = prompt.prefix + "\n\n"
    if not (prompt.cacheable and _takes_cache_marks(model)):
        return prefix + task
    marked = {"type": "text", "text": prefix, "cache_control": {"type": "ephemeral"}}
    return [marked, {"type": "text", "text": task}]


def _takes_cache_marks(model: ModelFacts) -> bool:
    """Claude caches only what is marked; all others cache by themselves, and some refuse the mark."""
    return "claude" in model.name.lower() and model.provider.startswith(_CLAUDE_HOSTS)
