"""Whether a request is acted on: one pure function, one row a rule, a reason for each no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pr_agent_action.domain.command import Command, Request, Trigger, TriggerKind
from pr_agent_action.domain.pull_request import PullRequest
from pr_agent_action.events.patterns import matches_any
from pr_agent_action.ports import Permission
from pr_agent_action.settings.sections import RepoSettings

AUTOMATIC = frozenset({TriggerKind.OPENED, TriggerKind.PUSHED, TriggerKind.REQUESTED})
WRITTEN = frozenset({TriggerKind.COMMENT, TriggerKind.THREAD})
MAY_COMMAND = frozenset({Permission.ADMIN, Permission.MAINTAIN, Permission.WRITE})
ANSWERS = frozenset({"ask", "help", "config"})
"""The commands that only answer: they run on closed and on empty pull requests too."""
ACTIONS_BOT = "github-actions[bot]"
OUR_MARKER = "<!-- pr-agent-action:"


class Code(StrEnum):
    """The rule that decided."""

    RUN = "run"
    RUN_IF_PERMITTED = "run if permitted"
    """Nothing speaks against it so far, but the commenter's permission has not been asked for."""
    OURS = "ours"
    BOT = "bot"
    ACTION = "action"
    LABEL = "label"
    DISABLED = "disabled"
    CLOSED = "closed"
    DRAFT = "draft"
    IGNORED = "ignored"
    EDITED = "edited"
    DENIED = "denied"
    EMPTY = "empty"


BY_SETTINGS = frozenset({Code.BOT, Code.ACTION, Code.LABEL, Code.DISABLED, Code.DRAFT, Code.IGNORED})
"""The rules that a repository's own file may lift: before it is read, their no is not the last word."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to go on; ``reason`` is one sentence without a word of the pull request's."""

    run: bool
    reason: str
    code: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that a rule may look at."""

    request: Request
    pull_request: PullRequest | None
    settings: RepoSettings
    viewer: str
    permission: Permission | None
    current_comment_updated_at: str
    changed_files: int | None

    @property
    def trigger(self) -> Trigger:
        """What started the run."""
        return self.request.trigger

    @property
    def automatic(self) -> bool:
        """Nobody asked in words: an event of the pull request's did, maybe by way of another workflow."""
        return self.trigger.kind in AUTOMATIC or self.trigger.detail.startswith("workflow_run")

    @property
    def written(self) -> bool:
        """Somebody asked in a comment."""
        return self.trigger.kind in WRITTEN

    @property
    def only_answers(self) -> bool:
        """The request asks for answers only (or cannot be read, and gets an answer that says so)."""
        names = {command.name for command in self.request.commands}
        return names <= ANSWERS and (bool(names) or bool(self.request.problem))


def decide(  # noqa: PLR0913 - a decision is made of these facts, and they have no other bond
    request: Request,
    pull_request: PullRequest | None,
    settings: RepoSettings,
    *,
    viewer: str,
    permission: Permission | None,
    current_comment_updated_at: str = "",
    changed_files: int | None = None,
) -> Decision:
    """Decide by the first rule that speaks; what is not known yet (``None`` or ``""``) speaks for nothing.

    Ask twice: with what the event says, before any call, and with the snapshot. ``viewer`` is our own login;
    ``permission`` the commenter's, which only commands in comments need; ``current_comment_updated_at`` the
    trigger's comment as it is now.
    """
    case = Case(
        request=request,
        pull_request=pull_request or request.pull_request,
        settings=settings,
        viewer=viewer,
        permission=permission,
        current_comment_updated_at=current_comment_updated_at,
        changed_files=changed_files,
    )
    for code, rule in RULES:
        if reason := rule(case):
            return Decision(run=False, reason=reason, code=code)
    if permission is None and needs_permission(request, settings):
        return Decision(run=True, reason="The commenter's permission decides.", code=Code.RUN_IF_PERMITTED)
    return Decision(run=True, reason="Nothing speaks against it.", code=Code.RUN)


def auto_commands(trigger: Trigger, settings: RepoSettings, *, first_round: bool = True) -> tuple[Command, ...]:
    """Choose the commands of a request that names none.

    ``first_round`` tells a ``workflow_run``, which does not say what happened, from a push: later rounds only review
    what is new.
    """
    auto = settings.github_action_config
    if trigger.kind is TriggerKind.REQUESTED:
        return (Command("review"),)
    if trigger.kind in WRITTEN:
        return ()
    if settings.config.disable_auto_feedback and trigger.kind is not TriggerKind.MANUAL:
        return ()
    if trigger.kind is TriggerKind.PUSHED or (trigger.detail.startswith("workflow_run") and not first_round):
        return (Command("review", "-i"),) if auto.auto_review else ()
    wanted = {"describe": auto.auto_describe, "review": auto.auto_review, "improve": auto.auto_improve}
    return tuple(Command(name) for name, on in wanted.items() if on)


