"""``/config``: the settings that hold here, and the layer each came from."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from pr_agent_action.commands.base import Question, Task
from pr_agent_action.domain.outcome import Outcome
from pr_agent_action.settings.show import render_markdown

USAGE = "/config"
SUMMARY = "Show the settings that hold here and where each came from."
CALL_GROUP: str | None = None


def questions(_task: Task) -> tuple[Question, ...]:
    """Ask nothing: the answer is known."""
    return ()


def outcome(task: Task, _answers: Sequence[BaseModel], _failure: str) -> Outcome:
    """Answer with the table of what was set, the defaults folded."""
    chosen, defaults = render_markdown(task.layered)
    return Outcome(command="config", reply=chosen, folded=defaults)
