from __future__ import annotations

from typing import Any

import pytest

from pr_agent_action.demo.fake_github import FakeGitHub, FakeRepository, event_payload, pull_request_from_texts
from tests.fakes.api import Api


@pytest.mark.parametrize("kind", ["pull_request", "pull_request_target"])
def test_opened(api: Api, kind: str) -> None:
    event = event_payload(api.github, kind)
    assert (event["action"], event["number"], event["sender"]["login"]) == ("opened", 1, "octocat")
    assert event["pull_request"] == api.get("./pulls/1").body


def test_synchronize_labeled_and_requested(api: Api, repository: FakeRepository) -> None:
    pushed = event_payload(api.github, "pull_request", action="synchronize", before="b" * 40)
    assert (pushed["before"], pushed["after"]) == ("b" * 40, repository.pull_requests[1].head_sha)
    labeled = event_payload(api.github, "pull_request", action="labeled", label="ai-review", sender="hubot")
    assert (labeled["label"]["name"], labeled["sender"]["login"]) == ("ai-review", "hubot")
    asked = event_payload(api.github, "pull_request", action="review_requested")
    assert asked["requested_reviewer"]["login"] == "github-actions[bot]"
    edited = event_payload(api.github, "pull_request", action="edited", changes={"title": {"from": "x"}})
    assert edited["changes"] == {"title": {"from": "x"}}


def test_comments(api: Api, repository: FakeRepository) -> None:
    comment = repository.comment(1, "hubot", "/review")
    event = event_payload(api.github, "issue_comment", comment=comment, sender="hubot")
    assert (event["action"], event["comment"]["body"], event["issue"]["number"]) == ("created", "/review", 1)
    assert event["issue"]["pull_request"]["url"].endswith("/pulls/1")
    assert event["comment"] == api.get(f"./issues/comments/{comment.id}").body
    assert "changes" in event_payload(api.github, "issue_comment", comment=comment, action="edited")


def test_review_comments(api: Api, repository: FakeRepository) -> None:
    place = {"path": "src/a.txt", "line": 3, "side": "RIGHT", "body": "/ask why?"}
    api.post("./pulls/1/reviews", {"event": "COMMENT", "comments": [place]})
    comment = repository.pull_requests[1].review_comments[0]
    event = event_payload(api.github, "pull_request_review_comment", comment=comment)
    assert (event["comment"]["line"], event["pull_request"]["number"]) == (3, 1)
    assert "changed_files" not in event["pull_request"]


def test_without_a_pull_request(api: Api) -> None:
    dispatch = event_payload(api.github, "workflow_dispatch", inputs={"pr": "1"})
    assert (dispatch["inputs"], "pull_request" in dispatch) == ({"pr": "1"}, False)
    assert event_payload(api.github, "schedule")["schedule"] == "0 6 * * 1"


@pytest.mark.parametrize(("head", "named"), [("octo/example", 1), ("hubot/example", 0), (None, 0)])
def test_a_run_of_a_fork_does_not_name_its_pull_request(head: str | None, named: int) -> None:
    repository = pull_request_from_texts({}, {"a": "x"}, head_repository=head)
    with FakeGitHub(repository) as github:
        run: dict[str, Any] = event_payload(github, "workflow_run")["workflow_run"]
    assert len(run["pull_requests"]) == named
    assert run["head_sha"] == repository.pull_requests[1].head_sha
    assert (run["head_repository"] or {}).get("full_name") == head
