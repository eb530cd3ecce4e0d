"""What a repository's own file, or an argument of a slash command, may set.

Section and key names are those that users of PR-Agent have in their repositories; a key that is not here is ignored
with a warning (see ``settings.retired`` and ``settings.layers``). The descriptions become docs/configuration.md.
"""
# ruff: noqa: FBT003 - the first argument of ``Field`` is the default.

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

LONGEST_TEXT = 20_000
"""Characters of an ``extra_instructions``: about 5,000 tokens, which every prompt carries."""


@dataclass(frozen=True, slots=True)
class Takes:
    """What values of a type are, in words for messages and tables: one of them, and many."""

    one: str
    many: str


def _compiles(value: str) -> str:
    """Refuse what ``re`` does not compile, here, rather than in the middle of a run."""
    try:
        re.compile(value)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError("not a regular expression") from error
    return value


Pattern = Annotated[
    str, Field(max_length=500), AfterValidator(_compiles), Takes("a regular expression", "regular expressions")
]
"""A Python regular expression, which is looked for (``re.search``) in the whole text."""

Instructions = Annotated[str, Field(max_length=LONGEST_TEXT)]


CategoryName = Literal[
    "bug", "security", "concurrency", "error handling", "data loss", "performance", "api", "tests", "maintainability"
]
"""The values of ``domain.finding.Category``, of which a list can be written in a file."""


AnalyserName = Literal["ruff", "zizmor", "shellcheck", "hadolint", "yamllint", "detect-secrets", "ast-grep"]


