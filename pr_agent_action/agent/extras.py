"""What is read beside the files' texts: rules of the base branch in the same call, definitions in one more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pr_agent_action.agent.services import Services
from pr_agent_action.context import checklists, rule_paths
from pr_agent_action.context.definitions import Definition, definitions, uses, wanted_paths
from pr_agent_action.context.extras import Allowance, Extras
from pr_agent_action.context.select import Selection
from pr_agent_action.context.wanted import MOST_FILES
from pr_agent_action.domain.diff import FileDiff
from pr_agent_action.domain.plan import FindingStatus, State
from pr_agent_action.domain.pull_request import PullRequest, Snapshot
from pr_agent_action.errors import ForgeError
from pr_agent_action.ports import TextAt


def rule_texts(
    selection: Selection, pull_request: PullRequest, allowance: Allowance, *, asked: Sequence[TextAt]
) -> tuple[TextAt, ...]:
    """Name the rules files that the changed files' directories may have, as many as fit one call beside ``asked``."""
    paths = rule_paths.nested_paths(diff.path for diff in selection.files) if allowance.rules else ()
    return tuple(TextAt(pull_request.base_sha, path) for path in paths)[: max(0, MOST_FILES - len(asked))]


def gather_extras(
    snapshot: Snapshot,
    diffs: Sequence[FileDiff],
    texts: Mapping[TextAt, str],
    *,
    allowance: Allowance,
    state: State,
    services: Services,
) -> Extras:
    """Collect what stands in the prompts of review and improve about ``diffs``.

    What has no allowance is not looked for.
    """
    base = snapshot.pull_request.base_sha
    nested = {at.path: text for at, text in texts.items() if at.sha == base and at.path.endswith(rule_paths.NESTED)}
    at_root = {path: snapshot.base_files[path] for path in rule_paths.ROOT if path in snapshot.base_files}
    return Extras(
        allowance=allowance,
        rule_files={**at_root, **nested} if allowance.rules else {},
        touched={diff.path: checklists.touched(diff) for diff in diffs} if allowance.checklists else {},
        definitions=_definitions(snapshot, diffs, texts, services) if allowance.related else {},
        dismissed=tuple(one for one in state.findings if one.status is FindingStatus.DISMISSED),
    )


def _definitions(
    snapshot: Snapshot, diffs: Sequence[FileDiff], texts: Mapping[TextAt, str], services: Services
) -> Mapping[str, tuple[Definition, ...]]:
    head = snapshot.pull_request.head_sha
    known = {at.path: text for at, text in texts.items() if at.sha == head}
    found = uses(diffs, known)
    wanted = [TextAt(head, path) for path in wanted_paths(found, known)]
    try:
        more = services.forge.texts(snapshot.pull_request.ref, wanted) if wanted else {}
    except ForgeError as error:
        services.log(f"Definitions of other files were not read: {error}")
        more = {}
    return definitions(found, {**known, **{at.path: text for at, text in more.items()}}, diffs)
