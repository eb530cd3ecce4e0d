"""``/describe``: title, kind, summary, walkthrough and diagram."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from pr_agent_action.commands.answers import DescribeAnswer, DiagramAnswer
from pr_agent_action.commands.base import Question, Task
from pr_agent_action.domain.outcome import Description, Diagram, FileNote, Outcome
from pr_agent_action.prompts.render import render

ALIASES = ("describe_pr",)
USAGE = "/describe"
SUMMARY = "Write the description: kind, summary, walkthrough by file, diagram. Your own text stays."
CALL_GROUP: str | None = "description"
# Points of a large pull request add up over its chunks; more than this nobody reads.
MOST_POINTS = 8


def questions(task: Task) -> tuple[Question, ...]:
    """Ask about each chunk."""
    section = task.settings.pr_description
    text = render(
        "describe",
        kinds=section.enable_pr_type,
        bullets=section.use_bullet_points,
        walkthrough=section.enable_semantic_files_types,
        diagram=section.enable_pr_diagram,
        labels=_labels(task),
        extra_instructions=section.extra_instructions,
    )
    chunks = min(len(task.context.chunks), section.max_ai_calls)
    return tuple(Question(task=text, answer=DescribeAnswer, chunk=chunk) for chunk in range(chunks))


def outcome(task: Task, answers: Sequence[BaseModel], failure: str) -> Outcome:
    """Join the chunks: the first speaks title and diagram, all give points and rows."""
    said = [answer for answer in answers if isinstance(answer, DescribeAnswer)]
    return Outcome(command="describe", description=_description(task, said) if said else None, failure=failure)


def _labels(task: Task) -> tuple[str, ...]:
    wanted = task.settings.pr_description.publish_labels and task.settings.config.enable_custom_labels
    return tuple(task.settings.custom_labels) if wanted else ()


def _description(task: Task, said: Sequence[DescribeAnswer]) -> Description:
    # A row for a file that the pull request does not have is the model's invention.
    known = {file.path for file in task.snapshot.files}
    rows = {row.path: row for answer in said for row in answer.files if row.path in known}
    points = dict.fromkeys(point for answer in said for point in answer.summary)
    allowed = set(_labels(task))
    return Description(
        title=said[0].title,
        kinds=tuple(dict.fromkeys(kind for answer in said for kind in answer.kinds))[:3],
        summary=tuple(points)[:MOST_POINTS],
        files=tuple(
            FileNote(path=row.path, title=row.title, note=row.note, group=row.group or "Other") for row in rows.values()
        ),
        diagram=_diagram(said[0].diagram),
        labels=tuple(dict.fromkeys(label for answer in said for label in answer.labels if label in allowed)),
    )


def _diagram(answer: DiagramAnswer | None) -> Diagram | None:
    if answer is None or not answer.nodes:
        return None
    return Diagram(
        nodes={node.id: node.label for node in answer.nodes},
        edges=tuple((edge.source, edge.target, edge.label) for edge in answer.edges),
    )
