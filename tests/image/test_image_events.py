"""The image before the events of a workflow, run as the Actions runner runs it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from pr_agent_action.demo.example_pull_request import QUESTION, scripted_answers
from pr_agent_action.demo.fake_github import REVIEWER, FakeGitHub, Token, pull_request_from_texts
from pr_agent_action.demo.fake_model import BAD_KEY, FakeModelServer, ModelRequest
from tests.fakes.api import Api
from tests.fakes.container import OWNER, RUNNERS_OWN, Container, Ran, docker

pytestmark = pytest.mark.docker
MARKER = "<!-- pr-agent-action:summary -->"
PWNED = "import pathlib; pathlib.Path('/github/workspace/pwned').write_text('x'); print('PWNED')\n"
PLANTED = {
    **dict.fromkeys(("litellm.py", "github.py", "json.py", "sitecustomize.py", "usercustomize.py"), PWNED),
    "pr_agent_action/__init__.py": PWNED,
    "evil.pth": f"import os; {PWNED}",
    ".pr_agent.toml": '[pr_reviewer]\nextra_instructions = "PLANTED"\n[config]\nresponse_language = "de-DE"\n',
    ".env": "HTTP_PROXY=http://127.0.0.1:9\nHTTPS_PROXY=http://127.0.0.1:9\nINPUT_DRY_RUN=true\nPLANTED=1\n",
    "pyvenv.cfg": "home = /github/workspace\n",
}


MISTAKES = {
    "app.py": "async def wait():\n    assert (1, 'never false')\n",
    "Dockerfile": "FROM debian:13\nRUN cd /srv && apt-get install curl\n",
    "chart.yaml": "name: one\nname: two\n",
}
HARDENED = (
    *("--read-only", "--tmpfs=/tmp", "--security-opt=no-new-privileges"),
    *("--cap-drop=ALL", "--cap-add=SETUID", "--cap-add=SETGID"),
)


def inline(container: Container) -> list[tuple[str, int | None]]:
    """List the place of each inline comment."""
    return [(note.path, note.line) for note in container.github.repository.pull_requests[1].review_comments]


def succeeded(ran: Ran, status: str = "posted") -> None:
    assert ran.exit_code == 0, ran.log
    assert ran.outputs["status"] == status, ran.log
    for secret in (*RUNNERS_OWN.values(), "ghs_rw"):
        assert secret not in ran.summary + json.dumps(dict(ran.outputs)) + ran.log.replace(f"::add-mask::{secret}", "")


def test_opened_is_described_and_reviewed(container: Container) -> None:
    ran = container.run("pull_request", action="opened")
    succeeded(ran)
    pull_request = container.github.repository.pull_requests[1]
    assert [MARKER in note.body for note in pull_request.comments] == [True]
    assert ("worker/queue.go", 28) in inline(container)
    assert ("scripts/deploy.sh", 6) in inline(container)
    assert all(note.user and note.user.login == "github-actions[bot]" for note in pull_request.written())
    assert (pull_request.body or "").startswith("Adds what the counter asked for.")
    assert "A parcel over 20 kg costs a surcharge" in (pull_request.body or "")
    assert ran.outputs["highest_severity"] == "critical"
    assert ran.outputs["comment_url"].endswith(str(pull_request.comments[0].id))
    assert json.loads(ran.outputs["review_json"])["findings"]
    assert "Pop locks the mutex twice" in ran.summary
    assert "::error file=worker/queue.go,line=28::" in ran.log


def test_a_question_is_answered(container: Container) -> None:
    comment = container.github.repository.comment(1, "octo", QUESTION)
    succeeded(container.run("issue_comment", comment=comment, sender="octo"))
    answer = container.github.repository.pull_requests[1].comments[-1]
    assert "It is not meant to be" in answer.body
    assert {reaction.content for reaction in comment.reactions} == {"eyes", "rocket"}


def test_a_reply_in_our_thread_is_answered_there(container: Container) -> None:
    with FakeGitHub(
        container.github.repository, tokens={"ghs_rw": REVIEWER, "owner": Token(REVIEWER, "octo")}
    ) as github:
        container.github = github
        succeeded(container.run("pull_request", inputs={"command": "/review"}))
        pull_request = github.repository.pull_requests[1]
        root = next(note for note in pull_request.review_comments if note.path == "worker/queue.go")
        answered = Api(github, "owner").post(
            f"./pulls/1/comments/{root.id}/replies", {"body": "Why is it locked twice?"}
        )
        assert answered.status == 201
        reply = next(note for note in pull_request.review_comments if note.id == answered.body["id"])
        succeeded(container.run("pull_request_review_comment", comment=reply, sender="octo"))
    thread = pull_request.comments_of(pull_request.thread_of(root))
    assert [note.user.login for note in thread if note.user] == ["github-actions[bot]", "octo", "github-actions[bot]"]
    assert "It is not meant to be" in thread[-1].body


@pytest.mark.parametrize("where", ["https://github.com/octo/example/pull/1", "1"])
def test_a_run_by_hand_works_on_the_named_pull_request(container: Container, where: str) -> None:
    succeeded(container.run("workflow_dispatch", inputs={"pr_url": where, "command": "/review"}))
    assert inline(container)


def test_the_privileged_half_of_the_fork_flow_finds_its_pull_request(container: Container) -> None:
    succeeded(container.run("workflow_run", inputs={"command": "/review"}))
    assert ("worker/queue.go", 28) in inline(container)


EXITS: tuple[tuple[int, str, Mapping[str, str], str], ...] = (
    (1, "failed", {"github_token": "ghs_wrong"}, "::error title=pr-agent-action::"),
    (2, "failed", {"config": "[config\nmodel ="}, "::error title=pr-agent-action::"),
    (2, "failed", {"fail_on": "sometimes"}, "The input `fail_on` takes `never`"),
    (3, "posted", {"fail_on": "critical", "command": "/review"}, "::error file="),
)


@pytest.mark.parametrize(("code", "status", "inputs", "said"), EXITS)
def test_exit_codes(container: Container, code: int, status: str, inputs: Mapping[str, str], said: str) -> None:
    ran = container.run("pull_request", inputs=inputs)
    assert (ran.exit_code, ran.outputs["status"]) == (code, status), ran.log
    assert said in ran.log
    assert "Traceback" not in ran.log


def test_a_model_that_fails_leaves_a_partial_review(container: Container) -> None:
    with FakeModelServer([BAD_KEY]) as container.model:
        ran = container.run("pull_request")
    assert (ran.exit_code, ran.outputs["status"]) == (1, "partial"), ran.log
    assert [MARKER in note.body for note in container.github.repository.pull_requests[1].comments] == [True]


def test_the_process_is_the_owner_of_the_workspace_when_it_asks_the_model(container: Container) -> None:
    seen: list[list[str]] = []
    answers = scripted_answers()

    def script(request: ModelRequest) -> dict[str, Any]:
        seen.extend(container.top())
        return answers(request)

    with FakeModelServer(script) as container.model:
        succeeded(container.run("pull_request", inputs={"command": "/review"}))
    assert {(uid, gid) for uid, gid, _ in seen} == {(str(OWNER), str(OWNER))}
    assert {args for _, _, args in seen} == {"/opt/app/bin/python -IBu /opt/app/entrypoint.py"}


def test_the_runners_tokens_are_gone_before_anything_is_started(image: str, container: Container) -> None:
    code = """
