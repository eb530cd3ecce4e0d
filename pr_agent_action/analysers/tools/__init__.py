"""Outside tools that check files: one module each.

A new tool is one module with a small class here, and its name in ``AnalysersSection.tools`` of the settings.
"""

from __future__ import annotations

from collections.abc import Mapping

from pr_agent_action.analysers.tools.ast_grep import AstGrep
from pr_agent_action.analysers.tools.base import Tool
from pr_agent_action.analysers.tools.detect_secrets import DetectSecrets
from pr_agent_action.analysers.tools.hadolint import Hadolint
from pr_agent_action.analysers.tools.ruff import Ruff
from pr_agent_action.analysers.tools.shellcheck import ShellCheck
from pr_agent_action.analysers.tools.yamllint import Yamllint
from pr_agent_action.analysers.tools.zizmor import Zizmor


def all_tools(rules: str = "") -> Mapping[str, Tool]:
    """Give all tools by name; ``rules`` are the repository's own, for ``ast-grep``."""
    tools: tuple[Tool, ...] = (
        Ruff(),
        Zizmor(),
        ShellCheck(),
        Hadolint(),
        Yamllint(),
        DetectSecrets(),
        AstGrep(rules),
    )
    return {tool.name: tool for tool in tools}
