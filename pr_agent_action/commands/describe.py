"""``/describe``: title, kind, summary, walkthrough and diagram."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import BaseModel

from pr_agent_action.commands.answers import DescribeAnswer, DiagramAnswer
from pr_agent_action.commands.base import Question, Task
from pr_agent_action.commands.notes import notes
from pr_agent_action.domain.outcome import Description, Diagram, FileNote, Outcome
from pr_agent_action.prompts.render import render
from pr_agent_action.settings.sections import CustomLabel

USAGE = "/describe"
SUMMARY = "Write the description: kind, summary, walkthrough by file, diagram. Your own text stays."
# With review and improve: asked apart, the same diff would be paid for twice, as calls made at once share no cache.
CALL_GROUP: str | None = "change"
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
        labels={name: label.description for name, label in _custom_labels(task).items()},
    )
    behind = notes(task.settings, section.extra_instructions)
    chunks = range(min(len(task.context.chunks), section.max_ai_calls))
    return tuple(Question(task=text, answer=DescribeAnswer, chunk=chunk, notes=behind) for chunk in chunks)


def outcome(task: Task, answers: Sequence[BaseModel], failure: str) -> Outcome:
    """Join the chunks: the first speaks title and diagram, all give points and rows."""
    said = [answer for answer in answers if isinstance(answer, DescribeAnswer)]
    return Outcome(command="describe", description=_description(task, said) if said else None, failure=failure)


def _custom_labels(task: Task) -> Mapping[str, CustomLabel]:
    """Give the labels that the model may choose among."""
    wanted = task.settings.pr_description.publish_labels and task.settings.config.enable_custom_labels
    return task.settings.custom_labels if wanted else {}


def _labels(task: Task, said: Sequence[DescribeAnswer]) -> tuple[str, ...]:
    """Choose the labels: known ones of the maintainers', as they spell them, or else the kinds of change."""
    known = {name.casefold(): name for name in _custom_labels(task)}
    if not known:
        return tuple(dict.fromkeys(kind for answer in said for kind in answer.kinds))
    named = (label.strip().casefold() for answer in said for label in answer.labels)
    return tuple(dict.fromkeys(known[label] for label in named if label in known))


def _description(task: Task, said: Sequence[DescribeAnswer]) -> Description:
    # A row for a file that the pull request does not have is the model's invention.
    known = {file.path for file in task.snapshot.files}
    rows = {row.path: row for answer in said for row in answer.files if row.path in known}
    points = dict.fromkeys(point for answer in said for point in answer.summary)
    return Description(
        title=said[0].title,
        kinds=tuple(dict.fromkeys(kind for answer in said for kind in answer.kinds))[:3],
        summary=tuple(points)[:MOST_POINTS],
        files=tuple(
            FileNote(path=row.path, title=row.title, note=row.note, group=row.group or "Other") for row in rows.values()
        ),
        diagram=_diagram(said[0].diagram),
        labels=_labels(task, said),
    )


def _diagram(answer: DiagramAnswer | None) -> Diagram | None:
    if answer is None or not answer.nodes:
        return None
    return Diagram(
        nodes={node.id: node.label for node in answer.nodes},
        edges=tuple((edge.source, edge.target, edge.label) for edge in answer.edges),
    )
