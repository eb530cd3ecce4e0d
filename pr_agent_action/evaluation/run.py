"""Reviews of a data set's cases, each by the whole agent on a fake GitHub that serves the git range."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from pr_agent_action.agent.run import run
from pr_agent_action.agent.services import Services
from pr_agent_action.demo.fake_github import FakeGitHub
from pr_agent_action.demo.git_range import pull_request_from_git
from pr_agent_action.domain.command import Command, Request, Trigger, TriggerKind
from pr_agent_action.domain.pull_request import Actor, PullRequestRef
from pr_agent_action.domain.usage import Usage
from pr_agent_action.errors import AgentError
from pr_agent_action.evaluation.dataset import Case
from pr_agent_action.evaluation.score import Score, score

ServicesFor = Callable[[FakeGitHub], Services]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One case's outcome; ``failure`` is set when it could not be reviewed, and its score then says so too."""

    name: str
    score: Score
    usage: Usage = field(default_factory=Usage)
    failure: str = ""


def evaluate(cases: Sequence[Case], services_for: ServicesFor) -> tuple[Result, ...]:
    """Review one case after the other; a case that fails counts as one in which nothing was found."""
    return tuple(_evaluate(case, services_for) for case in cases)


def _evaluate(case: Case, services_for: ServicesFor) -> Result:
    base, head = case.commits
    try:
        repository = pull_request_from_git(case.repo, base, head, title=case.title)
        github: AbstractContextManager[FakeGitHub] = FakeGitHub(repository)
        with github as serving:
            receipt = run(_request(repository.full_name), services_for(serving))
    except AgentError as error:
        return Result(name=case.name, score=Score(expected=len(case.findings)), failure=str(error))
    report = receipt.report
    if report is None:
        return Result(name=case.name, score=Score(expected=len(case.findings)), failure=receipt.reason)
    return Result(
        name=case.name,
        score=score(report.placed, len(report.unplaced), case.findings),
        usage=report.usage,
        failure=report.failure,
    )


def _request(repository: str) -> Request:
    return Request(
        ref=PullRequestRef(repository, 1),
        commands=(Command("review", "full"),),
        trigger=Trigger(kind=TriggerKind.MANUAL, actor=Actor(""), detail="eval"),
    )
