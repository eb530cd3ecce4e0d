from __future__ import annotations

import threading
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from pr_agent_action.agent.asking import Asked, Replies, ask_all, plan_calls
from pr_agent_action.commands.base import Question
from pr_agent_action.context.build import Chunk
from pr_agent_action.errors import AnswerError, ModelError
from pr_agent_action.model.scripted import ScriptedModel
from pr_agent_action.ports import Answer, AnswerT, ModelLimits, Prompt

CHUNKS = (Chunk("the first part", ("a.py",), 4), Chunk("the second part", ("b.py",), 4))


class Said(BaseModel):
    text: str


class Other(BaseModel):
    number: int


def asked(task: int, name: str, group: str = "findings", chunk: int = 0, **question: Any) -> Asked:
    given: dict[str, Any] = {"task": f"# Task: {name}", "answer": Said, "chunk": chunk} | question
    return Asked(task, name, group, Question(**given))


def ask(model: Any, items: Sequence[Asked], *, serial: bool = False) -> Replies:
    return ask_all(items, model=model, system="be fair", chunks=CHUNKS, serial=serial)


@pytest.mark.parametrize(
    ("items", "calls"),
    [
        ([], []),
        ([asked(0, "review"), asked(1, "improve")], [["review", "improve"]]),
        ([asked(0, "review"), asked(1, "describe", "description")], [["review"], ["describe"]]),
        ([asked(0, "review"), asked(1, "improve", chunk=1)], [["review"], ["improve"]]),
        ([asked(0, "ask", "answer"), asked(1, "ask", "answer")], [["ask"], ["ask"]]),
        (
            [asked(0, "review"), asked(0, "review", chunk=1), asked(1, "improve"), asked(1, "improve", chunk=1)],
            [["review", "improve"], ["review", "improve"]],
        ),
    ],
)
def test_which_questions_share_a_call(items: list[Asked], calls: list[list[str]]) -> None:
    assert [[item.name for item in call] for call in plan_calls(items)] == calls


def test_every_answer_comes_back_to_its_question() -> None:
    model = ScriptedModel(
        {
            "ReviewAndImprove": {"review": {"text": "R"}, "improve": {"number": 3}},
            "Said": lambda prompt: {"text": prompt.prefix},
        }
    )
    replies = ask(
        model,
        [
            asked(0, "review"),
            asked(0, "review", chunk=1),
            asked(1, "improve", answer=Other),
            asked(2, "describe", "description"),
        ],
    )
    assert replies.answers == {
        (0, 0): Said(text="R"),
        (1, 0): Other(number=3),
        (0, 1): Said(text="the second part"),
        (2, 0): Said(text="the first part"),
    }
    assert replies.failures == {}
    assert (replies.model, replies.usage.calls) == ("scripted", 3)


def test_the_prompts_of_a_chunk_begin_alike() -> None:
    model = ScriptedModel({"*": {"text": "x"}})
    ask(model, [asked(0, "review"), asked(1, "describe", "description")])
    assert {(prompt.system, prompt.prefix, prompt.cacheable) for prompt in model.prompts} == {
        ("be fair", "the first part", False)
    }
    assert sorted(prompt.task for prompt in model.prompts) == ["# Task: describe", "# Task: review"]


def test_notes_that_several_tasks_have_are_written_once_and_others_stay_with_their_task() -> None:
    model = ScriptedModel({"*": {name: {"text": "x"} for name in ("describe", "review", "improve")}})
    ask(
        model,
        [
            asked(0, "describe", notes=("MIND CLOCKS",)),
            asked(1, "review", notes=("MIND CLOCKS", "BE STRICT", "RULES")),
            asked(2, "improve", notes=("MIND CLOCKS", "RULES")),
        ],
    )
    task = model.prompts[0].task
    assert "--- all fields ---\nMIND CLOCKS" in task
    assert "--- fields `review` and `improve` ---\nRULES" in task
    assert [task.count(note) for note in ("MIND CLOCKS", "BE STRICT", "RULES")] == [1, 1, 1]
    assert task.index("BE STRICT") < task.index("--- field `improve` ---")


