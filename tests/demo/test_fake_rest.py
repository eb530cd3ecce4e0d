from __future__ import annotations

import base64
from typing import Any

import pytest

from pr_agent_action.demo.fake_github import (
    REVIEWER,
    FakeCommit,
    FakeRepository,
    RateLimit,
    Rights,
    Token,
    pull_request_from_texts,
    push_texts,
)
from tests.fakes.api import Api

PULL, ISSUE = "./pulls/1", "./issues/1"


def test_the_pull_request(api: Api) -> None:
    body = api.get(PULL).body
    assert (body["title"], body["changed_files"], body["additions"], body["deletions"]) == ("Say three", 5, 3, 2)
    assert body["head"]["repo"]["full_name"] == body["base"]["repo"]["full_name"] == "octo/example"


def test_files_with_and_without_a_patch(api: Api) -> None:
    files = {file["filename"]: file for file in api.get(PULL + "/files").body}
    assert list(files) == sorted(files)
    assert "patch" not in files["logo.png"]
    assert "patch" not in files["new name.txt"]
    assert (files["new name.txt"]["status"], files["new name.txt"]["previous_filename"]) == ("renamed", "old name.txt")
    assert files["new.txt"]["patch"] == "@@ -0,0 +1 @@\n+hello\n\\ No newline at end of file"
    assert files["gone.txt"]["status"] == "removed"
    assert files["src/a.txt"]["patch"].startswith("@@ -1,6 +1,6 @@\n line 1\n line 2\n-line 3\n+line three\n")


def test_the_diff_media_type(api: Api) -> None:
    diff = api.get(PULL, Accept="application/vnd.github.diff").body.decode()
    assert "diff --git a/src/a.txt b/src/a.txt\n--- a/src/a.txt\n+++ b/src/a.txt\n@@ -1,6" in diff
    assert "rename from old name.txt\nrename to new name.txt\n" in diff
    assert "deleted file mode 100644" in diff


def test_a_diff_of_too_many_files_is_not_acceptable(serve: Any) -> None:
    api = serve(pull_request_from_texts({}, {f"{number}.txt": "x\n" for number in range(301)}))
    assert api.get(PULL, Accept="application/vnd.github.v3.diff").status == 406


def test_pages(serve: Any) -> None:
    api = serve(pull_request_from_texts({}, {f"{number:04}.txt": "x\n" for number in range(250)}))
    first = api.get(PULL + "/files")
    assert len(first.body) == 30
    assert first.headers["Link"].endswith(
        'page=2>; rel="next", <' + api.github.api_url + '/repos/octo/example/pulls/1/files?page=9>; rel="last"'
    )
    assert len(api.get(PULL + "/files?per_page=1000").body) == 100
    last = api.get(PULL + "/files?per_page=100&page=3")
    assert len(last.body) == 50
    assert 'per_page=100&page=2>; rel="prev"' in last.headers["Link"]
    assert 'rel="next"' not in last.headers["Link"]
    assert api.get(PULL + "/files?page=99").body == []


def test_no_more_than_3000_files(serve: Any) -> None:
    api = serve(pull_request_from_texts({}, {f"{number:04}.txt": "x\n" for number in range(3001)}))
    assert api.get(PULL + "/files?per_page=100&page=31").body == []
    assert api.get(PULL).body["changed_files"] == 3001


def test_patches_past_20000_lines_of_a_page_are_silently_left_out(serve: Any) -> None:
    big = "x\n" * 9_000
    api = serve(pull_request_from_texts({}, {"a.txt": big, "b.txt": big, "c.txt": big}))
    shown = api.get(PULL + "/files").body
    assert [("patch" in file, file["additions"]) for file in shown] == [(True, 9000), (True, 9000), (False, 0)]
    assert "patch" in api.get(PULL + "/files?per_page=1&page=3").body[0]


def test_a_file_too_large_to_show_keeps_its_figures(serve: Any) -> None:
    api = serve(pull_request_from_texts({}, {"a.txt": "x\n" * 20_001}))
    (file,) = api.get(PULL + "/files").body
    assert "patch" not in file
    assert file["additions"] == 20_001


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 1),
        ("?state=closed", 0),
        ("?state=all", 1),
        ("?head=octo:change-1", 1),
        ("?head=fork:change-1", 0),
        ("?base=other", 0),
    ],
)
def test_listing(api: Api, query: str, found: int) -> None:
    assert len(api.get("./pulls" + query).body) == found


def test_pull_requests_of_a_commit(api: Api, repository: FakeRepository) -> None:
    sha = repository.pull_requests[1].head_sha
    assert [pull["number"] for pull in api.get(f"./commits/{sha}/pulls").body] == [1]


