"""The example: a small parcel service and a pull request with planted defects, in several languages."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pr_agent_action.demo.fake_github import FakeRepository
from pr_agent_action.demo.fake_model import ModelRequest
from pr_agent_action.demo.git_range import Git, pull_request_from_git

EXAMPLE = Path(__file__).parent / "example"
QUESTION = "/ask why is this locked twice?"
TITLE = "Search, heavy parcels, print jobs"
BODY = "Adds what the counter asked for. See the notes of Tuesday."
# NOTE: put together here, so that no scanner of repositories finds a token in ours.
TOKEN = "ghp_" + "x7Kd92LmPq4RtVb8NzWc3Yh6Js5Gf1Ae0Du"


def make_example(folder: Path) -> FakeRepository:
    """Make the example's git repository in ``folder``, and the pull request from its two commits."""
    git = Git(folder)
    git.run("init", "-q", "-b", "main")
    for part, message in (("base", "Rates, quotes and labels"), ("head", TITLE)):
        _replace_files(EXAMPLE / part, folder)
        # An index that knows a file's size and time takes a new file of the same size and time for the old one.
        git.run("rm", "-r", "--quiet", "--cached", "--ignore-unmatch", ".")
        git.run("add", "--all")
        git.run("-c", "user.name=Octo Cat", "-c", "user.email=octocat@example.com", "commit", "-q", "-m", message)
    return pull_request_from_git(folder, "HEAD~1", "HEAD", title=TITLE, body=BODY)


def _replace_files(source: Path, folder: Path) -> None:
    for old in folder.iterdir():
        if old.name != ".git":
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    shutil.copytree(source, folder, dirs_exist_ok=True)
    for path in folder.glob("parcels/settings.py"):
        path.write_text(path.read_text(encoding="utf-8").replace("@@TOKEN@@", TOKEN), encoding="utf-8")


def scripted_answers() -> Callable[[ModelRequest], dict[str, Any]]:
    """Answer each question with what ``answers.json`` has for it."""
    answers: dict[str, Any] = json.loads((EXAMPLE / "answers.json").read_text(encoding="utf-8"))

    titles = {
        "describe": "# Task: describe",
        "review": "# Task: review",
        "improve": "# Task: improve",
        "ask": "# Task: answer",
    }

    def script(request: ModelRequest) -> dict[str, Any]:
        asked = {name: answers[name] for name, title in titles.items() if title in request.task}
        return asked if len(asked) > 1 else dict(*asked.values())

    return script
