"""The Action's inputs and outputs: one table, which action.yml, the settings and the README are held against."""

from __future__ import annotations

from dataclasses import dataclass

INSTRUCTED = ("pr_reviewer", "pr_description", "pr_code_suggestions", "pr_questions")


@dataclass(frozen=True, slots=True)
class Input:
    """An input of action.yml.

    ``targets`` are what it sets: a field of ``Settings``, or ``section.key`` of ``RepoSettings``; none for
    ``config``, whose text is a layer of its own.
    """

    name: str
    description: str
    targets: tuple[str, ...]
    default: str = ""

    @property
    def variable(self) -> str:
        """The environment variable that the runner passes it in."""
        return f"INPUT_{self.name.upper()}"


INPUTS = (
    Input(
        "github_token",
        "Token that reads and writes on GitHub. It needs `pull-requests: write` and `contents: read`.",
        ("github_token",),
        "${{ github.token }}",
    ),
    Input(
        "model",
        "Model, as litellm spells it. Without one: the default model of the provider whose key is set.",
        ("config.model",),
    ),
    Input(
        "fallback_models",
        "Models to ask, in order, when the first one fails; comma-separated.",
        ("config.fallback_models",),
    ),
    Input(
        "api_key",
        "The model provider's key. Keys may also come as the variables that litellm knows, such as `OPENAI_API_KEY`.",
        ("api_key",),
    ),
    Input("api_base", "Endpoint of the model, where it is not the provider's own.", ("api_base",)),
    Input(
        "allowed_models",
        "Models that `.pr_agent.toml` may choose, as globs; without any: those of the same provider.",
        ("allowed_models",),
    ),
    Input(
        "command",
        "Commands to run instead of the automatic ones, one a line, such as `/review`.",
        ("command",),
    ),
    Input("pr_url", "Pull request to work on, where the event is about none.", ("pr_url",)),
    Input("pr_number", "The same, by its number in this repository.", ("pr_number",)),
    Input(
        "auto_describe",
        "Describe a pull request when it is opened (`true` unless set).",
        ("github_action_config.auto_describe",),
    ),
    Input(
        "auto_review",
        "Review a pull request when it is opened, and what is pushed later (`true` unless set).",
        ("github_action_config.auto_review",),
    ),
    Input(
        "auto_improve",
        "Suggest improvements when a pull request is opened (`true` unless set).",
        ("github_action_config.auto_improve",),
    ),
    Input(
        "fail_on",
        "End with exit code 3 when a finding is as severe as this or worse: `never`, `critical`, `high`, `medium`, "
        "`low` (`never` unless set).",
        ("github_action_config.fail_on",),
    ),
    Input("max_findings", "Most findings of one review (3 unless set).", ("pr_reviewer.num_max_findings",)),
    Input("language", "Language of the answers (`en-US` unless set).", ("config.response_language",)),
    Input(
        "extra_instructions",
        "What else every command must heed, in your words.",
        tuple(f"{section}.extra_instructions" for section in INSTRUCTED),
    ),
    Input(
        "review_label",
        "Label whose setting starts a review (`review` unless set).",
        ("github_action_config.review_label",),
    ),
    Input(
        "allowed_bots",
        "Bots whose slash commands are taken, such as `renovate[bot]`; comma-separated.",
        ("github_action_config.allowed_bots",),
    ),
    Input(
        "sarif_files",
        "SARIF files of earlier steps, as globs in the workspace, comma-separated: what they say about added lines "
        "is reported too.",
        ("sarif_files",),
    ),
    Input("max_cost_usd", "US dollars that one run may spend on the model (no limit unless set).", ("max_cost_usd",)),
    Input(
        "max_cost_usd_per_pr",
        "US dollars that all reviews of one pull request may cost together (no limit unless set).",
        ("max_cost_usd_per_pr",),
    ),
    Input(
        "sarif_file",
        "File in the workspace to write all findings to as SARIF 2.1.0, for code scanning (none unless set).",
        ("sarif_file",),
    ),
    Input(
        "state_file",
        "File in the workspace that keeps what the model answered, so that a re-run of the job does not pay again "
        "(none unless set; see docs/gate.md).",
        ("state_file",),
    ),
    Input("dry_run", "Do everything but post; what would be posted stands in the job summary.", ("dry_run",)),
    Input("config", "Any settings of `.pr_agent.toml`, as inline TOML.", ()),
)

OUTPUTS = {
    "status": "How the run ended: `posted`, `nothing_new`, `skipped`, `read_only`, `dry_run`, `partial` or `failed`.",
    "conclusion": "What the gate says: `success`, `failure`, `neutral` (inconclusive), or nothing without a review.",
    "findings_count": "Number of findings of this run.",
    "highest_severity": "Severity of the worst finding: `critical`, `high`, `medium`, `low` or `none`.",
    "review_json": "The whole review as JSON.",
    "comment_url": "Address of the summary comment.",
    "review_url": "Address of the review with the inline comments.",
    "input_tokens": "Tokens that went to the model.",
    "output_tokens": "Tokens that came from the model.",
    "cost_usd": "US dollars that the model's answers cost, or `unknown`.",
    "sarif_file": "The file named by the input of that name, once it was written.",
    "files_reviewed": "Number of files reviewed, in whole or in part.",
    "files_skipped": "Number of files not reviewed; the summary says why for each.",
}
"""Outputs of the step, all text; empty when there is nothing to say."""


def input_table() -> str:
    """Render the inputs as a Markdown table."""
    rows = [
        f"| `{item.name}` | {item.description} | {f'`{item.default}`' if item.default else ''} |" for item in INPUTS
    ]
    return "\n".join(["| input | what it does | default |", "| --- | --- | --- |", *rows])


def output_table() -> str:
    """Render the outputs as a Markdown table."""
    rows = [f"| `{name}` | {description} |" for name, description in OUTPUTS.items()]
    return "\n".join(["| output | what it holds |", "| --- | --- |", *rows])