def test_commits_stop_at_250(serve: Any) -> None:
    commits = [FakeCommit(sha=f"{number:040x}", message="x") for number in range(260)]
    api = serve(pull_request_from_texts({}, {"a": "x\n"}, commits=commits))
    assert len(api.get(PULL + "/commits?per_page=100&page=3").body) == 50


def test_editing(api: Api) -> None:
    edited = api.ask("PATCH", PULL, {"title": "New", "body": "Words", "state": "closed"})
    assert (edited.body["title"], edited.body["body"], edited.body["state"]) == ("New", "Words", "closed")
    assert api.ask("PATCH", PULL, {"body": ""}).body["title"] == "New"


@pytest.mark.parametrize(
    "form", [{"title": " "}, {"title": "x" * 257}, {"body": "x" * 65_537}, {"state": "gone"}, {"title": 3}]
)
def test_edits_that_are_refused(api: Api, form: dict[str, Any]) -> None:
    assert api.ask("PATCH", PULL, form).status == 422


def test_comments_live(api: Api) -> None:
    made = api.post(ISSUE + "/comments", {"body": "one"})
    assert (made.status, made.body["user"]["login"]) == (201, "github-actions[bot]")
    address = f"./issues/comments/{made.body['id']}"
    edited = api.ask("PATCH", address, {"body": "two"})
    assert edited.body["updated_at"] > made.body["updated_at"]
    assert [comment["body"] for comment in api.get(ISSUE + "/comments").body] == ["two"]
    assert api.get(ISSUE + "/comments?since=2027-01-01T00:00:00Z").body == []
    assert api.get(address).body["body"] == "two"
    assert api.ask("DELETE", address).status == 204
    assert api.get(address).status == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"body": "x" * 65_536}, 201),
        ({"body": "x" * 65_537}, 422),
        ({"body": " "}, 422),
        ({}, 422),
        ({"body": 1}, 422),
        ("{", 400),
        ("[]", 400),
    ],
)
def test_bodies(api: Api, body: Any, status: int) -> None:
    assert api.post(ISSUE + "/comments", body).status == status


def test_reactions_are_made_once(api: Api) -> None:
    comment = api.post(ISSUE + "/comments", {"body": "one"}).body["id"]
    address = f"./issues/comments/{comment}/reactions"
    made = api.post(address, {"content": "eyes"})
    again = api.post(address, {"content": "eyes"})
    assert (made.status, again.status, again.body["id"]) == (201, 200, made.body["id"])
    assert api.post(address, {"content": "wink"}).status == 422
    assert api.get(f"./issues/comments/{comment}").body["reactions"]["eyes"] == 1
    assert api.ask("DELETE", f"{address}/{made.body['id']}").status == 204
    assert api.ask("DELETE", f"{address}/{made.body['id']}").status == 404
    assert api.get(address).body == []


def test_reactions_on_the_pull_request(api: Api) -> None:
    assert api.post(ISSUE + "/reactions", {"content": "rocket"}).status == 201
    assert api.get(ISSUE + "/reactions").body[0]["content"] == "rocket"


def test_labels(api: Api) -> None:
    assert api.post(ISSUE + "/labels", {"labels": ["Bug", "bug", "Effort 2/5"]}).status == 200
    assert [label["name"] for label in api.get(ISSUE + "/labels").body] == ["Bug", "Effort 2/5"]
    assert [label["name"] for label in api.ask("DELETE", ISSUE + "/labels/Effort%202%2F5").body] == ["Bug"]
    assert api.ask("DELETE", ISSUE + "/labels/nope").body["message"] == "Label does not exist"
    assert [label["name"] for label in api.ask("PUT", ISSUE + "/labels", ["a"]).body] == ["a"]
    assert api.post(ISSUE + "/labels", {"labels": ["x" * 51]}).status == 422
    assert api.post(ISSUE + "/labels", {"labels": [f"label {number}" for number in range(101)]}).status == 422


def test_issues(api: Api) -> None:
    assert api.get(ISSUE).body["pull_request"]["url"].endswith("/pulls/1")
    assert "pull_request" not in api.get("./issues/7").body


def test_contents(api: Api, repository: FakeRepository) -> None:
    head = repository.pull_requests[1].head_sha
    file = api.get(f"./contents/src/a.txt?ref={head}").body
    assert b"line three" in base64.b64decode(file["content"])
    assert api.get(f"./contents/src/a.txt?ref={head}", Accept="application/vnd.github.raw").body.startswith(b"line 1\n")
    assert b"line three" not in base64.b64decode(api.get("./contents/src/a.txt").body["content"])
    rows = api.get("./contents/").body
    assert [(row["name"], row["type"]) for row in rows][-1] == ("src", "dir")
    assert api.get("./contents/nope").status == 404
    assert api.get("./contents/src/a.txt?ref=nope").status == 404


