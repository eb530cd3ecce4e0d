"""litellm itself, imported late and once."""

from __future__ import annotations

import gc
import logging
import os
import threading
from types import ModuleType
from typing import Final

OFFLINE: Final = ("LITELLM_LOCAL_MODEL_COST_MAP", "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS")
"""Without these litellm fetches its tables from the network, at import and at the first call to Anthropic."""
LOGGERS: Final = ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy")


class Library:
    """The import of litellm: 2 s that pass in a thread while the forge answers."""

    def __init__(self) -> None:
        """Import nothing yet."""
        self._lock = threading.Lock()
        self._module: ModuleType | None = None

    def warm_up(self) -> threading.Thread:
        """Start the import in the background."""
        thread = threading.Thread(target=self.get, name="import-litellm", daemon=True)
        thread.start()
        return thread

    def get(self) -> ModuleType:
        """Return litellm, quiet and without retries, callbacks or dropped parameters; wait for it where need be."""
        with self._lock:
            if self._module is None:
                self._module = _import()
            return self._module


def _import() -> ModuleType:
    for name in OFFLINE:
        os.environ[name] = "True"
    for logger in LOGGERS:
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    collecting = gc.isenabled()
    gc.disable()  # NOTE: the import makes objects that stay; collecting between them is a quarter of its time.
    try:
        import litellm  # noqa: PLC0415 - the point of this module
    finally:
        if collecting:
            gc.enable()
    litellm.suppress_debug_info = True
    litellm.turn_off_message_logging = True
    litellm.drop_params = False
    litellm.num_retries = None
    for callbacks in (litellm.callbacks, litellm.input_callback, litellm.success_callback, litellm.failure_callback):
        callbacks.clear()
    return litellm
