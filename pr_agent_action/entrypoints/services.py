"""From settings to the services of a run: the same for every deployment."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from pr_agent_action.agent.services import Services
from pr_agent_action.errors import SettingsError
from pr_agent_action.forges import FORGES
from pr_agent_action.model.gateway import LiteLLMModel
from pr_agent_action.model.library import Library
from pr_agent_action.model.options import ModelOptions
from pr_agent_action.model.patience import Patience
from pr_agent_action.ports import Model
from pr_agent_action.settings.layers import Loaded
from pr_agent_action.settings.operator import Settings
from pr_agent_action.settings.sections import RepoSettings

# One question may take this many times-outs, with its retries, repairs and fallbacks.
DEADLINES = 3


def make_services(
    loaded: Loaded,
    *,
    graphql_url: str = "",
    log: Callable[[str], None],
    sleep: Callable[[float], None] = time.sleep,
    workspace: Path | None = None,
) -> Services:
    """Connect the adapters that the settings name; nothing is asked yet. ``sleep`` waits between their retries.

    ``workspace`` is where the job's files are.

    Raises:
        SettingsError: there is no token.
    """
    settings = loaded.settings
    if settings.github_token is None:
        raise SettingsError(
            "There is no token for GitHub.",
            fix="Leave the `github_token` input at its default, or set GITHUB_TOKEN on the command line.",
        )
    library, model = Library(), loaded.repo.values.config.model
    token = settings.github_token.get_secret_value()
    return Services(
        forge=FORGES["github"](token=token, api_url=settings.github_api_url, graphql_url=graphql_url, sleep=sleep),
        model_for=partial(make_model, settings=settings, library=library, patience=Patience(sleep=sleep)),
        layered=loaded.repo,
        boundary=secrets.token_hex(8),
        now=lambda: datetime.now(UTC).isoformat(timespec="seconds"),
        clock=time.monotonic,
        log=log,
        secrets=settings.secret_values(),
        dry_run=settings.dry_run,
        max_cost_per_pr=settings.max_cost_usd_per_pr,
        workspace=workspace,
        sarif_files=settings.sarif_files,
        warm_up=partial(library.warm_up, model) if model else lambda: None,
    )


def make_model(values: RepoSettings, *, settings: Settings, library: Library, patience: Patience) -> Model | None:
    """Make the model that the settings name; ``None`` when none is configured."""
    config = values.config
    if not config.model:
        return None
    return LiteLLMModel(
        config.model,
        fallbacks=config.fallback_models,
        api_key=settings.api_key,
        api_base=settings.api_base or None,
        options=ModelOptions(
            timeout=config.ai_timeout,
            deadline=DEADLINES * config.ai_timeout,
            temperature=config.temperature,
            seed=config.seed,
            reasoning_effort=config.reasoning_effort,
            max_cost_usd=settings.max_cost_usd,
            max_model_tokens=config.max_model_tokens,
            custom_model_max_tokens=config.custom_model_max_tokens,
        ),
        patience=patience,
        library=library,
    )
