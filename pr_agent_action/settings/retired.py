"""Names that PR-Agent has and this version does not: accepted, with a warning that names our way.

A name is ``section.key``. The test of this table holds that none of them is a field of ``RepoSettings``.
"""

from __future__ import annotations

RETIRED: dict[str, str] = {
    "config.git_provider": "the pull request's address tells which forge it is on.",
    "config.verbosity_level": "re-run the job with debug logging to see more.",
    "config.log_level": "re-run the job with debug logging to see more.",
    "config.skip_keys": "`/config` never shows a secret, and shows all else.",
    "config.secret_provider": "secrets come from the environment of the step.",
    "pr_reviewer.final_update_message": "the summary is edited in place and says itself which commit it is about.",
    "pr_reviewer.enable_intro_text": "the summary starts with its verdict.",
    "pr_reviewer.enable_help_text": "`/help` answers with the commands.",
    "pr_description.enable_large_pr_handling": "a large pull request is always described in parts.",
    "pr_description.final_update_message": "the description itself shows that it was updated.",
    "pr_code_suggestions.dual_publishing_score_threshold": (
        "every suggestion with a place in the diff is posted there, and only there."
    ),
    "pr_code_suggestions.persistent_comment": (
        "suggestions stand in the diff; those without a place join the one summary, which is edited in place."
    ),
    "pr_code_suggestions.max_history_len": "what was suggested before is not suggested again.",
    "pr_code_suggestions.new_score_mechanism_th_medium": (
        "a suggestion is medium from `new_score_mechanism_th_high` on, and low below."
    ),
}
"""What makes no sense here, and how it is done instead."""

_SERVERS = "belongs to the webhook server, which this version does not have; the Action heeds `github_action_config`."

LATER: dict[str, str] = {
    "pr_add_docs": "belongs to `/add_docs`, which this version does not have.",
    "pr_test": "belongs to `/test`, which this version does not have.",
    "pr_update_changelog": "belongs to `/update_changelog`, which this version does not have.",
    "pr_help_docs": "belongs to `/help_docs`, which this version does not have.",
    "pr_similar_issue": "belongs to `/similar_issue`, which this version does not have.",
    "pr_custom_prompt": "belongs to `/custom_prompt`, which this version does not have.",
    "github_app": _SERVERS,
    "github": _SERVERS,
    "gitlab": "belongs to GitLab, which this version does not serve.",
    "gitea": "belongs to Gitea, which this version does not serve.",
    "bitbucket_app": "belongs to Bitbucket, which this version does not serve.",
    "bitbucket_server": "belongs to Bitbucket, which this version does not serve.",
    "azure_devops": "belongs to Azure DevOps, which this version does not serve.",
    "azure_devops_server": "belongs to Azure DevOps, which this version does not serve.",
}
"""Sections of commands and forges that this version does not have."""


def retired(name: str) -> str | None:
    """Say why ``name`` (``section.key``) has no effect here, as a sentence; ``None`` when the tables do not have it."""
    if name in RETIRED:
        return f"`{name}` has no effect here: {RETIRED[name]}"
    section = name.split(".", 1)[0]
    return f"`{name}` {LATER[section]}" if section in LATER else None
