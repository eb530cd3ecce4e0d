"""The Actions runner: its output and summary files, and its log."""

from __future__ import annotations

import os
import re
import threading
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Self, TextIO

from pr_agent_action.entrypoints.workflow_commands import command, holds_command, plain_lines

SUMMARY_LIMIT = 1024 * 1024
"""Bytes of a step's summary; the runner drops a longer one whole."""
CUT = "\n\n*The rest was cut: a job summary holds 1 MiB at most.*\n"
ANNOTATIONS_OF_A_KIND = 10
"""GitHub shows no more of each kind for one step."""
SHORTEST_MASKED_LINE = 8
OUTPUT_NAME = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
FILES = ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")


class Runner:
    """What the runner gives a step, or a terminal where there is no runner.

    The files are opened at once, so that the process may give up root afterwards. Everything is flushed as it is
    written. Nothing is redacted here: the caller does that. Methods may be called from several threads.
    """

    def __init__(
        self, stdout: TextIO, *, active: bool, output: TextIO | None = None, summary: TextIO | None = None
    ) -> None:
        """Write to open streams; ``active`` tells whether workflow commands are understood."""
        self._stdout = stdout
        self._active = active
        self._output = output
        self._summary = summary
        self._summary_is_cut = False
        self._annotations: Counter[str] = Counter()
        self._said: dict[str, str] = {}
        self._lock = threading.RLock()
        self._files = ExitStack()

    @classmethod
    def from_environ(cls, environ: Mapping[str, str], stdout: TextIO) -> Self:
        """Open the files that the environment names; one that cannot be opened is a warning, and lost."""
        runner = cls(stdout, active=environ.get("GITHUB_ACTIONS") == "true")
        runner._output, runner._summary = (runner._open(name, environ.get(name, "")) for name in FILES)
        return runner

    def _open(self, name: str, path: str) -> TextIO | None:
        if not path:
            return None
        try:
            stream = open(path, "a", encoding="utf-8", errors="replace", newline="\n")  # noqa: PTH123, SIM115 - see close
        except OSError as error:
            self.warning(
                f"`{name}` cannot be opened ({error.strerror}): what goes there is lost. "
                "A container action must start as root."
            )
            return None
        return self._files.enter_context(stream)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Say how many annotations GitHub would not have shown, and close the files."""
        left = {kind: count - ANNOTATIONS_OF_A_KIND for kind, count in self._annotations.items()}
        over = ", ".join(f"{count} of kind {kind}" for kind, count in left.items() if count > 0)
        if over and self._active:
            self._write(f"GitHub shows {ANNOTATIONS_OF_A_KIND} annotations of a kind; only in this log: {over}.")
        self._annotations.clear()
        self._output = self._summary = None
        self._files.close()

    # ------------------------------------------------------------------------------------- files

    def set_output(self, name: str, value: str) -> None:
        """Set one of the step's outputs, of which the last value counts; without a runner there is nowhere to set it.

        Raises:
            ValueError: the name is none that an output may have.
        """
        if not OUTPUT_NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of an output")
        if self._output is None or self._said.get(name) == value:
            return
        self._said[name] = value
        delimiter = _delimiter()
        while delimiter in value:
            delimiter = _delimiter()
        with self._lock:
            self._output.write(f"{name}<<{delimiter}\n{value}\n{delimiter}\n")
            self._output.flush()

    def write_summary(self, markdown: str) -> None:
        """Append to the job summary, cut at a line where the whole would not fit; without a runner, print it."""
        if self._summary is None:
            if not self._active:
                self.log(markdown)
            return
        with self._lock:
            room = 0 if self._summary_is_cut else SUMMARY_LIMIT - os.fstat(self._summary.fileno()).st_size
            text = markdown.rstrip("\n") + "\n"
            kept = _cut(text, room)
            self._summary_is_cut = kept != text
            self._summary.write(kept)
            self._summary.flush()

    # --------------------------------------------------------------------------------------- log

    def log(self, text: str) -> None:
        """Print text that may hold anything: no line of it is taken for a workflow command."""
        lines = plain_lines(text)
        if self._active and any(map(holds_command, lines)):
            token = uuid.uuid4().hex
            lines = [f"::stop-commands::{token}", *lines, f"::{token}::"]
        self._write("\n".join(lines))

    def notice(self, message: str, *, title: str = "", file: str = "", line: int | None = None) -> None:
        """Annotate with something to know; ``file`` is a path in the repository."""
        self._annotate("notice", message, {"title": title, "file": file, "line": line})

    def warning(self, message: str, *, title: str = "", file: str = "", line: int | None = None) -> None:
        """Annotate with something to look at."""
        self._annotate("warning", message, {"title": title, "file": file, "line": line})

    def error(self, message: str, *, title: str = "", file: str = "", line: int | None = None) -> None:
        """Annotate with something that failed."""
        self._annotate("error", message, {"title": title, "file": file, "line": line})

    def mask(self, secret: str) -> None:
        """Have the runner hide a secret, and each line of it, in all that is logged from now on."""
        # NOTE: a short line, such as a key's last, would hide half of the log.
        lines = [line for line in secret.splitlines() if len(line) >= SHORTEST_MASKED_LINE and line != secret]
        for part in [secret, *lines]:
            if self._active and part.strip():
                self._write(command("add-mask", part))

    @contextmanager
    def group(self, title: str) -> Iterator[None]:
        """Fold what is logged inside."""
        heading = " ".join(plain_lines(title))
        self._write(command("group", heading) if self._active else heading)
        try:
            yield
        finally:
            if self._active:
                self._write("::endgroup::")

    def _annotate(self, kind: str, message: str, properties: Mapping[str, str | int | None]) -> None:
        with self._lock:
            self._annotations[kind] += 1
            shown = self._annotations[kind] <= ANNOTATIONS_OF_A_KIND
        if self._active and shown:
            self._write(command(kind, "\n".join(plain_lines(message)), properties))
            return
        place = ":".join(str(part) for part in (properties["file"], properties["line"]) if part)
        self.log(": ".join(str(part) for part in (kind, place, properties["title"], message) if part))

    def _write(self, text: str) -> None:
        encoding = getattr(self._stdout, "encoding", None) or "utf-8"
        with self._lock:
            self._stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")
            self._stdout.flush()


def _delimiter() -> str:
    return f"ghadelimiter_{uuid.uuid4()}"


def _cut(markdown: str, room: int) -> str:
    data = markdown.encode("utf-8", "replace")
    if len(data) <= room:
        return markdown
    kept = data[: max(0, room - len(CUT.encode()))]
    whole_lines, _, _ = kept.rpartition(b"\n")
    return whole_lines.decode() + CUT if room >= len(CUT.encode()) else ""
