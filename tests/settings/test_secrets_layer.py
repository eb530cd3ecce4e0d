from __future__ import annotations

from pathlib import Path

import pytest

from pr_agent_action.errors import SettingsError
from pr_agent_action.settings.layers import Loaded, load

SECRETS = '[openai]\nkey = "sk-of-the-file"\n[github]\nuser_token = "ghp_of_the_file"\n[config]\nseed = 4\n'


@pytest.fixture
def secrets_file(tmp_path: Path) -> Path:
    path = tmp_path / ".secrets.toml"
    path.write_text(SECRETS, encoding="utf-8")
    return path


def _token(loaded: Loaded) -> str:
    assert loaded.settings.github_token is not None
    return loaded.settings.github_token.get_secret_value()


def test_a_secrets_file_lies_below_the_environment(secrets_file: Path) -> None:
    alone = load({}, secrets_file=secrets_file)
    below = load({"GITHUB.USER_TOKEN": "ghp_of_the_environment", "CONFIG__SEED": "5"}, secrets_file=secrets_file)

    assert _token(alone) == "ghp_of_the_file"
    assert alone.settings.model_environment() == {"OPENAI_API_KEY": "sk-of-the-file"}
    assert alone.repo.origin["config.seed"] == "secrets file"
    assert _token(below) == "ghp_of_the_environment"
    assert below.repo.values.config.seed == 5


def test_the_environment_may_name_the_file(secrets_file: Path) -> None:
    assert _token(load({"PR_AGENT_SECRETS_FILE": str(secrets_file)})) == "ghp_of_the_file"


def test_a_file_of_the_workspace_is_the_pull_requests_and_refused(secrets_file: Path) -> None:
    with pytest.raises(SettingsError, match="workspace"):
        load({"GITHUB_WORKSPACE": str(secrets_file.parent)}, secrets_file=secrets_file)


def test_no_file_is_found_by_itself(secrets_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(secrets_file.parent)

    assert load({}).settings.github_token is None


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b'[openai]\nkey = "sk-broken'])
def test_a_file_that_cannot_be_read_is_a_usage_error_without_its_content(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "secrets.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(SettingsError) as caught:
        load({}, secrets_file=path)

    assert "sk-broken" not in str(caught.value)


@pytest.mark.parametrize(
    ("environ", "exported"),
    [
        ({"OPENAI_KEY": "sk-1"}, {"OPENAI_API_KEY": "sk-1"}),
        ({"OPENAI_KEY": "sk-1", "OPENAI_API_KEY": "sk-2"}, {}),
        ({"OPENAI.KEY": "sk-1"}, {"OPENAI_API_KEY": "sk-1"}),
        ({"openai__api_base": "https://x"}, {"OPENAI_API_BASE": "https://x"}),
        ({"ANTHROPIC.KEY": "sk-1"}, {"ANTHROPIC_API_KEY": "sk-1"}),
        ({"GOOGLE_AI_STUDIO.GEMINI_API_KEY": "k"}, {"GEMINI_API_KEY": "k"}),
        ({"AWS.AWS_REGION_NAME": "eu-central-1"}, {"AWS_REGION_NAME": "eu-central-1"}),
    ],
)
def test_names_of_keys_become_litellms(environ: dict[str, str], exported: dict[str, str]) -> None:
    before = dict(environ)

    assert load(environ).settings.model_environment() == exported
    assert environ == before


def test_every_secret_is_collected_and_none_is_shown() -> None:
    environ = {
        "INPUT_API_KEY": "sk-of-the-input",
        "GITHUB_TOKEN": "ghs_of_the_runner",
        "ANTHROPIC_API_KEY": "sk-ant-of-the-step",
        "GROQ.KEY": "gsk_of_the_step",
        "ACTIONS_RUNTIME_TOKEN": "eyJ-of-the-runner",
        "DB_PASSWORD": "hunter2!hunter2!",
        "SHORT_TOKEN": "abc",
        "PATH": "/usr/local/bin",
    }

    settings = load(environ).settings
    values = settings.secret_values()

    assert {value for name, value in environ.items() if name not in ("SHORT_TOKEN", "PATH")} == set(values)
    assert not any(value in repr(settings) for value in values)
