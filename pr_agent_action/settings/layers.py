"""The layers of settings, each over the one before.

defaults → secrets file → environment → inputs → inline ``config`` → arguments → the repository's file; the options of
one slash command lie on top, for that command alone. An operator's mistake is a ``SettingsError``; a repository's, or
a commenter's, is a warning, and the rest of what they said is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import SecretStr

from pr_agent_action.errors import SettingsError
from pr_agent_action.settings import entries, providers
from pr_agent_action.settings.entries import Entry, TomlError
from pr_agent_action.settings.guard import forbidden, too_late
from pr_agent_action.settings.known import did_you_mean, locate, shown
from pr_agent_action.settings.layered import LayeredRepoSettings
from pr_agent_action.settings.operator import NAMES, Settings, secrets_of
from pr_agent_action.settings.retired import RETIRED, retired
from pr_agent_action.settings.sections import RepoSettings
from pr_agent_action.settings.value import RefusedValueError, convert

__all__ = ["LayeredRepoSettings", "Loaded", "load", "with_command_options", "with_repository"]

MOST_WARNINGS = 20
SECRETS_VARIABLE = "PR_AGENT_SECRETS_FILE"
_MODELS = ("config.model", "config.fallback_models", "config.verification_model")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the operator set: for themselves, for the repository, and what they said in vain."""

    settings: Settings
    repo: LayeredRepoSettings
    warnings: tuple[str, ...] = ()


# -------------------------------------------------------------------------------------- the operator


def load(environ: Mapping[str, str], argv: Sequence[str] = (), *, secrets_file: Path | None = None) -> Loaded:
    """Read the operator's layers; raise ``SettingsError`` for the first value that does not fit.

    ``argv`` holds ``--section.key=value`` only. ``secrets_file`` (else ``PR_AGENT_SECRETS_FILE``) must exist and lie
    outside ``GITHUB_WORKSPACE``, whose files are the pull request's.
    """
    said = (
        *_secrets(environ, secrets_file),
        *entries.from_environment(environ),
        *entries.from_inputs(environ),
        *_inline(environ.get("INPUT_CONFIG", "")),
        *entries.from_arguments(argv),
    )
    operator: dict[str, object] = {"github_token": token} if (token := environ.get("GITHUB_TOKEN", "").strip()) else {}
    if url := environ.get("GITHUB_API_URL", "").strip():
        operator["github_api_url"] = _fits(
            Entry("github_api_url", url, "`GITHUB_API_URL`", "environment"), "github_api_url"
        )
    provider = {name: SecretStr(value) for name, value in entries.aliases(environ).items()}
    repo = LayeredRepoSettings(RepoSettings.model_construct())
    warnings = []
    for entry in said:
        target = NAMES.get(entry.name, entry.name)
        if target in Settings.model_fields:
            operator[target] = _fits(entry, target)
        elif variable := providers.variable(entry.name):
            provider[variable] = SecretStr(_text(entry))
        elif locate(entry.name):
            repo = _laid(repo, entry)
        else:
            warnings.append(_in_vain(entry))
    settings = Settings.model_validate({**operator, "provider_environment": provider})
    settings = settings.model_copy(update={"secrets": secrets_of(environ, settings)})
    return Loaded(settings, _with_models(repo, settings, environ), tuple(dict.fromkeys(warnings)))


def _secrets(environ: Mapping[str, str], given: Path | None) -> tuple[Entry, ...]:
    path = given or (Path(named) if (named := environ.get(SECRETS_VARIABLE, "").strip()) else None)
    if path is None:
        return ()
    workspace = environ.get("GITHUB_WORKSPACE")
    if workspace and path.resolve().is_relative_to(Path(workspace).resolve()):
        raise SettingsError(
            "The secrets file lies in the workspace, whose files are the pull request's.",
            fix="Keep it elsewhere, or pass secrets as environment variables.",
        )
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            "The secrets file cannot be read.", fix="Check its path, its rights and that it is UTF-8."
        ) from error
    return _operator_toml(text, said="`{}` of the secrets file", layer="secrets file", what="The secrets file")


def _inline(text: str) -> tuple[Entry, ...]:
    return _operator_toml(text, said="`{}` of the input `config`", layer="inline config", what="The input `config`")


def _operator_toml(text: str, *, said: str, layer: str, what: str) -> tuple[Entry, ...]:
    try:
        return entries.from_toml(text, said=said, layer=layer)
    except TomlError as error:
        raise SettingsError(
            f"{what} is no valid TOML: see {error}.", fix="Write `[section]` and `key = value`."
        ) from error


def _fits(entry: Entry, field: str) -> object:
    try:
        return convert(Settings, field, entry.value)
    except RefusedValueError as error:
        raise SettingsError(f"{entry.said} {error}.") from error


def _text(entry: Entry) -> str:
    if isinstance(entry.value, str):
        return entry.value.strip()
    raise SettingsError(f"{entry.said} takes text.")


def _laid(repo: LayeredRepoSettings, entry: Entry) -> LayeredRepoSettings:
    try:
        return repo.with_value(entry.name, entry.value, layer=entry.layer)
    except RefusedValueError as error:
        raise SettingsError(f"{entry.said} {error}.") from error