def test_contents_over_1_mb_need_the_raw_media_type(serve: Any) -> None:
    api = serve(pull_request_from_texts({"big": b"x" * 1_100_000, "a": "x"}, {"big": b"x" * 1_100_000, "a": "y"}))
    assert api.get("./contents/big").body["encoding"] == "none"
    assert len(api.get("./contents/big", Accept="application/vnd.github.raw").body) == 1_100_000


@pytest.mark.parametrize(
    ("login", "permission", "role"),
    [
        ("octo", "admin", "admin"),
        ("keeper", "write", "maintain"),
        ("sorter", "read", "triage"),
        ("octocat", "read", "read"),
        ("banned", "none", "none"),
    ],
)
def test_permissions(serve: Any, repository: FakeRepository, login: str, permission: str, role: str) -> None:
    repository.permissions |= {"keeper": "maintain", "sorter": "triage", "banned": "none"}
    repository.user("octo")
    body = serve().get(f"./collaborators/{login}/permission").body
    assert (body["permission"], body["role_name"]) == (permission, role)


def test_a_stranger_is_no_user(api: Api) -> None:
    assert api.get("./collaborators/nobody/permission").body["message"] == "nobody is not a user"


@pytest.mark.parametrize(
    "path", ["/repos/octo/other", "./pulls/2", "./pulls/x", "./issues/comments/5", "/nope", "./pulls/1/nope"]
)
def test_what_is_not_there(api: Api, path: str) -> None:
    assert api.get(path).status == 404


def test_tokens(serve: Any) -> None:
    api = serve()
    assert Api(api.github, "ghp_wrong").get(PULL).body["message"] == "Bad credentials"
    refused = Api(api.github, "ghs_ro").post(ISSUE + "/comments", {"body": "x"})
    assert (refused.status, refused.body["message"]) == (403, "Resource not accessible by integration")
    assert refused.headers["X-Accepted-GitHub-Permissions"] == "issues=write; pull_requests=write"
    assert Api(api.github, "ghs_ro").get(PULL).status == 200
    assert Api(api.github, "").get(PULL).status == 200
    assert Api(api.github, "").post(ISSUE + "/comments", {"body": "x"}).status == 401
    assert Api(api.github, "").get("/user").status == 401
    assert api.get("/user").status == 403
    assert api.get(PULL, User_Agent="").status == 403


def test_a_private_repository(serve: Any) -> None:
    repository = pull_request_from_texts({}, {"a": "x\n"}, repository=FakeRepository(private=True))
    tokens = {"all": Rights(), "none": Rights(pull_requests="none"), "person": Token(REVIEWER, "octo")}
    api = serve(repository, tokens=tokens, token="all")
    assert api.get(PULL).status == 200
    assert Api(api.github, "none").get(PULL).status == 403
    assert Api(api.github, "").get(PULL).status == 404
    assert Api(api.github, "person").get("/user").body["login"] == "octo"


def test_the_primary_limit(serve: Any) -> None:
    api = serve(rate_limit=RateLimit(limit=2, remaining=2))
    left = [api.get(PULL).headers["X-RateLimit-Remaining"] for _ in range(2)]
    refused = api.get(PULL)
    assert (left, refused.status, refused.headers["X-RateLimit-Remaining"]) == (["1", "0"], 403, "0")
    assert api.get("/rate_limit").status == 200


def test_statuses(api: Api, repository: FakeRepository) -> None:
    head = repository.pull_requests[1].head_sha
    assert api.post(f"./statuses/{head}", {"state": "success"}).status == 403


def test_statuses_with_the_right(serve: Any, repository: FakeRepository) -> None:
    head = repository.pull_requests[1].head_sha
    api = serve(tokens={"ghs_rw": Rights(statuses="write")})
    assert api.post(f"./statuses/{head}", {"state": "success", "context": "review"}).body["context"] == "review"
    assert api.post(f"./statuses/{head}", {"state": "fine"}).status == 422
    assert api.post(f"./statuses/{'0' * 40}", {"state": "success"}).status == 422
    assert [status["sha"] for status in repository.statuses] == [head]


def test_workflow_runs(api: Api) -> None:
    assert api.get("./actions/runs/5").status == 404


def test_the_repository(api: Api) -> None:
    assert api.get(".").body["default_branch"] == "main"


def test_a_push_shows_at_once(api: Api, repository: FakeRepository) -> None:
    before = repository.pull_requests[1].head_sha
    after = push_texts(repository, {"src/a.txt": "all new\n"})
    body = api.get(PULL).body
    assert body["head"]["sha"] == after != before
    assert body["commits"] == 2
