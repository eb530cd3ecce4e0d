"""Which labels a pull request gains and loses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pr_agent_action.domain.outcome import Report
from pr_agent_action.publication.sanitise import plain
from pr_agent_action.settings.sections import RepoSettings

SECURITY = "Possible security concern"
_EFFORT = re.compile(r"review effort:? \[?[1-5]\]?(?:/5)?", re.IGNORECASE)
_LONGEST = 50  # GitHub's limit


def label_changes(
    report: Report, present: Sequence[str], settings: RepoSettings, secrets: Sequence[str] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the labels to add and to remove; only an older effort label of ours is ever removed."""
    wanted: list[str] = []
    stale: list[str] = []
    for outcome in report.outcomes:
        if outcome.verdict and outcome.verdict.effort and settings.pr_reviewer.enable_review_labels_effort:
            effort = f"Review effort {outcome.verdict.effort}/5"
            wanted.append(effort)
            stale = [label for label in present if _EFFORT.fullmatch(label) and label != effort]
        if outcome.verdict and outcome.verdict.security and settings.pr_reviewer.enable_review_labels_security:
            wanted.append(SECURITY)
        if outcome.description and settings.pr_description.publish_labels:
            wanted += [plain(label, secrets)[:_LONGEST] for label in outcome.description.labels]
    there = {label.casefold() for label in present}
    added = (label for label in dict.fromkeys(wanted) if label and label.casefold() not in there)
    return tuple(added), tuple(stale)
