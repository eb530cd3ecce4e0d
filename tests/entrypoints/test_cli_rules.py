from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pr_agent_action.entrypoints.cli import main
from pr_agent_action.entrypoints.cli_rules import check_rules
from pr_agent_action.errors import UsageError
from pr_agent_action.settings.layers import load

SETTINGS = """
[pr_reviewer]
strictness = "relaxed"
min_confidence = "medium"
categories = ["bug"]
[ignore]
glob = ["docs/**"]
[best_practices]
content = "Be kind."
[[path_instructions]]
paths = ["api/**"]
instructions = "Rate limits."
[nonsense]
colour = 1
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    files = {
        ".pr_agent.toml": SETTINGS,
        "AGENTS.md": "word " * 3_000,
        "CLAUDE.md": "@AGENTS.md",
        "best_practices.md": "Be brief.",
        "api/REVIEW.md": "Look twice.",
        "api/users.py": 'db.execute("select 1")\n',
        "docs/index.md": "# Hello\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    (tmp_path / "api" / "picture.bin").write_bytes(b"\xff\xfe\x00")
    return tmp_path


def test_it_tells_what_holds_and_why(checkout: Path) -> None:
    said = check_rules("./api/users.py", load({}).repo, checkout)

    assert said.startswith("api/users.py\n  reviewed: no filter names it\n")
    rules = [line.strip() for line in said.split("\n") if line.startswith("  ") and "tokens" in line]
    assert [line.split(":")[0] for line in rules] == [
        ".pr_agent.toml (for api/**)",
        "api/REVIEW.md (in api/)",
        "AGENTS.md (everywhere)",
        "best_practices.md (everywhere)",
    ]
    assert rules[2].endswith(", cut")
    assert rules[3].endswith(", no room")
    assert "best_practices.content (everywhere; set by .pr_agent.toml)" in said
    assert "min_severity medium (strictness = relaxed, set by .pr_agent.toml)" in said
    assert "min_confidence medium (min_confidence = medium, set by .pr_agent.toml)" in said
    assert "categories: bug (set by .pr_agent.toml)" in said
    assert "at most 3 (default)" in said
    assert "would call for: public api, sql" in said
    assert "warning: `nonsense.colour` in `.pr_agent.toml` is no setting." in said


@pytest.mark.parametrize(
    ("path", "fate"),
    [
        ("docs/index.md", "not reviewed: ignored by `docs/**`"),
        ("package-lock.json", "not reviewed: lock file"),
        ("api/picture.bin", "reviewed: no filter names it"),
        ("web/none.py", "reviewed: no filter names it"),
    ],
)
def test_filters(checkout: Path, path: str, fate: str) -> None:
    assert f"\n  {fate}\n" in check_rules(path, load({}).repo, checkout)


def test_a_directory_without_anything(tmp_path: Path) -> None:
    said = check_rules("app.py", load({"CONFIG__MAX_CHECKLIST_TOKENS": "0"}).repo, tmp_path)

    assert "(default):\n  none\n" in said
    assert "would call for: none" in said


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "a/../../x", "", "."])
def test_a_path_outside_is_refused(checkout: Path, path: str) -> None:
    with pytest.raises(UsageError, match="out of this directory"):
        check_rules(path, load({}).repo, checkout)


def test_the_command_line_has_it(checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.chdir(checkout)

    assert main(["rules", "check", "api/users.py", "--pr_reviewer.num_max_findings=7"]) == 0
    assert "at most 7 (set by argument)" in capsys.readouterr().out
    assert main(["rules", "check", "../x"]) == 2
