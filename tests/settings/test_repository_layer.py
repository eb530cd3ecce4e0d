from __future__ import annotations

import string
import tomllib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_agent_action.settings.known import all_names
from pr_agent_action.settings.layers import LayeredRepoSettings, load, with_command_options, with_repository
from pr_agent_action.settings.sections import CustomLabel, RepoSettings
from pr_agent_action.settings.value import RefusedValueError

PLAIN = LayeredRepoSettings(RepoSettings())


def test_a_repositorys_file_lies_over_the_operators_layers() -> None:
    operator = load({"INPUT_MAX_FINDINGS": "5", "INPUT_LANGUAGE": "de-DE"}).repo
    text = """
    [pr_reviewer]
    num_max_findings = 9
    [ignore]
    glob = "*.md"
    [custom_labels."Needs v1.2 docs"]
    description = "No page says it."
    """

    repo = with_repository(operator, text)

    assert repo.values.pr_reviewer.num_max_findings == 9
    assert repo.values.config.response_language == "de-DE"
    assert repo.values.ignore.glob == ("*.md",)
    assert repo.values.custom_labels == {"Needs v1.2 docs": CustomLabel(description="No page says it.")}
    assert repo.origin["pr_reviewer.num_max_findings"] == ".pr_agent.toml"
    assert repo.value("custom_labels.Needs v1.2 docs.description") == "No page says it."
    assert repo.warnings == ()
    assert operator.values.pr_reviewer.num_max_findings == 5


def test_instructions_for_paths_are_a_list_of_tables() -> None:
    text = """
    [[path_instructions]]
    paths = ["api/**"]
    instructions = "A new endpoint has a rate limit."
    [[path_instructions]]
    paths = ["web/*.ts", "web/*.tsx"]
    instructions = "No inline styles."
    """

    repo = with_repository(PLAIN, text)

    assert [one.paths for one in repo.values.path_instructions] == [("api/**",), ("web/*.ts", "web/*.tsx")]
    assert repo.value("path_instructions") == repo.values.path_instructions
    assert repo.origin["path_instructions"] == ".pr_agent.toml"
    assert repo.warnings == ()


@pytest.mark.parametrize("table", ['instructions = "x"', 'paths = ["a"]', 'paths = []\ninstructions = "x"'])
def test_instructions_without_paths_or_text_are_refused(table: str) -> None:
    repo = with_repository(PLAIN, f"[[path_instructions]]\n{table}")

    assert repo.values.path_instructions == ()
    (warning,) = repo.warnings
    assert warning == (
        "`path_instructions` in `.pr_agent.toml` takes a list of tables with `paths` and `instructions`, "
        "not this list; it is ignored."
    )


def test_categories_may_be_written_as_one_text() -> None:
    repo = with_repository(PLAIN, '[pr_reviewer]\ncategories = "bug, data loss"')

    assert repo.values.pr_reviewer.categories == ("bug", "data loss")
    refused = with_repository(PLAIN, '[pr_reviewer]\ncategories = ["typos"]')
    assert "takes a list of `bug` or `security` or" in refused.warnings[0]


def test_the_operator_may_switch_the_file_off() -> None:
    operator = load({"CONFIG__USE_REPO_SETTINGS_FILE": "false"}).repo

    assert with_repository(operator, "[pr_reviewer]\nnum_max_findings = 9\nx = 1") is operator


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        (
            "[pr_reviewer]\nnum_max_findings = 'many'",
            "takes a whole number from 0 to 50, not this text; it is ignored.",
        ),
        ("[pr_reviewer]\nnum_max_finding = 3", "Did you mean `pr_reviewer.num_max_findings`?"),
        ("[reviewer]\nnum_max_findings = 3", "Did you mean `pr_reviewer.num_max_findings`?"),
        ("num_max_findings = 3", "Did you mean `pr_reviewer.num_max_findings`?"),
        ("[pr_reviewer]\nenable_help_text = true", "`/help` answers"),
        ("[pr_help_docs]\ndocs_path = 'docs'", "only the operator may set it"),
        ("[pr_add_docs]\ndocs_style = 'Google'", "belongs to `/add_docs`"),
        ("[github_app]\npr_commands = ['/review']", "belongs to the webhook server"),
        ("[config]\nuse_repo_settings_file = false", "no effect in the file itself"),
        ("[config]\ngit_provider = 'gitlab'", "tells which forge"),
        ("[config]\nseed = 1\napi_base = 'https://evil.example.com'", "only the operator may set it"),
        ("[openai]\nkey = 'sk-1'", "only the operator may set it"),
        ("[openai]\norg = 'evil'", "only the operator may set it"),
        ("[github]\nbase_url = 'https://evil.example.com'", "only the operator may set it"),
        ("[litellm]\nsuccess_callback = 'x'", "only the operator may set it"),
        ("[pr_reviewer]\nextra_instructions = 'os.environ/OPENAI_API_KEY'", "only the operator may set it"),
        ("[ignore]\nglob = ['a', 'OS.environ/X']", "only the operator may set it"),
        ("[x]\ny = {z = 'os.environ/X'}", "only the operator may set it"),
        ("[custom_labels]\nbug = 'x'", "is no setting"),
        ("[custom_labels.'a|b']\ndescription = 'x'", "a key with an odd name"),
        ("[custom_labels.bug]\ndescription = 3", "takes text of at most 500 characters"),
        ("[pr_reviewer]\n'@everyone look' = 1", "a key with an odd name in `.pr_agent.toml` is no setting."),
        ("[pr_test]\n'@everyone look' = 1", "a key with an odd name"),
        ("[config]\nmodel = 5", "takes text of at most 200 characters"),
    ],
)
def test_what_cannot_be_used_is_named_and_the_rest_holds(text: str, warning: str) -> None:
    repo = with_repository(PLAIN, f"{text}\n[pr_questions]\nextra_instructions = 'Short.'\n")

    assert len(repo.warnings) == 1
    assert warning in repo.warnings[0]
    assert "@everyone" not in repo.warnings[0]
    assert repo.values.pr_questions.extra_instructions == "Short."


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[config]\nmodel = \n", "line 2"),
        ("a = 1\nb = 2\nsecret ghp_0123", "line 3"),
        ("a = '''\nghp_0123\n", "line 3"),
        ("a = " + "[" * 20_000, "nested too deeply"),
        ("a = " + "9" * 5_000, "line 1"),
        ("#" * 200_001, "200,000 characters"),
    ],
)
def test_broken_toml_is_named_by_its_line_and_never_repeated(text: str, place: str) -> None:
    repo = with_repository(PLAIN, text)

    assert repo.values == PLAIN.values
    assert len(repo.warnings) == 1
    assert place in repo.warnings[0]
    assert "ghp" not in repo.warnings[0]


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert with_repository(PLAIN, "\ufeff[config]\nseed = 7").values.config.seed == 7


