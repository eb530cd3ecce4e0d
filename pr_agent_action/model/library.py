"""litellm itself, imported late and once."""

from __future__ import annotations

import gc
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from types import ModuleType
from typing import Final

OFFLINE: Final = ("LITELLM_LOCAL_MODEL_COST_MAP", "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS")
"""Without these litellm fetches its tables from the network, at import and at the first call to Anthropic."""
OPENAI_CLIENT: Final = ("openai", "azure")
"""Providers that litellm calls through the openai package, whose resources (500 modules) load with the first call."""
LOGGERS: Final = ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy")

THREAD: Final = "import-litellm"
SWITCHES: Final = {
    "suppress_debug_info": True,
    "turn_off_message_logging": True,
    "drop_params": False,
    "num_retries": None,
}


class Library:
    """The import of litellm: 2 s that can pass in a thread while the forge answers."""

    def __init__(self) -> None:
        """Import nothing yet."""
        self._lock = threading.Lock()
        self._module: ModuleType | None = None
        self._warming = False

    def warm_up(self, model: str = "") -> None:
        """Import and, if a ``model`` is named, rehearse its call in the background: a first call takes 0.6 s more.

        Once is enough: asked again, it does nothing.
        """
        if self._warming:
            return
        self._warming = True
        threading.Thread(target=self._rehearse, args=(model,), name=THREAD, daemon=True).start()

    def _rehearse(self, model: str) -> None:
        litellm = self.get()
        if not model:
            return
        with _no_collection(), suppress(Exception):  # what is wrong with the model is said when it is asked
            _, provider, _, _ = litellm.get_llm_provider(model)
            litellm.completion(model=model, messages=[{"role": "user", "content": "?"}], mock_response="!", api_key="-")
            if provider in OPENAI_CLIENT:
                import_module("openai.resources.chat")

    def get(self) -> ModuleType:
        """Return litellm, quiet and without retries, callbacks or dropped parameters; wait for it where need be."""
        with self._lock:
            if self._module is None:
                self._module = _import()
            return self._module


@contextmanager
def _no_collection() -> Iterator[None]:
    """Pause the garbage collector: imports make objects that stay, and looking at them is a quarter of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _import() -> ModuleType:
    for name in OFFLINE:
        os.environ[name] = "True"
    for logger in LOGGERS:
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    with _no_collection():
        litellm = import_module("litellm")
    for name, value in SWITCHES.items():
        setattr(litellm, name, value)
    for callbacks in ("callbacks", "input_callback", "success_callback", "failure_callback"):
        getattr(litellm, callbacks).clear()
    return litellm
