"""SARIF files that earlier steps of the job wrote: found in the workspace, read as data, within bounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path, PurePosixPath

LARGEST_FILE = 10 * 1024**2
MOST_FILES = 20


def read_sarif_files(patterns: Sequence[str], workspace: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the texts by their paths in the workspace, and sentences about what was not read.

    A pattern is a glob relative to ``workspace``. What a link leads to outside of it is not read: the workspace's
    content may be a stranger's.
    """
    root = workspace.resolve()
    texts: dict[str, str] = {}
    notices: list[str] = []
    for pattern in patterns:
        found = list(islice(_matches(root, pattern), MOST_FILES + 1))
        if not found:
            notices.append(f"No file fits `{pattern}` of `sarif_files`.")
        for path in found[:MOST_FILES]:
            name = path.relative_to(root).as_posix()
            problem = _problem(path, root)
            if problem:
                notices.append(f"`{name}` was not read: {problem}.")
            elif len(texts) < MOST_FILES:
                texts[name] = path.read_text(encoding="utf-8-sig", errors="replace")
        if len(found) > MOST_FILES:
            notices.append(f"More than {MOST_FILES} files fit `{pattern}` of `sarif_files`; the others were not read.")
    return texts, tuple(notices)


def _matches(root: Path, pattern: str) -> Iterator[Path]:
    plain = PurePosixPath(pattern)
    if plain.is_absolute() or ".." in plain.parts or not plain.parts:
        return
    yield from (path for path in sorted(root.glob(pattern)) if path.is_symlink() or path.is_file())


def _problem(path: Path, root: Path) -> str:
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root) or not real.is_file():
            return "it leads out of the workspace"
        return "it is larger than 10 MiB" if real.stat().st_size > LARGEST_FILE else ""
    except (OSError, RuntimeError):
        return "it cannot be opened"
