"""A finding as a comment on its lines."""

from __future__ import annotations

from collections.abc import Sequence

from pr_agent_action.domain.finding import PlacedFinding
from pr_agent_action.domain.plan import InlineComment
from pr_agent_action.publication.links import Safe
from pr_agent_action.publication.markers import finding_marker
from pr_agent_action.publication.rendering import render
from pr_agent_action.publication.suggestion import code_block, committable, suggestion_block
from pr_agent_action.publication.truncate import truncate


def inline_comment(item: PlacedFinding, *, commit: bool = True, secrets: Sequence[str] = ()) -> InlineComment:
    """Lay the finding out; with ``commit`` its fix is a block that the author can commit, where it has one."""
    body = render("inline", secrets=secrets, finding=item.finding, code=fix(item, commit=commit, secrets=secrets))
    marker = finding_marker(item.fingerprint)
    return InlineComment(anchor=item.anchor, body=f"{truncate(body)}\n\n{marker}", fingerprint=item.fingerprint)


def fix(item: PlacedFinding, *, commit: bool, secrets: Sequence[str]) -> Safe:
    """Write the finding's fix as a block; ``""`` without one."""
    if item.suggestion is not None and commit and committable(item.suggestion, secrets):
        return Safe(suggestion_block(item.suggestion))
    return code_of(item.suggestion if item.finding.replacement is None else item.finding.replacement, secrets)


def code_of(replacement: str | None, secrets: Sequence[str]) -> Safe:
    """Write a fix that cannot be committed; ``""`` without one."""
    return Safe(code_block(replacement, secrets)) if replacement else Safe("")