class Section(BaseModel):
    """A table of the configuration file.

    Validators are built when a table is first written to, and defaults made without them: most runs touch two or
    three tables, and building all of them costs 30 ms at every start.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class ConfigSection(Section):
    """``[config]``: what holds for every command."""

    model: str = Field(
        "",
        max_length=200,
        description="The model, as litellm spells it; empty: the default model of the provider whose key is set.",
    )
    fallback_models: tuple[str, ...] = Field((), description="Models to ask, in order, when the first one fails.")
    response_language: str = Field("en-US", max_length=40, description="The language that the answers are written in.")
    ai_timeout: int = Field(120, ge=1, le=1800, description="Seconds that the calls for one question may take in all.")
    temperature: float = Field(0.2, ge=0, le=2, description="The sampling temperature, for models that take one.")
    seed: int = Field(-1, ge=-1, description="The sampling seed, for models that take one; -1 sets none.")
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high", "xhigh"] = Field(
        "medium", description="How long a reasoning model thinks, for models that let one say."
    )
    publish_output: bool = Field(True, description="Post on the pull request; false: only to the job summary.")
    publish_output_progress: bool = Field(True, description="React with an emoji when work starts and ends.")
    use_repo_settings_file: bool = Field(True, description="Read `.pr_agent.toml` of the base branch.")
    disable_auto_feedback: bool = Field(False, description="Run no command by itself, only those that are asked for.")
    max_description_tokens: int = Field(500, ge=0, description="Tokens of the author's description in a prompt.")
    max_commits_tokens: int = Field(500, ge=0, description="Tokens of commit messages in a prompt.")
    max_model_tokens: int = Field(0, ge=0, description="Most tokens of a prompt; 0: the model's own window.")
    max_run_tokens: int = Field(
        180_000, ge=10_000, description="Most prompt tokens of one run; what does not fit is listed as skipped."
    )
    custom_model_max_tokens: int = Field(
        -1, ge=-1, description="The window of a model that litellm does not know; -1: a stated default."
    )
    patch_extra_lines_before: int = Field(5, ge=0, le=100, description="Unchanged lines shown above a hunk.")
    patch_extra_lines_after: int = Field(1, ge=0, le=100, description="Unchanged lines shown below a hunk.")
    allow_dynamic_context: bool = Field(True, description="Extend a hunk up to the function or class around it.")
    max_extra_lines_before_dynamic_context: int = Field(
        10, ge=0, le=200, description="Most lines that such an extension adds above a hunk."
    )
    large_patch_policy: Literal["clip", "skip"] = Field(
        "clip", description="A file too large for the window is reviewed in part (clip) or not at all (skip)."
    )
    ignore_pr_title: tuple[Pattern, ...] = Field(
        (r"^\[Auto\]", "^Auto"), description="Pull requests with such a title get no automatic command."
    )
    ignore_pr_target_branches: tuple[Pattern, ...] = Field((), description="The same, by the branch that it goes to.")
    ignore_pr_source_branches: tuple[Pattern, ...] = Field(
        (), description="The same, by the branch that it comes from."
    )
    ignore_pr_labels: tuple[str, ...] = Field((), description="The same, by a label's exact name.")
    ignore_pr_authors: tuple[Pattern, ...] = Field((), description="The same, by the author's login.")
    ignore_repositories: tuple[Pattern, ...] = Field((), description="The same, by the repository's `owner/name`.")
    ignore_language_framework: tuple[str, ...] = Field(
        (), description="Generated files of these frameworks are not reviewed, such as `protobuf` or `go_gen`."
    )
    extract_issue_from_branch: bool = Field(
        True, description="Take the issue that the branch's name starts with (`123-fix-login`) as linked."
    )
    branch_issue_regex: Pattern = Field(
        "", description="Where the issue's number is in a branch's name (first group); empty: at its start."
    )
    enable_custom_labels: bool = Field(False, description="Let describe choose among `[custom_labels]`.")
    verification_model: str = Field(
        "", max_length=200, description="The model that verifies findings, such as a cheaper one; empty: `model`."
    )
    max_rules_tokens: int = Field(
        1_500, ge=0, le=20_000, description="Tokens of the repository's rules files in a prompt; 0: none are read."
    )
    max_checklist_tokens: int = Field(
        600, ge=0, le=5_000, description="Tokens of checklists for what a change touches; 0: none."
    )
    related_context_tokens: int = Field(
        1_500, ge=0, le=20_000, description="Tokens of definitions that the added lines use, from other files; 0: none."
    )


class ReviewerSection(Section):
    """``[pr_reviewer]``: the review command."""

    num_max_findings: int = Field(3, ge=0, le=50, description="Most findings of one review; worst first.")
    extra_instructions: Instructions = Field("", description="What else the review must heed, in your words.")
    persistent_comment: bool = Field(True, description="Edit one summary comment in place; false: a new one each time.")
    publish_output_no_suggestions: bool = Field(True, description="Post the summary when there is no finding too.")
    resolve_threads: bool = Field(
        False,
        description="Resolve the thread of a finding that is fixed; the token needs `contents: write`. "
        "Otherwise such a thread is answered, once.",
    )
    minimize_superseded: bool = Field(True, description="Hide our earlier reviews once nothing in them is open.")
    require_score_review: bool = Field(False, description="Give the change a score from 0 to 100.")
    require_tests_review: bool = Field(True, description="Say whether the change brings the tests that it needs.")
    require_estimate_effort_to_review: bool = Field(True, description="Estimate the effort to review it, 1 to 5.")
    require_can_be_split_review: bool = Field(False, description="Say how it could be split, where it could.")
    require_security_review: bool = Field(True, description="Say whether it raises a security concern.")
    require_estimate_contribution_time_cost: bool = Field(False, description="Estimate the time that it took to write.")
    require_todo_scan: bool = Field(False, description="List the TODO notes that it adds.")
    require_ticket_analysis_review: bool = Field(True, description="Say how far it does what its issues ask.")
    enable_review_labels_security: bool = Field(True, description="Set the label `Possible security concern`.")
    enable_review_labels_effort: bool = Field(True, description="Set the label `Review effort N/5`.")
    minimal_commits_for_incremental_review: int = Field(
        0, ge=0, description="After a push, review only when at least so many commits are new."
    )
    minimal_minutes_for_incremental_review: int = Field(
        0, ge=0, description="After a push, review only when the last review is at least so many minutes old."
    )
    require_all_thresholds_for_incremental_review: bool = Field(
        False, description="Both of the above must hold; false: one is enough."
    )
    verify_findings: bool = Field(
        True, description="Check the findings in one more, short call before they are posted."
    )
    strictness: Literal["relaxed", "standard", "strict"] = Field(
        "standard", description="How much is worth saying: presets of the two thresholds below."
    )
    min_severity: Literal["auto", "critical", "high", "medium", "low"] = Field(
        "auto", description="What is less severe is not said; auto: by `strictness`."
    )
    min_confidence: Literal["auto", "high", "medium", "low"] = Field(
        "auto", description="What is less certain is not said, unless critical; auto: by `strictness`."
    )
    categories: tuple[CategoryName, ...] = Field((), description="Say only findings of these categories; empty: all.")


class DescriptionSection(Section):
    """``[pr_description]``: the describe command."""

    publish_labels: bool = Field(False, description="Set the kinds of change as labels.")
    add_original_user_description: bool = Field(True, description="Keep the author's own text above ours.")
    generate_ai_title: bool = Field(False, description="Replace the title.")
    use_bullet_points: bool = Field(True, description="Write the summary as a list.")
    extra_instructions: Instructions = Field("", description="What else the description must heed, in your words.")
    enable_pr_type: bool = Field(True, description="Name the kind of change.")
    enable_pr_diagram: bool = Field(True, description="Draw a mermaid diagram.")
    publish_description_as_comment: bool = Field(False, description="Post it as a comment, and leave the body alone.")
    publish_description_as_comment_persistent: bool = Field(
        True, description="Edit that comment in place; false: a new one each time."
    )
    enable_semantic_files_types: bool = Field(True, description="Give the walkthrough, grouped by kind of file.")
    collapsible_file_list: bool | Literal["adaptive"] = Field(
        "adaptive", description="Fold the groups of the walkthrough; adaptive: when it is long."
    )
    collapsible_file_list_threshold: int = Field(6, ge=0, description="More files than this are long.")
    use_description_markers: bool = Field(
        False, description="Fill the markers `pr_agent:type`, `:summary`, `:walkthrough`, `:diagram` of the body."
    )
    include_generated_by_header: bool = Field(True, description="Say above our part that it is generated.")
    max_ai_calls: int = Field(4, ge=1, le=50, description="Most parts of a large pull request that are described.")


class SuggestionsSection(Section):
    """``[pr_code_suggestions]``: the improve command."""

    commitable_code_suggestions: bool = Field(
        True, description="Post a suggestion that proves itself as a block to commit; false: as text."
    )
    num_code_suggestions_per_chunk: int = Field(3, ge=0, le=20, description="Most suggestions for one part.")
    max_number_of_calls: int = Field(3, ge=1, le=50, description="Most parts of a large pull request to ask about.")
    parallel_calls: bool = Field(True, description="Ask about the parts at once.")
    suggestions_score_threshold: int = Field(0, ge=0, le=10, description="Lowest score of a suggestion that is posted.")
    new_score_mechanism_th_high: int = Field(
        9, ge=0, le=10, description="From this score on a suggestion counts as medium, below as low."
    )
    focus_only_on_problems: bool = Field(True, description="Suggest fixes for problems only, no matters of style.")
    extra_instructions: Instructions = Field("", description="What else suggestions must heed, in your words.")
    publish_output_no_suggestions: bool = Field(True, description="Say so when there is nothing to suggest.")


class QuestionsSection(Section):
    """``[pr_questions]``: the ask command."""

    use_conversation_history: bool = Field(True, description="Let the model read the thread that the question is in.")
    extra_instructions: Instructions = Field("", description="What else answers must heed, in your words.")


class IgnoreSection(Section):
    """``[ignore]``: files that are not reviewed."""

    glob: tuple[str, ...] = Field((), description="Globs as in a `.gitignore`.")
    regex: tuple[Pattern, ...] = Field((), description="Regular expressions, matched from the beginning of a path.")


class BestPracticesSection(Section):
    """``[best_practices]``: the team's own rules, which review and improve hold the change against."""

    content: str = Field("", max_length=200_000, description="The rules, as Markdown.")
    max_lines_allowed: int = Field(800, ge=0, description="Lines of them that are read; the rest is left out.")


