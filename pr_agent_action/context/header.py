"""The first part of every prompt: what people wrote about the pull request."""

from __future__ import annotations

from collections.abc import Sequence

from pr_agent_action.context.untrusted import Fence
from pr_agent_action.domain.coverage import FileCoverage
from pr_agent_action.domain.pull_request import Commit, Snapshot
from pr_agent_action.settings.sections import ConfigSection
from pr_agent_action.text.tokens import clip_to_tokens

TITLE_TOKENS = 100
ISSUE_TOKENS = 300
MOST_ISSUES = 3
NOT_SHOWN_TOKENS = 150
# No part of the header takes more than this share of the budget, however small that is.
SHARE = 16


def render_header(
    snapshot: Snapshot, *, config: ConfigSection, skipped: Sequence[FileCoverage], fence: Fence, budget_tokens: int
) -> str:
    """Render title, branches, description, commits, linked issues and the names of files that are not shown."""
    pull = snapshot.pull_request

    def clip(text: str, tokens: int) -> str:
        return clip_to_tokens(text, min(tokens, budget_tokens // SHARE))

    parts = [
        f"Title: {clip(fence.line(pull.title), TITLE_TOKENS)}",
        f"Branches: {clip(f'{fence.line(pull.head_ref)} into {fence.line(pull.base_ref)}', TITLE_TOKENS)}",
    ]
    description = clip(fence.prose(pull.body), config.max_description_tokens)
    parts += [f"\nDescription:\n{description}"] if description else []
    commits = clip(fence.prose(_messages(snapshot.commits, pull.title)), config.max_commits_tokens)
    parts += [f"\nCommits:\n{commits}"] if commits else []
    for issue in snapshot.linked_issues[:MOST_ISSUES]:
        body = clip(fence.prose(issue.body), ISSUE_TOKENS)
        title = clip(fence.line(issue.title), TITLE_TOKENS)
        parts.append(f"\nLinked issue {fence.line(issue.repository)}#{issue.number}: {title}\n{body}".rstrip())
    if skipped:
        names = ", ".join(f"{fence.line(item.path)} ({fence.line(item.reason)})" for item in skipped)
        parts.append(f"\nAlso changed, not shown: {clip(names, NOT_SHOWN_TOKENS)}")
    return "\n".join(parts) + "\n"


def _messages(commits: Sequence[Commit], title: str) -> str:
    """List the commits' messages; merges say nothing, and a subject that is the title says nothing new."""
    messages = [commit.message.strip() for commit in commits if not commit.message.startswith("Merge ")]
    return "\n".join(f"- {message}" for message in messages if message and message != title.strip())
