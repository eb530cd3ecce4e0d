"""A small pull request, and what a run about it is given: for tests of the rooms above the forge and the model."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pr_agent_action.agent.services import Services
from pr_agent_action.commands.base import Task
from pr_agent_action.context.build import Chunk, Context
from pr_agent_action.domain.command import Command, Request, Trigger, TriggerKind
from pr_agent_action.domain.coverage import FileCoverage, Reach
from pr_agent_action.domain.plan import DescriptionEdit, InlineComment
from pr_agent_action.domain.pull_request import (
    Actor,
    ChangedFile,
    Comment,
    FileStatus,
    Issue,
    PullRequest,
    PullRequestRef,
    ReviewThread,
    Snapshot,
)
from pr_agent_action.errors import ForgeError
from pr_agent_action.ports import Model, Permission, Posted, Reaction, TextAt
from pr_agent_action.settings.layered import LayeredRepoSettings
from pr_agent_action.settings.sections import RepoSettings

REF = PullRequestRef("octo/example", 7)
HEAD, BASE = "a" * 40, "b" * 40
NOW = "2026-03-01T12:00:00+00:00"
BOT = Actor("github-actions[bot]", is_bot=True)
ALICE = Actor("alice")
BOUNDARY = "b0undary"

APP = """@@ -1,3 +1,4 @@
 def total(items):
-    return sum(items)
+    first = items[0]
+    return first + sum(items)
 # end"""
TESTS = "@@ -1 +1,2 @@\n def test_total():\n+    assert total([1]) == 2"


def changed(path: str, patch: str | None = APP, *, additions: int = 2, deletions: int = 1) -> ChangedFile:
    return ChangedFile(path=path, status=FileStatus.MODIFIED, additions=additions, deletions=deletions, patch=patch)


def a_pull_request(**values: Any) -> PullRequest:
    whole = PullRequest(
        ref=REF,
        title="Count the first item twice",
        body="As asked for.",
        author=ALICE,
        head_sha=HEAD,
        head_ref="count-twice",
        base_sha=BASE,
        base_ref="main",
        head_repository="octo/example",
        url="https://github.com/octo/example/pull/7",
    )
    return replace(whole, **values)


def a_snapshot(**values: Any) -> Snapshot:
    files = (changed("app.py"), changed("test_app.py", TESTS, additions=1, deletions=0))
    return replace(Snapshot(pull_request=a_pull_request(), files=files, viewer=BOT.login), **values)


def a_request(kind: TriggerKind = TriggerKind.OPENED, *commands: str | Command, **values: Any) -> Request:
    """``commands`` are written as people write them, without the slash: ``ask why?``."""
    detail = "pull_request.synchronize" if kind is TriggerKind.PUSHED else "pull_request.opened"
    trigger = Trigger(kind=kind, actor=ALICE, detail=values.pop("detail", detail), **values.pop("trigger", {}))
    asked = tuple(command if isinstance(command, Command) else a_command(command) for command in commands)
    return Request(ref=REF, commands=asked, trigger=trigger, **values)


def a_command(text: str) -> Command:
    name, _, rest = text.partition(" ")
    return Command(name, text=rest)


def settings_of(**sections: Mapping[str, object]) -> LayeredRepoSettings:
    """Settings as a repository's file would have them (``pr_reviewer={"num_max_findings": 1}``), without analysers."""
    return LayeredRepoSettings(RepoSettings.model_validate({"analysers": {"enabled": False}, **sections}))


def a_context(*chunks: Sequence[str], skipped: Sequence[str] = ()) -> Context:
    """Each chunk is the paths in it."""
    shown = tuple(FileCoverage(path=path, reach=Reach.REVIEWED) for chunk in chunks for path in chunk)
    left_out = tuple(FileCoverage(path=path, reach=Reach.SKIPPED, reason="generated") for path in skipped)
    parts = tuple(Chunk(prefix=f"part {number}", paths=tuple(paths), tokens=9) for number, paths in enumerate(chunks))
    return Context(parts, (*shown, *left_out))


def a_task(command: str = "review", **values: Any) -> Task:
    given: dict[str, Any] = {
        "command": a_command(command),
        "request": a_request(TriggerKind.MANUAL),
        "snapshot": a_snapshot(),
        "layered": settings_of(),
        "context": a_context(["app.py", "test_app.py"]),
        "boundary": BOUNDARY,
    }
    return Task(**(given | values))