class PathInstruction(Section):
    """``[[path_instructions]]``: what review and improve must heed in some of the files."""

    paths: tuple[str, ...] = Field(min_length=1, max_length=50, description="Globs as in a `.gitignore`.")
    instructions: Instructions = Field(description="What holds there, in your words.")


PathInstructions = Annotated[
    PathInstruction, Takes("a table with `paths` and `instructions`", "tables with `paths` and `instructions`")
]


class AnalysersSection(Section):
    """``[analysers]``: programs that check the changed files beside the model."""

    enabled: bool = Field(True, description="Run them when a pull request is reviewed.")
    tools: tuple[AnalyserName, ...] = Field(
        ("ruff", "zizmor", "shellcheck", "hadolint", "yamllint", "detect-secrets", "ast-grep"),
        description="Which ones; each looks only at the files that it knows, and reports on added lines only.",
    )
    timeout: int = Field(10, ge=1, le=120, description="Seconds that each of them may take.")
    min_severity: Literal["critical", "high", "medium", "low"] = Field(
        "medium", description="What is less severe than this is not reported."
    )
    ast_grep_rules: tuple[str, ...] = Field(
        (), max_length=20, description="Files of `ast-grep` rules, by their paths on the base branch."
    )


class CustomLabel(Section):
    """``[custom_labels.NAME]``: a label that describe may set."""

    description: str = Field("", max_length=500, description="When the label fits.")