def needs_permission(request: Request, settings: RepoSettings) -> bool:
    """Tell whether the commenter's permission counts: no automatic or manual run needs one, nor an allowed bot."""
    return request.trigger.kind in WRITTEN and not _allowed_bot(request.trigger, settings)


def _ours(case: Case) -> str:
    """A comment of our own starts nothing.

    NOTE: with a person's token we write under that person's name, and their own comments are commands like any
    other; ours then carry a marker.
    """
    login = case.trigger.actor.login.lower()
    bot = login.endswith("[bot]")
    by_us = login == ACTIONS_BOT or (login == case.viewer.lower() and (bot or OUR_MARKER in case.trigger.comment_body))
    return "The comment is our own." if case.written and login and by_us else ""


def _bot(case: Case) -> str:
    if (
        not case.trigger.actor.is_bot
        or not (case.written or case.automatic)
        or _allowed_bot(case.trigger, case.settings)
    ):
        return ""
    return "A bot started this, and `github_action_config.allowed_bots` does not name it."


def _allowed_bot(trigger: Trigger, settings: RepoSettings) -> bool:
    """Look for a bot on the allow-list; a person of the same login is no bot, and asks for permission."""
    allowed = {_bare(name) for name in settings.github_action_config.allowed_bots}
    return trigger.actor.is_bot and _bare(trigger.actor.login) in allowed


def _bare(login: str) -> str:
    return login.lower().removesuffix("[bot]")


def _action(case: Case) -> str:
    event, _, action = case.trigger.detail.rpartition(".")
    if case.trigger.kind not in AUTOMATIC or action in case.settings.github_action_config.pr_actions or not event:
        return ""
    return f"`github_action_config.pr_actions` does not hold `{action}`."


def _label(case: Case) -> str:
    wanted = case.settings.github_action_config.review_label
    label = case.trigger.label if case.trigger.kind is TriggerKind.REQUESTED else ""
    if not label or label.lower() == wanted.lower():
        return ""
    return "The label that was set is not the one of `github_action_config.review_label`."


def _disabled(case: Case) -> str:
    if not case.automatic or case.request.commands or auto_commands(case.trigger, case.settings):
        return ""
    return "The settings switch every automatic command off that this event would start."


def _closed(case: Case) -> str:
    closed = case.pull_request is not None and not case.pull_request.open
    if not closed or case.only_answers or not (case.written or case.automatic):
        return ""
    return "The pull request is closed: only `/ask`, `/help` and `/config` still answer."


def _draft(case: Case) -> str:
    draft = case.pull_request is not None and case.pull_request.draft
    if not draft or not case.automatic or case.settings.github_action_config.review_drafts:
        return ""
    return "The pull request is a draft, and `github_action_config.review_drafts` is off."


def _ignored(case: Case) -> str:
    found, config = case.pull_request, case.settings.config
    if not case.automatic:
        return ""
    if matches_any(case.request.ref.repository, config.ignore_repositories):
        return "The repository matches `config.ignore_repositories`."
    if found is None:
        return ""
    if set(found.labels) & set(config.ignore_pr_labels):
        return "The pull request has a label of `config.ignore_pr_labels`."
    by_pattern = (
        ("title", found.title, "ignore_pr_title", config.ignore_pr_title),
        ("target branch", found.base_ref, "ignore_pr_target_branches", config.ignore_pr_target_branches),
        ("source branch", found.head_ref, "ignore_pr_source_branches", config.ignore_pr_source_branches),
        ("author", found.author.login, "ignore_pr_authors", config.ignore_pr_authors),
    )
    for what, text, key, patterns in by_pattern:
        if matches_any(text, patterns):
            return f"The {what} of the pull request matches `config.{key}`."
    return ""


def _edited(case: Case) -> str:
    then, now = case.trigger.updated_at, case.current_comment_updated_at
    if not case.written or not then or not now or _moment(then) == _moment(now):
        return ""
    return "The comment was edited after it started this run."


def _moment(text: str) -> datetime | str:
    """Read a time, so that two spellings of it are equal; what is none stays itself."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text


def _denied(case: Case) -> str:
    if case.permission is None or not needs_permission(case.request, case.settings):
        return ""
    if case.permission in MAY_COMMAND and case.trigger.actor.login:
        return ""
    return "Commands are taken from people with write permission on the repository only."


def _empty(case: Case) -> str:
    return "The pull request changes no file." if case.changed_files == 0 and not case.only_answers else ""


RULES: tuple[tuple[Code, Callable[[Case], str]], ...] = (
    (Code.OURS, _ours),
    (Code.BOT, _bot),
    (Code.ACTION, _action),
    (Code.LABEL, _label),
    (Code.DISABLED, _disabled),
    (Code.CLOSED, _closed),
    (Code.DRAFT, _draft),
    (Code.IGNORED, _ignored),
    (Code.EDITED, _edited),
    (Code.DENIED, _denied),
    (Code.EMPTY, _empty),
)
