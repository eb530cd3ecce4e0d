"""The description that goes into the pull request's own body, or beside it as a comment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pr_agent_action.domain.outcome import Description, FileNote
from pr_agent_action.domain.plan import CommentEdit, DescriptionEdit
from pr_agent_action.domain.pull_request import ChangedFile, Snapshot
from pr_agent_action.publication import markers
from pr_agent_action.publication.diagram import mermaid
from pr_agent_action.publication.links import Links, Safe
from pr_agent_action.publication.regions import WHOLE, append_region, fill_placeholders, outside, parts_of
from pr_agent_action.publication.rendering import render
from pr_agent_action.publication.sanitise import plain
from pr_agent_action.publication.truncate import COMMENT_LIMIT, truncate
from pr_agent_action.settings.sections import DescriptionSection

_LONGEST_TITLE = 120
_LEAST_ROOM = 1_000
_NOTHING = "none"  # in the place of a placeholder that has no content
_NOT_OVERWRITTEN = "The description in the pull request was edited by hand, so it was left alone. This is the new one."


@dataclass(frozen=True, slots=True)
class Group:
    """Files that change for one reason; each row is a note, its link, and the file with its size."""

    name: str
    rows: tuple[tuple[FileNote, Safe, ChangedFile], ...]


def description_parts(
    description: Description, snapshot: Snapshot, section: DescriptionSection, secrets: Sequence[str] = ()
) -> dict[str, str]:
    """Render the parts by their placeholder's name; one without content, or turned off by a setting, is ``""``."""
    groups = _groups(description, snapshot) if section.enable_semantic_files_types else ()
    files = sum(len(group.rows) for group in groups)
    folded = section.collapsible_file_list
    if folded == "adaptive":
        folded = files > section.collapsible_file_list_threshold
    diagram = description.diagram if section.enable_pr_diagram else None
    return {
        "type": render("type", secrets=secrets, kinds=description.kinds if section.enable_pr_type else ()),
        "summary": render("points", secrets=secrets, points=description.summary, bullets=section.use_bullet_points),
        "diagram": mermaid(diagram, secrets) if diagram else "",
        "walkthrough": render("walkthrough", secrets=secrets, groups=groups, files=files, folded=folded),
    }


def whole_description(parts: Mapping[str, str], section: DescriptionSection, *, note: str = "") -> Safe:
    """Render the parts as one text; ``note`` is a sentence above it."""
    safe = {name: Safe(text) for name, text in parts.items()}
    return render("description", secrets=(), parts=safe, header=section.include_generated_by_header, note=note)


def description_edits(
    description: Description, snapshot: Snapshot, section: DescriptionSection, secrets: Sequence[str] = ()
) -> tuple[DescriptionEdit | None, CommentEdit | None]:
    """Decide what to write where: into the body, into a comment, both or (nothing changed) neither."""
    parts = description_parts(description, snapshot, section, secrets)
    pull_request = snapshot.pull_request
    title = _title(description, section, secrets)
    title = None if title == pull_request.title else title
    body = pull_request.body
    note = ""
    if section.publish_description_as_comment:
        comment = _comment(parts, snapshot, section, note="")
    else:
        body, edited = _body(parts, snapshot, section)
        note = _NOT_OVERWRITTEN if edited else ""
        comment = _comment(parts, snapshot, section, note=note) if edited else None
    if body == pull_request.body and title is None:
        return None, comment
    return DescriptionEdit(body=body, seen_body=pull_request.body, title=title), comment


def remerge(edit: DescriptionEdit, body_now: str) -> DescriptionEdit | None:
    """Put the edit's parts into the body that its author wrote meanwhile; ``None`` where they edited a part of ours."""
    parts = parts_of(edit.body)
    whole = parts.get(WHOLE)
    if whole is not None and not _own_text(edit.body) and _own_text(edit.seen_body):
        return edit  # settings want the author's text replaced
    merged = fill_placeholders(body_now, parts) if whole is None else append_region(body_now, whole)
    if merged.edited:
        return None
    return DescriptionEdit(body=merged.body, seen_body=body_now, title=edit.title)


def _own_text(body: str) -> str:
    return "".join(outside(body)).strip()


def _body(parts: Mapping[str, str], snapshot: Snapshot, section: DescriptionSection) -> tuple[str, bool]:
    seen = snapshot.pull_request.body
    if section.use_description_markers:
        merged = fill_placeholders(seen, {name: text or _NOTHING for name, text in parts.items()})
        return merged.body, merged.edited
    room = COMMENT_LIMIT - sum(len(text) for text in outside(seen))
    if room < _LEAST_ROOM:
        return seen, True
    text = truncate(whole_description(parts, section), room)
    merged = append_region(seen, text)
    if not section.add_original_user_description and not merged.edited:
        merged = append_region("", text)
    return merged.body, merged.edited


def _comment(
    parts: Mapping[str, str], snapshot: Snapshot, section: DescriptionSection, *, note: str
) -> CommentEdit | None:
    body = f"{markers.DESCRIPTION}\n{truncate(whole_description(parts, section, note=note))}"
    earlier = [
        comment
        for comment in snapshot.comments
        if markers.own(comment, snapshot.viewer) and markers.starts_with(comment.body, markers.DESCRIPTION)
    ]
    if earlier and earlier[-1].body.replace("\r\n", "\n").strip() == body.strip():
        return None
    keep = earlier and section.publish_description_as_comment_persistent
    return CommentEdit(body=body, id=earlier[-1].id if keep else None)


def _title(description: Description, section: DescriptionSection, secrets: Sequence[str]) -> str | None:
    title = plain(description.title, secrets) if section.generate_ai_title else ""
    return title[:_LONGEST_TITLE].rstrip() or None


def _groups(description: Description, snapshot: Snapshot) -> tuple[Group, ...]:
    links = Links.of(snapshot)
    changed = {file.path: file for file in snapshot.files}
    names = dict.fromkeys(note.group for note in description.files if note.path in changed)
    return tuple(
        Group(
            name,
            tuple(
                (note, links.file(note.path), changed[note.path])
                for note in description.files
                if note.group == name and note.path in changed
            ),
        )
        for name in names
    )
