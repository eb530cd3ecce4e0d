"""A stage for the Action: a fake GitHub, a fake model, the runner's environment, and the entry point itself.

``stage.play("pull_request", action="opened")`` runs it in this process, ``apart=True`` as the image would. After every
play the exchanges are held against GitHub's own OpenAPI description, and nothing that left may hold a secret or a
traceback.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pr_agent_action.demo.fake_github import (
    REVIEWER,
    Exchange,
    FakeGitHub,
    FakePullRequest,
    FakeRepository,
    Token,
    event_payload,
)
from pr_agent_action.demo.fake_github.notes import FakeReviewComment
from pr_agent_action.demo.fake_model import FakeModelServer, ModelFault, ModelRequest, Reply
from pr_agent_action.entrypoints.action import main
from pr_agent_action.errors import ExitCode
from tests.fakes.api import Api
from tests.fakes.openapi import check_exchanges

ROOT = Path(__file__).parent.parent.parent
KEY = "sk-scripted-0123456789abcdefghij"
"""The model's key: it must turn up nowhere but in the calls of the model."""
ASKING = {"describe": "describe", "review": "review", "improve": "improve", "ask": "ask", "verify": "verification"}
"""Who asks, by a word of the answer type's name (``ReviewAndImprove``)."""
OUTPUT = re.compile(r"^(?P<name>\w+)<<(?P<end>ghadelimiter_\S+)\n(?P<value>.*?)\n(?P=end)$", re.MULTILINE | re.DOTALL)


def commands_of(request: ModelRequest) -> tuple[str, ...]:
    """Tell which commands ask in this request; ``verify`` is the second look at findings."""
    return tuple(name for name, word in ASKING.items() if word in request.schema_name.lower())


def answering(**answers: Mapping[str, Any] | Reply) -> Callable[[ModelRequest], Reply]:
    """Answer each command with what is given for it; a fault or a text for one spoils a call that it shares.

    A verification confirms, unless ``verify`` says otherwise.
    """

    def script(request: ModelRequest) -> Reply:
        if "# Task: verify" in request.task:
            return answers.get("verify", {"verdicts": []})
        said = {name: answers[name] for name in commands_of(request)}
        spoilt = next((answer for answer in said.values() if isinstance(answer, ModelFault | str)), None)
        if spoilt is not None:
            return spoilt
        return said if len(said) > 1 else next(iter(said.values()))

    return script


class Person:
    """A process that is no root already, so that no test becomes another user."""

    def getuid(self) -> int:
        return 1001

    def setgroups(self, groups: Sequence[int], /) -> None:
        raise AssertionError("no test becomes another user")

    def setgid(self, gid: int, /) -> None:
        raise AssertionError("no test becomes another user")

    def setuid(self, uid: int, /) -> None:
        raise AssertionError("no test becomes another user")

    def umask(self, mask: int, /) -> int:
        raise AssertionError("no test becomes another user")


@dataclass(frozen=True, kw_only=True)
class Result:
    """What one run of the Action left behind; ``calls`` and ``asked`` are this run's alone."""

    exit_code: int
    outputs: Mapping[str, str]
    summary: str
    log: str
    calls: list[Exchange]
    asked: list[ModelRequest]
    slept: list[float]

    @property
    def status(self) -> str:
        return self.outputs.get("status", "")

    @property
    def review(self) -> Any:
        """The output ``review_json``, parsed."""
        return json.loads(self.outputs["review_json"])

    @property
    def commands(self) -> set[str]:
        """The commands that the model was asked for."""
        return {name for request in self.asked for name in commands_of(request)} - {"verify"}

    @property
    def quiet(self) -> bool:
        """Nothing was written, no reaction given, no model asked."""
        return not (self.writes or self.reactions or self.asked)

    @property
    def writes(self) -> list[str]:
        """What was written, as ``POST issues/1/comments``; without reactions, and a check run that was refused."""
        calls = [
            call for call in self.calls if _writes(call) and not (call.status == 403 and "check-runs" in call.path)
        ]
        return [line for line in map(_short, calls) if "reactions" not in line]

    @property
    def reactions(self) -> list[str]:
        """The reactions asked for, in order."""
        return [call.body["content"] for call in self.calls if call.path.endswith("/reactions")]

    def annotations(self, kind: str) -> list[str]:
        """The messages of ``notice``, ``warning`` or ``error`` annotations."""
        found = re.findall(rf"^::{kind}(?: [^:]*)?::(.*)$", self.log, re.MULTILINE)
        return [text.replace("%0A", "\n").replace("%25", "%") for text in found]


