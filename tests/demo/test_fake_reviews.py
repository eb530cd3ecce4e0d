from __future__ import annotations

from typing import Any

import pytest

from pr_agent_action.demo.fake_github import REVIEWER, FakeRepository, Token, push_texts
from tests.fakes.api import Api

REVIEWS, COMMENTS = "./pulls/1/reviews", "./pulls/1/comments"
GOOD = {"path": "src/a.txt", "line": 3, "side": "RIGHT", "body": "three?"}


def review(api: Api, *comments: dict[str, Any], **more: Any) -> Any:
    return api.post(REVIEWS, {"event": "COMMENT", "comments": list(comments), **more})


@pytest.mark.parametrize(
    "place",
    [
        {"line": 3},
        {"line": 3, "side": "LEFT"},
        {"line": 6},
        {"line": 26},
        {"line": 5, "start_line": 3},
        {"line": 3, "start_line": 3, "side": "RIGHT", "start_side": "LEFT"},
        {"position": 3},
        {"path": "new.txt", "line": 1},
        {"path": "gone.txt", "line": 1, "side": "LEFT"},
    ],
)
def test_places_that_take_a_comment(api: Api, place: dict[str, Any]) -> None:
    assert review(api, GOOD | {"side": "RIGHT"} | place).status == 200
    assert len(api.get(COMMENTS).body) == 1


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ({"line": 15}, "Line could not be resolved"),
        ({"line": 99}, "Line could not be resolved"),
        ({"line": 26, "side": "LEFT"}, None),
        ({"line": 32, "side": "LEFT"}, "Line could not be resolved"),
        ({"line": 3, "start_line": 3}, "Start line must precede the end line"),
        ({"line": 3, "start_line": 5}, "Start line must precede the end line"),
        ({"line": 26, "start_line": 3}, "Start line must be part of the same hunk as the line"),
        ({"line": 26, "start_line": 15}, "Start line could not be resolved"),
        ({"path": "nope.txt"}, "Path could not be resolved"),
        ({"path": "old name.txt"}, "Path could not be resolved"),
        ({"path": "logo.png", "line": 1}, "Line could not be resolved"),
        ({"path": "new.txt", "line": 1, "side": "LEFT"}, "Line could not be resolved"),
        ({"side": "MIDDLE"}, "side is not included in the list"),
        ({"body": " "}, "Body can't be blank"),
        ({"body": "x" * 65_537}, "Body is too long (maximum is 65536 characters)"),
    ],
)
def test_one_bad_place_refuses_the_batch_and_is_not_named(api: Api, place: dict[str, Any], message: str | None) -> None:
    answer = review(api, GOOD, GOOD | place)
    assert answer.status == (422 if message else 200)
    assert answer.body.get("errors") == ([message] if message else None)
    assert len(api.get(COMMENTS).body) == (0 if message else 2)
    assert len(api.get(REVIEWS).body) == (0 if message else 1)


@pytest.mark.parametrize(
    "form",
    [
        {"event": "COMMENT"},
        {"event": "REQUEST_CHANGES"},
        {"event": "APPROVE"},
        {"event": "WAVE", "body": "x"},
        {"event": "COMMENT", "body": "x" * 65_537},
        {"event": "COMMENT", "body": "x", "commit_id": "0" * 40},
        {"event": "COMMENT", "comments": [{"path": "src/a.txt", "line": 3}]},
        {"event": "COMMENT", "comments": "none"},
    ],
)
def test_reviews_that_are_refused(api: Api, form: dict[str, Any]) -> None:
    assert api.post(REVIEWS, form).status == 422
    assert api.get(REVIEWS).body == []


def test_nobody_approves_their_own(serve: Any) -> None:
    api = serve(tokens={"author": Token(REVIEWER, "octocat"), "other": Token(REVIEWER, "hubot")}, token="author")
    assert api.post(REVIEWS, {"event": "APPROVE"}).status == 422
    assert Api(api.github, "other").post(REVIEWS, {"event": "APPROVE"}).body["state"] == "APPROVED"


def test_one_pending_review(api: Api) -> None:
    assert api.post(REVIEWS, {"body": "later"}).body["state"] == "PENDING"
    assert api.post(REVIEWS, {"body": "later"}).status == 422


def test_single_comments_and_replies(api: Api, repository: FakeRepository) -> None:
    head = repository.pull_requests[1].head_sha
    made = api.post(COMMENTS, GOOD | {"commit_id": head})
    assert (made.status, made.body["diff_hunk"].count("\n")) == (201, 4)
    root = made.body["id"]
    reply = api.post(f"{COMMENTS}/{root}/replies", {"body": "yes"})
    assert (reply.status, reply.body["in_reply_to_id"], reply.body["line"]) == (201, root, 3)
    assert (
        api.post(COMMENTS, {"body": "also", "in_reply_to": root, "commit_id": head, "path": "src/a.txt"}).status == 201
    )
    assert api.post(f"{COMMENTS}/{reply.body['id']}/replies", {"body": "no"}).status == 404
    assert api.post(f"{COMMENTS}/1/replies", {"body": "no"}).status == 404
    assert api.post(COMMENTS, GOOD).status == 422
    refused = api.post(COMMENTS, GOOD | {"commit_id": head, "line": 15})
    assert refused.body["errors"][0]["field"] == "pull_request_review_thread.line"
    assert api.post(COMMENTS, GOOD | {"commit_id": head, "line": 3, "start_line": 3}).status == 422
    whole = api.post(COMMENTS, {"path": "logo.png", "subject_type": "file", "body": "art", "commit_id": head})
    assert whole.body["subject_type"] == "file"


def test_review_comments_live(api: Api) -> None:
    review(api, GOOD)
    (comment,) = api.get(COMMENTS).body
    address = f"./pulls/comments/{comment['id']}"
    assert api.ask("PATCH", address, {"body": "better"}).body["body"] == "better"
    assert api.post(address + "/reactions", {"content": "-1"}).status == 201
    assert api.get(address + "/reactions").body[0]["content"] == "-1"
    assert api.get(address).body["reactions"]["-1"] == 1
    assert api.ask("DELETE", address).status == 204
    assert api.ask("DELETE", address).status == 404
    assert api.github.repository.pull_requests[1].threads == []


def test_a_push_moves_comments_or_leaves_them_outdated(api: Api, repository: FakeRepository) -> None:
    review(api, GOOD, GOOD | {"line": 26}, GOOD | {"path": "gone.txt", "line": 1, "side": "LEFT"})
    lines = [f"line {number}" for number in range(1, 31)]
    lines[2:3] = ["line 3!"]
    lines[25:25] = ["line 25b"]
    push_texts(repository, {"src/a.txt": "\n".join(["top", *lines, ""])})
    shown = api.get(COMMENTS).body
    assert [(comment["line"], comment["original_line"]) for comment in shown] == [(None, 3), (27, 26), (1, 1)]
    assert shown[0]["position"] is None
    assert shown[1]["commit_id"] != shown[1]["original_commit_id"] == shown[0]["commit_id"]


def test_an_earlier_commit_takes_comments_on_its_own_lines(api: Api, repository: FakeRepository) -> None:
    before = repository.pull_requests[1].head_sha
    push_texts(repository, {"src/a.txt": "short\n"})
    assert review(api, GOOD, commit_id=before).status == 200
    assert review(api, GOOD).status == 422
