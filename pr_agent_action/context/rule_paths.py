"""Where rules of a repository stand: asked for before most of the program is imported, so this imports little."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

CONFIGURATION = ".pr_agent.toml"
NESTED = ("AGENTS.md", "CLAUDE.md", "REVIEW.md")
"""Read in the directories of changed files and above."""
ROOT = ("REVIEW.md", "AGENTS.md", "CLAUDE.md", ".github/copilot-instructions.md", ".cursorrules", "best_practices.md")
"""Read at the root, in the order in which they are shown."""
MOST_NESTED = 24


def nested_paths(changed: Iterable[str], *, most: int = MOST_NESTED) -> tuple[str, ...]:
    """Name the rules files that directories of changed files may have, the root's left out; nearest first."""
    folders = {folder for path in changed for folder in folders_above(path)}
    ordered = sorted(folders, key=lambda folder: (-folder.count("/"), folder))
    return tuple(f"{folder}/{name}" for folder in ordered for name in NESTED)[:most]


def folders_above(path: str) -> Iterator[str]:
    """Give the directories above a path, the nearest first and without the root."""
    for parent in PurePosixPath(path).parents:
        if str(parent) != ".":
            yield str(parent)
