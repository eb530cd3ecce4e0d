"""A workflow with ``uses: ./``, run by act: metadata, inputs, image, outputs, as a user's workflow sees them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pr_agent_action.demo.example_pull_request import make_example, scripted_answers
from pr_agent_action.demo.fake_github import FakeGitHub, event_payload
from pr_agent_action.demo.fake_model import FakeModelServer
from pr_agent_action.demo.git_range import Git
from tests.fakes.container import ROOT

pytestmark = pytest.mark.docker
ACT = Path(sys.executable).with_name("act")
WORKFLOW = Path(__file__).parent / "workflows" / "pull-request.yml"
JOB_IMAGE = "python:3.13-slim"
"""The job's machine: it only has to have bash, and the action's own build has it at hand."""
ACTION = ("Dockerfile", ".dockerignore", "action.yml", "entrypoint.py", "requirements.txt", "requirements-extras.txt")
ROOMS = ("pr_agent_action", "deploy/image")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository that holds the action and the workflow."""
    folder = tmp_path / "checkout"
    for name in ROOMS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ACTION:
        shutil.copy(ROOT / name, folder / name)
    (folder / ".github" / "workflows").mkdir(parents=True)
    shutil.copy(WORKFLOW, folder / ".github" / "workflows")
    git = Git(folder)
    git.run("init", "-q", "-b", "main")
    git.run("add", "--all")
    git.run("-c", "user.name=Octo Cat", "-c", "user.email=octocat@example.com", "commit", "-q", "-m", "The action")
    return folder


def act(checkout: Path, event: Path, github: FakeGitHub, model: FakeModelServer) -> subprocess.CompletedProcess[str]:
    """Run the workflow; nothing is pulled, and the host's loopback is the containers' too."""
    home = event.parent / "act"
    (home / "act").mkdir(parents=True)
    (home / "act" / "actrc").touch()
    return subprocess.run(
        [
            *(ACT, "pull_request", "--eventpath", event, "--workflows", ".github/workflows"),
            *("--platform", f"ubuntu-latest={JOB_IMAGE}", "--pull=false", "--network", "host"),
            *("--env", f"GITHUB_API_URL={github.api_url}", "--env", f"GITHUB_GRAPHQL_URL={github.graphql_url}"),
            *("--env", f"GITHUB_REPOSITORY={github.repository.full_name}"),
            *("--secret", "GITHUB_TOKEN=ghs_rw", "--secret", "OPENAI_API_KEY=sk-scripted-0123456789"),
            *("--var", f"OPENAI_BASE_URL={model.url}"),
        ],
        cwd=checkout,
        env={**os.environ, "XDG_CONFIG_HOME": str(home), "XDG_CACHE_HOME": str(home), "HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )


def test_a_workflow_uses_the_action(image: str, checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "repository").mkdir()
    repository = make_example(tmp_path / "repository")
    with FakeGitHub(repository) as github, FakeModelServer(scripted_answers()) as model:
        event = tmp_path / "event.json"
        event.write_text(json.dumps(event_payload(github, "pull_request", action="opened")), encoding="utf-8")
        ran = act(checkout, event, github, model)
    assert ran.returncode == 0, ran.stdout
    pull_request = repository.pull_requests[1]
    assert ("worker/queue.go", 28) in [(note.path, note.line) for note in pull_request.review_comments]
    said = re.search(r"The action said (\w+), (\d+), (\S+)", ran.stdout)
    assert said, ran.stdout
    assert said[1] == "posted"
    assert int(said[2]) >= len(pull_request.review_comments)
    assert said[3].endswith(f"#issuecomment-{pull_request.comments[0].id}")
