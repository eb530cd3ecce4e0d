from __future__ import annotations

from decimal import Decimal

import pytest

from pr_agent_action.errors import ExitCode, SettingsError
from pr_agent_action.settings.layers import load


@pytest.mark.parametrize(
    ("environ", "name", "value", "layer"),
    [
        ({"PR_REVIEWER__NUM_MAX_FINDINGS": "7"}, "pr_reviewer.num_max_findings", 7, "environment"),
        ({"PR_REVIEWER.NUM_MAX_FINDINGS": "7"}, "pr_reviewer.num_max_findings", 7, "environment"),
        ({"pr_reviewer.num_max_findings": "7"}, "pr_reviewer.num_max_findings", 7, "environment"),
        ({"github_action_config.auto_review": "False"}, "github_action_config.auto_review", False, "environment"),
        ({"IGNORE__GLOB": '["*.md", "a,b"]'}, "ignore.glob", ("*.md", "a,b"), "environment"),
        ({"IGNORE__GLOB": "*.md, docs/**"}, "ignore.glob", ("*.md", "docs/**"), "environment"),
        ({"IGNORE__GLOB": "[ab]*.md"}, "ignore.glob", ("[ab]*.md",), "environment"),
        ({"IGNORE__REGEX": r"a{1,2}\.py"}, "ignore.regex", (r"a{1,2}\.py",), "environment"),
        ({"CONFIG.TEMPERATURE": "0.7"}, "config.temperature", 0.7, "environment"),
        ({"PR_DESCRIPTION__COLLAPSIBLE_FILE_LIST": "yes"}, "pr_description.collapsible_file_list", True, "environment"),
        (
            {"PR_DESCRIPTION__COLLAPSIBLE_FILE_LIST": "adaptive"},
            "pr_description.collapsible_file_list",
            "adaptive",
            "environment",
        ),
        (
            {"CUSTOM_LABELS__needs docs__DESCRIPTION": "No page."},
            "custom_labels.needs docs.description",
            "No page.",
            "environment",
        ),
        ({"INPUT_MAX_FINDINGS": "5", "PR_REVIEWER__NUM_MAX_FINDINGS": "7"}, "pr_reviewer.num_max_findings", 5, "input"),
        ({"INPUT_FAIL_ON": "high"}, "github_action_config.fail_on", "high", "input"),
        ({"INPUT_AUTO_IMPROVE": "false"}, "github_action_config.auto_improve", False, "input"),
        ({"INPUT_LANGUAGE": "de-DE"}, "config.response_language", "de-DE", "input"),
        ({"INPUT_EXTRA_INSTRUCTIONS": "Be kind."}, "pr_questions.extra_instructions", "Be kind.", "input"),
        ({"INPUT_EXTRA_INSTRUCTIONS": "Be kind."}, "pr_reviewer.extra_instructions", "Be kind.", "input"),
        ({"INPUT_FALLBACK_MODELS": "gpt-5, gpt-5-mini"}, "config.fallback_models", ("gpt-5", "gpt-5-mini"), "input"),
        ({"INPUT_CONFIG": "[pr_reviewer]\nnum_max_findings = 4"}, "pr_reviewer.num_max_findings", 4, "inline config"),
        (
            {"INPUT_CONFIG": "[PR_Reviewer]\nNum_Max_Findings = 4", "INPUT_MAX_FINDINGS": "5"},
            "pr_reviewer.num_max_findings",
            4,
            "inline config",
        ),
    ],
)
def test_a_setting_is_read_from_where_it_is_said(environ: dict[str, str], name: str, value: object, layer: str) -> None:
    loaded = load(environ)

    assert loaded.repo.value(name) == value
    assert loaded.repo.origin[name] == layer
    assert not loaded.warnings


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {
            "PATH": "/bin",
            "HOME": "/root",
            "LC__ALL": "C",
            "npm_config.x": "y",
            "__": "z",
            "A.B": "c",
            "MY__CONFIG": "1",
        },
        {"INPUT_MAX_FINDINGS": "", "INPUT_CONFIG": "  ", "PR_REVIEWER__NUM_MAX_FINDINGS": "", "OPENAI_KEY": " "},
    ],
)
def test_noise_and_empty_values_change_nothing(environ: dict[str, str]) -> None:
    loaded = load(environ)

    assert loaded.repo.origin == {}
    assert loaded.warnings == ()
    assert loaded.settings.provider_environment == {}


def test_an_argument_lies_over_everything_else_of_the_operator() -> None:
    environ = {"INPUT_MAX_FINDINGS": "5", "INPUT_CONFIG": "[pr_reviewer]\nnum_max_findings = 4"}

    repo = load(environ, ["--pr_reviewer.num_max_findings=6", "--Ignore.Glob=a=b,c"]).repo

    assert repo.values.pr_reviewer.num_max_findings == 6
    assert repo.origin["pr_reviewer.num_max_findings"] == "argument"
    assert repo.values.ignore.glob == ("a=b", "c")


def test_the_inputs_of_the_run_itself() -> None:
    environ = {
        "INPUT_GITHUB_TOKEN": "ghs_0123456789",
        "GITHUB_TOKEN": "ghs_of_the_environment",
        "GITHUB_API_URL": "https://ghe.example.com/api/v3/",
        "INPUT_API_BASE": "https://models.example.com/v1/",
        "INPUT_MODEL": "openai/ours",
        "INPUT_COMMAND": "/review\n/improve",
        "INPUT_PR_URL": "https://github.com/o/r/pull/1",
        "INPUT_PR_NUMBER": "12",
        "INPUT_DRY_RUN": "true",
        "INPUT_MAX_COST_USD": "0.50",
    }

    settings = load(environ).settings

    assert settings.github_token is not None
    assert settings.github_token.get_secret_value() == "ghs_0123456789"
    assert settings.github_api_url == "https://ghe.example.com/api/v3"
    assert settings.api_base == "https://models.example.com/v1"
    assert settings.command == "/review\n/improve"
    assert settings.pr_url.endswith("/pull/1")
    assert settings.pr_number == 12
    assert settings.dry_run
    assert settings.max_cost_usd == Decimal("0.50")


