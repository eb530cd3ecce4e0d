"""From a model's text to a validated answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from pydantic import ValidationError

from pr_agent_action.ports import AnswerT

MOST_STARTS = 20
MOST_PROBLEMS = 8
_THOUGHT: Final = re.compile(r"<think>.*?</think>", re.DOTALL)
_FENCED: Final = re.compile(r"```(?:json)?[ \t]*\n(.*?)\n[ \t]*```", re.DOTALL)
_DECODER: Final = json.JSONDecoder(strict=False)  # NOTE: small models put real line breaks into strings.


class InvalidAnswerError(ValueError):
    """The text is no answer of the type; ``problems`` say why, and hold nothing of the text."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Take one short line a problem."""
        super().__init__("; ".join(problems))
        self.problems = problems


def read_answer(text: str, answer: type[AnswerT]) -> AnswerT:
    """Validate the text, or the JSON object in it (in prose, in a code fence); raise ``InvalidAnswerError``."""
    failure: ValidationError | None = None
    for candidate in _objects(_THOUGHT.sub("", text).strip()):
        try:
            return answer.model_validate(candidate)
        except ValidationError as error:
            failure = failure or error
    if failure is None:
        raise InvalidAnswerError(("it holds no JSON object" if text.strip() else "it is empty",))
    raise InvalidAnswerError(_problems(failure)) from None


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """Find JSON objects: the whole text, fenced blocks, then whatever begins with a brace."""
    for candidate in (text, *_FENCED.findall(text)):
        try:
            found = _DECODER.decode(candidate.strip())
        except ValueError:
            continue
        if isinstance(found, dict):
            yield found
    position = text.find("{")
    for _ in range(MOST_STARTS):
        if position < 0:
            return
        try:
            found, end = _DECODER.raw_decode(text, position)
        except ValueError:
            end = position + 1
        else:
            yield found
        position = text.find("{", end)


def _problems(error: ValidationError) -> tuple[str, ...]:
    details = error.errors(include_url=False, include_input=False, include_context=False)
    lines = [
        f"{'.'.join(str(part) for part in detail['loc'])}: {_wording(detail['type'], detail['msg'])}"
        for detail in details
    ]
    return tuple(lines[:MOST_PROBLEMS])


def _wording(kind: str, message: str) -> str:
    """Take pydantic's words but for errors that validators word themselves, which may quote the answer."""
    return "is not acceptable" if kind in ("value_error", "assertion_error") else message
