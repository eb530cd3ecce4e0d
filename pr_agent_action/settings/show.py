"""The settings that hold, and the layer each came from: for ``/config`` and ``config show``. Never a secret."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pr_agent_action.settings.known import LABELS, PATHS, all_names
from pr_agent_action.settings.layered import DEFAULT, LayeredRepoSettings
from pr_agent_action.settings.operator import Settings

LONGEST_SHOWN = 100

Row = tuple[str, str, str]


def render_markdown(layered: LayeredRepoSettings, settings: Settings | None = None) -> tuple[str, str]:
    """Render a table of what was set and one of the defaults; of the operator's, what may be known."""
    rows = list(_rows(layered, settings))
    chosen = [row for row in rows if row[2] != DEFAULT]
    defaults = [row for row in rows if row[2] == DEFAULT]
    parts = ["### Settings that hold here", ""]
    parts += _table(chosen, origin=True) if chosen else ["Nothing is set: all defaults hold."]
    if layered.warnings:
        parts += ["", "**Not used**", "", *(f"- {warning}" for warning in layered.warnings)]
    return "\n".join(parts), "\n".join(["The defaults:", "", *_table(defaults, origin=False)])


def render(layered: LayeredRepoSettings, settings: Settings | None = None) -> str:
    """Render all settings as aligned lines ``name = value  # layer``, for a terminal."""
    rows = list(_rows(layered, settings))
    left = [f"{name} = {value}" for name, value, _ in rows]
    width = min(max(map(len, left)), 80)
    lines = [f"{text:<{width}}  # {origin}" for text, (_, _, origin) in zip(left, rows, strict=True)]
    return "\n".join([*lines, *(f"warning: {warning}" for warning in layered.warnings)])


def _rows(layered: LayeredRepoSettings, settings: Settings | None) -> Iterator[Row]:
    hidden = settings.secret_values() if settings else ()
    if settings:
        yield from _operator_rows(settings)
    labels = [f"{LABELS}.{label}.description" for label in layered.values.custom_labels]
    lists = (PATHS,) if layered.values.path_instructions else ()
    for name in (*all_names(), *labels, *lists):
        yield name, _shown(layered.value(name), hidden), layered.origin.get(name, DEFAULT)


def _operator_rows(settings: Settings) -> Iterator[Row]:
    """Say of keys and endpoints only that they are set."""
    fields = ("github_token", "api_key", "api_base", "allowed_models", "dry_run", "max_cost_usd")
    for name in fields:
        value = getattr(settings, name)
        telling = isinstance(value, bool) or name in ("allowed_models", "max_cost_usd")
        shown = _shown(value, ()) if telling else '"(set)"'
        yield (
            (name, shown, "operator") if value else (name, "(not set)" if value is None else _shown(value, ()), DEFAULT)
        )
    for variable in settings.provider_environment:
        yield variable, '"(set)"', "operator"


def _shown(value: object, hidden: tuple[str, ...]) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    for secret in hidden:
        text = text.replace(secret, "•••")
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _table(rows: list[Row], *, origin: bool) -> list[str]:
    head = (
        ["| setting | value | set by |", "| --- | --- | --- |"] if origin else ["| setting | value |", "| --- | --- |"]
    )
    return head + [f"| `{name}` | {_code(value)} |" + (f" {layer} |" if origin else "") for name, value, layer in rows]


def _code(text: str) -> str:
    """Put text into a table's cell as code, which no pipe and no backtick ends."""
    safe = text.replace("|", "\\|")
    return f"`` {safe} ``" if "`" in safe else f"`{safe}`"
