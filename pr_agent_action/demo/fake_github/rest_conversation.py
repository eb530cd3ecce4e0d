"""The conversation, labels and reactions."""

from __future__ import annotations

from typing import Any

from pr_agent_action.demo.fake_github.context import Context, body_text, field
from pr_agent_action.demo.fake_github.exchange import Json, Refusal, Reply, invalid, not_found
from pr_agent_action.demo.fake_github.notes import FakeLabel, FakeReaction, FakeUser
from pr_agent_action.demo.fake_github.payloads import REACTIONS
from pr_agent_action.demo.fake_github.state import FakePullRequest, FakeRepository

MAX_LABELS = 100
MAX_LABEL = 50


def show_issue(context: Context) -> Reply:
    """Answer GET /issues/{n}, for a pull request or a plain issue."""
    issue = context.repository.issues.get(context.number("number"))
    if issue is not None and issue.repository == context.repository.full_name:
        return Reply(body=context.payloads.plain_issue(issue))
    return Reply(body=context.payloads.issue(context.pull_request()))


def comments(context: Context) -> Reply:
    """Answer GET /issues/{n}/comments."""
    pull_request, payloads = context.pull_request(), context.payloads
    since = context.call.query.get("since", "")
    found = [comment for comment in pull_request.comments if comment.updated_at >= since]
    return context.page(found, lambda comment: payloads.comment(pull_request, comment))


def post_comment(context: Context) -> Reply:
    """Answer POST /issues/{n}/comments."""
    pull_request = context.pull_request()
    body = body_text(context.form(), "IssueComment")
    comment = context.repository.comment(pull_request.number, context.token.login, body)
    return Reply(status=201, body=context.payloads.comment(pull_request, comment))


def show_comment(context: Context) -> Reply:
    """Answer GET /issues/comments/{id}."""
    return Reply(body=context.payloads.comment(*context.comment()))


def edit_comment(context: Context) -> Reply:
    """Answer PATCH /issues/comments/{id}."""
    pull_request, comment = context.comment()
    comment.body = body_text(context.form(), "IssueComment")
    comment.updated_at = pull_request.touch()
    return Reply(body=context.payloads.comment(pull_request, comment))


def delete_comment(context: Context) -> Reply:
    """Answer DELETE /issues/comments/{id}."""
    pull_request, comment = context.comment()
    pull_request.comments.remove(comment)
    return Reply(status=204)


def labels(context: Context) -> Reply:
    """Answer GET /issues/{n}/labels."""
    return context.page(context.pull_request().labels, context.payloads.label)


def add_labels(context: Context) -> Reply:
    """Answer POST /issues/{n}/labels."""
    pull_request = context.pull_request()
    return _set_labels(context, pull_request, [*pull_request.labels, *_labels(context)])


def replace_labels(context: Context) -> Reply:
    """Answer PUT /issues/{n}/labels."""
    return _set_labels(context, context.pull_request(), _labels(context))


def remove_label(context: Context) -> Reply:
    """Answer DELETE /issues/{n}/labels/{name}."""
    pull_request = context.pull_request()
    label = context.repository.labels.get(context.arguments["name"].lower())
    if label is None or label not in pull_request.labels:
        raise Refusal(404, "Label does not exist")
    return _set_labels(context, pull_request, [other for other in pull_request.labels if other is not label])


def _labels(context: Context) -> list[FakeLabel]:
    body = context.json()
    names: Any = body.get("labels", []) if isinstance(body, dict) else body
    names = (
        [name.get("name") if isinstance(name, dict) else name for name in names] if isinstance(names, list) else [names]
    )
    for name in names:
        if not isinstance(name, str) or not name.strip() or len(name) > MAX_LABEL:
            raise invalid("Label", "name", f"name is too long (maximum is {MAX_LABEL} characters)", "invalid")
    return [context.repository.label(name) for name in names]


def _set_labels(context: Context, pull_request: FakePullRequest, wanted: list[FakeLabel]) -> Reply:
    unique = list({label.id: label for label in wanted}.values())
    if len(unique) > MAX_LABELS:
        raise invalid("Issue", "labels", f"An issue may only have {MAX_LABELS} labels", "invalid")
    pull_request.labels = unique
    pull_request.touch()
    return Reply(body=[context.payloads.label(label) for label in unique])


def _reactions(context: Context) -> list[FakeReaction]:
    """Find the reactions of what the path names."""
    if "number" in context.arguments:
        return context.pull_request().reactions
    found = context.review_comment() if "/pulls/comments/" in context.call.path else context.comment()
    return found[1].reactions


def reactions(context: Context) -> Reply:
    """Answer GET …/reactions."""
    return context.page(_reactions(context), context.payloads.reaction)


def react(context: Context) -> Reply:
    """Answer POST …/reactions: 201 for a new one, 200 for one that was there."""
    existing = _reactions(context)
    content = field(context.form(), "content", str)
    if content not in REACTIONS:
        raise invalid("Reaction", "content", "content is not included in the list", "invalid")
    reaction, made = add_reaction(context.repository, existing, context.viewer, content)
    shown: Json = context.payloads.reaction(reaction)
    return Reply(status=201 if made else 200, body=shown)


def unreact(context: Context) -> Reply:
    """Answer DELETE …/reactions/{reaction}."""
    existing = _reactions(context)
    reaction = next((one for one in existing if str(one.id) == context.arguments["reaction"]), None)
    if reaction is None:
        raise not_found()
    existing.remove(reaction)
    return Reply(status=204)


def add_reaction(
    repository: FakeRepository, existing: list[FakeReaction], user: FakeUser, content: str
) -> tuple[FakeReaction, bool]:
    """Add a reaction unless the user has it already; tell whether it is new."""
    for reaction in existing:
        if reaction.user is user and reaction.content == content:
            return reaction, False
    register = repository.register
    reaction = FakeReaction(register.next_id(), user, content, register.now())
    existing.append(reaction)
    return reaction, True
