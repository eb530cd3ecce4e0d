"""Everything that our own GitHub client sends is as GitHub describes it."""

from __future__ import annotations

from typing import Any

from pr_agent_action.demo.fake_github import FakeRepository
from pr_agent_action.domain.command import Trigger, TriggerKind
from pr_agent_action.domain.diff import Anchor, Side
from pr_agent_action.domain.plan import DescriptionEdit, InlineComment
from pr_agent_action.domain.pull_request import Actor
from pr_agent_action.ports import Permission, Reaction, TextAt
from tests.fakes.github_bench import REF, Bench
from tests.fakes.openapi import check_exchanges


def inline(line: int, **more: Any) -> InlineComment:
    return InlineComment(anchor=Anchor(path="src/a.txt", line=line, **more), body="why?", fingerprint=str(line))


def test_a_whole_run(serve: Any, repository: FakeRepository) -> None:
    api = serve()
    bench = Bench(api.github)
    forge = bench.forge
    repository.permissions["octocat"] = "write"
    asked = repository.comment(1, "octocat", "/review")
    snapshot = forge.snapshot(REF, base_paths=[".pr_agent.toml", "src/a.txt"])
    assert (len(snapshot.files), len(snapshot.comments)) == (5, 1)
    assert "src/a.txt" in snapshot.base_files
    head = snapshot.pull_request.head_sha
    assert forge.texts(REF, [TextAt(head, "new.txt"), TextAt(head, "nope")]) == {TextAt(head, "new.txt"): "hello"}
    assert forge.permission(REF, "octocat") is Permission.WRITE
    comment = forge.post_comment(REF, "Summary")
    forge.edit_comment(REF, comment.id, "Summary, edited")
    comments = [inline(3), inline(5, start_line=3), inline(3, side=Side.LEFT), inline(15)]
    _, refused = forge.post_review(REF, head_sha=head, body="", comments=comments)
    assert [one.anchor.line for one in refused] == [15]
    root = repository.pull_requests[1].review_comments[0]
    forge.reply(REF, str(root.id), "Because.")
    forge.edit_description(REF, DescriptionEdit(body="New", seen_body="Fixes #7.", title="Title"))
    forge.add_labels(REF, ["bug", "Effort 2/5"])
    forge.remove_label(REF, "Effort 2/5")
    kinds = {TriggerKind.COMMENT: asked.id, TriggerKind.THREAD: root.id, TriggerKind.OPENED: None}
    for kind, number in kinds.items():
        trigger = Trigger(
            kind=kind, actor=Actor("octocat"), detail="x", comment_id=None if number is None else str(number)
        )
        forge.react(REF, trigger, Reaction.EYES)
    forge.close()
    check_exchanges(api.github.requests)
    assert [label.name for label in repository.pull_requests[1].labels] == ["bug"]
    assert repository.pull_requests[1].reactions[0].content == "eyes"