import os, subprocess
from pathlib import Path
from pr_agent_action.entrypoints.privileges import drop_privileges
drop_privileges(Path("/github/workspace"))
print(os.getuid(), os.getgid(), os.getgroups(), os.access(os.environ["GITHUB_OUTPUT"], os.W_OK))
print(subprocess.run(["env"], capture_output=True, text=True).stdout)
"""
    container.run("pull_request", inputs={"dry_run": "true"})
    flags = [*container.flags("pull_request", {}), "--entrypoint=/opt/app/bin/python"]
    first, *environment = docker("run", *flags, image, "-IBc", code).stdout.splitlines()
    assert first == f"{OWNER} {OWNER} [] {OWNER == 0}"
    assert "GITHUB_ACTIONS=true" in environment
    assert not [line for line in environment if "ACTIONS_" in line.removeprefix("GITHUB_") or "of-the-runner" in line]


def test_nothing_of_the_workspace_is_imported_or_read(container: Container) -> None:
    container.plant(PLANTED)
    succeeded(container.run("pull_request", action="opened"))
    assert sorted(path.name for path in container.workspace.iterdir()) == sorted(
        {name.split("/")[0] for name in PLANTED}
    )
    assert container.model.requests
    assert not [request for request in container.model.requests if "PLANTED" in "".join(request.texts)]
    assert not [request for request in container.model.requests if "de-DE" in "".join(request.texts)]


def test_a_read_only_file_system_is_enough(container: Container) -> None:
    succeeded(container.run("pull_request", flags=HARDENED))
    assert inline(container)


def test_the_analysers_run_in_the_image_and_heed_nothing_of_the_workspace(container: Container) -> None:
    container.plant({"ruff.toml": "[lint]\nselect = []\n", ".hadolint.yaml": "ignored: [DL3014]\n", **MISTAKES})
    with FakeGitHub(pull_request_from_texts({"README": ""}, {"README": "", **MISTAKES})) as container.github:
        ran = container.run("pull_request", inputs=dict.fromkeys(("model", "api_key", "api_base"), ""), flags=HARDENED)
    succeeded(ran)
    sources = {found["path"]: found["source"] for found in json.loads(ran.outputs["review_json"])["findings"]}
    assert sources == {"app.py": "ruff", "Dockerfile": "hadolint", "chart.yaml": "yamllint"}
