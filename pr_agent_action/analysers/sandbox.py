"""Where outside tools run: copies in a folder of their own, an empty environment, bounded time, memory and output."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from math import ceil
from pathlib import Path

MOST_MEMORY = 2 * 1024**3
MOST_OUTPUT = 8 * 1024**2
_MOST_CORES = 4
# Findings make most of these tools end with 1.
_FINDINGS = 1
_LONGEST_PATH, _LONGEST_NAME = 1_000, 200


class ToolError(Exception):
    """A tool gave no usable output; ``str()`` ends a sentence that begins with its name."""


class MissingToolError(ToolError):
    """The tool is not installed."""


def is_plain(path: str) -> bool:
    """Tell whether a path of a repository may be made below a folder of ours: it climbs nowhere and hides nothing."""
    return len(path) <= _LONGEST_PATH and all(
        part not in {"", ".", ".."} and part.isprintable() and len(part.encode()) <= _LONGEST_NAME
        for part in path.split("/")
    )


def lay_out(folder: Path, texts: Mapping[str, str]) -> None:
    """Write copies below ``folder``, which must be new: nothing in it can be a link. The paths must be plain."""
    for path, text in texts.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8", "replace"))


def run_tool(command: Sequence[str], *, folder: Path, seconds: float) -> str:
    """Run a program in ``folder/files`` and return what it printed.

    It sees no variable of ours (so no token), a home of its own, and it and its children end with the call.

    Raises:
        ToolError: it is missing, was too slow, printed too much, or crashed.
    """
    output = folder / "output"
    with output.open("wb") as stdout:
        process = subprocess.Popen(  # noqa: S603 - our own command; the names in it follow `--` or begin with `./`
            _limited(_find(command[0]), command[1:], seconds),
            cwd=folder / "files",
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise ToolError(f"did not finish in {seconds:g} s") from None
        finally:
            _end(process)
    if output.stat().st_size >= MOST_OUTPUT:
        raise ToolError("printed too much")
    printed = output.read_text(encoding="utf-8", errors="replace")
    if code not in {0, _FINDINGS} or (code == _FINDINGS and not printed.strip()):
        raise ToolError("failed")
    return printed


def _find(program: str) -> str:
    """Find a program beside the interpreter, where packages put theirs, or else on the path."""
    beside = Path(sys.executable).parent
    found = shutil.which(program, path=str(beside)) or shutil.which(program)
    if found is None:
        raise MissingToolError("is not installed")
    return found


def _environment(folder: Path) -> dict[str, str]:
    home = str(folder / "home")
    return {"PATH": str(Path(sys.executable).parent), "LANG": "C.UTF-8", "HOME": home, "TMPDIR": home}


def _limited(program: str, arguments: Sequence[str], seconds: float) -> list[str]:
    """Put a shell before the program that sets limits and then becomes it: they hold from its first instruction on.

    NOTE: limits that are set on a running process reach Haskell's programs while they reserve memory, and they crash.
    """
    limits = {
        "c": 0,  # core dumps
        "f": MOST_OUTPUT // 512,  # blocks that it may write
        "t": ceil(seconds * _MOST_CORES),  # seconds of processor time
        "v": MOST_MEMORY // 1024,  # KiB of address space; macOS has no such limit
    }
    setting = "; ".join(f"ulimit -{name} {most} 2>/dev/null" for name, most in limits.items())
    return ["/bin/sh", "-c", f'{setting}; exec "$0" "$@"', program, *arguments]


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and whatever it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
