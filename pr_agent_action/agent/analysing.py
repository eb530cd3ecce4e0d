"""The outside analysers' part of a run: which texts they need, their results, and what the model is told of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pr_agent_action.agent.services import Services
from pr_agent_action.analysers.external import ExternalResult, external_findings, most_severe, wanted_paths
from pr_agent_action.analysers.sarif import sarif_findings
from pr_agent_action.analysers.sarif_files import read_sarif_files
from pr_agent_action.context.untrusted import Fence
from pr_agent_action.domain.diff import FileDiff
from pr_agent_action.domain.finding import Finding, Severity
from pr_agent_action.domain.pull_request import Snapshot
from pr_agent_action.ports import TextAt
from pr_agent_action.prompts.render import render
from pr_agent_action.settings.sections import AnalysersSection
from pr_agent_action.text.tokens import estimate_tokens

# Beside what the context asks for, so that one call to the forge, of sixty texts, serves both in nearly all cases.
MOST_TEXTS = 60
EVIDENCE_TOKENS = 400


def analyser_texts(
    diffs: Sequence[FileDiff], section: AnalysersSection, snapshot: Snapshot, *, asked: Sequence[TextAt] = ()
) -> tuple[TextAt, ...]:
    """Name the texts that the analysers need: rules of the base branch, then files at the head.

    ``asked`` are those that are fetched anyway: with them there are at most ``MOST_TEXTS``.
    """
    pull_request = snapshot.pull_request
    rules = [TextAt(pull_request.base_sha, path) for path in section.ast_grep_rules if section.enabled]
    files = [TextAt(pull_request.head_sha, path) for path in wanted_paths(diffs, section)]
    wanted = dict.fromkeys((*rules, *files))
    known = set(asked)
    return tuple(wanted)[: max(0, MOST_TEXTS - len(known - set(wanted)))]


def analyse(
    diffs: Sequence[FileDiff],
    texts: Mapping[TextAt, str],
    section: AnalysersSection,
    *,
    snapshot: Snapshot,
    services: Services,
) -> ExternalResult:
    """Run the analysers, and read what others of the job wrote down."""
    pull_request = snapshot.pull_request
    named = section.ast_grep_rules if section.enabled else ()
    rules = {path: texts.get(TextAt(pull_request.base_sha, path)) for path in named}
    result = external_findings(
        diffs,
        {at.path: text for at, text in texts.items() if at.sha == pull_request.head_sha},
        section,
        rules="\n---\n".join(text for text in rules.values() if text),
    )
    files, unread = read_sarif_files(services.sarif_files, services.workspace) if services.workspace else ({}, ())
    read, unknown = sarif_findings(files, diffs, least=Severity(section.min_severity))
    read, left_out = most_severe(read)
    missing = [f"The base branch has no `{path}` of `ast_grep_rules`." for path, text in rules.items() if not text]
    return ExternalResult(
        findings=(*result.findings, *read),
        notices=(*missing, *result.notices, *unread, *unknown, *left_out),
        seconds=result.seconds,
    )


def evidence(findings: Sequence[Finding], paths: Sequence[str], *, boundary: str, secrets: Sequence[str]) -> str:
    """Tell the model what analysers found in the files ``paths``; ``""`` when that is nothing.

    The lines stand between boundaries, as data: names of the pull request are in them.
    """
    fence = Fence(boundary, secrets)
    shown = set(paths)
    lines: list[str] = []
    tokens = 0
    for finding in (finding for finding in findings if finding.path in shown):
        place, rule = f"{finding.path}:{finding.line_hint}", f"{finding.source} {finding.rule}"
        line = fence.line(f"{place} {rule} ({finding.severity.value}): {finding.title}")
        tokens += estimate_tokens(line)
        if tokens > EVIDENCE_TOKENS:
            break
        lines.append(line)
    return render("evidence", lines=lines, boundary=boundary) if lines else ""
