"""The example: a small parcel service and a pull request with planted defects, in several languages."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pr_agent_action.demo.fake_github import FakeRepository
from pr_agent_action.demo.fake_model import ModelRequest
from pr_agent_action.demo.git_range import Git, pull_request_from_git, push_git

EXAMPLE = Path(__file__).parent / "example"
QUESTION = "/ask why is this locked twice?"
TITLE = "Search, heavy parcels, print jobs"
BODY = "Adds what the counter asked for. See the notes of Tuesday."
# NOTE: put together here, so that no scanner of repositories finds a token in ours.
TOKEN = "ghp_" + "x7Kd92LmPq4RtVb8NzWc3Yh6Js5Gf1Ae0Du"

TASKS = {
    "describe": "# Task: describe",
    "review": "# Task: review",
    "improve": "# Task: improve",
    "ask": "# Task: answer",
    "verify": "# Task: verify",
}
"""How each prompt begins."""
INCREMENTAL = "Earlier commits of this pull request were reviewed already"


def make_example(folder: Path) -> FakeRepository:
    """Make the example's git repository in ``folder``, and the pull request from its two commits."""
    Git(folder).run("init", "-q", "-b", "main")
    _commit(folder, "base", "Rates, quotes and labels")
    _commit(folder, "head", TITLE)
    return pull_request_from_git(folder, "HEAD~1", "HEAD", title=TITLE, body=BODY)


def push_example(repository: FakeRepository, folder: Path) -> str:
    """Push the author's answer to the first review: two defects mended, a new one made. Return the sha before."""
    before = repository.pull_requests[1].head_sha
    _commit(folder, "second", "Bind the search, look at the slice, retry jobs")
    push_git(repository, folder, "HEAD")
    return before


def _commit(folder: Path, part: str, message: str) -> None:
    """Lay the files of ``part`` over those that are there, and commit; ``head`` replaces all."""
    git = Git(folder)
    if part == "head":
        git.run("rm", "-r", "--quiet", ".")
    # An index that knows a file's size and time takes a new file of the same size and time for the old one.
    git.run("rm", "-r", "--quiet", "--cached", "--ignore-unmatch", ".")
    shutil.copytree(EXAMPLE / part, folder, dirs_exist_ok=True)
    settings = folder / "parcels" / "settings.py"
    if settings.exists():
        settings.write_text(settings.read_text(encoding="utf-8").replace("@@TOKEN@@", TOKEN), encoding="utf-8")
    git.run("add", "--all")
    git.run("-c", "user.name=Octo Cat", "-c", "user.email=octocat@example.com", "commit", "-q", "-m", message)


def scripted_answers() -> Callable[[ModelRequest], dict[str, Any]]:
    """Answer each question with what ``answers.json`` has for it; after the push with ``answers-second.json``."""
    first, second = (
        json.loads((EXAMPLE / name).read_text(encoding="utf-8")) for name in ("answers.json", "answers-second.json")
    )

    def script(request: ModelRequest) -> dict[str, Any]:
        answers = {**first, **(second if INCREMENTAL in request.task else {})}
        asked = {name: answers[name] for name, title in TASKS.items() if title in request.task}
        return asked if len(asked) > 1 else dict(*asked.values())

    return script
