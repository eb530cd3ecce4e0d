from __future__ import annotations

from typing import Any

import pytest

from pr_agent_action.entrypoints.services import make_services
from pr_agent_action.errors import SettingsError
from pr_agent_action.settings.layers import load


def services(**environ: str) -> Any:
    return make_services(load({"GITHUB_TOKEN": "ghs_0123456789", **environ}), log=lambda _: None)


def test_without_a_token_there_are_none() -> None:
    with pytest.raises(SettingsError, match="There is no token"):
        make_services(load({}), log=lambda _: None)


def test_nothing_but_what_was_loaded_is_in_them() -> None:
    made = services(INPUT_DRY_RUN="true", ANTHROPIC_API_KEY="sk-ant-0123456789")
    assert made.dry_run is True
    assert set(made.secrets) == {"ghs_0123456789", "sk-ant-0123456789"}
    assert made.now().endswith("+00:00")
    assert made.clock() <= made.clock()


def test_every_run_has_another_boundary() -> None:
    first, second = services().boundary, services().boundary
    assert first != second
    assert len(first) >= 16


def test_a_model_is_made_of_the_settings_that_hold_then() -> None:
    made = services(INPUT_MODEL="openai/gpt-4o", INPUT_API_KEY="sk-0123456789")
    values = made.layered.values
    assert made.model_for(values).name == "openai/gpt-4o"
    other = values.model_copy(update={"config": values.config.model_copy(update={"model": "openai/gpt-4o-mini"})})
    assert made.model_for(other).name == "openai/gpt-4o-mini"


def test_without_a_key_there_is_no_model_and_nothing_to_warm_up() -> None:
    made = services()
    assert made.model_for(made.layered.values) is None
    made.warm_up()
