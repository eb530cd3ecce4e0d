"""What a repository's own file, or an argument of a slash command, may set.

Section and key names are those that users of PR-Agent have in their repositories; a key that is not here is ignored
with a warning (see ``settings.layers``).
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Section(BaseModel):
    """A table of the configuration file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ConfigSection(Section):
    """``[config]``: what holds for every command."""

    response_language: str = "en-US"
    ai_timeout: int = Field(120, ge=1, le=1800)
    temperature: float = Field(0.2, ge=0, le=2)
    seed: int = -1
    reasoning_effort: str = "medium"
    publish_output: bool = True
    use_repo_settings_file: bool = True
    max_description_tokens: int = Field(500, ge=0)
    max_commits_tokens: int = Field(500, ge=0)
    max_model_tokens: int = Field(0, ge=0)
    custom_model_max_tokens: int = -1
    patch_extra_lines_before: int = Field(5, ge=0, le=100)
    patch_extra_lines_after: int = Field(1, ge=0, le=100)
    allow_dynamic_context: bool = True
    max_extra_lines_before_dynamic_context: int = Field(10, ge=0, le=200)
    large_patch_policy: Literal["clip", "skip"] = "clip"
    ignore_pr_title: tuple[str, ...] = (r"^\[Auto\]", "^Auto")
    ignore_pr_target_branches: tuple[str, ...] = ()
    ignore_pr_source_branches: tuple[str, ...] = ()
    ignore_pr_labels: tuple[str, ...] = ()
    ignore_pr_authors: tuple[str, ...] = ()
    ignore_repositories: tuple[str, ...] = ()
    ignore_language_framework: tuple[str, ...] = ()


class ReviewerSection(Section):
    """``[pr_reviewer]``: the review command."""

    num_max_findings: int = Field(3, ge=0, le=50)
    extra_instructions: str = ""
    persistent_comment: bool = True
    publish_output_no_suggestions: bool = True
    require_score_review: bool = False
    require_tests_review: bool = True
    require_estimate_effort_to_review: bool = True
    require_can_be_split_review: bool = False
    require_security_review: bool = True
    require_estimate_contribution_time_cost: bool = False
    require_todo_scan: bool = False
    require_ticket_analysis_review: bool = True
    enable_review_labels_security: bool = True
    enable_review_labels_effort: bool = True
    minimal_commits_for_incremental_review: int = Field(0, ge=0)
    minimal_minutes_for_incremental_review: int = Field(0, ge=0)
    require_all_thresholds_for_incremental_review: bool = False


class DescriptionSection(Section):
    """``[pr_description]``: the describe command."""

    publish_labels: bool = False
    add_original_user_description: bool = True
    generate_ai_title: bool = False
    use_bullet_points: bool = True
    extra_instructions: str = ""
    enable_pr_type: bool = True
    enable_pr_diagram: bool = True
    publish_description_as_comment: bool = False
    publish_description_as_comment_persistent: bool = True
    enable_semantic_files_types: bool = True
    collapsible_file_list: bool | Literal["adaptive"] = "adaptive"
    collapsible_file_list_threshold: int = Field(6, ge=0)
    use_description_markers: bool = False
    include_generated_by_header: bool = True


class SuggestionsSection(Section):
    """``[pr_code_suggestions]``: the improve command."""

    commitable_code_suggestions: bool = True
    num_code_suggestions_per_chunk: int = Field(3, ge=0, le=20)
    max_number_of_calls: int = Field(3, ge=1, le=50)
    parallel_calls: bool = True
    suggestions_score_threshold: int = Field(0, ge=0, le=10)
    focus_only_on_problems: bool = True
    extra_instructions: str = ""
    publish_output_no_suggestions: bool = True


class QuestionsSection(Section):
    """``[pr_questions]``: the ask command."""

    use_conversation_history: bool = True
    extra_instructions: str = ""


class IgnoreSection(Section):
    """``[ignore]``: files that are not reviewed, as globs (gitignore style) and regular expressions."""

    glob: tuple[str, ...] = ()
    regex: tuple[str, ...] = ()


class ActionSection(Section):
    """``[github_action_config]``: what the Action does by itself."""

    auto_review: bool = True
    auto_describe: bool = True
    auto_improve: bool = True
    enable_output: bool = True
    pr_actions: tuple[str, ...] = (
        "opened",
        "reopened",
        "ready_for_review",
        "synchronize",
        "review_requested",
        "labeled",
    )
    review_label: str = "review"
    allowed_bots: tuple[str, ...] = ()
    review_drafts: bool = False
    fail_on: Literal["never", "critical", "high", "medium", "low"] = "never"


class RepoSettings(BaseModel):
    """Everything that a repository may set; frozen, so that a changed value is a new object."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    config: ConfigSection = ConfigSection()
    pr_reviewer: ReviewerSection = ReviewerSection()
    pr_description: DescriptionSection = DescriptionSection()
    pr_code_suggestions: SuggestionsSection = SuggestionsSection()
    pr_questions: QuestionsSection = QuestionsSection()
    ignore: IgnoreSection = IgnoreSection()
    github_action_config: ActionSection = ActionSection()
