"""What stands in a prompt beside the pull request, and how many tokens each of it may take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pr_agent_action.context.definitions import Definition
from pr_agent_action.domain.plan import PostedFinding
from pr_agent_action.settings.sections import ConfigSection

SHARE = 8
"""All of it together takes at most one part in so many of a prompt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """Tokens; 0 is off."""

    rules: int = 0
    checklists: int = 0
    related: int = 0

    @property
    def total(self) -> int:
        """All together."""
        return self.rules + self.checklists + self.related


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """``rule_files`` are the base branch's files by path (see ``rules``).

    ``touched`` and ``definitions`` go by changed file: what kinds of things its change touches, and how often (see
    ``checklists``), and what its added lines use from elsewhere. ``dismissed`` are findings of earlier rounds that
    people do not want to hear again.
    """

    allowance: Allowance = Allowance()
    rule_files: Mapping[str, str] = field(default_factory=dict)
    touched: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    definitions: Mapping[str, tuple[Definition, ...]] = field(default_factory=dict)
    dismissed: tuple[PostedFinding, ...] = ()


def allowance(config: ConfigSection, room: int) -> Allowance:
    """Give each what settings say, or its part of an eighth of ``room`` tokens where that is less."""
    wanted = config.max_rules_tokens + config.max_checklist_tokens + config.related_context_tokens
    most = max(room, 0) // SHARE

    def part(tokens: int) -> int:
        return tokens if wanted <= most else tokens * most // wanted

    return Allowance(
        rules=part(config.max_rules_tokens),
        checklists=part(config.max_checklist_tokens),
        related=part(config.related_context_tokens),
    )
