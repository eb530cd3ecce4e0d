"""A bug report that can be pasted anywhere: where it happened and on what, but none of the data."""

from __future__ import annotations

import platform
import traceback
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path, PurePath

import pr_agent_action

LIBRARIES = ("litellm", "PyGithub", "pydantic")
PACKAGE = Path(pr_agent_action.__file__).parent
DEEPEST_CHAIN = 8


def format_bug(error: BaseException, redact: Callable[[str], str] = str) -> str:
    """Write the report: exception types, file and line of each frame, versions.

    Messages and local values are left out, as they may quote a pull request; of foreign code only the file's own name
    is told. ``redact`` has the last word.
    """
    lines = [f"pr-agent-action {pr_agent_action.__version__}, Python {platform.python_version()}, {platform.system()}"]
    lines.append(", ".join(f"{name} {_version(name)}" for name in LIBRARIES))
    for depth, (link, found) in enumerate(_chain(error)):
        if depth == DEEPEST_CHAIN:
            lines.append("...")
            break
        kind = type(found)
        lines.append(f"{link}{kind.__module__}.{kind.__qualname__}")
        lines += [f"  {_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in _frames(found)]
    return redact("\n".join(lines))


def _chain(error: BaseException, link: str = "") -> Iterator[tuple[str, BaseException]]:
    """Walk an exception, the parts of a group, and what it came from."""
    yield link, error
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield from _chain(part, "one of it: ")
    if error.__cause__ is not None:
        yield from _chain(error.__cause__, "caused by: ")
    elif error.__context__ is not None and not error.__suppress_context__:
        yield from _chain(error.__context__, "while handling: ")


def _frames(error: BaseException) -> traceback.StackSummary:
    # NOTE: without looking lines up, as a report needs no source.
    return traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), lookup_lines=False)


def _place(filename: str) -> str:
    """Tell our own files from the package down, others by folder and name."""
    path = PurePath(filename)
    if path.is_relative_to(PACKAGE):
        return path.relative_to(PACKAGE.parent).as_posix()
    return "/".join(path.parts[-2:])


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "(not installed)"
