"""A page that shows a pull request as its reader would see it: description, conversation, diff, comments in place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from pr_agent_action.demo.fake_github.notes import FakeReviewComment
from pr_agent_action.demo.fake_github.patches import FakeFile, PatchLine, patch_lines
from pr_agent_action.demo.fake_github.state import FakePullRequest
from pr_agent_action.demo.highlight import highlight
from pr_agent_action.demo.markdown import render_markdown

GHOST = "ghost"
KINDS = {"+": "added", "-": "removed", "@": "hunk", "\\": "note"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the diff: its kind, numbers and highlighted code, and the comments below it, each with its author."""

    kind: str
    old: str
    new: str
    sign: str
    code: Markup
    comments: tuple[tuple[str, Markup], ...] = ()


def render_page(pull_request: FakePullRequest, repository: str) -> str:
    """Render the whole page; nothing in it is fetched from anywhere."""
    environment = Environment(
        loader=PackageLoader("pr_agent_action.demo"), undefined=StrictUndefined, autoescape=True, trim_blocks=True
    )
    return environment.get_template("page.html.j2").render(
        repository=repository,
        pull_request=pull_request,
        body=render_markdown(pull_request.body or ""),
        comments=[(comment, render_markdown(comment.body)) for comment in pull_request.comments],
        reviews=[(review, render_markdown(review.body)) for review in pull_request.reviews if review.body],
        outdated=[(comment, _comment(comment, ())) for comment in pull_request.review_comments if comment.outdated],
        files=[(file, _rows(file, pull_request.review_comments)) for file in pull_request.files],
        additions=sum(file.additions for file in pull_request.files),
        deletions=sum(file.deletions for file in pull_request.files),
    )


def _rows(file: FakeFile, comments: Sequence[FakeReviewComment]) -> list[Row]:
    lines = patch_lines(file.patch)
    own = [comment for comment in comments if comment.path == file.path]
    return [_row(line, file.path, lines, own) for line in lines]


def _row(line: PatchLine, path: str, lines: Sequence[PatchLine], comments: Sequence[FakeReviewComment]) -> Row:
    kind = KINDS.get(line.text[:1], "context")
    if kind in {"hunk", "note"}:
        return Row(kind, "", "", "", escape(line.text))
    below = [comment for comment in comments if comment.line and comment.line == line.number(comment.side)]
    return Row(
        kind=kind,
        old=str(line.old or ""),
        new=str(line.new or ""),
        sign=line.text[:1],
        code=highlight(line.text[1:], path),
        comments=tuple((comment.user.login if comment.user else GHOST, _comment(comment, lines)) for comment in below),
    )


def _comment(comment: FakeReviewComment, lines: Sequence[PatchLine]) -> Markup:
    """Render a comment; its suggestion is shown as GitHub does: the lines that go, and those that come."""
    first = comment.start_line or comment.line or 0
    old = [line.text[1:] for line in lines if first <= (line.number(comment.side) or 0) <= (comment.line or 0)]

    def suggested(match: re.Match[str]) -> str:
        gone = "".join(f'<div class="removed">- {escape(text)}</div>' for text in old)
        new = match["code"].split("\n")[:-1]
        come = "".join(f'<div class="added">+ {escape(text)}</div>' for text in new)
        return f'\n\n<div class="suggestion"><div class="bar">Suggested change</div><pre>{gone}{come}</pre></div>\n\n'

    pattern = re.compile(r"^(?P<fence>`{3,})suggestion\n(?P<code>(?:.*\n)*?)(?P=fence)\s*$", re.MULTILINE)
    return render_markdown(pattern.sub(suggested, comment.body))
