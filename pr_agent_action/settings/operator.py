"""What only the operator sets: keys, endpoints, what to do and how much it may cost.

Never from a repository's file and never from a comment. Values come through ``settings.layers.load``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from pr_agent_action.settings.sections import Takes

NAMES = {"github.user_token": "github_token", "github.base_url": "github_api_url"}
"""Operator settings that PR-Agent's users know as ``section.key``."""

_SECRET_NAME = re.compile(r"(KEY|PAT|JWT|TOKEN|SECRETS?|PASSWORD|CREDENTIALS?)($|[_.])", re.IGNORECASE)
_SHORTEST_SECRET = 8


def _address(value: str) -> str:
    if value and not re.fullmatch(r"https?://[^\s/]+\S*", value):
        raise ValueError("not an address")
    return value.rstrip("/")


Address = Annotated[str, AfterValidator(_address), Takes("an address that starts with `https://`", "addresses")]


class Settings(BaseSettings):
    """The operator's settings; secrets are ``SecretStr``, which no ``repr`` shows."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True)

    github_token: SecretStr | None = Field(None, description="The token that reads and writes on GitHub.")
    github_api_url: Address = Field("https://api.github.com", description="GitHub's REST endpoint.")
    api_key: SecretStr | None = Field(None, description="The model provider's key.")
    api_base: Address = Field("", repr=False, description="The model's endpoint; empty: the provider's own.")
    allowed_models: tuple[str, ...] = Field((), description="Globs of models that a repository's file may choose.")
    command: str = Field("", max_length=10_000, description="Commands to run instead of the automatic ones.")
    pr_url: str = Field("", max_length=500, description="The pull request, where the event is about none.")
    pr_number: int | None = Field(None, ge=1, description="The same, by its number in this repository.")
    sarif_files: tuple[str, ...] = Field((), max_length=20, description="Globs of SARIF files in the workspace.")
    dry_run: bool = Field(default=False, description="Do everything but post.")
    max_cost_usd: Decimal | None = Field(None, ge=0, description="US dollars that the run may spend; none: no limit.")
    max_cost_usd_per_pr: Decimal | None = Field(
        None, ge=0, description="US dollars that all reviews of one pull request may cost; none: no limit."
    )
    sarif_file: str = Field("", max_length=500, description="Where all findings are written as SARIF; empty: nowhere.")
    state_file: str = Field("", max_length=500, description="Where paid answers are kept for a re-run; empty: nowhere.")
    provider_environment: dict[str, SecretStr] = Field(
        default_factory=dict, description="What to add to the environment that litellm reads, by variable."
    )
    secrets: tuple[SecretStr, ...] = Field((), description="Every secret that is loaded, to be redacted everywhere.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic's signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's signature
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what ``settings.layers`` hands over: no variable and no file is read behind its back."""
        return (init_settings,)

    def model_environment(self) -> dict[str, str]:
        """Give ``provider_environment`` in the clear, for the model gateway alone."""
        return {name: value.get_secret_value() for name, value in self.provider_environment.items()}

    def secret_values(self) -> tuple[str, ...]:
        """Give all secrets in the clear, for the redactor alone."""
        return tuple(secret.get_secret_value() for secret in self.secrets)


def secrets_of(environ: Mapping[str, str], settings: Settings) -> tuple[SecretStr, ...]:
    """Collect what must never be posted: our own keys, and the environment's variables that are named like secrets.

    Values of fewer than 8 characters are left out: hiding them would hide ordinary words.
    """
    named = [value for name, value in environ.items() if _SECRET_NAME.search(name)]
    ours = [secret for secret in (settings.github_token, settings.api_key) if secret]
    values = [secret.get_secret_value() for secret in (*ours, *settings.provider_environment.values())] + named
    return tuple(SecretStr(value) for value in dict.fromkeys(values) if len(value) >= _SHORTEST_SECRET)
