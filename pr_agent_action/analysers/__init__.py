"""Deterministic checks of the added lines: what is known without a model.

A new analyser is one module with a small class and its name in ``ANALYSERS``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pr_agent_action.analysers.secrets import SecretsAnalyser
from pr_agent_action.analysers.workflows import WorkflowsAnalyser
from pr_agent_action.ports import Analyser

ANALYSERS: Mapping[str, Analyser] = MappingProxyType(
    {analyser.name: analyser for analyser in (SecretsAnalyser(), WorkflowsAnalyser())}
)
