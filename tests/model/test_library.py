from __future__ import annotations

import gc
import os
import sys

from pr_agent_action.model.library import OFFLINE, Library


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
        fresh = Library()
        fresh.warm_up("openai/gpt-4o").join()
        assert not gc.isenabled()
    finally:
        gc.enable()
    Library().warm_up("nonsense").join()
    assert gc.isenabled()


def test_the_rehearsal_loads_what_the_first_call_needs() -> None:
    Library().warm_up("openai/gpt-4o").join()
    assert "openai.resources.chat" in sys.modules
