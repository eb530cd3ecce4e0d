"""What stands behind the tasks that look for defects: the repository's rules, checklists, definitions elsewhere."""

from __future__ import annotations

from pr_agent_action.commands.base import Task
from pr_agent_action.context import definitions, rules
from pr_agent_action.context.checklists import most_relevant
from pr_agent_action.context.rule_paths import CONFIGURATION
from pr_agent_action.context.untrusted import Fence
from pr_agent_action.prompts.render import render
from pr_agent_action.text.tokens import estimate_tokens

MOST_DISMISSED = 12


def extra_notes(task: Task, chunk: int) -> tuple[str, ...]:
    """Render them for one chunk's files, each within its allowance; nothing for what does not apply."""
    paths = task.context.chunks[chunk].paths
    fence = Fence(task.boundary, task.secrets)
    allowance = task.extras.allowance
    held = rules.fitted(rules_of(task, paths), fence, budget_tokens=allowance.rules)
    names = _checklists(task, paths)
    wanted = [one for path in paths for one in task.extras.definitions.get(path, ())]
    related = definitions.fitted(wanted, fence, budget_tokens=allowance.related)
    return (
        *((render("rules_files", rules=held),) if held else ()),
        *((render("checklists", names=names),) if names else ()),
        *((render("related", definitions=related, boundary=task.boundary),) if related else ()),
        *_dismissed(task, paths, fence),
    )


def _dismissed(task: Task, paths: tuple[str, ...], fence: Fence) -> tuple[str, ...]:
    """Name the findings about these files that people have dismissed, the latest ones first."""
    found = [one for one in reversed(task.extras.dismissed) if one.path in paths][:MOST_DISMISSED]
    lines = [f"{fence.line(one.path)}: {fence.line(one.title)}" for one in found]
    return (render("dismissed", lines=lines, boundary=task.boundary),) if lines else ()


def rules_of(task: Task, paths: tuple[str, ...]) -> tuple[rules.Rule, ...]:
    """Give the rules that hold for some files."""
    return rules.rules_for(paths, task.extras.rule_files, task.settings.path_instructions)


def known_rule(task: Task, named: str) -> str:
    """Return the rules file that a finding names if there is one of that name, else ``""``."""
    name = named.strip().strip("`").removeprefix("./")
    files = {*task.extras.rule_files, *((CONFIGURATION,) if task.settings.path_instructions else ())}
    return name if name in files else ""


def _checklists(task: Task, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Choose the most relevant ones that fit."""
    room = task.extras.allowance.checklists - estimate_tokens(render("checklists", names=()))
    chosen: list[str] = []
    for name in most_relevant(task.extras.touched.get(path, {}) for path in paths):
        room -= estimate_tokens(render(f"checklists/{name}"))
        if room < 0:
            break
        chosen.append(name)
    return tuple(chosen)
