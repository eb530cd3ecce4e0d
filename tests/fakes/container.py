"""The built image, run as the Actions runner runs a container action.

The flags, folders and variables are those of the runner's own ``docker run``; the network is the host's, so that the
container finds the fake GitHub and the fake model on the loopback.
"""

from __future__ import annotations

import json
import os
import subprocess
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pr_agent_action.demo.fake_github import FakeGitHub, event_payload
from pr_agent_action.demo.fake_model import FakeModelServer
from tests.fakes.stage import OUTPUT

ROOT = Path(__file__).parents[2]
OWNER = os.getuid() or 1001
"""Whose the workspace is: the runner's user. Root, who runs these tests in some places, owns no workspace."""
LONGEST_RUN = 180
FILES = {
    "GITHUB_OUTPUT": "set_output",
    "GITHUB_ENV": "set_env",
    "GITHUB_PATH": "add_path",
    "GITHUB_STEP_SUMMARY": "step_summary",
    "GITHUB_STATE": "save_state",
}
RUNNERS_OWN = {
    "ACTIONS_RUNTIME_URL": "http://127.0.0.1:9/runtime",
    "ACTIONS_RUNTIME_TOKEN": "runtime-token-of-the-runner",
    "ACTIONS_CACHE_URL": "http://127.0.0.1:9/cache",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "oidc-token-of-the-runner",
}


def docker(*arguments: str | Path, text: str = "", timeout: float = LONGEST_RUN) -> subprocess.CompletedProcess[str]:
    """Run the client; its output and errors come as one text."""
    return subprocess.run(
        ["docker", *arguments],
        input=text,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=timeout,
    )


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run left behind."""

    exit_code: int
    log: str
    outputs: Mapping[str, str]
    summary: str


@dataclass(slots=True)
class Container:
    """Runs ``image`` for events; the runner's folders lie in ``folder``."""

    image: str
    folder: Path
    github: FakeGitHub
    model: FakeModelServer
    name: str = field(default_factory=lambda: f"pr-agent-action-{uuid.uuid4().hex[:12]}")
    workspace: Path = field(init=False)

    def __post_init__(self) -> None:
        """Make the folders as the runner does: the workspace is a user's, the files may be root's alone."""
        for name in ("_github_home", "_github_workflow", "_runner_file_commands", "workspace"):
            (self.folder / name).mkdir()
        self.workspace = self.folder / "workspace"

    def plant(self, files: Mapping[str, str]) -> None:
        """Check files out."""
        for name, content in files.items():
            path = self.workspace / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")

    def run(
        self, event: str, *, inputs: Mapping[str, str] | None = None, flags: Sequence[str] = (), **details: Any
    ) -> Ran:
        """Run the action for one event; ``details`` go to ``event_payload``, ``flags`` to ``docker run``."""
        payload = json.dumps(event_payload(self.github, event, **details))
        (self.folder / "_github_workflow" / "event.json").write_text(payload, encoding="utf-8")
        for name in FILES.values():
            path = self._file(name)
            path.write_text("", encoding="utf-8")
            path.chmod(0o600)
        self._own_workspace()
        done = docker("run", *self.flags(event, inputs or {}), *flags, self.image)
        outputs = {found["name"]: found["value"] for found in OUTPUT.finditer(self._file("set_output").read_text())}
        return Ran(done.returncode, done.stdout, outputs, self._file("step_summary").read_text())

    def top(self) -> list[list[str]]:
        """List user id, group id and command of each process, while the container runs."""
        # NOTE: docker itself wants the process ids among the columns.
        rows = docker("top", self.name, "-eo", "pid,uid,gid,args").stdout.splitlines()[1:]
        return [row.split(maxsplit=3)[1:] for row in rows]

    def flags(self, event: str, inputs: Mapping[str, str]) -> list[str]:
        """List the flags of ``docker run``."""
        mounts = {
            "_github_home": "/github/home",
            "_github_workflow": "/github/workflow",
            "_runner_file_commands": "/github/file_commands",
            "workspace": "/github/workspace",
        }
        variables = [f"--env={name}={value}" for name, value in self._environ(event, inputs).items()]
        volumes = [f"--volume={self.folder / ours}:{theirs}" for ours, theirs in mounts.items()]
        return ["--rm", "--name", self.name, "--workdir=/github/workspace", "--network=host", *variables, *volumes]

    def _environ(self, event: str, inputs: Mapping[str, str]) -> dict[str, str]:
        """Set what the runner sets: every input of action.yml, and the context."""
        declared = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
        model = {"model": "openai/gpt-4o", "api_key": "sk-scripted-0123456789", "api_base": self.model.url}
        given = {**dict.fromkeys(declared, ""), "github_token": "ghs_rw", **model, **inputs}
        return {
            **{f"INPUT_{name.upper()}": value for name, value in given.items()},
            **{name: f"/github/file_commands/{file}" for name, file in FILES.items()},
            **RUNNERS_OWN,
            "HOME": "/github/home",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION": "__self",
            "GITHUB_ACTOR": "octocat",
            "GITHUB_API_URL": self.github.api_url,
            "GITHUB_GRAPHQL_URL": self.github.graphql_url,
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": self.github.repository.full_name,
            "GITHUB_RUN_ID": "1",
            "GITHUB_RUN_ATTEMPT": "1",
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": "/github/workflow/event.json",
            "GITHUB_WORKSPACE": "/github/workspace",
            "RUNNER_OS": "Linux",
            "RUNNER_TEMP": "/github/runner_temp",
        }

    def _file(self, name: str) -> Path:
        return self.folder / "_runner_file_commands" / name

    def _own_workspace(self) -> None:
        if os.getuid() == 0:
            for path in (self.workspace, *self.workspace.rglob("*")):
                os.chown(path, OWNER, OWNER)