def a_thread(*bodies: str, by: Actor = BOT, **values: Any) -> ReviewThread:
    """A thread whose first comment is ``by``, the others Alice's; comment ids are ``t1``, ``t2`` and so on."""
    comments = tuple(
        Comment(id=f"t{number}", author=by if number == 1 else ALICE, body=body)
        for number, body in enumerate(bodies, start=1)
    )
    whole = ReviewThread(id="T", path="app.py", line=2, comments=comments, diff_hunk=APP)
    return replace(whole, **values)


class PlainForge:
    """A forge with what every forge can do, and nothing else; it remembers what it was told."""

    def __init__(self, snapshot: Snapshot, **more: Any) -> None:
        self.read = snapshot
        self.right: Permission = more.get("right", Permission.WRITE)
        self.contents: Mapping[str, str] = more.get("contents", {})
        self.refusal: ForgeError | None = more.get("refusal")
        self.told: list[tuple[str, Any]] = []
        self._ids = itertools.count(100)

    def snapshot(self, ref: PullRequestRef, *, base_paths: Sequence[str]) -> Snapshot:
        return self.read

    def texts(self, ref: PullRequestRef, wanted: Sequence[TextAt]) -> Mapping[TextAt, str]:
        return {at: self.contents[at.path] for at in wanted if at.path in self.contents}

    def permission(self, ref: PullRequestRef, login: str) -> Permission:
        self.told.append(("permission", login))
        return self.right

    def post_comment(self, ref: PullRequestRef, body: str) -> Posted:
        return self._posted("comment", body)

    def edit_comment(self, ref: PullRequestRef, comment_id: str, body: str) -> Posted:
        return self._posted("edit", body)

    def _posted(self, what: str, body: Any) -> Posted:
        if self.refusal:
            raise self.refusal
        self.told.append((what, body))
        number = next(self._ids)
        return Posted(str(number), f"https://github.com/octo/example/pull/7#{number}")

    def kinds(self) -> list[str]:
        """What was told, by kind, in order."""
        return [kind for kind, _ in self.told]


class FullForge(PlainForge):
    """A forge in every role that a run uses."""

    def __init__(self, snapshot: Snapshot, **more: Any) -> None:
        super().__init__(snapshot, **more)
        self.writable: bool = more.get("writable", True)
        self.reaction_refusal: ForgeError | None = more.get("reaction_refusal")
        self.issues: Mapping[int, Issue | ForgeError] = more.get("issues", {})

    def post_review(
        self, ref: PullRequestRef, *, head_sha: str, body: str, comments: Sequence[InlineComment]
    ) -> tuple[Posted, tuple[InlineComment, ...]]:
        return self._posted("review", tuple(comments)), ()

    def reply(self, ref: PullRequestRef, thread_root_id: str, body: str) -> Posted:
        return self._posted("reply", body)

    def pull_request(self, ref: PullRequestRef) -> PullRequest:
        return self.read.pull_request

    def edit_description(self, ref: PullRequestRef, edit: DescriptionEdit) -> None:
        self._posted("description", edit)

    def add_labels(self, ref: PullRequestRef, labels: Sequence[str]) -> None:
        self._posted("labels", tuple(labels))

    def remove_label(self, ref: PullRequestRef, label: str) -> None:
        self._posted("unlabel", label)

    def may_write(self, ref: PullRequestRef) -> bool:
        self.told.append(("may write?", self.writable))
        return self.writable

    def react(self, ref: PullRequestRef, trigger: Trigger, reaction: Reaction) -> None:
        if self.reaction_refusal:
            raise self.reaction_refusal
        self.told.append(("react", reaction))

    def issue(self, ref: PullRequestRef, number: int) -> Issue | None:
        self.told.append(("issue", number))
        found = self.issues.get(number)
        if isinstance(found, ForgeError):
            raise found
        return found


@dataclass
class House:
    """A forge, a model and a log, as the services of a run."""

    forge: PlainForge
    model: Model | None = None
    layered: LayeredRepoSettings = field(default_factory=settings_of)
    dry_run: bool = False
    secrets: tuple[str, ...] = ()
    log: list[str] = field(default_factory=list)
    warmed: list[str] = field(default_factory=list)

    def services(self) -> Services:
        ticks = itertools.count()
        return Services(
            forge=self.forge,
            model_for=lambda _settings: self.model,
            layered=self.layered,
            boundary=BOUNDARY,
            now=lambda: NOW,
            clock=lambda: float(next(ticks)),
            log=self.log.append,
            secrets=self.secrets,
            dry_run=self.dry_run,
            warm_up=lambda: self.warmed.append("warm"),
        )
