from __future__ import annotations

from dataclasses import replace

import pytest

from pr_agent_action.demo.fake_github import (
    READ_ONLY,
    FakeCommit,
    FakeIssue,
    FakeRepository,
    Fault,
    Rights,
    Token,
    pull_request_from_texts,
)
from pr_agent_action.demo.fake_github.notes import FakeReaction
from pr_agent_action.demo.fake_github.patches import FakeFile
from pr_agent_action.domain.diff import Anchor, Side
from pr_agent_action.domain.plan import InlineComment
from pr_agent_action.domain.pull_request import Actor, Commit, FileStatus, PullRequestRef
from pr_agent_action.errors import AuthenticationError, NotFoundError, PermissionDeniedError, RateLimitedError
from tests.fakes.github_bench import REF, Start

BASE = {"app.py": "one\ntwo\nthree\n", "gone.py": "x\n", "old.py": "same\n", ".pr_agent.toml": "[config]\n"}
HEAD = {"app.py": "one\n2\nthree\n", "new.py": "y\n", "moved.py": "same\n", ".pr_agent.toml": "[config]\n"}


def many_files(count: int, *, lines: int = 1) -> FakeRepository:
    return pull_request_from_texts(
        {"README.md": "x\n"},
        {"README.md": "x\n"} | {f"f{index:04}.txt": "line\n" * lines for index in range(count)},
    )


def test_a_snapshot_holds_the_whole_pull_request_and_costs_two_calls(start: Start) -> None:
    issue = FakeIssue(repository="octo/example", number=3, title="Broken", body="It is.")
    repository = pull_request_from_texts(
        BASE, HEAD, renames={"old.py": "moved.py"}, title="Fix it", body=None, draft=True, linked_issues=[issue]
    )
    repository.pull_requests[1].labels.append(repository.label("bug"))
    bench = start(repository)

    snapshot = bench.forge.snapshot(REF, base_paths=[".pr_agent.toml", "AGENTS.md", "app.py"])

    pull = snapshot.pull_request
    assert (pull.ref, pull.title, pull.body, pull.author) == (REF, "Fix it", "", Actor("octocat"))
    assert (pull.draft, pull.open, pull.labels, pull.is_fork) == (True, True, ("bug",), False)
    assert pull.head_sha == repository.pull_requests[1].head_sha
    assert pull.base_sha == repository.pull_requests[1].base_sha
    assert (pull.head_ref, pull.base_ref) == ("change-1", "main")
    assert pull.url.endswith("/octo/example/pull/1")
    assert {(file.path, file.status, file.previous_path) for file in snapshot.files} == {
        ("app.py", FileStatus.MODIFIED, None),
        ("gone.py", FileStatus.REMOVED, None),
        ("new.py", FileStatus.ADDED, None),
        ("moved.py", FileStatus.RENAMED, "old.py"),
    }
    changed = next(file for file in snapshot.files if file.path == "app.py")
    assert (changed.additions, changed.deletions) == (1, 1)
    assert changed.patch is not None
    assert changed.patch.startswith("@@ -1,3 +1,3 @@")
    assert snapshot.viewer == "github-actions[bot]"
    assert snapshot.commits == (Commit(pull.head_sha, "Fix it"),)
    assert snapshot.base_files == {".pr_agent.toml": "[config]\n", "app.py": "one\ntwo\nthree\n"}
    assert [(each.repository, each.number, each.title) for each in snapshot.linked_issues] == [
        ("octo/example", 3, "Broken")
    ]
    assert (snapshot.unlisted_files, snapshot.notices) == (0, ())
    assert sorted(bench.asked()) == ["GET /repos/octo/example/pulls/1/files 200", "POST /graphql 200"]
    assert sorted(bench.forge.calls) == [
        ("GET", "/repos/octo/example/pulls/1/files?per_page=100&page=1"),
        ("POST", "/graphql"),
    ]


def test_the_base_branch_gives_the_files_never_the_head(start: Start) -> None:
    repository = pull_request_from_texts({"AGENTS.md": "trusted\n"}, {"AGENTS.md": "from the fork\n"})

    snapshot = start(repository).forge.snapshot(REF, base_paths=["AGENTS.md"])

    assert snapshot.base_files == {"AGENTS.md": "trusted\n"}


