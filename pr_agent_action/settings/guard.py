"""What a repository's file and a slash command may not say, though the operator may."""

from __future__ import annotations

import re

from pr_agent_action.settings import operator, providers
from pr_agent_action.settings.known import locate
from pr_agent_action.settings.retired import RETIRED

_WORDS = re.compile(
    r"(?:^|[._-])(?:api_?base|base_?url|callbacks?|command|credentials?|endpoint|headers?|host|hostname|keys?|apikey"
    r"|organization|password|path|profile|project|provider|proxy|region|role|secrets?|tokens?|uri|url|vertex|aws)"
    r"(?:$|[._-])"
)
"""Parts of names that would move a call, a secret or a command: litellm's own list of what a caller may not send."""

_BEFORE_THE_COMMAND = re.compile(
    r"github_action_config\..*|config\.(ignore_(pr_.*|repositories)|disable_auto_feedback)"
)


def forbidden(name: str, value: object) -> bool:
    """Tell whether only the operator may say this.

    The fields of ``RepoSettings`` are the allow-list; of other names those are forbidden that would move a call, a
    secret or a command. A value that begins with ``os.environ/`` is one that litellm would look up.
    """
    if _looks_up(value):
        return True
    if locate(name) or name in RETIRED:
        return False
    return name in operator.NAMES or providers.variable(name) is not None or bool(_WORDS.search(name))


def too_late(name: str) -> str:
    """Say, as the end of a sentence, why a slash command cannot set ``name``; ``""`` when it can."""
    if name in ("config.model", "config.fallback_models", "config.verification_model"):
        return "is not taken from a comment; set it in `.pr_agent.toml` or in the workflow"
    if name == "config.use_repo_settings_file" or _BEFORE_THE_COMMAND.fullmatch(name):
        return "is decided before a command is read; set it in `.pr_agent.toml` or in the workflow"
    return ""


def _looks_up(value: object) -> bool:
    if isinstance(value, str):
        return value.strip().lower().startswith("os.environ/")
    if isinstance(value, dict):
        return any(map(_looks_up, value.values()))
    return isinstance(value, list | tuple) and any(map(_looks_up, value))
