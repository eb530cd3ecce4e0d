"""What each source says, as entries of one shape; nothing is judged here but the source's own grammar."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pr_agent_action.errors import SettingsError
from pr_agent_action.settings.inputs import INPUTS
from pr_agent_action.settings.known import LABELS, is_section
from pr_agent_action.settings.providers import ALIASES, is_provider

LARGEST_TOML = 200_000
"""Characters of a configuration file that are read: far above any real one."""

_VARIABLE = re.compile(r"(?P<section>[A-Za-z]\w*?)(?:__|\.)(?P<key>.+)", re.ASCII)
_ARGUMENT = re.compile(r"--(?P<name>[A-Za-z]\w*\.[^=]+)=(?P<value>.*)", re.ASCII | re.DOTALL)
_LINE = re.compile(r"\(at line (\d+),")


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting as somebody wrote it.

    ``name`` is ``section.key``, or a field of ``Settings``; ``value`` text, or what TOML made of it. ``said`` names
    the place for messages (``the input `max_findings```), ``layer`` for the table of settings.
    """

    name: str
    value: object
    said: str
    layer: str


class TomlError(ValueError):
    """Text that is no TOML; ``str()`` is the place (``line 3``), never the text."""


def from_environment(environ: Mapping[str, str]) -> tuple[Entry, ...]:
    """Read ``SECTION__KEY`` and ``SECTION.KEY`` of known sections, any case; empty values and all else are noise."""
    found: list[Entry] = []
    # When both spellings are set, the one with underscores comes last and so wins.
    for variable in sorted(environ, key=lambda name: ("__" in name, name)):
        match, value = _VARIABLE.fullmatch(variable), environ[variable]
        if not value.strip():
            continue
        if match and (is_section(section := match["section"].lower()) or is_provider(section)):
            key = match["key"]
            key = key.replace("__", ".") if section == LABELS else key
            found.append(Entry(_lowered(section, key), value, f"The variable `{variable}`", "environment"))
    return tuple(found)


def aliases(environ: Mapping[str, str]) -> dict[str, str]:
    """Give the variables that litellm reads and the environment has under another name only."""
    return {
        wanted: environ[alias].strip()
        for alias, wanted in ALIASES.items()
        if environ.get(alias, "").strip() and not environ.get(wanted, "").strip()
    }


def from_inputs(environ: Mapping[str, str]) -> tuple[Entry, ...]:
    """Read the Action's inputs; an empty one is not set. ``config`` is read by ``from_toml``."""
    return tuple(
        Entry(target, value, f"The input `{item.name}`", "input")
        for item in INPUTS
        if (value := environ.get(item.variable, "").strip())
        for target in item.targets
    )


def from_arguments(argv: Sequence[str]) -> tuple[Entry, ...]:
    """Read ``--section.key=value``; raise ``SettingsError`` for anything else."""
    found = []
    for position, argument in enumerate(argv, start=1):
        match = _ARGUMENT.fullmatch(argument)
        if not match:
            raise SettingsError(
                f"Argument {position} is not of the form `--section.key=value`.",
                fix="Write for example `--pr_reviewer.num_max_findings=5`.",
            )
        section, _, key = match["name"].partition(".")
        name = _lowered(section, key)
        found.append(Entry(name, match["value"], f"The argument `--{name}`", "argument"))
    return tuple(found)


def from_toml(text: str, *, said: str, layer: str) -> tuple[Entry, ...]:
    """Read the settings of a TOML text; raise ``TomlError`` when it is none. ``said`` has one ``{}`` for the key."""
    found: list[Entry] = []
    for section, table in _parse(text).items():
        if not isinstance(table, dict):
            found.append(Entry(section.lower(), table, said.format(section), layer))
            continue
        for name, value in _flat(section, table):
            found.append(Entry(name, value, said.format(name), layer))
    return tuple(found)


def _flat(section: str, table: Mapping[str, object]) -> list[tuple[str, object]]:
    if section.lower() != LABELS:
        return [(_lowered(section, key), value) for key, value in table.items()]
    return [
        (_lowered(section, f"{label}.{key}"), value)
        for label, inner in table.items()
        for key, value in (inner.items() if isinstance(inner, dict) else [("", inner)])
    ]


def _lowered(section: str, key: str) -> str:
    """Names have no case; a label's name has."""
    if section.lower() != LABELS:
        return f"{section}.{key}".lower()
    label, _, field = key.rpartition(".")
    return f"{LABELS}.{label}.{field.lower()}"


def _parse(text: str) -> dict[str, object]:
    if len(text) > LARGEST_TOML:
        raise TomlError(f"a text of more than {LARGEST_TOML:,} characters")
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except RecursionError as error:
        raise TomlError("a value that is nested too deeply") from error
    except ValueError as error:  # TOMLDecodeError, and int() of thousands of digits
        line = _LINE.search(str(error))
        raise TomlError(f"line {line[1] if line else text.count(chr(10)) + 1}") from error