def test_files_of_a_deleted_base_branch_are_read_at_its_last_commit(start: Start) -> None:
    repository = pull_request_from_texts(BASE, HEAD, base_ref="release")
    del repository.branches["release"]

    snapshot = start(repository).forge.snapshot(REF, base_paths=[".pr_agent.toml"])

    assert snapshot.base_files == {".pr_agent.toml": "[config]\n"}


def test_comments_and_threads_come_with_authors_ids_and_thumbs(start: Start) -> None:
    repository = pull_request_from_texts(BASE, HEAD, author="renovate[bot]")
    bench = start(repository)
    inline = InlineComment(anchor=Anchor(path="app.py", line=2), body="odd <!-- m -->", fingerprint="f")
    head_sha = repository.pull_requests[1].head_sha
    bench.forge.post_review(REF, head_sha=head_sha, body="", comments=[inline])
    root = repository.pull_requests[1].review_comments[0]
    bench.forge.reply(REF, str(root.id), "an answer")
    for written in (root, repository.comment(1, "github-actions[bot]", "summary")):
        written.reactions.append(FakeReaction(9, repository.user("alice"), "-1", "2026-01-05T10:00:00Z"))
    repository.comment(1, "alice", "hello").user = None
    repository.pull_requests[1].threads[0].resolved_by = repository.user("bob")

    snapshot = bench.forge.snapshot(REF, base_paths=[])

    assert snapshot.pull_request.author == Actor("renovate[bot]", is_bot=True)
    summary, hello = snapshot.comments
    assert (summary.author, summary.dismissed, summary.body) == (
        Actor("github-actions[bot]", is_bot=True),
        True,
        "summary",
    )
    assert summary.author.login == snapshot.viewer
    assert summary.id == str(repository.pull_requests[1].comments[0].id)
    assert (hello.author, hello.dismissed, hello.minimized) == (Actor(""), False, False)
    (thread,) = snapshot.threads
    assert (thread.path, thread.line, thread.resolved, thread.resolved_by) == ("app.py", 2, True, "bob")
    assert [(each.id, each.body, each.dismissed) for each in thread.comments] == [
        (str(root.id), "odd <!-- m -->", True),
        (str(repository.pull_requests[1].review_comments[1].id), "an answer", False),
    ]
    assert thread.diff_hunk.startswith("@@")
    assert not thread.outdated


@pytest.mark.parametrize(("head_repository", "fork"), [("alice/example", "alice/example"), (None, None)])
def test_a_fork_is_known_as_one_even_when_it_was_deleted(
    start: Start, head_repository: str | None, fork: str | None
) -> None:
    repository = pull_request_from_texts(BASE, HEAD, head_repository=head_repository)
    bench = start(repository)

    for pull in (bench.forge.snapshot(REF, base_paths=[]).pull_request, bench.forge.pull_request(REF)):
        assert (pull.head_repository, pull.is_fork) == (fork, True)


def test_rest_and_graphql_tell_the_same_of_a_pull_request(start: Start) -> None:
    repository = pull_request_from_texts(BASE, HEAD, author="dependabot[bot]", body="words")
    repository.pull_requests[1].labels.append(repository.label("bug"))
    bench = start(repository)

    assert bench.forge.pull_request(REF) == bench.forge.snapshot(REF, base_paths=[]).pull_request


@pytest.mark.parametrize(("count", "calls"), [(99, 2), (100, 2), (101, 3), (230, 4)])
def test_each_further_hundred_files_cost_one_call_and_no_url_is_read_twice(
    start: Start, count: int, calls: int
) -> None:
    bench = start(many_files(count))

    snapshot = bench.forge.snapshot(REF, base_paths=[])

    assert [file.path for file in snapshot.files] == [f"f{index:04}.txt" for index in range(count)]
    assert len(bench.forge.calls) == calls == len(set(bench.forge.calls))


def test_files_that_github_left_out_of_a_full_page_are_read_on_smaller_pages(start: Start) -> None:
    repository = many_files(60, lines=500)
    repository.pull_requests[1].files.append(FakeFile(path="logo.png", status="added"))
    bench = start(repository)

    snapshot = bench.forge.snapshot(REF, base_paths=[])

    assert all(file.additions == 500 and file.patch for file in snapshot.files[:60])
    assert snapshot.files[60].patch is None
    assert len(bench.forge.calls) <= 2 + 3


