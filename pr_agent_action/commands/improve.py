"""``/improve``: replacements for lines that the pull request adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydantic import BaseModel

from pr_agent_action.commands.answers import ImproveAnswer, SuggestionAnswer
from pr_agent_action.commands.base import Question, Task
from pr_agent_action.commands.extras import extra_notes, known_rule
from pr_agent_action.commands.notes import notes
from pr_agent_action.domain.finding import Finding, Severity
from pr_agent_action.domain.outcome import Outcome
from pr_agent_action.prompts.render import render
from pr_agent_action.settings.sections import SuggestionsSection

USAGE = "/improve"
SUMMARY = "Suggest replacements for added lines, committable with a click where they prove themselves."
CALL_GROUP: str | None = "change"


def questions(task: Task) -> tuple[Question, ...]:
    """Ask for suggestions on each chunk, up to the repository's number of calls."""
    section = task.settings.pr_code_suggestions
    if not section.num_code_suggestions_per_chunk:
        return ()
    text = render(
        "improve",
        focus_on_problems=section.focus_only_on_problems,
        max_suggestions=section.num_code_suggestions_per_chunk,
    )
    behind = notes(task.settings, section.extra_instructions, rules=True)
    chunks = range(min(len(task.context.chunks), section.max_number_of_calls))
    return tuple(
        Question(task=text, answer=ImproveAnswer, chunk=chunk, notes=(*behind, *extra_notes(task, chunk)))
        for chunk in chunks
    )


def outcome(task: Task, answers: Sequence[BaseModel], failure: str) -> Outcome:
    """Keep the suggestions that score high enough."""
    section = task.settings.pr_code_suggestions
    suggestions = [
        suggestion
        for answer in answers
        if isinstance(answer, ImproveAnswer)
        for suggestion in answer.suggestions
        if suggestion.score >= section.suggestions_score_threshold
    ]
    return Outcome(
        command="improve",
        findings=tuple(
            replace(_finding(suggestion, section), rule=known_rule(task, suggestion.rule)) for suggestion in suggestions
        ),
        failure=failure,
    )


def _finding(suggestion: SuggestionAnswer, section: SuggestionsSection) -> Finding:
    return Finding(
        path=suggestion.path,
        title=suggestion.title,
        body=suggestion.reason,
        quote=suggestion.quote,
        line_hint=suggestion.line,
        replacement=suggestion.replacement,
        severity=_severity(suggestion.score, section),
        category=suggestion.category,
        score=suggestion.score,
    )


def _severity(score: int, section: SuggestionsSection) -> Severity:
    """A suggestion is at most medium: what is worse is a finding of the review."""
    return Severity.MEDIUM if score >= section.new_score_mechanism_th_high else Severity.LOW
