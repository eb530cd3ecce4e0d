"""Every name that a comment may use for a command.

Apart from the commands themselves: their import takes a tenth of a second, and a run knows what it is asked for, and
sends its first requests, before it needs them.
"""

from __future__ import annotations

from collections.abc import Mapping

OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "review": ("review_pr", "auto_review"),
    "describe": ("describe_pr",),
    "improve": ("improve_code",),
    "ask": ("ask_question", "ask_line", "answer"),
    "config": ("settings",),
    "help": (),
}

ALIASES: Mapping[str, str] = {name: name for name in OTHER_NAMES} | {
    other: name for name, others in OTHER_NAMES.items() for other in others
}
"""Every name, the commands' own included, with the command that it means."""
