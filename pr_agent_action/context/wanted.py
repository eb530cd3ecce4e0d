"""Which files' texts are worth reading, so that hunks can be shown with the function they stand in."""

from __future__ import annotations

from pr_agent_action.context.languages import language_of
from pr_agent_action.context.risk import by_risk
from pr_agent_action.context.select import Selection
from pr_agent_action.domain.diff import FileDiff
from pr_agent_action.domain.pull_request import FileStatus
from pr_agent_action.ports import TextAt
from pr_agent_action.settings.sections import ConfigSection

MOST_FILES = 60
# A hunk that begins further down is in a file that is too large to be worth it (about 250 kB).
LAST_LINE = 6000


def wanted_texts(
    selection: Selection, head_sha: str, *, config: ConfigSection | None = None, most: int = MOST_FILES
) -> tuple[TextAt, ...]:
    """Name the texts to fetch, riskiest file first, at most ``most``.

    Not wanted: added files (their patch is the whole file), prose and data (nothing encloses a line of theirs), files
    whose changes begin at the top, and large files.
    """
    config = config or ConfigSection()
    if not (config.allow_dynamic_context or config.patch_extra_lines_before or config.patch_extra_lines_after):
        return ()
    useful = [diff for diff in by_risk(selection.files) if _gains(diff)]
    return tuple(TextAt(head_sha, diff.path) for diff in useful[:most])


def _gains(diff: FileDiff) -> bool:
    if diff.file.status in {FileStatus.ADDED, FileStatus.REMOVED} or not diff.hunks:
        return False
    language = language_of(diff.path)
    if language is not None and language.prose:
        return False
    return any(hunk.new_start > 1 for hunk in diff.hunks) and all(hunk.new_start < LAST_LINE for hunk in diff.hunks)