def _in_vain(entry: Entry) -> str:
    if reason := retired(entry.name):
        return reason
    if entry.layer == "argument":
        raise SettingsError(f"{entry.said} is no setting.", fix=did_you_mean(entry.name))
    return f"{entry.said} is no setting. {did_you_mean(entry.name)}".strip()


def _with_models(repo: LayeredRepoSettings, settings: Settings, environ: Mapping[str, str]) -> LayeredRepoSettings:
    """Choose the default model where none is named, and note which models a repository may choose."""
    key = settings.api_key.get_secret_value() if settings.api_key else ""
    environ = {**environ, **settings.model_environment()}
    if not repo.values.config.model:
        model, layer = providers.default_model(environ, api_key=key)
        if not model and settings.api_base:
            raise SettingsError("An `api_base` is set, but no model.", fix="Name one in `model`.")
        repo = repo.with_value("config.model", model, layer=layer) if model else repo
    config = repo.values.config
    named = [model for model in (config.model, config.verification_model, *config.fallback_models) if model]
    if settings.allowed_models:
        allowed = (*settings.allowed_models, *named)
    else:
        # NOTE: an `api_key` or `api_base` goes along with every call, so with one of them no other provider is allowed.
        alone = key or settings.api_base
        allowed = (*providers.same_provider(named), *(() if alone else providers.with_keys(environ)))
    return replace(repo, allowed_models=tuple(dict.fromkeys(allowed)))


# -------------------------------------------------------------------- the repository and its commenters


def with_repository(
    layered: LayeredRepoSettings, toml_text: str, *, source: str = ".pr_agent.toml"
) -> LayeredRepoSettings:
    """Lay the repository's file on top; never raise. What cannot be used is named in ``warnings``.

    With ``config.use_repo_settings_file`` off, the file changes nothing.
    """
    if not layered.values.config.use_repo_settings_file:
        return layered
    try:
        said = entries.from_toml(toml_text, said="{}", layer=source)
    except TomlError as error:
        return layered.with_warnings([f"`{source}` is no valid TOML, so none of it is used: see {error}."])
    return _lenient(layered, said, where=f" in `{source}`")


def with_command_options(layered: LayeredRepoSettings, options: Mapping[str, str]) -> LayeredRepoSettings:
    """Lay ``--section.key=value`` of one slash command on top; never raise, name in ``warnings`` what is not used."""
    said = [Entry(name.lower(), value, name, "command") for name, value in options.items()]
    return _lenient(layered, said, where="", from_comment=True)


def _lenient(
    layered: LayeredRepoSettings, said: Sequence[Entry], *, where: str, from_comment: bool = False
) -> LayeredRepoSettings:
    warnings: list[str] = []
    for entry in said:
        problem = _problem(entry, layered, where, from_comment=from_comment)
        if not problem:
            try:
                layered = _permitted(layered, entry)
            except RefusedValueError as error:
                problem = f"{shown(entry.name)}{where} {error}; it is ignored."
        if problem:
            warnings.append(problem)
    more = len(warnings) - MOST_WARNINGS
    tail = [f"{more} more settings{where} are ignored."] if more > 0 else []
    return layered.with_warnings([*warnings[:MOST_WARNINGS], *tail])


def _permitted(layered: LayeredRepoSettings, entry: Entry) -> LayeredRepoSettings:
    changed = layered.with_value(entry.name, entry.value, layer=entry.layer)
    if forbidden(entry.name, changed.value(entry.name)):  # a list that was written as text
        raise RefusedValueError("takes nothing that begins with `os.environ/`")
    return changed


def _problem(entry: Entry, layered: LayeredRepoSettings, where: str, *, from_comment: bool) -> str:
    """Say why an entry is not used, as a sentence; ``""`` when it may be."""
    name = f"{shown(entry.name)}{where}"
    if forbidden(entry.name, entry.value):
        return f"{name} is ignored: only the operator may set it, in the workflow."
    if not locate(entry.name):
        vain = retired(entry.name) if entry.name in RETIRED or shown(entry.name).startswith("`") else None
        return vain or f"{name} is no setting. {did_you_mean(entry.name)}".strip()
    if from_comment and (reason := too_late(entry.name)):
        return f"{name} {reason}."
    if entry.name == "config.use_repo_settings_file":
        return f"{name} has no effect in the file itself."
    if entry.name in _MODELS:
        return _model_problem(entry, layered, name)
    return ""


def _model_problem(entry: Entry, layered: LayeredRepoSettings, name: str) -> str:
    try:
        value = layered.with_value(entry.name, entry.value, layer="").value(entry.name)
    except RefusedValueError as error:
        return f"{name} {error}; it is ignored."
    wanted = value if isinstance(value, tuple) else (value,)
    if not layered.values.config.model:
        return f"{name} is ignored: the workflow gives no model and no key."
    if all(providers.permits(layered.allowed_models, str(model)) for model in wanted):
        return ""
    return f"{name} is ignored: the workflow has no key for that provider, and its `allowed_models` does not name it."
