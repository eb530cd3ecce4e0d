from __future__ import annotations

import json
from pathlib import Path

import pytest

from pr_agent_action.errors import UsageError
from pr_agent_action.evaluation.dataset import load_dataset

CASE = {
    "name": "one",
    "repo": "repos/one",
    "range": "v1..v2",
    "findings": [{"path": "a.py", "first_line": 3, "last_line": 4, "text": "divides by zero"}],
}


def write(folder: Path, content: str) -> Path:
    path = folder / "set.json"
    path.write_text(content, encoding="utf-8")
    return path


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    dataset = load_dataset(write(tmp_path, json.dumps({"cases": [CASE]})))
    assert dataset.cases[0].repo == tmp_path / "repos" / "one"
    assert dataset.cases[0].commits == ("v1", "v2")
    assert dataset.cases[0].findings[0].last_line == 4


def test_a_range_with_three_dots_is_the_same(tmp_path: Path) -> None:
    dataset = load_dataset(write(tmp_path, json.dumps({"cases": [{**CASE, "range": "main...topic/x"}]})))
    assert dataset.cases[0].commits == ("main", "topic/x")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is no JSON: .* in line 1"),
        ('{"cases": []}', "does not fit at `cases`"),
        (json.dumps({"cases": [{**CASE, "range": "v1"}]}), r"does not fit at `cases.0.range`"),
        (json.dumps({"cases": [{**CASE, "range": "--upload-pack=x..y"}]}), r"does not fit at `cases.0.range`"),
        (json.dumps({"cases": [{**CASE, "findings": [{"path": "a"}]}]}), r"cases.0.findings.0.first_line"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        load_dataset(write(tmp_path, content))


def test_a_missing_file_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load_dataset(tmp_path / "none.json")
