"""The end of the process."""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def leave(code: int) -> NoReturn:
    """Write what is buffered and end at once.

    NOTE: a run that ends early may leave litellm's import going in its thread. An ordinary exit kills that thread in
    the middle, and a destructor of litellm's then waits for ever on the import lock that it held.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