def test_warnings_are_counted_not_endless() -> None:
    repo = with_repository(PLAIN, "[config]\n" + "\n".join(f"unknown{n} = 1" for n in range(50)))

    assert len(repo.warnings) == 21
    assert repo.warnings[-1] == "30 more settings in `.pr_agent.toml` are ignored."


def test_options_of_a_command_hold_for_it_alone() -> None:
    repo = with_repository(PLAIN, "[pr_reviewer]\nnum_max_findings = 9")

    asked = with_command_options(
        repo, {"PR_Reviewer.num_max_findings": "1", "pr_reviewer.require_score_review": "True"}
    )

    assert asked.values.pr_reviewer.num_max_findings == 1
    assert asked.values.pr_reviewer.require_score_review is True
    assert asked.origin["pr_reviewer.num_max_findings"] == "command"
    assert asked.warnings == ()
    assert repo.values.pr_reviewer.num_max_findings == 9


@pytest.mark.parametrize(
    ("options", "warning"),
    [
        ({"github_action_config.fail_on": "never"}, "is decided before a command is read"),
        ({"config.ignore_pr_title": "x"}, "is decided before a command is read"),
        ({"config.use_repo_settings_file": "false"}, "is decided before a command is read"),
        ({"config.disable_auto_feedback": "false"}, "is decided before a command is read"),
        ({"openai.api_base": "https://evil.example.com"}, "only the operator may set it"),
        ({"ignore.glob": "a,os.environ/X"}, "takes nothing that begins with `os.environ/`"),
        ({"ignore.glob": '["a", "os.environ/X"]'}, "takes nothing that begins with `os.environ/`"),
        ({"num_max_findings": "3"}, "Did you mean `pr_reviewer.num_max_findings`?"),
        ({"pr_reviewer.num_max_findings": "-1"}, "takes a whole number from 0 to 50"),
        ({"](https://evil.example.com)": "1"}, "a key with an odd name is no setting."),
    ],
)
def test_a_command_may_not_say_everything(options: dict[str, str], warning: str) -> None:
    asked = with_command_options(PLAIN, options)

    assert asked.values == PLAIN.values
    assert warning in asked.warnings[0]
    assert "evil" not in asked.warnings[0]


def test_an_unknown_name_is_a_mistake_of_the_callers() -> None:
    with pytest.raises(KeyError):
        PLAIN.with_value("config.nothing", 1, layer="x")


def test_a_frozen_default_equals_one_that_was_validated() -> None:
    assert load({}).repo.values == RepoSettings()
    assert RepoSettings.model_validate(RepoSettings().model_dump()) == RepoSettings()


_KEYS = st.one_of(st.sampled_from(all_names()), st.text(string.ascii_letters + "._-é", min_size=1, max_size=20))
_VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.dates()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=5,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(_KEYS, st.text(max_size=30), max_size=4))
def test_no_option_of_a_comment_raises_and_what_holds_is_valid(options: dict[str, str]) -> None:
    asked = with_command_options(PLAIN, options)

    assert RepoSettings.model_validate(asked.values.model_dump()) == asked.values


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60) | st.from_regex(r"\A(\[[a-z_]{1,8}\]\n([a-z_]{1,8} = [\"0-9a-z\[\]]{1,5}\n){0,3}){1,3}\Z"))
def test_no_file_raises(text: str) -> None:
    repo = with_repository(PLAIN, text)

    try:
        tomllib.loads(text)
    except ValueError:
        assert repo.values == PLAIN.values
        assert repo.warnings


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(all_names()), _VALUES)
def test_any_value_either_fits_or_is_refused(name: str, value: object) -> None:
    changed = PLAIN
    with suppress(RefusedValueError):
        changed = PLAIN.with_value(name, value, layer="x")

    assert RepoSettings.model_validate(changed.values.model_dump()) == changed.values
