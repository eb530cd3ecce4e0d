"""Files that a run leaves in the job's workspace, whose other files are the pull request's."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pr_agent_action.errors import SettingsError

OWNER_ONLY = 0o600


def job_file(name: str, places: Iterable[Path]) -> Path:
    """Find where a file named by an input is; relative names count from the first of ``places``.

    Raises:
        SettingsError: it would lie in none of them, with the symbolic links of a checkout followed.
    """
    folders = [place.resolve() for place in places]
    path = folders[0] / name
    # NOTE: the name itself may be a link too: it is replaced, not followed.
    home = path.parent.resolve()
    if path.name in ("", ".", "..") or not any(home.is_relative_to(folder) for folder in folders):
        raise SettingsError(
            "A file to write lies outside the job's folders.",
            fix="Name it relative to the workspace, such as `out.json`.",
        )
    return home / path.name


def write_whole(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Write all or nothing, and follow no link that lies in the place; raise ``OSError`` where that cannot be done."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="\n") as stream:
            stream.write(text)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise
