"""What the maintainers add to a task: their instructions and their team's rules."""

from __future__ import annotations

from pr_agent_action.prompts.render import render
from pr_agent_action.settings.sections import BestPracticesSection, RepoSettings


def notes(settings: RepoSettings, extra_instructions: str, *, rules: bool = False) -> tuple[str, ...]:
    """Render them as sections that stand behind a task; ``rules`` adds the team's rules."""
    text = extra_instructions.strip()
    own = (render("instructions", instructions=text),) if text else ()
    read = read_rules(settings.best_practices) if rules else ""
    return (*own, render("rules", rules=read)) if read else own


def read_rules(section: BestPracticesSection) -> str:
    """Give the lines of the rules that are read."""
    return "\n".join(_lines(section)[: section.max_lines_allowed]).strip()


def rules_left_out(section: BestPracticesSection) -> str:
    """Say how many lines of the rules are read; ``""`` when all are."""
    lines, most = len(_lines(section)), section.max_lines_allowed
    if lines <= most:
        return ""
    return f"Of the {lines} lines of `best_practices.content` the first {most} were read (see `max_lines_allowed`)."


def _lines(section: BestPracticesSection) -> list[str]:
    return section.content.strip().splitlines()
