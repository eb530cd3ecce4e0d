"""The Action in a process of its own, between a GitHub and a model that answer as slowly as real ones."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pr_agent_action.demo.fake_github import FakeGitHub, FakeRepository, event_payload
from pr_agent_action.demo.fake_github.exchange import Call, Reply
from pr_agent_action.demo.fake_model import FakeModelServer, ModelRequest
from tests.bench.answers import answers, together

GITHUB_SECONDS = 0.08
MODEL_SECONDS = 2.0
HERE = Path(__file__).parent
ROOT = HERE.parent.parent
# As the image starts it, but for -I, which would keep a checkout's own package from being found.
PYTHON = (sys.executable, "-EsBu")
OUTPUT = re.compile(r"^(?P<name>\w+)<<(?P<end>\S+)\n(?P<value>.*?)\n(?P=end)$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a process took; ``started`` and ``ended`` are on the machine's monotonic clock."""

    started: float
    ended: float
    exit_code: int
    peak_mb: float
    cpu_seconds: float

    @property
    def seconds(self) -> float:
        """From start to end."""
        return self.ended - self.started


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of the Action: what it took, what it asked and when, and what it put out."""

    taken: Taken
    calls: tuple[str, ...]
    call_times: tuple[float, ...]
    asked: tuple[ModelRequest, ...]
    ask_times: tuple[float, ...]
    outputs: Mapping[str, str]

    @property
    def first_call(self) -> float:
        """Seconds from the process's start to its first call of GitHub."""
        return min(self.call_times) - self.taken.started

    @property
    def coverage(self) -> dict[str, tuple[str, str]]:
        """How much of each path was read, and why not all of it."""
        rows = json.loads(self.outputs["review_json"])["coverage"]
        return {row["path"]: (row["reach"], row["reason"]) for row in rows}

    @property
    def rounds(self) -> tuple[tuple[ModelRequest, ...], ...]:
        """The model's requests, those at once together: a new round begins when an answer could have been read."""
        found: list[list[ModelRequest]] = []
        end = 0.0
        for moment, request in sorted(zip(self.ask_times, self.asked, strict=True), key=lambda pair: pair[0]):
            if moment >= end:
                found.append([])
                end = moment + MODEL_SECONDS
            found[-1].append(request)
        return tuple(map(tuple, found))


class _TimedGitHub(FakeGitHub):
    """Notes when each call arrives, on the clock that all processes share."""

    def handle(self, call: Call) -> Reply | None:
        """Answer, and note the time before."""
        self.times.append(time.monotonic())
        return super().handle(call)

    times: list[float]


@contextmanager
def _servers(repository: FakeRepository) -> Iterator[tuple[_TimedGitHub, FakeModelServer, list[float]]]:
    given = answers(repository.pull_requests[1].files)
    asked: list[float] = []

    def script(request: ModelRequest) -> Any:
        asked.append(time.monotonic())
        return together(given, request.task)

    github = _TimedGitHub(repository, latency=GITHUB_SECONDS)
    github.times = []
    with github, FakeModelServer(script, latency=MODEL_SECONDS) as model:
        yield github, model, asked


def run_action(repository: FakeRepository, folder: Path, *, witness: Path | None = None) -> Run:
    """Open pull request 1: describe, review, improve. ``witness`` is where litellm's import is noted."""
    entry = [str(HERE / "witness.py"), str(witness)] if witness else [str(ROOT / "entrypoint.py")]
    with _servers(repository) as (github, model, asked):
        environ = _environ(github, model, folder)
        taken = launch([*PYTHON, *entry], environ, folder)
        output = (folder / "outputs.txt").read_text(encoding="utf-8")
        return Run(
            taken=taken,
            calls=tuple(
                f"{call.method} {call.path} {sorted(call.query.items())} {call.body}" for call in github.requests
            ),
            call_times=tuple(github.times),
            asked=tuple(model.requests),
            ask_times=tuple(asked),
            outputs={match["name"]: match["value"] for match in OUTPUT.finditer(output)},
        )


def run_minimal(repository: FakeRepository, rounds: Sequence[Sequence[ModelRequest]], folder: Path) -> Taken:
    """Run the minimal script with the same questions."""
    file = folder / "rounds.json"
    file.write_text(json.dumps([[dict(request.body) for request in each] for each in rounds]), encoding="utf-8")
    with _servers(repository) as (github, model, _):
        environ = {**_bare(), "GITHUB_API_URL": github.api_url, "MODEL_URL": model.url}
        return launch([*PYTHON, str(HERE / "minimal.py"), str(file)], environ, folder)


def run_import(module: str, folder: Path) -> Taken:
    """Import a module and leave."""
    return launch([*PYTHON, "-c", f"import {module}"], _bare(), folder)


def launch(command: Sequence[str], environ: Mapping[str, str], folder: Path) -> Taken:
    """Run a command through the launcher; a failure of it ends the bench with its log."""
    report, log = folder / "taken.json", folder / "log.txt"
    launcher = [sys.executable, "-IS", str(HERE / "launcher.py"), str(report)]
    with log.open("w", encoding="utf-8") as file:
        subprocess.run([*launcher, *command], env=dict(environ), stdout=file, stderr=file, check=True)
    taken = Taken(**json.loads(report.read_text(encoding="utf-8")))
    if taken.exit_code:
        raise SystemExit(
            f"{' '.join(command)} ended with {taken.exit_code}:\n{log.read_text(encoding='utf-8')[-4000:]}"
        )
    return taken


def _bare() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "LITELLM_LOCAL_MODEL_COST_MAP": "True"}


def _environ(github: FakeGitHub, model: FakeModelServer, folder: Path) -> dict[str, str]:
    """Set what the runner sets."""
    event = folder / "event.json"
    event.write_text(json.dumps(event_payload(github, "pull_request", action="opened")), encoding="utf-8")
    for name in ("outputs.txt", "summary.md"):
        (folder / name).write_bytes(b"")
    return {
        **_bare(),
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": github.api_url,
        "GITHUB_GRAPHQL_URL": github.graphql_url,
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": github.repository.full_name,
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_WORKSPACE": str(folder),
        "GITHUB_OUTPUT": str(folder / "outputs.txt"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        "INPUT_GITHUB_TOKEN": "ghs_rw",
        "INPUT_MODEL": "openai/gpt-4o",
        "INPUT_API_KEY": "sk-bench",
        "INPUT_API_BASE": model.url,
    }
