"""Where outside tools run: copies in a folder of their own, an empty environment, bounded time, memory and output."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
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
        ToolError: it is missing, was too slow, or crashed.
    """
    program = _find(command[0])
    output = folder / "output"
    with output.open("wb") as stdout:
        process = subprocess.Popen(  # noqa: S603 - our own command; the names in it follow `--` or begin with `./`
            [program, *command[1:]],
            cwd=folder / "files",
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            _limit(process.pid, seconds)
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise ToolError(f"did not finish in {seconds:g} s") from None
        finally:
            _end(process)
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


def _limit(pid: int, seconds: float) -> None:
    """Bound what the process may take; where the system cannot, the time limit alone holds."""
    if not hasattr(resource, "prlimit"):
        return
    limits = {
        resource.RLIMIT_AS: MOST_MEMORY,
        resource.RLIMIT_CPU: int(seconds * _MOST_CORES) + 1,
        resource.RLIMIT_FSIZE: MOST_OUTPUT,
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in limits.items():
        try:
            resource.prlimit(pid, limit, (most, most))
        except (OSError, ValueError):  # it has ended already, or has a lower limit
            continue


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and whatever it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
