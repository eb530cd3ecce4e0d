"""Giving up what a container action starts with and does not need: root, and the runner's own tokens."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

NOBODY = 65534
OWNER_WRITES = 0o022
RUNNERS_OWN = "ACTIONS_"
"""How the names of the runner's tokens begin: cache, artifacts, OIDC. Only the runner itself needs them."""
NEEDED = (Path(os.__file__), Path(__file__))
"""Code that is imported later on: Python's own, and ours."""


class System(Protocol):
    """The calls of ``os`` that change who a process is, so that a test need not be root."""

    def getuid(self) -> int:
        """Tell the user."""
        ...

    def setgroups(self, groups: Sequence[int], /) -> None:
        """Set the supplementary groups."""
        ...

    def setgid(self, gid: int, /) -> None:
        """Set the group, for good."""
        ...

    def setuid(self, uid: int, /) -> None:
        """Set the user, for good."""
        ...

    def umask(self, mask: int, /) -> int:
        """Set what new files may not be."""
        ...


@dataclass(frozen=True, slots=True)
class Account:
    """Who the process is now; ``problem`` is a sentence when it should be somebody else."""

    uid: int
    problem: str = ""


def drop_privileges(
    workspace: Path,
    environ: MutableMapping[str, str] | None = None,
    *,
    system: System = os,
    needed: Sequence[Path] = NEEDED,
) -> Account:
    """Become the owner of the workspace, or nobody where that is root; do nothing without root.

    Open the runner's files and read the event first: they may be root's alone. The runner's own tokens leave
    ``environ`` (the process's, unless given) in any case, and ``HOME`` ends as a folder that can be written.

    Two cases keep root, and are a ``problem`` but no error: a user namespace that knows no other user (rootless
    Docker, whose root is nobody outside), and a Python that lives where only root may look (no container of ours).
    """
    environ = os.environ if environ is None else environ
    for name in [name for name in environ if name.startswith(RUNNERS_OWN)]:
        del environ[name]
    if system.getuid() != 0:
        return Account(system.getuid())
    uid, gid = _owner(workspace)
    if not all(map(_open_to_all, needed)):
        return Account(0, f"The process stays root: user {uid} could not read Python's own files.")
    try:
        # NOTE: in this order, because each step needs the right that the next ones take away.
        system.setgroups([])
        system.setgid(gid)
        system.setuid(uid)
    except OSError as error:
        problem = f"The process stays root: it cannot become user {uid} ({error.strerror})."
        return Account(system.getuid(), problem)
    system.umask(OWNER_WRITES)
    _settle(environ)
    return Account(uid)


def _owner(workspace: Path) -> tuple[int, int]:
    try:
        found = workspace.stat()
    except OSError:
        return NOBODY, NOBODY
    return (found.st_uid, found.st_gid or NOBODY) if found.st_uid else (NOBODY, NOBODY)


def _open_to_all(path: Path) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in path.resolve().parents)


def _settle(environ: MutableMapping[str, str]) -> None:
    """Give libraries a home that they can write their caches to; a file system without any stays as it is."""
    home = environ.get("HOME", "")
    if not home or not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        with contextlib.suppress(OSError):
            environ["HOME"] = tempfile.mkdtemp(prefix="home-")
