"""What the documents name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "pr_agent_action"
DOCUMENTS = ("docs/architecture.md", "CONTRIBUTING.md")
PATH = re.compile(r"`((?:[\w.-]+/)*[\w-]+\.(?:py|toml|md|txt|yml)|(?:[\w-]+/)+)(?:: (\w+))?`")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_paths_and_names_exist(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    named = {(path, name) for path, name in PATH.findall(text) if path != ".pr_agent.toml"}
    assert len(named) > 10
    missing = []
    folders: set[Path] = {ROOT, PACKAGE}
    for path, name in named:
        # A bare file name is one of a room that is named beside it.
        found = [folder / path for folder in folders if (folder / path).exists()] or (
            [] if "/" in path else list(PACKAGE.rglob(path))
        )
        if not found or (name and not any(re.search(rf"\b{name}\b", each.read_text()) for each in found)):
            missing.append((path, name))
    assert missing == []


@pytest.mark.parametrize("document", [*DOCUMENTS, "README.md", "SECURITY.md"])
def test_links_between_documents_hold(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert [target for target in targets if not ((ROOT / document).parent / target).exists()] == []


def test_the_architecture_names_every_room() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert {room for room in rooms if f"`{room}`" not in text} == set()
