"""The end of the process."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

CANCELLED = b"pr-agent-action: the run was cancelled.\n"
STOPPED_BY = 128
"""A process that a signal ended tells its number plus this."""


def leave(code: int) -> NoReturn:
    """Write what is buffered and end at once.

    NOTE: a run that ends early may leave litellm's import going in its thread. An ordinary exit kills that thread in
    the middle, and a destructor of litellm's then waits for ever on the import lock that it held.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def heed_signals() -> None:
    """End at once when the job is cancelled, as a push does where the workflow sets ``cancel-in-progress``.

    NOTE: the first process of a container never gets a SIGTERM that it has not asked for: the runner would wait 10 s
    and kill it. A SIGINT, left alone, would end in a traceback and wait for the model.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    # NOTE: past Python's own stream, which may be in the middle of a line.
    os.write(1, CANCELLED)
    os._exit(STOPPED_BY + number)
