"""``/config``: the settings that hold here, and the layer each came from."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from pr_agent_action.commands.base import Question, Task
from pr_agent_action.domain.outcome import Outcome
from pr_agent_action.settings.show import render_markdown

ALIASES = ("settings",)
USAGE = "/config"
SUMMARY = "Show the settings that hold here and where each came from."


def questions(task: Task) -> tuple[Question, ...]:
    """Ask nothing: the answer is known."""
    return ()


def outcome(task: Task, answers: Sequence[BaseModel], failure: str) -> Outcome:
    """Answer with the table of settings."""
    return Outcome(command="config", reply=render_markdown(task.layered))
