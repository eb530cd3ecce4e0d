"""``make demo``: the Action's own entry point on a fake GitHub, and a page that shows what it posted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pr_agent_action.demo.example_pull_request import QUESTION, make_example, push_example, scripted_answers
from pr_agent_action.demo.fake_github import FakeGitHub, FakeRepository, event_payload
from pr_agent_action.demo.fake_model import FakeModelServer
from pr_agent_action.demo.git_range import pull_request_from_git
from pr_agent_action.demo.page import render_page
from pr_agent_action.demo.terminal import print_conversation
from pr_agent_action.errors import UsageError
from pr_agent_action.settings.providers import DEFAULT_MODELS

# What the Action sees of this machine: nothing that would change its settings, but a key of the user's own.
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE", "COVERAGE_PROCESS_START", "PYTHONPATH")
LONGEST_RUN = 600
KEYS = (*DEFAULT_MODELS, "OPENAI_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE")


@dataclass(slots=True)
class Stage:
    """Where the Action runs: a GitHub, a folder for the runner's files, and the environment for its model."""

    github: FakeGitHub
    out: Path
    model: Mapping[str, str]
    runs: int = 0

    def play(self, event: str, **details: Any) -> int:
        """Run the Action for one event; return its exit code. Its log goes to this terminal."""
        self.runs += 1
        folder = self.out / f"{self.runs}-{event}"
        folder.mkdir(parents=True, exist_ok=True)
        payload = event_payload(self.github, event, **details)
        (folder / "event.json").write_text(json.dumps(payload, indent=2), encoding="utf-8")
        for name in ("outputs.txt", "summary.md"):
            (folder / name).write_text("", encoding="utf-8")
        print(f"\n▶ {event} {details.get('action', '')}", flush=True)
        action = [sys.executable, "-m", "pr_agent_action.entrypoints.action"]
        return subprocess.run(action, env=self._environment(event, folder), check=False, timeout=LONGEST_RUN).returncode

    def _environment(self, event: str, folder: Path) -> dict[str, str]:
        """Set what the runner sets."""
        return {
            **{name: os.environ[name] for name in KEPT if name in os.environ},
            **self.model,
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": self.github.api_url,
            "GITHUB_GRAPHQL_URL": self.github.graphql_url,
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": self.github.repository.full_name,
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": str(folder / "event.json"),
            "GITHUB_WORKSPACE": str(folder),
            "GITHUB_OUTPUT": str(folder / "outputs.txt"),
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
            "INPUT_GITHUB_TOKEN": "ghs_rw",
            "INPUT_MAX_FINDINGS": "5",
        }


def run_demo(*, repo: str, commits: str, out: str) -> int:
    """Play an opened pull request (for the example also a question and a push), show what was posted.

    Return the first exit code that is not 0.

    Raises:
        UsageError: the repository or the range cannot be used.
    """
    folder = Path(out)
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        repository = _own_pull_request(repo, commits) if repo else make_example(work)
        github = stack.enter_context(FakeGitHub(repository))
        stage = Stage(github, folder, stack.enter_context(_model(scripted=not repo)))
        codes = [stage.play("pull_request", action="opened")]
        if not repo:
            codes += _go_on(stage, repository, work)
        pull_request = repository.pull_requests[1]
        print_conversation(pull_request, calls=len(github.requests))
        page = folder / "index.html"
        page.write_text(render_page(pull_request, repository.full_name), encoding="utf-8")
    print(f"\nThe page as its reader sees it: {page}")
    print(f"Events, outputs and job summaries: {folder}/1-pull_request and the folders beside it")
    return next((code for code in codes if code), 0)


def _go_on(stage: Stage, repository: FakeRepository, work: Path) -> list[int]:
    """Ask a question, then push the author's answer to the review."""
    asker = repository.owner.login
    comment = repository.comment(1, asker, QUESTION)
    asked = stage.play("issue_comment", action="created", comment=comment, sender=asker)
    before = push_example(repository, work)
    return [asked, stage.play("pull_request", action="synchronize", before=before)]


def _own_pull_request(repo: str, commits: str) -> FakeRepository:
    base, dots, head = (commits or "HEAD~1..HEAD").partition("..")
    if not dots or not base:
        raise UsageError(f"`{commits}` is no range of commits.", fix="Write RANGE=main..HEAD.")
    return pull_request_from_git(repo, base, head.lstrip(".") or "HEAD")


@contextmanager
def _model(*, scripted: bool) -> Iterator[dict[str, str]]:
    """Give the environment of a model: the user's own key; else scripted answers for the example; else none."""
    own = {name: os.environ[name] for name in KEYS if os.environ.get(name)}
    if own:
        print(f"Model: the default one for {next(iter(own))}.")
        yield own
    elif scripted:
        print("Model: a scripted one on this machine, with answers written for the example. Set a key for a real one.")
        with FakeModelServer(scripted_answers()) as server:
            yield {"INPUT_MODEL": "openai/scripted", "INPUT_API_KEY": "sk-scripted", "INPUT_API_BASE": server.url}
    else:
        print(f"Model: none, so only the deterministic part runs. Set one of {', '.join(DEFAULT_MODELS)} for a review.")
        yield {}