def test_a_binary_file_alone_makes_no_page_suspicious(start: Start) -> None:
    bench = start(pull_request_from_texts({"a": "x\n"}, {"a": "y\n", "logo.png": b"\x00\x01", "empty": ""}))

    assert len(bench.forge.snapshot(REF, base_paths=[]).files) == 3
    assert len(bench.forge.calls) == 2


def test_asking_again_for_what_was_left_out_has_an_end(start: Start) -> None:
    repository = many_files(1)
    pull = repository.pull_requests[1]
    pull.files = [FakeFile(path=f"{index:04}.bin", status="added") for index in range(1000)]
    pull.files.append(FakeFile(path="huge.txt", status="added", additions=10))
    bench = start(repository, faults=[Fault(path=r"page=11", status=200, body=[], times=None)])

    bench.forge.snapshot(REF, base_paths=[])

    assert len(bench.forge.calls) <= 1 + 11 + 24


def test_files_beyond_githubs_three_thousand_are_counted(start: Start) -> None:
    repository = many_files(1)
    pull = repository.pull_requests[1]
    pull.files = [
        FakeFile(path=f"{index:04}.txt", status="added", additions=1, patch="@@ -0,0 +1 @@\n+x")
        for index in range(3_005)
    ]
    bench = start(repository)

    snapshot = bench.forge.snapshot(REF, base_paths=[])

    assert (len(snapshot.files), snapshot.unlisted_files) == (3_000, 5)
    assert len(bench.forge.calls) == 31


def test_long_conversations_threads_and_histories_are_followed_together(start: Start) -> None:
    commits = [FakeCommit(sha=f"{index:040x}", message=f"commit {index}") for index in range(230)]
    repository = pull_request_from_texts(BASE, HEAD, commits=commits)
    for index in range(205):
        repository.comment(1, "alice", f"comment {index}")
    bench = start(repository)

    snapshot = bench.forge.snapshot(REF, base_paths=[])

    assert [comment.body for comment in snapshot.comments] == [f"comment {index}" for index in range(205)]
    assert [commit.message for commit in snapshot.commits] == [f"commit {index}" for index in range(230)]
    assert len(bench.forge.calls) == 4


def test_a_conversation_without_end_is_read_for_ten_pages(start: Start) -> None:
    repository = pull_request_from_texts(BASE, HEAD)
    for index in range(1_050):
        repository.comment(1, "alice", f"comment {index}")
    bench = start(repository)

    assert len(bench.forge.snapshot(REF, base_paths=[]).comments) == 1_000
    assert len(bench.forge.calls) == 11


def test_a_long_thread_keeps_its_first_comment_and_the_latest(start: Start) -> None:
    repository = pull_request_from_texts(BASE, HEAD)
    bench = start(repository)
    inline = InlineComment(anchor=Anchor(path="app.py", line=2, side=Side.LEFT), body="root", fingerprint="f")
    bench.forge.post_review(REF, head_sha=repository.pull_requests[1].head_sha, body="", comments=[inline])
    comments = repository.pull_requests[1].review_comments
    comments += [replace(comments[0], id=10_000 + index, body=f"reply {index}") for index in range(80)]

    (thread,) = bench.forge.snapshot(REF, base_paths=[]).threads

    assert [comment.body for comment in thread.comments] == ["root", *(f"reply {index}" for index in range(31, 80))]


def test_what_the_token_may_not_see_is_a_notice_and_the_rest_is_read(start: Start) -> None:
    bench = start(pull_request_from_texts(BASE, HEAD))
    bench.forge.snapshot(REF, base_paths=["app.py"])
    answer = next(each.answer for each in bench.server.requests if each.path == "/graphql")
    pull = answer["data"]["repository"]["pullRequest"]
    pull["baseRef"]["target"]["file0"] = None
    pull["closingIssuesReferences"]["nodes"] = [None]
    path = ["repository", "pullRequest", "baseRef", "target", "file0"]
    answer["errors"] = [{"type": "FORBIDDEN", "path": path, "message": "Resource not accessible by integration"}]
    bench.server.faults.add(Fault(path="graphql", status=200, body=answer))

    snapshot = bench.forge.snapshot(REF, base_paths=["app.py"])

    assert (snapshot.base_files, snapshot.linked_issues) == ({}, ())
    assert len(snapshot.files) == 5
    assert "contents: read" in snapshot.notices[0]


