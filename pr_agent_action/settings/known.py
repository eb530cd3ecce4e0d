"""The names of all settings, and the nearest one to a name that is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pr_agent_action.settings.retired import LATER
from pr_agent_action.settings.sections import CustomLabel, RepoSettings, Section

LABELS = "custom_labels"
PATHS = "path_instructions"
"""A list of tables rather than a table; its whole name is ``path_instructions``."""
_PLAIN = re.compile(r"[\w.-]{1,80}", re.ASCII)
_LABEL = re.compile(r"[^\x00-\x1f,`<>|]{1,50}")


def sections() -> Iterator[tuple[str, type[Section]]]:
    """Give the sections with fixed keys, in the order of the configuration file."""
    for name in RepoSettings.model_fields:
        if name not in (LABELS, PATHS):
            yield name, type(getattr(_DEFAULTS, name))


def keys(section: str) -> tuple[str, ...]:
    """Give a section's keys; of one that is none, nothing."""
    return tuple(section_type.model_fields) if (section_type := _TYPES.get(section)) else ()


def locate(name: str) -> tuple[type[BaseModel], str] | None:
    """Find the model and the field behind ``section.key``; ``None`` when there is no such setting.

    A custom label is ``custom_labels.NAME.description``; ``NAME`` may itself hold dots and blanks.
    """
    if name == PATHS:
        return RepoSettings, PATHS
    section, _, key = name.partition(".")
    if section == LABELS:
        label, _, field = key.rpartition(".")
        fits = field in CustomLabel.model_fields and _LABEL.fullmatch(label)
        return (CustomLabel, field) if fits else None
    return (_TYPES[section], key) if key in keys(section) else None


def field(name: str) -> FieldInfo | None:
    """Find the field behind ``section.key``; ``None`` when there is no such setting."""
    place = locate(name)
    return place[0].model_fields[place[1]] if place else None


def is_section(name: str) -> bool:
    """Tell whether users know a section of this name, here or in a later version."""
    return name in RepoSettings.model_fields or name in LATER


def all_names() -> tuple[str, ...]:
    """Give every ``section.key`` with a fixed name."""
    return tuple(f"{section}.{key}" for section in _TYPES for key in keys(section))


def nearest(name: str) -> str | None:
    """Find the known ``section.key`` that looks most like ``name``: in its own section first, then in all."""
    section, _, key = name.rpartition(".")
    if close := get_close_matches(key, keys(section), n=1):
        return f"{section}.{close[0]}"
    tails = {known.partition(".")[2]: known for known in reversed(all_names())}
    if key in tails:
        return tails[key]
    close = get_close_matches(name, all_names(), n=1, cutoff=0.7)
    return close[0] if close else None


def did_you_mean(name: str) -> str:
    """Make the sentence that names the nearest setting; ``""`` when none is near."""
    near = nearest(name)
    return f"Did you mean `{near}`?" if near else ""


def shown(name: str) -> str:
    """Quote a name that somebody else wrote; one that is not plain is not repeated."""
    return f"`{name}`" if _PLAIN.fullmatch(name) else "a key with an odd name"


_DEFAULTS = RepoSettings.model_construct()
_TYPES: dict[str, type[Section]] = dict(sections())
