from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("litellm", "jinja2", "rapidfuzz", "tree_sitter", "pathspec", "pr_agent_action.publication.plan")


@pytest.mark.parametrize("module", ["pr_agent_action.entrypoints.action", "pr_agent_action.forges.github.forge"])
def test_what_comes_before_the_first_request_imports_nothing_heavy(module: str) -> None:
    asked = f"import {module}, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
