"""What an outside tool is: which files it wants, how it is called, and what it makes of its own output."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Protocol, TypeVar

from pydantic import TypeAdapter

from pr_agent_action.domain.finding import Category, Severity

RowT = TypeVar("RowT")
LONGEST_TITLE = 120
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing that a tool says about a line; ``path`` as the tool was given it, ``line`` counts from 1.

    ``secret`` holds when the line holds a secret, so that it is never quoted as it stands; ``spares_tests`` when tests
    do such a thing on purpose.
    """

    path: str
    line: int
    rule: str
    title: str
    body: str
    severity: Severity
    category: Category
    secret: bool = False
    spares_tests: bool = False


class Tool(Protocol):
    """A program that checks files. Its settings are ours alone: nothing of a pull request's own is read.

    Paths are relative to the folder that it runs in, and begin with ``./``.
    """

    @property
    def name(self) -> str:
        """What its findings carry as ``source``."""
        ...

    @property
    def needs_whole_files(self) -> bool:
        """Tell whether it reads whole files; else it gets the added lines alone, each at its number."""
        ...

    @property
    def own_files(self) -> Mapping[str, str]:
        """Files of its own, by a name that ``command`` uses as ``../name``, with their text."""
        ...

    def wants(self, path: str) -> bool:
        """Tell whether the file is one that it checks."""
        ...

    def may_matter(self, text: str) -> bool:
        """Tell whether what it looks for can be in the text at all, which spares its start."""
        ...

    def command(self, paths: Sequence[str]) -> tuple[str, ...]:
        """Give the program (a name, or an absolute path) with its arguments."""
        ...

    def parse(self, stdout: str) -> tuple[Remark, ...]:
        """Read what it printed; raise ``ValueError`` for what is no output of it."""
        ...


class Defaults:
    """What holds for most tools: they read whole files, each of them, and bring nothing along."""

    needs_whole_files = True
    own_files: Mapping[str, str] = MappingProxyType({})

    def may_matter(self, text: str) -> bool:
        """Look at every text that is none but blanks."""
        return bool(text.strip())


def module_command(module: str, *arguments: str) -> tuple[str, ...]:
    """Give the command of a tool that is a Python package; ``-I`` keeps the folder it runs in out of its imports."""
    return (sys.executable, "-I", "-m", module, *arguments)


def rows(kind: type[RowT], stdout: str) -> RowT:
    """Read JSON of a shape; raise ``ValueError`` when it has another."""
    return TypeAdapter(kind).validate_json(stdout)


def heading(message: str) -> str:
    """Make a title of a tool's message: its first sentence, without the full stop."""
    first = _SENTENCE_END.split(message.strip(), maxsplit=1)[0].rstrip(" .;")
    return first if len(first) <= LONGEST_TITLE else f"{first[: LONGEST_TITLE - 1].rstrip()}…"


def in_words(message: str, *, tool: str, rule: str) -> tuple[str, str]:
    """Make a title and a body of a tool's message; the body does not say the title again."""
    title = heading(message)
    rest = message.strip()
    return title, rest if rest.rstrip(" .;") != title else f"This is what `{tool}` says by its rule `{rule}`."


def suffix_of(path: str) -> str:
    """Give the lower-case suffix, such as ``.py``."""
    return PurePosixPath(path).suffix.casefold()


def longest_prefix(table: Mapping[str, RowT], code: str) -> RowT | None:
    """Look a code up by the longest key that it begins with."""
    return next((table[key] for key in sorted(table, key=len, reverse=True) if code.startswith(key)), None)
