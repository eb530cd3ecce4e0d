"""action.yml, the settings, the README and the docs say the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from pr_agent_action.domain.finding import Category
from pr_agent_action.domain.plan import Status
from pr_agent_action.settings import docs
from pr_agent_action.settings.guard import forbidden
from pr_agent_action.settings.inputs import INPUTS, OUTPUTS
from pr_agent_action.settings.known import all_names, field, is_section, locate, sections
from pr_agent_action.settings.layers import LayeredRepoSettings, load, with_repository
from pr_agent_action.settings.operator import NAMES, Settings
from pr_agent_action.settings.providers import provider_names, variable
from pr_agent_action.settings.retired import LATER, RETIRED, retired
from pr_agent_action.settings.sections import CategoryName, RepoSettings

ROOT = Path(__file__).parents[2]
LOADED_BY_NAME = {"provider_environment", "secrets", "github_api_url"}


@pytest.fixture(scope="module")
def action() -> dict[str, Any]:
    loaded = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def test_action_yml_has_the_inputs_of_the_table(action: dict[str, Any]) -> None:
    said = {name: (item["description"], item["default"]) for name, item in action["inputs"].items()}

    assert said == {item.name: (item.description, item.default) for item in INPUTS}
    assert not any(item["required"] for item in action["inputs"].values())


def test_action_yml_has_the_outputs_of_the_table(action: dict[str, Any]) -> None:
    assert {name: item["description"] for name, item in action["outputs"].items()} == OUTPUTS


def test_action_yml_is_a_branded_docker_action(action: dict[str, Any]) -> None:
    assert action["name"]
    assert action["description"]
    assert action["author"]
    assert set(action["branding"]) == {"icon", "color"}
    assert action["runs"]["using"] == "docker"


def test_every_input_sets_something_that_exists() -> None:
    for item in INPUTS:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", item.name)
        assert item.targets or item.name == "config"
        for target in item.targets:
            assert target in Settings.model_fields or locate(target), target


def test_every_setting_of_the_operators_can_be_set_by_an_input() -> None:
    targets = {target for item in INPUTS for target in item.targets}

    assert set(Settings.model_fields) - LOADED_BY_NAME <= targets


def test_the_status_output_lists_the_statuses() -> None:
    assert set(re.findall(r"`(\w+)`", OUTPUTS["status"])) == {str(status) for status in Status}


@pytest.mark.parametrize("name", docs.DOCUMENTS)
def test_the_documents_are_up_to_date(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    assert docs.filled(text) == text, "run: python -m pr_agent_action.settings.docs"
    for part in ("inputs", "outputs", "default-models"):
        assert f"<!-- {part} -->" in text


def test_the_configuration_page_has_every_part() -> None:
    text = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")

    assert all(f"<!-- {part} -->" in text for part in docs.parts())


def test_the_list_of_defaults_is_up_to_date() -> None:
    text = docs.DEFAULTS_FILE.read_text(encoding="utf-8")

    assert text == docs.defaults_toml(), "run: python -m pr_agent_action.settings.docs"
    assert RepoSettings.model_validate(tomllib.loads(text)) == RepoSettings()


def test_the_documents_are_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docs, "DEFAULTS_FILE", tmp_path / "configuration.toml")
    (tmp_path / "docs").mkdir()
    for name in docs.DOCUMENTS:
        (tmp_path / name).write_text("a\n<!-- inputs -->\nold\n<!-- /inputs -->\nb\n", encoding="utf-8")

    docs.main(tmp_path)

    written = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "old" not in written
    assert written == f"a\n<!-- inputs -->\n{docs.parts()['inputs']}\n<!-- /inputs -->\nb\n"
    assert (tmp_path / "configuration.toml").is_file()


@pytest.mark.parametrize("name", ["README.md", "docs/configuration.md"])
def test_the_examples_of_the_documents_are_accepted_whole(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    examples = [example for example in re.findall(r"```toml\n(.*?)```", text, re.DOTALL) if "user_token" not in example]

    assert examples
    for example in examples:
        assert with_repository(LayeredRepoSettings(RepoSettings()), example).warnings == ()


def test_the_workflow_of_the_documents_uses_inputs_that_exist() -> None:
    text = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    workflow = yaml.safe_load(re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)[0])
    step = workflow["jobs"]["review"]["steps"][0]

    assert set(step["with"]) <= {item.name for item in INPUTS}
    assert not load({f"INPUT_{name.upper()}": value for name, value in step["with"].items()}).warnings


def test_every_key_is_described_in_one_line() -> None:
    for name in all_names():
        info = field(name)
        assert info is not None
        assert info.description, name
        assert info.description.endswith(".")
        assert "\n" not in info.description
        assert "|" not in info.description


def test_no_retired_name_is_a_setting() -> None:
    assert not [name for name in RETIRED if locate(name)]
    assert not set(LATER) & set(RepoSettings.model_fields)
    assert all(reason.endswith(".") for reason in (*RETIRED.values(), *LATER.values()))
    assert retired("config.model") is None


def test_nothing_of_the_operators_can_be_said_by_a_repository() -> None:
    for name in (*NAMES, *provider_names()):
        assert forbidden(name, "x")
        assert locate(name) is None
    for name in all_names():
        assert not forbidden(name, "x")
        assert variable(name) is None


# Interface facts: the keys that users of PR-Agent have in their repositories.
COMPATIBLE = """
config: model fallback_models git_provider publish_output publish_output_progress verbosity_level log_level
 use_repo_settings_file disable_auto_feedback ai_timeout response_language max_description_tokens max_commits_tokens
 max_model_tokens custom_model_max_tokens patch_extra_lines_before patch_extra_lines_after allow_dynamic_context
 max_extra_lines_before_dynamic_context large_patch_policy temperature seed reasoning_effort ignore_pr_title
 ignore_pr_target_branches ignore_pr_source_branches ignore_pr_labels ignore_pr_authors ignore_repositories
 ignore_language_framework extract_issue_from_branch branch_issue_regex skip_keys secret_provider enable_custom_labels
