"""``/review``: a verdict and the findings that would hurt if the pull request were merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydantic import BaseModel

from pr_agent_action.commands.answers import ReviewAnswer
from pr_agent_action.commands.base import Question, Task
from pr_agent_action.commands.extras import extra_notes, known_rule
from pr_agent_action.commands.notes import notes
from pr_agent_action.commands.thresholds import thresholds
from pr_agent_action.domain.finding import Confidence, Severity
from pr_agent_action.domain.outcome import IssueCheck, Outcome, SplitPart, TestsVerdict, Verdict
from pr_agent_action.prompts.render import render

USAGE = "/review [-i | full]"
SUMMARY = "Review the pull request: verdict, effort, tests, security, findings. `-i` takes only what is new."
CALL_GROUP: str | None = "change"
NOTHING_NEW = "Nothing is new since the last review: every change was read in an earlier round."


def questions(task: Task) -> tuple[Question, ...]:
    """Ask for a review of each chunk."""
    reviewer = task.settings.pr_reviewer
    wanted = thresholds(reviewer)
    text = render(
        "review",
        max_findings=reviewer.num_max_findings and reviewer.num_max_findings + wanted.spare,
        doubtful=wanted.min_confidence is Confidence.LOW,
        least="" if wanted.min_severity is Severity.LOW else wanted.min_severity.value,
        categories=reviewer.categories,
        effort=reviewer.require_estimate_effort_to_review,
        tests=reviewer.require_tests_review,
        security=reviewer.require_security_review,
        score=reviewer.require_score_review,
        contribution_time=reviewer.require_estimate_contribution_time_cost,
        split=reviewer.require_can_be_split_review,
        issues=reviewer.require_ticket_analysis_review and bool(task.snapshot.linked_issues),
        incremental=task.incremental,
    )
    behind = notes(task.settings, reviewer.extra_instructions, rules=True)
    return tuple(
        Question(task=text, answer=ReviewAnswer, chunk=chunk, notes=(*behind, *extra_notes(task, chunk)))
        for chunk in range(len(task.context.chunks))
    )


def outcome(task: Task, answers: Sequence[BaseModel], failure: str) -> Outcome:
    """Join the chunks' reviews: the riskiest chunk comes first and speaks the verdict."""
    reviews = [answer for answer in answers if isinstance(answer, ReviewAnswer)]
    return Outcome(
        command="review",
        verdict=_verdict(reviews) if reviews else _nothing_new(task),
        findings=tuple(
            replace(finding.finding(), rule=known_rule(task, finding.rule))
            for review in reviews
            for finding in review.findings
        ),
        failure=failure,
    )


def _nothing_new(task: Task) -> Verdict | None:
    """After a rebase, say, every change is one that an earlier round has read: that is a whole review too."""
    return Verdict(sentence=NOTHING_NEW) if task.incremental and not task.context.chunks else None


def _verdict(reviews: Sequence[ReviewAnswer]) -> Verdict:
    return Verdict(
        sentence=reviews[0].verdict,
        effort=max((review.effort for review in reviews if review.effort), default=None),
        tests=_tests(reviews),
        tests_note=" ".join(review.tests_note for review in reviews if review.tests_note),
        security=" ".join(review.security for review in reviews if review.security),
        score=min((review.score for review in reviews if review.score is not None), default=None),
        contribution_time=reviews[0].contribution_time,
        split=tuple(
            SplitPart(title=part.title, paths=tuple(part.paths)) for review in reviews for part in review.split
        ),
        issues=tuple(
            IssueCheck(
                issue=check.issue,
                met=tuple(check.met),
                not_met=tuple(check.not_met),
                needs_person=tuple(check.needs_person),
            )
            for check in reviews[0].issues
        ),
    )


def _tests(reviews: Sequence[ReviewAnswer]) -> TestsVerdict | None:
    """Tests of one chunk's code may stand in another chunk: present somewhere and missing elsewhere is partial."""
    said = {review.tests for review in reviews if review.tests} - {TestsVerdict.NOT_NEEDED}
    if not said:
        return next((review.tests for review in reviews if review.tests), None)
    return said.pop() if len(said) == 1 else TestsVerdict.PARTIAL
