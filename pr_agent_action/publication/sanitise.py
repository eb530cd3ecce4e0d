r"""Everything that we post and did not write passes here: a model's words, names of files, errors of servers.

What comes out mentions nobody, closes no issue, runs no slash or workflow command, loads no image, holds no HTML
but ``<br>``, no hidden marker and no secret; links lead to https only. Code keeps its content.

GitHub acts on the *rendered* text, so the code spans seen here must be those that its parser sees: spans end on
their line, stray backticks are escaped, and a bare URL (which swallows all up to the next blank) never touches one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from pr_agent_action.publication.blocks import Block, join, split
from pr_agent_action.text.clean import clean
from pr_agent_action.text.redact import redact

_CONTROL = re.compile("[\x0b\x0c\x80-\x9f]")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")
_OUR_MARKER = re.compile(r"<!--(?=[-\s]*pr-agent-action)", re.IGNORECASE)
_BACKTICKS = re.compile(r"\\[\\`]|`+")
_TABLE_RULE = re.compile(r"^(?=[^\n]*-)(?=[^\n]*[|:])[ \t>|:-]+$", re.MULTILINE)

_URL = re.compile(r"https://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*[^\s<>`]*", re.IGNORECASE)
_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_KEPT_ENTITIES = frozenset({"lt", "gt", "amp", "quot"})
_AUTOLINK = re.compile(r"<(https://[^\s<>]*)>", re.IGNORECASE)
# A line break counts only behind words: at the start of a line it would open a block of HTML.
_TAG = re.compile(r"(?<=[\w.,;:!?)\]\"'`])[^\S\n]*(?P<break>(?:<br[ \t]*/?>[^\S\n]*)+)|<(?=[A-Za-z/!?])", re.IGNORECASE)
_RELATIVE_LINK = re.compile(r"\[([^\[\]\n]*)\]\((?!https://)[^()\s]*\)")
_LINK_START = re.compile(r"\](?=\((?!https://))")
_COMMAND = re.compile(r"^(?:[^\S\n]|[>*+-]|\d+[.)])*(?=~~~)|^[^\S\n]*(?=/|::)", re.MULTILINE)

_KEYWORD = r"(?<![A-Za-z])(?:clos(?:e[sd]?)|fix(?:e[sd])?|resolve[sd]?)(?![A-Za-z0-9])"
_REFERENCE = r"(?:(?:[\w.-]{1,39}/[\w.-]{1,100})?\#\d+|GH-\d+|https?://[^\s<>`)\]]{1,300}/\d+)"
_CLOSING = re.compile(rf"(?i:{_KEYWORD}[^A-Za-z0-9`]*?(?P<text>{_REFERENCE}))")
_MENTION = re.compile(r"(?<![A-Za-z0-9])(?P<text>(?:@[A-Za-z0-9][\w-]*(?<!_)(?:/[\w.-]*[A-Za-z0-9])*)+)")
_SCHEME = re.compile(r"(?i:(?P<text>(?:java|vb)script:|data:text/))")


def sanitise(text: str, secrets: Sequence[str] = ()) -> str:
    """Return ``text`` as Markdown that can be posted; doing it twice changes nothing."""
    return join(
        block if block.language is not None else Block(_prose(block.text))
        for block in split(_cleaned(text, secrets).strip("\n"))
    ).strip(" \t\n")


def inline(text: str, secrets: Sequence[str] = ()) -> str:
    """Return ``text`` on one line, for a heading or a list; blocks become part of the line."""
    return " ".join(_prose(" ".join(_cleaned(text, secrets).split())).split())


def cell(text: str, secrets: Sequence[str] = ()) -> str:
    """Return ``text`` on one line, for a cell of a table."""
    return escape_pipes(inline(text, secrets))


def plain(text: str, secrets: Sequence[str] = ()) -> str:
    """Return ``text`` on one line without Markdown or HTML escapes, for titles, labels and logs.

    Mentions and closing keywords come apart by a blank, since backticks mean nothing there.
    """
    line = " ".join(_cleaned(text, secrets).split())
    line = _CLOSING.sub(lambda match: f"{match[0].removesuffix(match['text'])}no. {match['text'].lstrip('#')}", line)
    return re.sub(r"(?<![A-Za-z0-9])@(?=[A-Za-z0-9])", "", line)


def escape_pipes(line: str) -> str:
    """Escape what would end a cell of a table, in code too (GitHub's tables ask for it)."""
    return re.sub(r"(?<!\\)\|", r"\\|", line)


def _cleaned(text: str, secrets: Sequence[str]) -> str:
    visible = clean(_CONTROL.sub(" ", _LINE_ENDS.sub("\n", text))).text
    return _OUR_MARKER.sub("<! -", redact(visible, secrets))


# ------------------------------------------------------------------------------------------ prose


def _prose(text: str) -> str:
    in_table = bool(_TABLE_RULE.search(text))
    pieces: list[tuple[bool, str]] = []
    for is_code, piece in _spans(text):
        if is_code:
            pieces.append((True, escape_pipes(piece) if in_table else piece))
        else:
            behind = "`" if pieces else ""
            pieces.extend(_quoted(_neutral(f"{behind}{piece}").removeprefix(behind)))
    return _guarded_starts(_assembled(pieces))


def _spans(text: str) -> Iterator[tuple[bool, str]]:
    """Yield (is code, piece): spans of code on one line, and what stands between with its stray backticks escaped."""
    prose: list[str] = []
    for number, line in enumerate(text.split("\n")):
        prose.append("\n" if number else "")
        position = 0
        unclosed: set[int] = set()  # lengths of runs that do not come again on this line
        while match := _BACKTICKS.search(line, position):
            prose.append(line[position : match.start()])
            position = match.end()
            closing = None
            if match[0].startswith("`") and len(match[0]) not in unclosed:
                closing = re.compile(rf"(?<!`){match[0]}(?!`)").search(line, position)
            if closing:
                yield False, "".join(prose)
                prose = []
                position = closing.end()
                yield True, line[match.start() : position]
            elif match[0].startswith("`"):
                unclosed.add(len(match[0]))
                prose.append("\\`" * len(match[0]))
            else:
                prose.append(match[0])
        prose.append(line[position:])
    yield False, "".join(prose)


def _neutral(text: str) -> str:
    """Take the effect of HTML, entities, images and links away from a piece without code."""
    text = _ENTITY.sub(_entity, text)
    text = _AUTOLINK.sub(r"\1", text)
    text = _TAG.sub(lambda match: "<br>" if match["break"] else "&lt;", text)
    text = re.sub(r"(?<!\\)\\+@", "@", text)
    text = re.sub(r"(?<!!)!+(?=\[)", "", text)
    text = _RELATIVE_LINK.sub(r"\1", text)
    text = _LINK_START.sub(r"]\\", text).replace("]:", r"]\:").replace("##[", r"##\[")
    return _URL.sub(lambda match: match[0].replace("@", "%40"), text)


def _entity(match: re.Match[str]) -> str:
    """Keep the entities that only escape, write letters of other alphabets out, and show the rest as they are."""
    if match[1] in _KEPT_ENTITIES:
        return match[0]
    character = unescape(match[0])
    shown = clean(character).text == character and not any(
        part.isascii() or "\x80" <= part < "\xa0" for part in character
    )
    return character if shown else f"&amp;{match[0][1:]}"


def _quoted(text: str) -> list[tuple[bool, str]]:
    """Put references behind closing keywords, mentions and script schemes into code."""
    pieces = [(False, text)]
    for pattern in (_CLOSING, _MENTION, _SCHEME):
        pieces = [part for piece in pieces for part in (_cut(pattern, piece[1]) if not piece[0] else [piece])]
    return pieces


def _cut(pattern: re.Pattern[str], text: str) -> Iterator[tuple[bool, str]]:
    position = 0
    for match in pattern.finditer(text):
        yield False, text[position : match.start("text")]
        yield True, f"`{match['text']}`"
        position = match.end("text")
    yield False, text[position:]


def _assembled(pieces: list[tuple[bool, str]]) -> str:
    """Join, with a blank where a span would touch another one or be swallowed by what stands before it."""
    parts: list[str] = []
    after_code = False
    for is_code, piece in pieces:
        if not piece:
            continue
        if is_code and parts and (after_code or _swallows(parts[-1])):
            parts.append(" ")
        parts.append(piece)
        after_code = is_code
    return "".join(parts)


def _swallows(prose: str) -> bool:
    """Tell whether the end of a piece takes the backtick behind it for a part of itself: a URL, a backslash."""
    tail = re.split(r"\s", prose)[-1].lower()
    return "://" in tail or "www." in tail or (len(tail) - len(tail.rstrip("\\"))) % 2 == 1


def _guarded_starts(text: str) -> str:
    """Escape the first character of lines that bots or the runner would read as a command, and of late fences."""
    return _COMMAND.sub(r"\g<0>\\", text)
