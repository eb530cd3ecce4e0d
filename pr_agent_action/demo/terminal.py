"""What was posted, in a terminal."""

from __future__ import annotations

import re
import textwrap

from pr_agent_action.demo.fake_github.notes import FakeReviewComment
from pr_agent_action.demo.fake_github.state import FakePullRequest

HIDDEN = re.compile(r"<!--.*?-->\n?", re.DOTALL)


def print_conversation(pull_request: FakePullRequest, *, calls: int) -> None:
    """Print the description, the conversation and the inline comments."""
    labels = ", ".join(label.name for label in pull_request.labels) or "none"
    _section(f"#{pull_request.number} {pull_request.title}   [labels: {labels}]", pull_request.body or "")
    for comment in pull_request.comments:
        _section(f"{comment.user.login if comment.user else 'ghost'} commented", comment.body)
    for inline in pull_request.review_comments:
        _section(f"{inline.user.login if inline.user else 'ghost'} on {inline.path}:{_lines(inline)}", inline.body)
    print(f"\n{len(pull_request.review_comments)} inline comments; {calls} calls to GitHub.")


def _lines(comment: FakeReviewComment) -> str:
    start = f"{comment.start_line}-" if comment.start_line else ""
    return f"{start}{comment.line or 'outdated'}"


def _section(title: str, body: str) -> None:
    print(f"\n━━ {title} " + "━" * max(0, 100 - len(title)))
    print(textwrap.indent(HIDDEN.sub("", body).strip(), "  "))
