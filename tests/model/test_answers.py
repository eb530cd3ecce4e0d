from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, field_validator

from pr_agent_action.model.answers import InvalidAnswerError, read_answer


class Note(BaseModel):
    text: str
    line: int | None

    @field_validator("text")
    @classmethod
    def _no_shouting(cls, value: str) -> str:
        if value.isupper():
            raise ValueError(f"{value} is shouted")
        return value


GOOD = '{"text": "a ```b``` {c}", "line": 3}'


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"  \n{GOOD}\n",
        f"```json\n{GOOD}\n```",
        f"Here you are:\n```\n{GOOD}\n```\nAnything else?",
        f"Sure! {GOOD} Hope that helps {{}}.",
        f'<think>maybe {{"text": "no", "line": 1}}</think>{GOOD}',
        f"Like {{this}}: {GOOD}",
        f'{{"other": 1}} and then {GOOD}',
    ],
)
def test_the_object_is_found(text: str) -> None:
    assert read_answer(text, Note) == Note(text="a ```b``` {c}", line=3)


def test_real_line_breaks_in_strings_are_taken() -> None:
    assert read_answer('{"text": "a\nb", "line": null}', Note).text == "a\nb"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it is empty"),
        ("No.", "it holds no JSON object"),
        ("[1]", "it holds no JSON object"),
        ('{"text": "a", "line": 3', "it holds no JSON object"),
        ('{"text": "secret", "line": "secret"}', "line: Input should be a valid integer"),
        ('{"text": "SECRET", "line": 1}', "text: is not acceptable"),
    ],
)
def test_what_is_wrong_is_said_without_the_text(text: str, problem: str) -> None:
    with pytest.raises(InvalidAnswerError) as caught:
        read_answer(text, Note)
    assert problem in str(caught.value)
    assert "secret" not in str(caught.value).lower()


def test_only_the_first_problems_are_listed() -> None:
    wide = type("Wide", (BaseModel,), {"__annotations__": {f"f{i}": int for i in range(30)}})
    with pytest.raises(InvalidAnswerError) as caught:
        read_answer("{}", wide)
    assert len(caught.value.problems) == 8


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.none() | st.integers())
def test_any_prose_before_and_after_is_no_hindrance(before: str, text: str, line: int | None) -> None:
    note = Note.model_construct(text=text.lower(), line=line)
    prose = before.replace("{", "(").replace("`", "'").replace("<", "(")
    assert read_answer(f"{prose}\n{json.dumps(note.model_dump())}", Note) == note


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet='{}[]":,a1 \n`', max_size=200))
def test_garbage_is_refused_and_nothing_else(text: str) -> None:
    with pytest.raises(InvalidAnswerError):
        read_answer(text, Note)