def _writes(call: Exchange) -> bool:
    return call.path != "/graphql" and call.method not in ("GET", "HEAD")


def _short(call: Exchange) -> str:
    return f"{call.method} {call.path.split('/', 4)[-1]}"


@dataclass
class Stage:
    """Where the Action runs. ``model`` is ``None`` where none is configured."""

    github: FakeGitHub
    folder: Path
    model: FakeModelServer | None = None
    inputs: dict[str, str] = field(default_factory=dict)
    environ: dict[str, str] = field(default_factory=dict)
    on_sleep: Callable[[float], None] = lambda _seconds: None

    @property
    def repository(self) -> FakeRepository:
        return self.github.repository

    @property
    def pull_request(self) -> FakePullRequest:
        return self.repository.pull_requests[1]

    @property
    def bodies(self) -> list[str]:
        """Every text that the Action wrote on the pull request, its description included."""
        ours = [note.body for note in self.pull_request.written() if note.user and note.user.login.endswith("[bot]")]
        return [*ours, self.pull_request.body or ""]

    @property
    def summary_comment(self) -> str:
        """The one summary comment."""
        found = [note.body for note in self.pull_request.comments if "<!-- pr-agent-action:summary -->" in note.body]
        assert len(found) == 1, found
        return found[0]

    def say(self, text: str, *, by: str = "octo") -> Any:
        """Let somebody write in the conversation (``octo`` owns the repository)."""
        return self.repository.comment(1, by, text)

    def thread(self, text: str, *, by: str = "octo", path: str = "store.py", line: int = 6) -> FakeReviewComment:
        """Let somebody open a review thread."""
        place = {"commit_id": self.pull_request.head_sha, "path": path, "line": line, "side": "RIGHT"}
        return self._as(by, "./pulls/1/comments", {"body": text, **place})

    def reply(self, text: str, *, to: FakeReviewComment, by: str = "octo") -> FakeReviewComment:
        """Let somebody answer in a review thread."""
        return self._as(by, f"./pulls/1/comments/{to.root_id}/replies", {"body": text})

    def _as(self, login: str, path: str, body: Mapping[str, Any]) -> FakeReviewComment:
        token = f"token-of-{login}"
        self.github.service.tokens[token] = Token(REVIEWER, login)
        answered = Api(self.github, token).post(path, body)
        assert answered.status == 201, answered
        return self.pull_request.review_comments[-1]

    def event(self, name: str, **details: Any) -> Any:
        """Make the event file's JSON as things stand now."""
        return event_payload(self.github, name, **details)

    def comment(self, text: str, *, by: str = "octo", **more: Any) -> Result:
        """Let somebody write in the conversation, and play the event of it."""
        return self.play("issue_comment", comment=self.say(text, by=by), sender=by, **more)

    def play(
        self,
        event: str,
        *,
        token: str = "ghs_rw",
        inputs: Mapping[str, str] | None = None,
        env: Mapping[str, str | None] | None = None,
        payload: Any = None,
        apart: bool = False,
        may_be_silent: bool = False,
        **details: Any,
    ) -> Result:
        """Run the Action once.

        ``payload`` stands for the event file: JSON, or bytes as they are. ``env`` has the last word on the
        environment; ``None`` takes a variable away. Outputs may be missing where it ``may_be_silent``. ``details`` go
        to ``event_payload``.
        """
        environ = self._environ(event, token, {**self.inputs, **(inputs or {})})
        path = Path(environ["GITHUB_EVENT_PATH"])
        held = event_payload(self.github, event, **details) if payload is None else payload
        path.write_bytes(held if isinstance(held, bytes) else json.dumps(held).encode())
        changes = {**self.environ, **(env or {})}
        environ = {name: value for name, value in {**environ, **changes}.items() if value is not None}
        result = self._record(environ, self._run_apart if apart else self._run_here)
        assert result.status or may_be_silent, result.log
        self._check(result)
        return result

    def _record(self, environ: Mapping[str, str], run: Callable[[Mapping[str, str]], tuple[int, str]]) -> Result:
        files = {name: self.folder / name for name in ("outputs.txt", "summary.md")}
        for file in files.values():
            file.write_bytes(b"")
        calls, asked = len(self.github.requests), len(self.model.requests) if self.model else 0
        self.slept: list[float] = []
        code, log = run(environ)
        outputs = {match["name"]: match["value"] for match in OUTPUT.finditer(files["outputs.txt"].read_text())}
        return Result(
            exit_code=code,
            outputs=outputs,
            summary=files["summary.md"].read_text(),
            log=log,
            calls=self.github.requests[calls:],
            asked=self.model.requests[asked:] if self.model else [],
            slept=self.slept,
        )

    def _check(self, result: Result) -> None:
        """Hold what holds for every run."""
        check_exchanges(result.calls)
        assert result.exit_code in set(ExitCode)
        assert "Traceback" not in result.log, result.log
        assert "This is a bug of pr-agent-action" not in result.log, result.log
        if result.status == "failed":
            assert "**Nothing was reviewed.**" in result.summary
        said = "\n".join([_unmasked(result.log), result.summary, *result.outputs.values(), *self.bodies])
        for secret in (KEY, "ghs_rw", "ghs_ro"):
            assert secret not in said, secret
        for request in result.asked:
            assert "ghs_" not in "".join(request.texts)
            assert request.authorization == f"Bearer {KEY}"

    def _environ(self, event: str, token: str, inputs: Mapping[str, str]) -> dict[str, str]:
        """Set what the runner sets."""
        model = {"model": "openai/gpt-4o", "api_key": KEY, "api_base": self.model.url} if self.model else {}
        given = {"github_token": token, **model, **inputs}
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": self.github.api_url,
            "GITHUB_GRAPHQL_URL": self.github.graphql_url,
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": self.repository.full_name,
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": str(self.folder / "event.json"),
            "GITHUB_WORKSPACE": str(self.folder),
            "GITHUB_OUTPUT": str(self.folder / "outputs.txt"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
            # What they would find in the example is no part of what a test plays, unless it says so.
            "ANALYSERS__ENABLED": "false",
            **{f"INPUT_{name.upper()}": value for name, value in given.items()},
        }

    def _run_here(self, environ: Mapping[str, str]) -> tuple[int, str]:
        log = io.StringIO()
        with _environment(environ), redirect_stdout(log), redirect_stderr(log):
            code = main(system=Person(), sleep=self._sleep)
        return code, log.getvalue()

    def _run_apart(self, environ: Mapping[str, str]) -> tuple[int, str]:
        kept = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE")}
        done = subprocess.run(
            [sys.executable, ROOT / "entrypoint.py"],
            env={**kept, **environ},
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=60,
        )
        return done.returncode, done.stdout.decode()

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.on_sleep(seconds)


def _unmasked(log: str) -> str:
    """The log but for the lines that hide a secret."""
    return "\n".join(line for line in log.splitlines() if not line.startswith("::add-mask::"))


@contextmanager
def _environment(environ: Mapping[str, str]) -> Iterator[None]:
    """Put the runner's environment in the place of the test's."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