pr_reviewer: num_max_findings extra_instructions persistent_comment final_update_message publish_output_no_suggestions
 require_score_review require_tests_review require_estimate_effort_to_review require_can_be_split_review
 require_security_review require_estimate_contribution_time_cost require_todo_scan require_ticket_analysis_review
 enable_review_labels_security enable_review_labels_effort minimal_commits_for_incremental_review
 minimal_minutes_for_incremental_review require_all_thresholds_for_incremental_review enable_intro_text enable_help_text
pr_description: publish_labels add_original_user_description generate_ai_title use_bullet_points extra_instructions
 enable_pr_type enable_pr_diagram publish_description_as_comment publish_description_as_comment_persistent
 enable_semantic_files_types collapsible_file_list collapsible_file_list_threshold use_description_markers
 enable_large_pr_handling include_generated_by_header max_ai_calls final_update_message
pr_code_suggestions: commitable_code_suggestions num_code_suggestions_per_chunk max_number_of_calls parallel_calls
 suggestions_score_threshold dual_publishing_score_threshold focus_only_on_problems extra_instructions
 persistent_comment max_history_len new_score_mechanism_th_high new_score_mechanism_th_medium
 publish_output_no_suggestions
pr_questions: use_conversation_history extra_instructions
best_practices: content max_lines_allowed
ignore: glob regex
github_action_config: auto_review auto_describe auto_improve enable_output pr_actions
"""


def _compatible() -> list[str]:
    table = re.findall(r"^(\w+):((?:.|\n )*)", COMPATIBLE, re.MULTILINE)
    return [f"{section}.{key}" for section, keys in table for key in keys.split()]


def test_users_names_are_all_known() -> None:
    names = _compatible()

    assert len(names) > 85
    assert [name for name in names if not locate(name) and not retired(name)] == []


LATER_SECTIONS = """
pr_add_docs pr_test pr_update_changelog pr_help_docs pr_similar_issue pr_custom_prompt custom_labels github github_app
gitlab gitea bitbucket_app bitbucket_server azure_devops azure_devops_server
"""


def test_users_sections_are_all_known() -> None:
    assert [name for name in LATER_SECTIONS.split() if not is_section(name)] == []


def test_sections_come_in_the_models_order() -> None:
    tables = [name for name in RepoSettings.model_fields if name not in ("custom_labels", "path_instructions")]

    assert [name for name, _ in sections()] == tables


def test_categories_are_those_of_findings() -> None:
    assert get_args(CategoryName) == tuple(Category)
