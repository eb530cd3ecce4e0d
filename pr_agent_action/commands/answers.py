"""The types of the models' answers, and how they become domain values.

Bounds are kept by code, not by the schema: a model that is one character over a limit has not failed.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

from pr_agent_action.commands.base import AnswerModel
from pr_agent_action.domain.finding import Category, Confidence, Finding, Severity
from pr_agent_action.domain.outcome import TestsVerdict


def _text(value: object) -> object:
    return "" if value is None else value


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _category(value: object) -> object:
    """Take a near miss such as ``error_handling`` or ``Bug``; anything unknown counts as a bug."""
    if isinstance(value, str):
        value = value.strip().lower().replace("_", " ").replace("-", " ")
        return value if value in set(Category) else Category.BUG
    return value


def _clamp(low: int, high: int) -> BeforeValidator:
    def clamp(value: object) -> object:
        return min(max(round(value), low), high) if isinstance(value, int | float) else value

    return BeforeValidator(clamp)


Text = Annotated[str, BeforeValidator(_text)]
SeverityText = Annotated[Severity, BeforeValidator(_lower)]
ConfidenceText = Annotated[Confidence, BeforeValidator(_lower)]
CategoryText = Annotated[Category, BeforeValidator(_category)]
TestsText = Annotated[TestsVerdict, BeforeValidator(_lower)]


class FindingAnswer(AnswerModel):
    """One defect."""

    path: str
    quote: str
    line: int | None
    title: str
    problem: str
    fix: Text
    replacement: str | None
    severity: SeverityText
    confidence: ConfidenceText
    category: CategoryText
    rule: Text = ""

    def finding(self) -> Finding:
        """As the domain has it; ``rule`` is left to whoever knows the rules that there are."""
        return Finding(
            path=self.path,
            title=self.title,
            body="\n\n".join(part for part in (self.problem, self.fix) if part),
            quote=self.quote,
            line_hint=self.line,
            replacement=self.replacement,
            severity=self.severity,
            confidence=self.confidence,
            category=self.category,
        )


class IssueAnswer(AnswerModel):
    """How far a linked issue is met."""

    issue: str
    met: list[str]
    not_met: list[str]
    needs_person: list[str]


class SplitAnswer(AnswerModel):
    """One pull request that this one could be split into."""

    title: str
    paths: list[str]


class ReviewAnswer(AnswerModel):
    """A review of one chunk."""

    verdict: str
    effort: Annotated[int, _clamp(1, 5)] | None
    tests: TestsText | None
    tests_note: Text
    security: Text
    score: Annotated[int, _clamp(0, 100)] | None
    contribution_time: Text
    split: list[SplitAnswer]
    issues: list[IssueAnswer]
    findings: list[FindingAnswer]


class SuggestionAnswer(AnswerModel):
    """One replacement."""

    path: str
    quote: str
    line: int | None
    replacement: str
    title: str
    reason: str
    category: CategoryText
    score: Annotated[int, _clamp(0, 10)]
    rule: Text = ""


class ImproveAnswer(AnswerModel):
    """Suggestions for one chunk."""

    suggestions: list[SuggestionAnswer]


class FileAnswer(AnswerModel):
    """One row of the walkthrough."""

    path: str
    title: str
    note: Text
    group: Text


class NodeAnswer(AnswerModel):
    """A node of the diagram."""

    id: str
    label: str


class EdgeAnswer(AnswerModel):
    """An edge of the diagram."""

    source: str
    target: str
    label: Text


class DiagramAnswer(AnswerModel):
    """A flow chart."""

    nodes: list[NodeAnswer]
    edges: list[EdgeAnswer]


class DescribeAnswer(AnswerModel):
    """What one chunk does."""

    title: str
    kinds: list[str]
    summary: list[str]
    files: list[FileAnswer]
    diagram: DiagramAnswer | None
    labels: list[str]


class AskAnswer(AnswerModel):
    """An answer to a person's question."""

    answer: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
