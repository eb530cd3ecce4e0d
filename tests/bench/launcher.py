"""Run a command and write what it took: ``python -IS launcher.py REPORT COMMAND...``.

NOTE: a process of its own, and a small one, because Linux counts the peak memory of a child from its fork on: started
by the bench itself, with its two servers and a tokenizer, every command would seem to take as much as the bench.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path


def main(report: str, *command: str) -> None:
    """Run the command with this process's environment and files."""
    started = time.monotonic()
    pid = os.posix_spawn(command[0], command, os.environ)
    _, status, used = os.wait4(pid, 0)
    taken = {
        "started": started,
        "ended": time.monotonic(),
        "exit_code": os.waitstatus_to_exitcode(status),
        "peak_mb": used.ru_maxrss / 1024,
        "cpu_seconds": used.ru_utime + used.ru_stime,
    }
    Path(report).write_text(json.dumps(taken), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
