"""The files of one commit, from memory or from wherever somebody keeps them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a directory; ``kind`` is ``blob``, ``tree``, ``commit`` (a submodule) or ``symlink``."""

    name: str
    kind: str
    sha: str
    size: int = 0


class Tree(Protocol):
    """The files of one commit."""

    def read(self, path: str) -> bytes | None:
        """Give the file's content, or ``None`` where there is no such file."""
        ...

    def entries(self, directory: str) -> tuple[Entry, ...]:
        """List a directory (``""`` is the root), sorted by name; empty where there is none."""
        ...


def blob_sha(content: bytes) -> str:
    """Name the content as git names it."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


class TextTree:
    """Files held in memory."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Take the content of each path."""
        self.files = dict(files)

    def read(self, path: str) -> bytes | None:
        """Give the file's content."""
        return self.files.get(path)

    def entries(self, directory: str) -> tuple[Entry, ...]:
        """List a directory."""
        prefix = f"{directory}/" if directory else ""
        found: dict[str, Entry] = {}
        for path in (path for path in self.files if path.startswith(prefix)):
            name, _, deeper = path[len(prefix) :].partition("/")
            if deeper:
                found[name] = Entry(name, "tree", blob_sha(name.encode()))
            else:
                found[name] = Entry(name, "blob", blob_sha(self.files[path]), len(self.files[path]))
        return tuple(found[name] for name in sorted(found))


@dataclass(frozen=True, slots=True)
class Overlay:
    """One tree laid over another."""

    below: Tree
    above: TextTree

    def read(self, path: str) -> bytes | None:
        """Give the upper file where there is one."""
        content = self.above.read(path)
        return self.below.read(path) if content is None else content

    def entries(self, directory: str) -> tuple[Entry, ...]:
        """List both."""
        found = {entry.name: entry for tree in (self.below, self.above) for entry in tree.entries(directory)}
        return tuple(found[name] for name in sorted(found))
