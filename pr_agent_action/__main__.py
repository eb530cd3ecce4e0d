"""``python -m pr_agent_action``: the command line."""

from pr_agent_action.entrypoints.cli import script

script()
