"""``make demo`` itself: the Action in processes of its own, on the fake GitHub."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pr_agent_action.demo.run import KEYS, run_demo
from pr_agent_action.entrypoints.cli import main
from pr_agent_action.errors import UsageError


def git(folder: Path, *arguments: str) -> None:
    own = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *own, *arguments], check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with two commits."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    (folder / "app.py").write_text("one = 1\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Begin")
    (folder / "app.py").write_text("one = 1\ntwo = 2  # TODO: measure\n")
    git(folder, "commit", "-q", "-a", "-m", "Add two\n\nAs asked for.")
    return folder


@pytest.fixture(autouse=True)
def _no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)


def test_the_example_is_described_reviewed_asked_about_and_pushed_to(tmp_path: Path, capfd: Any) -> None:
    assert run_demo(repo="", commits="", out=str(tmp_path)) == 0
    html = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "Suggested change" in html
    assert "why is this locked twice?" in html
    folders = sorted(path.name for path in tmp_path.iterdir() if path.is_dir())
    assert folders == ["1-pull_request", "2-issue_comment", "3-pull_request"]
    for folder in folders:
        assert "posted" in (tmp_path / folder / "outputs.txt").read_text(encoding="utf-8")
        assert (tmp_path / folder / "summary.md").stat().st_size
    told = capfd.readouterr()
    assert "Model: a scripted one on this machine" in told.out
    assert "Traceback" not in told.out + told.err


@pytest.mark.parametrize("commits", ["", "HEAD~1..HEAD", "HEAD~1..", "HEAD~1...HEAD"])
def test_a_repository_of_one_s_own_without_a_key_gets_the_deterministic_part(
    checkout: Path, tmp_path: Path, capfd: Any, commits: str
) -> None:
    assert main(["demo", "--repo", str(checkout), "--range", commits, "--out", str(tmp_path / "out")]) == 0
    html = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "Add two <span>#1</span>" in html
    assert "As asked for." in html
    assert "_API_KEY" in html
    assert "TODO: measure" in html
    assert "Model: none" in capfd.readouterr().out


@pytest.mark.parametrize("commits", ["nowhere..HEAD", "HEAD", "..HEAD", "HEAD..HEAD"])
def test_a_range_that_is_none_ends_with_2(checkout: Path, tmp_path: Path, capsys: Any, commits: str) -> None:
    assert main(["demo", "--repo", str(checkout), "--range", commits, "--out", str(tmp_path / "out")]) == 2
    assert "pr-agent-action: " in capsys.readouterr().err


def test_a_folder_that_is_no_repository_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        run_demo(repo=str(tmp_path / "none"), commits="", out=str(tmp_path / "out"))


def test_the_machine_s_own_environment_stays_out(checkout: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setitem(os.environ, "CONFIG__PUBLISH_OUTPUT", "false")
    assert run_demo(repo=str(checkout), commits="", out=str(tmp_path / "out")) == 0
    assert "\nposted\n" in (tmp_path / "out" / "1-pull_request" / "outputs.txt").read_text(encoding="utf-8")
