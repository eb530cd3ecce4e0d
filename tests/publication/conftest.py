"""A pull request, a report about it, and a forge that remembers what it was told."""

from __future__ import annotations

import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pr_agent_action.domain.command import Command, Request, Trigger, TriggerKind
from pr_agent_action.domain.coverage import FileCoverage, Reach
from pr_agent_action.domain.diff import Anchor
from pr_agent_action.domain.finding import Category, Finding, PlacedFinding, Severity, UnplacedFinding
from pr_agent_action.domain.outcome import (
    Area,
    ChangeFacts,
    Description,
    Diagram,
    FileNote,
    IssueCheck,
    Marker,
    Outcome,
    Report,
    TestsVerdict,
    Verdict,
)
from pr_agent_action.domain.plan import Plan, State
from pr_agent_action.domain.pull_request import (
    Actor,
    ChangedFile,
    Comment,
    FileStatus,
    PullRequest,
    PullRequestRef,
    ReviewThread,
    Snapshot,
)
from pr_agent_action.domain.usage import Usage
from pr_agent_action.publication.plan import make_plan
from pr_agent_action.publication.state import read_state
from pr_agent_action.settings.sections import RepoSettings

HEAD = "abc1234def5678abc1234def5678abc1234def56"
NOW = "2026-03-01T12:00:00Z"
BOT = Actor("reviewer[bot]", is_bot=True)
REF = PullRequestRef("acme/shop", 7)


def finding(**values: Any) -> Finding:
    return replace(
        Finding(
            path="shop/lock.py",
            title="The lock is taken twice",
            body="`release()` calls `acquire()` again when the queue is empty, so the second caller waits for ever.",
            quote="self._lock.acquire()",
            severity=Severity.HIGH,
            category=Category.CONCURRENCY,
        ),
        **values,
    )


def placed(fingerprint: str = "f1", line: int = 42, suggestion: str | None = None, **values: Any) -> PlacedFinding:
    item = finding(**values)
    return PlacedFinding(item, Anchor(path=item.path, line=line), fingerprint, suggestion)


def description(**values: Any) -> Description:
    whole = Description(
        title="Give up on a lock after five seconds",
        kinds=("Bug fix", "Tests"),
        summary=("A lock that is not freed no longer stops the shop.", "The time is a setting, `lock_seconds`."),
        files=(
            FileNote(path="shop/lock.py", title="Time limit", note="`acquire` gives up | raises", group="Bug fix"),
            FileNote(path="tests/test_lock.py", title="Tests of it", note="", group="Tests"),
        ),
        diagram=Diagram(
            {"a": "Cart", "b": 'Lock "one"', "c": "lonely"}, (("a", "b", "takes"), ("b", "a", ""), ("a", "x", "?"))
        ),
        labels=("bug",),
    )
    return replace(whole, **values)


def report(**values: Any) -> Report:
    whole = Report(
        outcomes=(
            Outcome(
                command="review",
                verdict=Verdict(
                    sentence="Sound on the whole; the time limit can be missed when the queue is empty.",
                    effort=2,
                    tests=TestsVerdict.PARTIAL,
                    tests_note="nothing covers the empty queue",
                    issues=(IssueCheck(issue="#12 Shop hangs", met=("gives up after a time",), not_met=("logs it",)),),
                ),
            ),
        ),
        facts=ChangeFacts(
            files=3,
            additions=64,
            deletions=9,
            effort=2,
            areas=(
                Area(path="shop", files=2, additions=40, deletions=9),
                Area(path="", files=1, additions=24, deletions=0),
            ),
            tests_touched=True,
            workflow_files=(".github/workflows/ci.yml",),
            todos=(Marker(path="shop/lock.py", line=50, text="# TODO: @bob measure"),),
        ),
        placed=(
            placed(suggestion="with self._lock:\n    return queue.pop()"),
            placed(
                "f2",
                line=61,
                title="Errors of `pop()` are | swallowed",
                severity=Severity.MEDIUM,
                category=Category.ERROR_HANDLING,
                body="An `IndexError` ends here.\n\n```py\n@cache\ndef f(): ...\n```",
                replacement="raise",
            ),
        ),
        unplaced=(
            UnplacedFinding(
                finding(title="Nothing closes the file", severity=Severity.LOW, path="shop/io.py"),
                "f3",
                "the quoted code is not in the diff",
            ),
        ),
        coverage=(
            FileCoverage(path="shop/lock.py", reach=Reach.REVIEWED, additions=40, deletions=9),
            FileCoverage(path="shop/io.py", reach=Reach.PARTLY, reason="too long: 2 of 5 hunks", additions=12),
            FileCoverage(path="poetry.lock", reach=Reach.SKIPPED, reason="lock file", additions=12),
        ),
        usage=Usage(calls=1, input_tokens=12345, cached_tokens=8000, output_tokens=678, cost_usd=Decimal("0.0123")),
        model="claude-sonnet-5-5",
        seconds={"reading": 1.2, "model": 8.9},
        reviewed_blocks=frozenset({"b1", "b2"}),
    )
    return replace(whole, **values)


