"""The job summary: the whole review with what was posted on lines, for people who read the run."""

from __future__ import annotations

from collections.abc import Sequence

from pr_agent_action.domain.command import Request
from pr_agent_action.domain.outcome import Report
from pr_agent_action.domain.plan import Published, State
from pr_agent_action.domain.pull_request import Snapshot
from pr_agent_action.publication.description import description_parts, whole_description
from pr_agent_action.publication.inline import fix
from pr_agent_action.publication.links import Links, Safe
from pr_agent_action.publication.plan import has_summary
from pr_agent_action.publication.rendering import render
from pr_agent_action.publication.selection import Selection, select
from pr_agent_action.publication.summary import Round, cost, summary_text
from pr_agent_action.publication.truncate import truncate
from pr_agent_action.settings.sections import RepoSettings

LIMIT = 250_000
"""Characters: GitHub takes 1 MiB a step, and a character may be four bytes."""
_CUT = "*Cut here: the text is longer than a job summary may be.*"


def job_summary(  # noqa: PLR0913 - the facts of a run, each by its name
    *,
    report: Report,
    request: Request,
    snapshot: Snapshot,
    settings: RepoSettings,
    published: Published | None = None,
    notice: str = "",
    secrets: Sequence[str] = (),
) -> str:
    """Render everything that the run found out, whether or not it could be posted.

    ``notice`` is a cause and a fix for the top, such as why nothing was posted.
    """
    selection = select(report, snapshot, State(), limit=settings.pr_reviewer.num_max_findings)
    text = render(
        "job_summary",
        secrets=secrets,
        notice=notice,
        problems=published.problems if published else (),
        review=_review(report, request, snapshot, settings=settings, selection=selection, secrets=secrets),
        lines=_lines(snapshot, selection, secrets),
        description=_description(report, snapshot, settings, secrets),
        replies=[(outcome.reply, outcome.folded) for outcome in report.outcomes if outcome.reply],
        report=report,
        usage=report.usage,
        cost=cost(report.usage),
        phases=[(phase, f"{seconds:.1f} s") for phase, seconds in report.seconds.items()],
    )
    return truncate(text, LIMIT, note=_CUT)


def _review(
    report: Report,
    request: Request,
    snapshot: Snapshot,
    *,
    settings: RepoSettings,
    selection: Selection,
    secrets: Sequence[str],
) -> Safe:
    if not has_summary(report, request):
        return Safe("")
    return summary_text(
        report=report, snapshot=snapshot, selection=selection, settings=settings, round_=Round(), secrets=secrets
    )


def _lines(snapshot: Snapshot, selection: Selection, secrets: Sequence[str]) -> list[tuple[object, Safe, Safe]]:
    links = Links.of(snapshot)
    return [
        (item.finding, links.anchor(item.anchor), fix(item, commit=False, secrets=secrets)) for item in selection.shown
    ]


def _description(report: Report, snapshot: Snapshot, settings: RepoSettings, secrets: Sequence[str]) -> Safe:
    found = next((outcome.description for outcome in report.outcomes if outcome.description), None)
    if found is None:
        return Safe("")
    section = settings.pr_description.model_copy(update={"include_generated_by_header": False})
    return whole_description(description_parts(found, snapshot, section, secrets), section)
