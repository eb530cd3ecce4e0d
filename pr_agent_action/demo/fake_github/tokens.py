"""Who may do what: the rights of a token, as a workflow's ``permissions`` give them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

LEVELS = ("none", "read", "write")
ACTIONS_BOT = "github-actions[bot]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """One level a scope: ``none``, ``read`` or ``write``."""

    actions: str = "read"
    checks: str = "none"
    contents: str = "read"
    issues: str = "none"
    metadata: str = "read"
    pull_requests: str = "read"
    statuses: str = "none"

    def allows(self, scope: str, level: str) -> bool:
        """Tell whether the scope reaches the level."""
        return LEVELS.index(getattr(self, scope)) >= LEVELS.index(level)


READ_ONLY = Rights(issues="read", checks="read", statuses="read")
"""What the token of a pull request from a fork may do."""
REVIEWER = replace(READ_ONLY, issues="write", pull_requests="write")
"""What the README's workflow asks for."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token's rights, and the login that its writes carry."""

    rights: Rights = field(default=REVIEWER)
    login: str = ACTIONS_BOT
