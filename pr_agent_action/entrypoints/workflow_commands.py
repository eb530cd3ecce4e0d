"""The Actions runner's log protocol: how commands are written, and how text is kept from being one.

The runner looks for ``::command::`` behind leading blanks, and for ``##[command]`` anywhere in a line, in stdout and
stderr alike. It ends lines at CR too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

LINE_END = re.compile(r"\r\n|\r|\n")
COMMAND = re.compile(r"\s*::")
OLD_COMMAND = "##["
# Terminals obey some of them; a lone surrogate cannot be written at all.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def command(name: str, message: str, properties: Mapping[str, str | int | None] | None = None) -> str:
    """Write one workflow command; properties that are ``None`` or empty are left out."""
    pairs = ",".join(f"{key}={_escape_property(str(value))}" for key, value in (properties or {}).items() if value)
    return f"::{name}{' ' if pairs else ''}{pairs}::{_escape(message)}"


def plain_lines(text: str) -> list[str]:
    """Split text into lines as the runner does, without control characters and without ``##[`` commands."""
    return [CONTROL.sub("", line).replace(OLD_COMMAND, "## [") for line in LINE_END.split(text)]


def holds_command(line: str) -> bool:
    """Tell whether the runner would take the line for a command."""
    return COMMAND.match(line) is not None


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
