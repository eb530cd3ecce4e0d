"""What a run is given: adapters, settings, clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pr_agent_action.domain.outcome import Report
from pr_agent_action.domain.pull_request import Snapshot
from pr_agent_action.ports import Forge, Model
from pr_agent_action.settings.layers import LayeredRepoSettings
from pr_agent_action.settings.sections import RepoSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything that differs between deployments.

    ``model_for`` makes the model that the settings name, ``None`` when none is configured. ``secrets`` are the loaded
    secrets, to be found and redacted wherever they turn up. ``boundary`` fences foreign text in prompts and must not be
    guessable. ``now`` gives ISO 8601 in UTC, ``clock`` monotonic seconds. ``warm_up`` is called as soon as a model call
    has become likely, and returns at once. ``workspace`` is where the job's files are, ``sarif_files`` globs in it.
    """

    forge: Forge
    model_for: Callable[[RepoSettings], Model | None]
    layered: LayeredRepoSettings
    boundary: str
    now: Callable[[], str]
    clock: Callable[[], float]
    log: Callable[[str], None]
    secrets: tuple[str, ...] = ()
    dry_run: bool = False
    warm_up: Callable[[], None] = lambda: None
    keep: Callable[[Report, Snapshot, RepoSettings], None] = lambda _report, _snapshot, _settings: None
    """Called with what was found and the settings that hold, before anything is posted."""
    workspace: Path | None = None
    sarif_files: tuple[str, ...] = ()
    max_cost_per_pr: Decimal | None = None
    """US dollars that all reviews of one pull request may cost together."""