@pytest.mark.parametrize("name", ["GITHUB_TOKEN", "GITHUB.USER_TOKEN", "GITHUB__USER_TOKEN", "github.user_token"])
def test_the_token_has_several_names(name: str) -> None:
    token = load({name: "ghp_0123456789"}).settings.github_token

    assert token is not None
    assert token.get_secret_value() == "ghp_0123456789"


@pytest.mark.parametrize(
    ("environ", "argv", "words"),
    [
        ({"INPUT_FAIL_ON": "hihg"}, (), ["The input `fail_on`", "`never`, `critical`", "did you mean `high`?"]),
        ({"INPUT_MAX_FINDINGS": "many"}, (), ["The input `max_findings`", "a whole number from 0 to 50", "this text"]),
        ({"INPUT_MAX_FINDINGS": "51"}, (), ["from 0 to 50"]),
        ({"INPUT_MAX_COST_USD": "cheap"}, (), ["The input `max_cost_usd`", "a number of at least 0"]),
        ({"INPUT_MAX_COST_USD": "NaN"}, (), ["`max_cost_usd`"]),
        ({"INPUT_DRY_RUN": "maybe"}, (), ["The input `dry_run`", "`true` or `false`"]),
        ({"INPUT_PR_NUMBER": "0"}, (), ["The input `pr_number`", "at least 1"]),
        ({"INPUT_API_BASE": "models.example.com", "INPUT_MODEL": "x"}, (), ["The input `api_base`", "https://"]),
        ({"INPUT_API_BASE": "https://models.example.com"}, (), ["no model"]),
        ({"PR_REVIEWER__NUM_MAX_FINDINGS": "x"}, (), ["The variable `PR_REVIEWER__NUM_MAX_FINDINGS`"]),
        ({"CONFIG.TEMPERATURE": "nan"}, (), ["The variable `CONFIG.TEMPERATURE`", "a number from 0 to 2"]),
        ({"IGNORE__REGEX": "(a"}, (), ["a list of regular expressions"]),
        ({"CONFIG__BRANCH_ISSUE_REGEX": "(a"}, (), ["a regular expression"]),
        ({"IGNORE__GLOB": "a," * 501}, (), ["at most 500 entries"]),
        ({"INPUT_CONFIG": "[a\nb"}, (), ["The input `config`", "line 1"]),
        ({"INPUT_CONFIG": "[config]\nseed = true"}, (), ["`config.seed` of the input `config`", "not a switch"]),
        ({"INPUT_CONFIG": "[config]\nmodel = 1979-05-27"}, (), ["not a date"]),
        ({"INPUT_CONFIG": "[config]\nmodel = []"}, (), ["not this list"]),
        ({"INPUT_CONFIG": "[config]\nmodel = {}"}, (), ["not a table"]),
        ({"INPUT_CONFIG": "[config]\nmodel = 1"}, (), ["not this number"]),
        ({"INPUT_CONFIG": "[config]\nseed = ''"}, (), ["not an empty text"]),
        ({"INPUT_CONFIG": "[openai]\nkey = 1"}, (), ["`openai.key` of the input `config` takes text."]),
        ({}, ["review"], ["Argument 1", "--section.key=value"]),
        (
            {},
            ["--pr_reviewer.num_max_finding=3"],
            ["`--pr_reviewer.num_max_finding`", "`pr_reviewer.num_max_findings`"],
        ),
        ({}, ["--reviewer.num_max_findings=3"], ["`pr_reviewer.num_max_findings`"]),
    ],
)
def test_an_operators_mistake_is_a_usage_error_that_names_it(
    environ: dict[str, str], argv: list[str], words: list[str]
) -> None:
    with pytest.raises(SettingsError) as caught:
        load(environ, argv)

    assert caught.value.exit_code is ExitCode.USAGE
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize("name", ["INPUT_API_BASE", "INPUT_PR_NUMBER", "CONFIG__SEED", "INPUT_CONFIG"])
def test_a_wrong_value_is_not_repeated(name: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load({name: "sk-very-secret-value ="})

    assert "very" not in str(caught.value)


@pytest.mark.parametrize(
    ("environ", "warning"),
    [
        ({"CONFIG__MODLE": "x"}, "The variable `CONFIG__MODLE` is no setting. Did you mean `config.model`?"),
        ({"CONFIG__ZZZZZZ": "x"}, "The variable `CONFIG__ZZZZZZ` is no setting."),
        ({"CONFIG__GIT_PROVIDER": "github"}, "`config.git_provider` has no effect here: "),
        ({"PR_TEST__NUM_TESTS": "3"}, "`pr_test.num_tests` belongs to `/test`"),
        ({"INPUT_CONFIG": "model = 'x'"}, "`model` of the input `config` is no setting. Did you mean `config.model`?"),
    ],
)
def test_an_unknown_or_retired_name_is_a_warning(environ: dict[str, str], warning: str) -> None:
    loaded = load(environ)

    assert len(loaded.warnings) == 1
    assert loaded.warnings[0].startswith(warning)