def test_an_answer_without_the_pull_request_is_not_found(start: Start) -> None:
    body = {"data": {"viewer": {"login": "github-actions[bot]"}, "repository": None}}
    bench = start(pull_request_from_texts(BASE, HEAD), faults=[Fault(path="graphql", status=200, body=body)])

    with pytest.raises(NotFoundError, match="no pull request octo/example#1"):
        bench.forge.snapshot(REF, base_paths=[])


@pytest.mark.parametrize(
    ("ref", "token", "error"),
    [
        (PullRequestRef("octo/example", 99), "ghs_rw", NotFoundError),
        (PullRequestRef("octo/nothing", 1), "ghs_rw", NotFoundError),
        (REF, "ghs_expired", AuthenticationError),
    ],
)
def test_what_cannot_be_read_is_a_typed_error(
    start: Start, ref: PullRequestRef, token: str, error: type[Exception]
) -> None:
    bench = start(pull_request_from_texts(BASE, HEAD), token=token)

    with pytest.raises(error):
        bench.forge.snapshot(ref, base_paths=[])


def test_a_private_repository_that_the_token_may_not_read_is_named(start: Start) -> None:
    repository = pull_request_from_texts(BASE, HEAD, repository=FakeRepository(private=True))
    bench = start(repository, token="ghs_none", tokens={"ghs_none": replace(READ_ONLY, pull_requests="none")})

    with pytest.raises((PermissionDeniedError, NotFoundError), match="pull-requests: read"):
        bench.forge.snapshot(REF, base_paths=[])


def test_a_persons_token_writes_under_the_persons_name(start: Start) -> None:
    tokens = {"ghp_alice": Token(Rights(), "alice")}
    bench = start(pull_request_from_texts(BASE, HEAD), token="ghp_alice", tokens=tokens)

    assert bench.forge.snapshot(REF, base_paths=[]).viewer == "alice"


def test_an_apps_login_gets_its_suffix_where_graphql_leaves_it_off(start: Start) -> None:
    tokens = {"ghs_app": Token(Rights(), "reviewer")}
    bench = start(pull_request_from_texts(BASE, HEAD), token="ghs_app", tokens=tokens)

    assert bench.forge.snapshot(REF, base_paths=[]).viewer == "reviewer[bot]"


def test_a_repository_that_was_renamed_is_read_under_its_new_name(start: Start) -> None:
    repository = many_files(150)
    bench = start(repository)
    bench.server.service.repositories["octo/former"] = repository

    snapshot = bench.forge.snapshot(PullRequestRef("octo/former", 1), base_paths=[])

    assert snapshot.pull_request.ref == REF
    assert len(snapshot.files) == 150
    assert ("GET", "/repos/octo/example/pulls/1/files?per_page=100&page=1") in bench.forge.calls


def test_graphql_says_a_rate_limit_with_status_200(start: Start) -> None:
    limited = {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded for installation."}]}
    fault = Fault(
        path="graphql",
        status=200,
        body=limited,
        times=None,
        headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1767613600"},
    )
    bench = start(pull_request_from_texts(BASE, HEAD), faults=[fault])

    with pytest.raises(RateLimitedError, match="until 2026-01-05 11:46:41 UTC"):
        bench.forge.snapshot(REF, base_paths=[])
    assert bench.slept == []


def test_what_is_read_ahead_is_not_read_again(start: Start) -> None:
    bench = start(pull_request_from_texts(BASE, HEAD, renames={"old.py": "moved.py"}))
    bench.forge.read_ahead(REF, base_paths=["app.py"])
    assert bench.forge.snapshot(REF, base_paths=["app.py"]).pull_request.ref == REF
    assert len(bench.asked()) == 2
    bench.forge.snapshot(REF, base_paths=["app.py"])
    assert len(bench.asked()) == 4


def test_other_questions_are_not_answered_by_what_was_read_ahead(start: Start) -> None:
    bench = start(pull_request_from_texts(BASE, HEAD, renames={"old.py": "moved.py"}))
    bench.forge.read_ahead(REF, base_paths=[])
    assert "app.py" in bench.forge.snapshot(REF, base_paths=["app.py"]).base_files


def test_an_error_of_reading_ahead_comes_when_the_snapshot_is_wanted(start: Start) -> None:
    bench = start(pull_request_from_texts(BASE, HEAD, renames={"old.py": "moved.py"}))
    missing = PullRequestRef("octo/example", 99)
    bench.forge.read_ahead(missing, base_paths=[])
    with pytest.raises(NotFoundError):
        bench.forge.snapshot(missing, base_paths=[])