def test_the_notes_of_a_question_that_is_alone_stand_behind_it() -> None:
    model = ScriptedModel({"*": {"text": "x"}})
    ask(model, [asked(0, "review", notes=("RULES", "MORE"))])
    assert model.prompts[0].task == "# Task: review\n\nRULES\n\nMORE"


def test_a_failed_call_fails_its_questions_only() -> None:
    model = ScriptedModel({"Said": {"text": "fine"}, "ReviewAndImprove": ModelError("It said no.")})
    replies = ask(model, [asked(0, "review"), asked(1, "improve"), asked(2, "describe", "description")])
    assert replies.answers == {(2, 0): Said(text="fine")}
    assert {key: str(error) for key, error in replies.failures.items()} == {
        (0, 0): "It said no.",
        (1, 0): "It said no.",
    }
    assert (replies.model, replies.usage.calls) == ("scripted", 1)


def test_when_all_fail_no_model_has_answered_and_nothing_is_known_to_be_spent() -> None:
    replies = ask(ScriptedModel({}), [asked(0, "review")])
    assert (replies.model, replies.usage.calls, replies.usage.cost_usd) == ("", 0, Decimal(0))
    assert list(replies.failures) == [(0, 0)]


def test_without_a_chunk_the_task_is_all_there_is() -> None:
    model = ScriptedModel({"*": {"text": "x"}})
    ask_all([asked(0, "ask", "answer")], model=model, system="s", chunks=(), serial=False)
    assert model.prompts[0].prefix == ""


class Meeting:
    """A model that answers once so many calls have come together."""

    name = "meeting"

    def __init__(self, parties: int) -> None:
        self.barrier = threading.Barrier(parties, timeout=10)
        self.at_once = self.most = 0
        self.lock = threading.Lock()

    def limits(self) -> ModelLimits:
        return ModelLimits(1000, 100)

    def estimate(self, input_tokens: int, output_tokens: int) -> Decimal | None:
        return None

    def ask(self, prompt: Prompt, answer: type[AnswerT]) -> Answer[AnswerT]:
        with self.lock:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        self.barrier.wait()
        with self.lock:
            self.at_once -= 1
        return ScriptedModel({"*": {"text": "x"}}).ask(prompt, answer)


def test_calls_go_out_at_once_unless_settings_want_them_in_turn() -> None:
    items = [asked(index, f"c{index}", group=str(index)) for index in range(3)]
    assert len(ask(Meeting(3), items).answers) == 3
    alone = Meeting(1)
    assert len(ask(alone, items, serial=True).answers) == 3
    assert alone.most == 1


TOGETHER = [asked(0, "review"), asked(1, "improve", answer=Other)]


def test_a_model_that_is_not_up_to_two_tasks_at_once_is_asked_one_by_one() -> None:
    model = ScriptedModel({"ReviewAndImprove": AnswerError("No."), "Said": {"text": "R"}, "Other": {"number": 3}})
    replies = ask(model, TOGETHER)
    assert model.asked == ["ReviewAndImprove", "Said", "Other"]
    assert replies.answers == {(0, 0): Said(text="R"), (1, 0): Other(number=3)}
    assert not replies.failures


def test_one_by_one_each_may_fail_by_itself() -> None:
    model = ScriptedModel({"Said": {"text": "R"}, "*": AnswerError("No.")})
    replies = ask(model, TOGETHER)
    assert replies.answers == {(0, 0): Said(text="R")}
    assert list(replies.failures) == [(1, 0)]


def test_a_long_prompt_and_a_model_that_is_away_are_not_asked_again() -> None:
    away = ScriptedModel({"*": ModelError("Away.")})
    assert len(ask(away, TOGETHER).failures) == len(TOGETHER)
    poor = ScriptedModel({"*": AnswerError("No.")})
    long = (Chunk("word " * 30_000, ("a.py",), 30_000),)
    assert len(ask_all(TOGETHER, model=poor, system="", chunks=long, serial=False).failures) == len(TOGETHER)
    assert away.asked == poor.asked == ["ReviewAndImprove"]
