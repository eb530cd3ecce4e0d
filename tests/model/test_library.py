from __future__ import annotations

import gc
import os
import sys
import threading

from pr_agent_action.model.library import OFFLINE, THREAD, Library


def warm(model: str) -> None:
    Library().warm_up(model)
    for thread in threading.enumerate():
        if thread.name == THREAD:
            thread.join()


def test_litellm_comes_quiet_and_keeps_parameters(library: Library) -> None:
    litellm = library.get()
    assert litellm is Library().get()
    assert litellm.suppress_debug_info
    assert litellm.drop_params is False
    assert litellm.callbacks == []
    assert all(os.environ[name] == "True" for name in OFFLINE)


def test_the_background_import_leaves_the_collector_as_it_was() -> None:
    gc.disable()
    try:
        warm("openai/gpt-4o")
        assert not gc.isenabled()
    finally:
        gc.enable()
    warm("nonsense")
    warm("")
    assert gc.isenabled()


def test_the_rehearsal_loads_what_the_first_call_needs() -> None:
    warm("openai/gpt-4o")
    assert "openai.resources.chat" in sys.modules


def test_it_warms_up_once() -> None:
    library = Library()
    for _ in range(3):
        library.warm_up()
    assert sum(thread.name == THREAD for thread in threading.enumerate()) <= 1
