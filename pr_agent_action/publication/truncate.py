"""Cut Markdown of our own making to what a forge takes, without leaving anything open."""

from __future__ import annotations

from pr_agent_action.publication.blocks import Block, fenced, split_own

COMMENT_LIMIT = 60_000  # GitHub takes 65,536 characters; the rest is room for what the forge adds.
_NOTE = "*Cut here: the text is longer than a comment may be.*"
_ROOM = 200


def truncate(markdown: str, limit: int = COMMENT_LIMIT, *, note: str = _NOTE) -> str:
    """Return at most ``limit`` characters: whole lines, open fences and details closed, and ``note`` at the end.

    Sanitise first: what a cut leaves open is closed here, but nothing is escaped.
    """
    if len(markdown) <= limit:
        return markdown
    room = limit - len(note) - 2
    kept: list[str] = []
    for block in split_own(markdown):
        text = block.text if block.language is None else fenced(block.text, block.language)
        closing = _closing("\n".join((*kept, text)))
        if len("\n".join((*kept, text))) + len(closing) <= room:
            kept.append(text)
            continue
        kept.append(_cut(block, room - len("\n".join((*kept, ""))) - _ROOM))
        break
    text = "\n".join(kept).rstrip()
    whole = f"{text}{_closing(text)}\n\n{note}".lstrip()
    return whole if len(whole) <= limit else note[:limit]


def _cut(block: Block, room: int) -> str:
    text = block.text[: max(room, 0)]
    text = text[: text.rfind("\n")] if "\n" in text else ""
    if block.language is None:
        return text
    return fenced(text, block.language) if text else ""


def _closing(text: str) -> str:
    prose = "\n".join(block.text for block in split_own(text) if block.language is None)
    return "\n\n</details>" * (prose.count("<details>") - prose.count("</details>"))
