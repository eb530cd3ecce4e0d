"""``/help``: the commands that hold here."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from pr_agent_action.commands.base import Question, Task
from pr_agent_action.domain.outcome import Outcome

USAGE = "/help"
SUMMARY = "Show the commands."
CALL_GROUP: str | None = None


def questions(_task: Task) -> tuple[Question, ...]:
    """Ask nothing: the answer is known."""
    return ()


def outcome(task: Task, _answers: Sequence[BaseModel], _failure: str) -> Outcome:
    """Answer with the table of commands, behind what is wrong with a comment that cannot be read."""
    return Outcome(command="help", reply=help_text(task.request.problem))


def help_text(preface: str = "") -> str:
    """The table of commands as Markdown, behind ``preface``."""
    from pr_agent_action.commands.catalogue import COMMANDS  # noqa: PLC0415 - the catalogue lists this module too

    rows = [f"| `{module.USAGE}` | {module.SUMMARY} |" for module in COMMANDS.values()]
    table = "\n".join(["| command | what it does |", "| --- | --- |", *rows])
    notes = (
        "One command a line; several lines are several commands. A setting for one run stands behind the command: "
        "`/review --pr_reviewer.num_max_findings=5`. People with write permission may use them."
    )
    return "\n\n".join(part for part in (preface, table, notes) if part)