def request(kind: TriggerKind = TriggerKind.OPENED, *commands: Command, **trigger: Any) -> Request:
    return Request(
        ref=REF,
        commands=commands or (Command("review"),),
        trigger=Trigger(kind=kind, actor=Actor("alice"), detail="test", **trigger),
    )


def snapshot(**values: Any) -> Snapshot:
    pull_request = PullRequest(
        ref=REF,
        title="Lock timeout",
        body="Why: the shop hangs.",
        author=Actor("alice"),
        head_sha=HEAD,
        head_ref="lock",
        base_sha="base000base000",
        base_ref="main",
        head_repository="acme/shop",
        url="https://github.com/acme/shop/pull/7",
        labels=("Review effort 4/5", "team: core"),
    )
    changed = {key: values.pop(key) for key in list(values) if hasattr(pull_request, key)}
    whole = Snapshot(
        pull_request=replace(pull_request, **changed),
        files=(
            ChangedFile(path="shop/lock.py", status=FileStatus.MODIFIED, additions=40, deletions=9),
            ChangedFile(path="tests/test_lock.py", status=FileStatus.ADDED, additions=24),
        ),
        viewer="reviewer",
    )
    return replace(whole, **values)


def comment(body: str, id_: str = "900", author: Actor = BOT) -> Comment:
    return Comment(id=id_, author=author, body=body, url=f"https://github.com/acme/shop/pull/7#c{id_}")


def thread(body: str, *, line: int | None = 42, path: str = "shop/lock.py", **values: Any) -> ReviewThread:
    return ReviewThread(
        id="T1", path=path, line=line, comments=(comment(body, "500", values.pop("author", BOT)),), **values
    )


def plan(the_report: Report | None = None, the_snapshot: Snapshot | None = None, **values: Any) -> tuple[Plan, State]:
    seen = the_snapshot or snapshot()
    earlier = read_state(seen)
    return make_plan(
        report=the_report or report(),
        request=values.pop("request", request()),
        snapshot=seen,
        state=values.pop("state", earlier.state),
        summary_id=earlier.summary_id,
        settings=settings(**values),
        secrets=("hunter2hunter2",),
        now=NOW,
    )


def settings(**sections: dict[str, Any]) -> RepoSettings:
    return RepoSettings.model_validate(sections)


class Maker:
    """What a test builds its case from."""

    finding = staticmethod(finding)
    placed = staticmethod(placed)
    description = staticmethod(description)
    report = staticmethod(report)
    request = staticmethod(request)
    snapshot = staticmethod(snapshot)
    comment = staticmethod(comment)
    thread = staticmethod(thread)
    plan = staticmethod(plan)
    settings = staticmethod(settings)
    head = HEAD
    now = NOW
    golden_folder = Path(__file__).parent / "golden"

    def golden(self, name: str, text: str) -> None:
        """Compare with the golden file; ``UPDATE_GOLDEN=1`` writes it."""
        path = self.golden_folder / f"{name}.md"
        if os.environ.get("UPDATE_GOLDEN"):
            path.write_text(text + "\n")
        assert text + "\n" == path.read_text()


@pytest.fixture
def make() -> Maker:
    return Maker()
