from __future__ import annotations

import pytest
from pydantic import BaseModel

from pr_agent_action.errors import ModelError
from pr_agent_action.model.scripted import Scripted, ScriptedModel
from pr_agent_action.ports import Model, ModelLimits, Prompt


class Verdict(BaseModel):
    sentence: str


class Other(BaseModel):
    number: int


PROMPT = Prompt(system="S", prefix="P" * 4_000, task="T")


def ask(model: Model) -> Verdict:
    return model.ask(PROMPT, Verdict).value


def test_it_answers_by_type_and_keeps_the_prompts() -> None:
    model = ScriptedModel({"Verdict": {"sentence": "Fine."}, "*": Other(number=1)})
    assert ask(model).sentence == "Fine."
    answer = model.ask(PROMPT, Other)
    assert (answer.value.number, answer.model, answer.usage.calls) == (1, "scripted", 1)
    assert answer.usage.input_tokens == 1_000
    assert answer.usage.cost_usd
    assert model.prompts == [PROMPT, PROMPT]
    assert model.asked == ["Verdict", "Other"]


def test_it_answers_by_function() -> None:
    def script(prompt: Prompt, answer: type[BaseModel]) -> Scripted:
        return {"sentence": f"{prompt.task} {answer.__name__}"}

    assert ask(ScriptedModel(script)).sentence == "T Verdict"
    assert ask(ScriptedModel({"Verdict": lambda prompt: Verdict(sentence=prompt.system)})).sentence == "S"


@pytest.mark.parametrize("script", [{}, {"Verdict": ModelError("Down.")}, {"Verdict": {"wrong": 1}}])
def test_it_fails_as_a_model_does(script: dict[str, Scripted]) -> None:
    with pytest.raises(ModelError):
        ask(ScriptedModel(script))


def test_name_and_limits() -> None:
    model = ScriptedModel({}, name="mine", limits=ModelLimits(1, 2))
    assert (model.name, model.limits()) == ("mine", ModelLimits(1, 2))
    assert ScriptedModel({}).limits().known
