"""The image, built once for all workers, and a container of it before a fake GitHub and a fake model."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pr_agent_action.demo.example_pull_request import make_example, scripted_answers
from pr_agent_action.demo.fake_github import FakeGitHub
from pr_agent_action.demo.fake_model import FakeModelServer
from tests.fakes.container import ROOT, Container, docker

TAG = "pr-agent-action:test"
LONGEST_BUILD = 600
Build = Callable[..., str]


@pytest.fixture(scope="session")
def engine() -> None:
    """Skip where no Docker engine answers."""
    if not shutil.which("docker"):
        pytest.skip("there is no docker client on this machine")
    if docker("version", "--format", "{{.Server.Version}}").returncode:
        pytest.skip("no Docker engine answers")


@pytest.fixture(scope="session")
def build(engine: None, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Build the repository's own Dockerfile; whoever comes second finds the first one's layers."""
    workers_share = tmp_path_factory.getbasetemp().parent

    def build(tag: str, *flags: str) -> str:
        with _one_at_a_time(workers_share / "pr-agent-action-image.lock"):
            done = docker("build", "--tag", tag, *flags, ROOT, timeout=LONGEST_BUILD)
        assert done.returncode == 0, done.stdout
        return tag

    return build


@pytest.fixture(scope="session")
def image(build: Build) -> str:
    return build(TAG)


@pytest.fixture
def container(image: str, tmp_path: Path) -> Iterator[Container]:
    """The demo's example: a pull request with planted defects, and a model that finds them."""
    (tmp_path / "repository").mkdir()
    repository = make_example(tmp_path / "repository")
    (tmp_path / "runner").mkdir()
    with FakeGitHub(repository) as github, FakeModelServer(scripted_answers()) as model:
        yield Container(image, tmp_path / "runner", github, model)


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
