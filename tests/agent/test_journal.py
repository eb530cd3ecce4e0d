from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from pr_agent_action.agent.journal import LARGEST, NOT_OURS, USED_AGAIN, Journal, JournaledModel
from pr_agent_action.domain.usage import Usage
from pr_agent_action.errors import ModelError
from pr_agent_action.model.scripted import ScriptedModel
from pr_agent_action.ports import Answer, Prompt


class Word(BaseModel):
    word: str


class Number(BaseModel):
    number: int


ANSWER = Answer(Word(word="yes"), "scripted", Usage(calls=2, input_tokens=7, cost_usd=None))
PREFIX = "Pull request a/b#1.\n{0} about\nDescription: {1}\n{0} files\ncode {0}\n{0} end\n"


def prompt(boundary: str = "b1", description: str = "Old.", task: str = "Say {0}.") -> Prompt:
    return Prompt(system="S", prefix=PREFIX.format(boundary, description), task=task.format(boundary))


class Desk:
    """Makes journals on one file; ``log`` is what they said."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.log: list[str] = []

    def journal(self, **values: Any) -> Journal:
        return Journal(self.path, log=self.log.append, **{"key": "sk-1", "run": "a/b 7 review", **values})

    def model(self, boundary: str = "b1", script: Any = None, **values: Any) -> tuple[JournaledModel, ScriptedModel]:
        inner = ScriptedModel(script or {"Word": Word(word="yes"), "Number": Number(number=1)})
        return JournaledModel(inner, self.journal(**values), boundary), inner


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "kept" / "state.json")


def test_another_attempt_reads_the_answer_and_asks_nobody(desk: Desk) -> None:
    first, _ = desk.model("b1")
    given = first.ask(prompt("b1"), Word)
    second, inner = desk.model("another", script={"Word": ModelError("Asked again.")})

    assert second.ask(prompt("another", description="New."), Word) == given
    assert second.ask(prompt("another", description="New."), Word) == given
    assert inner.asked == []
    assert desk.log == [USED_AGAIN]
    assert given.usage.cost_usd


@pytest.mark.parametrize(
    ("other", "kind"),
    [(prompt(task="Say no {0}."), Word), (prompt(), Number), (Prompt(system="S", prefix="", task="Say b1."), Word)],
)
def test_another_question_is_asked(desk: Desk, other: Prompt, kind: type[BaseModel]) -> None:
    desk.model()[0].ask(prompt(), Word)
    second, inner = desk.model()

    second.ask(other, kind)
    assert inner.asked == [kind.__name__]


def test_what_was_found_counts_as_what_it_once_cost(desk: Desk) -> None:
    first, inner = desk.model()
    first.ask(prompt(), Word)
    second, other = desk.model()
    second.ask(prompt(), Word)
    assert second.spent == first.spent == inner.spent
    second.ask(prompt(), Number)
    assert second.spent == inner.spent + other.spent


def test_an_unknown_price_stays_unknown(desk: Desk) -> None:
    desk.journal().keep("q", ANSWER)
    desk.journal().keep("r", Answer(Word(word="no"), "m", Usage(cost_usd=Decimal("0.0123"))))

    again = desk.journal()
    assert again.find("q", Word) == ANSWER
    assert again.find("q", Number) is None
    kept = again.find("r", Word)
    assert kept
    assert kept.usage.cost_usd == Decimal("0.0123")


@pytest.mark.parametrize("change", [{"run": "a/b 8 review"}, {"key": "sk-2"}])
def test_another_run_and_another_key_find_nothing(desk: Desk, change: dict[str, str]) -> None:
    desk.journal().keep("q", ANSWER)

    assert desk.journal(**change).find("q", Word) is None
    assert desk.log == [NOT_OURS]


def _forged(text: str) -> str:
    envelope = json.loads(text)
    return json.dumps({**envelope, "data": envelope["data"].replace("yes", "LGTM")})


@pytest.mark.parametrize(
    "change",
    [
        _forged,
        lambda text: text[:-20],
        lambda text: "",
        lambda text: "[]",
        lambda text: '{"signature": 1}',
        lambda text: "[" * 50_000,
        lambda text: "\udcff" + text,
        lambda text: " " * (LARGEST + 1),
    ],
)
def test_a_file_that_somebody_else_wrote_is_not_read(desk: Desk, change: Any) -> None:
    desk.journal().keep("q", ANSWER)
    desk.path.write_text(change(desk.path.read_text()), errors="surrogateescape")

    journal = desk.journal()
    assert journal.find("q", Word) is None
    assert desk.log == [NOT_OURS]
    journal.keep("q", ANSWER)
    assert desk.journal().find("q", Word) == ANSWER


def test_a_link_in_the_place_of_the_file_is_not_followed(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("theirs")
    desk.path.parent.mkdir()
    desk.path.symlink_to(other)

    desk.journal().keep("q", ANSWER)
    assert (other.read_text(), desk.path.is_symlink()) == ("theirs", False)
    assert desk.path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_written_costs_a_line_in_the_log(desk: Desk) -> None:
    desk.path.parent.write_text("a file where the folder should be")

    journal = desk.journal()
    journal.keep("q", ANSWER)
    assert journal.find("q", Word) == ANSWER
    assert any("a re-run would pay again" in line for line in desk.log)


def test_the_model_behind_it_shows_through(desk: Desk) -> None:
    model, inner = desk.model()

    assert (model.name, model.limits(), model.estimate(5, 6)) == (inner.name, inner.limits(), inner.estimate(5, 6))
    assert model.sibling("other") == model
