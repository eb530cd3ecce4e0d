"""All commands by name; ``names`` has the other names that a comment may use."""

from __future__ import annotations

from collections.abc import Mapping

from pr_agent_action.commands import ask, config, describe, improve, review
from pr_agent_action.commands import help as help_command
from pr_agent_action.commands.base import CommandModule

COMMANDS: Mapping[str, CommandModule] = {
    "review": review,
    "describe": describe,
    "improve": improve,
    "ask": ask,
    "config": config,
    "help": help_command,
}
