from __future__ import annotations

import pytest

from pr_agent_action.agent.ruling import rule_again
from pr_agent_action.domain.gate import CheckConclusion
from pr_agent_action.domain.plan import PostedFinding, State
from pr_agent_action.domain.pull_request import Actor, PullRequest, PullRequestRef, Snapshot
from pr_agent_action.settings.sections import RepoSettings

HEAD = "a" * 40
LEFT = PostedFinding(fingerprint="f1", path="app.py", title="An empty list crashes", severity="high")
PULL = Snapshot(
    pull_request=PullRequest(
        ref=PullRequestRef("acme/shop", 7),
        title="",
        body="",
        author=Actor("alice"),
        head_sha=HEAD,
        head_ref="lock",
        base_sha="b" * 40,
        base_ref="main",
    ),
    files=(),
    viewer="",
)


@pytest.mark.parametrize(
    ("sha", "commands", "fail_on", "conclusion"),
    [
        (HEAD, ("describe", "review"), "high", CheckConclusion.FAILURE),
        (HEAD, ("review",), "critical", CheckConclusion.SUCCESS),
        (HEAD, ("review",), "never", CheckConclusion.SUCCESS),
        (HEAD, ("describe",), "high", None),
        ("b" * 40, ("review",), "high", None),
    ],
)
def test_a_commit_that_was_reviewed_is_ruled_on_as_before(
    sha: str, commands: tuple[str, ...], fail_on: str, conclusion: CheckConclusion | None
) -> None:
    settings = RepoSettings.model_validate({"github_action_config": {"fail_on": fail_on}})

    said = rule_again(PULL, State(reviewed_sha=sha, commands=commands, unposted=(LEFT,)), settings)

    assert (said and said.conclusion) == conclusion
