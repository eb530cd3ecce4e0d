"""Which changed file a finding means, and which files are not to be touched by a suggestion."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from pr_agent_action.domain.diff import FileDiff

_LOCK_FILES = frozenset(
    {
        "bun.lock",
        "bun.lockb",
        "cargo.lock",
        "composer.lock",
        "flake.lock",
        "gemfile.lock",
        "go.sum",
        "gradle.lockfile",
        "mix.lock",
        "npm-shrinkwrap.json",
        "package-lock.json",
        "package.resolved",
        "packages.lock.json",
        "pdm.lock",
        "pipfile.lock",
        "pnpm-lock.yaml",
        "podfile.lock",
        "poetry.lock",
        "pubspec.lock",
        "uv.lock",
        "yarn.lock",
        ".terraform.lock.hcl",
    }
)


def resolve(path: str, diffs: Sequence[FileDiff]) -> tuple[FileDiff, ...]:
    """Find the changed files that ``path`` may mean: one when it is clear, none or several when it is not.

    Takes the path at the head, the path before a rename, either with ``a/``, ``b/`` or ``./`` before it, in another
    case, or only the end of it.
    """
    wanted = _plain(path)
    undecorated = wanted[2:] if wanted.startswith(("a/", "b/")) else wanted
    for name in (path, wanted, undecorated):
        if found := _named(name, diffs):
            return found
    folded = undecorated.casefold()
    if found := tuple(diff for diff in diffs if folded in (name.casefold() for name in _names(diff))):
        return found
    return tuple(diff for diff in diffs if folded and diff.path.casefold().endswith("/" + folded))


def is_protected(path: str) -> bool:
    """Tell whether no suggestion may ever change this file: workflows, code owners, lock files."""
    plain = PurePosixPath(path.casefold())
    return plain.parts[:1] == (".github",) or plain.name == "codeowners" or plain.name in _LOCK_FILES


def _named(name: str, diffs: Sequence[FileDiff]) -> tuple[FileDiff, ...]:
    """Find the file of this very name; today's name counts before yesterday's."""
    return tuple(diff for diff in diffs if diff.path == name) or tuple(diff for diff in diffs if name in _names(diff))


def _names(diff: FileDiff) -> tuple[str, ...]:
    return (diff.path, diff.file.previous_path or diff.path)


def _plain(path: str) -> str:
    """Take away what people and models write around a path."""
    plain = path.strip().strip("`'\"").replace("\\", "/")
    while plain.startswith(("./", "/")):
        plain = plain.removeprefix(".").lstrip("/")
    return plain
