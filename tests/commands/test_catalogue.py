from __future__ import annotations

import pytest

from pr_agent_action.commands import config as config_command
from pr_agent_action.commands import help as help_command
from pr_agent_action.commands.catalogue import COMMANDS
from pr_agent_action.commands.names import ALIASES, OTHER_NAMES
from pr_agent_action.commands.notes import rules_left_out
from pr_agent_action.settings.sections import BestPracticesSection
from tests.fakes.house import a_task, settings_of


def test_every_command_has_its_names() -> None:
    assert list(OTHER_NAMES) == list(COMMANDS)


def test_the_names_that_users_know_are_understood() -> None:
    known = {
        "review": ("review_pr", "auto_review"),
        "describe": ("describe_pr",),
        "improve": ("improve_code",),
        "ask": ("ask_question", "ask_line", "answer"),
        "config": ("settings",),
    }
    assert {alias: ALIASES[alias] for names in known.values() for alias in names} == {
        alias: name for name, names in known.items() for alias in names
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    module = COMMANDS[name]
    assert module.USAGE.startswith(f"/{name}")
    assert module.SUMMARY.endswith(".")


def test_help_lists_every_command() -> None:
    reply = help_command.outcome(a_task("help"), [], "").reply
    assert help_command.questions(a_task("help")) == ()
    for module in COMMANDS.values():
        assert f"| `{module.USAGE}` | {module.SUMMARY} |" in reply
    assert help_command.help_text("No such command.").startswith("No such command.\n\n| command")


def test_config_shows_the_settings_and_their_layers() -> None:
    layered = settings_of().with_value("pr_reviewer.num_max_findings", 7, layer=".pr_agent.toml")
    reply = config_command.outcome(a_task("config", layered=layered), [], "").reply
    assert config_command.questions(a_task("config")) == ()
    assert "num_max_findings" in reply
    assert ".pr_agent.toml" in reply


@pytest.mark.parametrize(
    ("lines", "most", "said"), [(3, 3, ""), (0, 0, ""), (5, 3, "Of the 5 lines"), (1, 0, "the first 0 were")]
)
def test_rules_that_are_not_read_are_counted(lines: int, most: int, said: str) -> None:
    content = "\n".join(f"- rule {number}" for number in range(lines))
    text = rules_left_out(BestPracticesSection(content=content, max_lines_allowed=most))
    assert said in text
    assert bool(text) == bool(said)
