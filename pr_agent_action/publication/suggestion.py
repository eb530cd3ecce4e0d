"""Committable blocks: what a reader's click puts in the place of the comment's lines."""

from __future__ import annotations

from collections.abc import Sequence

from pr_agent_action.publication.blocks import fenced
from pr_agent_action.text.redact import redact


def suggestion_block(replacement: str) -> str:
    """Write the block that GitHub offers to commit; ``""`` deletes the lines."""
    return fenced(replacement.removesuffix("\n"), "suggestion")


def code_block(code: str, secrets: Sequence[str] = ()) -> str:
    """Write code that is shown but cannot be committed, secrets taken out."""
    return fenced(redact(code, secrets).removesuffix("\n"))


def committable(replacement: str, secrets: Sequence[str] = ()) -> bool:
    """Tell whether the replacement may be offered: one that holds a secret would commit the redaction's words."""
    return redact(replacement, secrets) == replacement
