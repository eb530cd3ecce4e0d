"""Take out of a text what its reader does not see and a model does: the hiding places of instructions."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Characters that show nothing, or change the order of what is shown. Line ends, tabs and soft parts of scripts stay,
# but for the zero-width joiners: what they change in emoji and Indic text does not matter to a review.
_INVISIBLE = re.compile(
    "["
    "\u00ad"  # soft hyphen
    "\u034f\u061c\u115f\u1160\u17b4\u17b5"  # joiners and fillers
    "\u180b-\u180f"  # Mongolian variation selectors and vowel separator
    "\u200b-\u200f\u202a-\u202e"  # zero width, marks, bidi embeddings and overrides
    "\u2060-\u206f"  # word joiner, invisible operators, bidi isolates, deprecated controls
    "\u3164\uffa0"  # Hangul fillers
    "\ufe00-\ufe0f\ufeff"  # variation selectors, byte-order mark
    "\ufff9-\ufffb"  # interlinear annotations
    "\x00-\x08\x0e-\x1f\x7f"  # control characters; escape sequences change what a terminal shows
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # shorthand and musical format controls
    "\U000e0000-\U000e0fff"  # tags and further variation selectors
    "]"
)
# NOTE: HTML closes a comment at --> and --!>, and an unclosed one hides everything behind it.
_COMMENT = re.compile(r"<!--(?:>|->)|<!--(?:(?!-->|--!>).)*+(?:-->|--!>|\Z)", re.DOTALL)
_IMAGE = re.compile(r"!\[(?:[^\[\]\n]|\[[^\[\]\n]{0,500}+\]){0,1000}+\](?=[(\[])")
_TITLE = r"""(?:"[^"]{0,1000}+"|'[^']{0,1000}+'|\([^()]{0,1000}+\))"""
_IMAGE_TITLE = re.compile(rf"(!\[\]\([^\s()]{{0,1000}}+)\s++{_TITLE}\s*+\)")
# A link's definition is never shown; one that leads nowhere is the known way to write a hidden comment.
_NOWHERE = re.compile(r"^ {0,3}\[[^\]\n]{1,500}+\]:[ \t]*+(?:#|<>)[^\n]*+$", re.MULTILINE)
_DEFINITION_TITLE = re.compile(
    rf"^( {{0,3}}\[[^\]\n]{{1,500}}+\]:[ \t]*+\S{{1,1000}}+)[ \t]++{_TITLE}[ \t]*+$", re.MULTILINE
)
_TAG_TEXT = re.compile(
    r"""\b(?:alt|title|aria-label)\s{0,8}+=\s{0,8}+(?:"[^"]{0,2000}+"|'[^']{0,2000}+'|[^\s"'>]{1,2000}+)""",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[A-Za-z][^<>]{0,4000}+>")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """``text`` without what was hidden in it; ``stripped`` counts characters taken out."""

    text: str
    stripped: int


def clean(text: str) -> Cleaned:
    """Strip invisible characters, for code: the lines stay as they are otherwise."""
    visible = _INVISIBLE.sub("", text)
    return Cleaned(visible, len(text) - len(visible))


def clean_prose(text: str) -> Cleaned:
    """Strip invisible characters, HTML comments, hidden link definitions and images' alt and title, for Markdown."""
    cleaned = _COMMENT.sub("", _INVISIBLE.sub("", text))
    cleaned = _DEFINITION_TITLE.sub(r"\1", _NOWHERE.sub("", cleaned))
    cleaned = _IMAGE_TITLE.sub(r"\1)", _IMAGE.sub("![]", cleaned))
    cleaned = _TAG.sub(lambda tag: _TAG_TEXT.sub("", tag[0]), cleaned)
    return Cleaned(cleaned, len(text) - len(cleaned))