class ActionSection(Section):
    """``[github_action_config]``: what the Action does by itself."""

    auto_review: bool = Field(True, description="Review a pull request when it is opened, and what is pushed later.")
    auto_describe: bool = Field(True, description="Describe it when it is opened.")
    auto_improve: bool = Field(True, description="Suggest improvements when it is opened.")
    enable_output: bool = Field(True, description="Set the step's outputs.")
    pr_actions: tuple[str, ...] = Field(
        ("opened", "reopened", "ready_for_review", "synchronize", "review_requested", "labeled"),
        description="Actions of the `pull_request` event that start a run.",
    )
    review_label: str = Field("review", max_length=50, description="Setting this label starts a review; empty: none.")
    allowed_bots: tuple[str, ...] = Field((), description="Bots, such as `renovate[bot]`, whose commands are taken.")
    review_drafts: bool = Field(False, description="Run the automatic commands on drafts too.")
    fail_on: Literal["never", "critical", "high", "medium", "low"] = Field(
        "never", description="End with exit code 3 when a finding is as severe as this or worse."
    )
    publish_check: bool = Field(
        True, description="Post a check run for the commit, where the token may (see docs/gate.md)."
    )


class RepoSettings(BaseModel):
    """Everything that a repository may set; frozen, so that a changed value is a new object."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    config: ConfigSection = ConfigSection.model_construct()
    pr_reviewer: ReviewerSection = ReviewerSection.model_construct()
    pr_description: DescriptionSection = DescriptionSection.model_construct()
    pr_code_suggestions: SuggestionsSection = SuggestionsSection.model_construct()
    pr_questions: QuestionsSection = QuestionsSection.model_construct()
    ignore: IgnoreSection = IgnoreSection.model_construct()
    best_practices: BestPracticesSection = BestPracticesSection.model_construct()
    analysers: AnalysersSection = AnalysersSection.model_construct()
    custom_labels: dict[str, CustomLabel] = Field(default_factory=dict)
    path_instructions: tuple[PathInstructions, ...] = ()
    github_action_config: ActionSection = ActionSection.model_construct()
