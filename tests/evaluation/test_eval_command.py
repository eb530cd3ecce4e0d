from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from pr_agent_action.demo.example_pull_request import make_example, scripted_answers
from pr_agent_action.demo.fake_model import FakeModelServer
from pr_agent_action.entrypoints.cli import main


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """The demo's example: two defects that a person wrote down, one of which nobody's model could find."""
    repository = tmp_path / "example"
    repository.mkdir()
    make_example(repository)
    findings = [
        {"path": "parcels/store.py", "first_line": 29, "last_line": 29, "text": "SQL injection"},
        {"path": "README.md", "first_line": 1, "last_line": 1, "text": "says too little"},
    ]
    case = {"name": "parcels", "repo": "example", "range": "HEAD~1..HEAD", "findings": findings}
    path = tmp_path / "set.json"
    path.write_text(json.dumps({"cases": [case]}), encoding="utf-8")
    return path


def test_a_data_set_is_reviewed_and_scored(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = tmp_path / "figures.json"
    with FakeModelServer(scripted_answers()) as server:
        monkeypatch.setenv("INPUT_API_BASE", server.url)
        monkeypatch.setenv("INPUT_API_KEY", "sk-scripted")
        code = main(["eval", str(dataset), "--model", "openai/scripted", "--json", str(figures)])
    assert code == 0
    table = capsys.readouterr().out
    head = "case found expected matched precision recall F1 tokens USD"
    assert table.splitlines()[0].split() == head.split()
    assert "unknown" in table
    written = json.loads(figures.read_text(encoding="utf-8"))
    assert written["all"]["matched"] == 1
    assert written["all"]["recall"] == 0.5
    assert written["all"]["cost_usd"] is None
    assert written["cases"][0]["name"] == "parcels"


def test_a_case_that_cannot_be_reviewed_is_named(dataset: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = dataset.read_text(encoding="utf-8").replace("HEAD~1..HEAD", "nowhere..HEAD")
    dataset.write_text(text, encoding="utf-8")
    assert main(["eval", str(dataset), "--model", "openai/scripted", "--config.ai_timeout=5"]) == 1
    assert "has no commit nowhere" in capsys.readouterr().out


def test_git_is_only_read(dataset: Path) -> None:
    before = subprocess.check_output(["git", "-C", dataset.parent / "example", "status", "--porcelain"])
    assert before == b""
