"""The grammar of slash commands.

::

    line    = [up to 3 blanks] ["@" mention blanks] "/" name [blanks rest]
    rest    = words and options in any order; the words are the command's text
    option  = "--" section "." key "=" value
    value   = quoted, in ", ' or typographic quotes (a backslash escapes a quote) | "[" list "]" | no blanks

A line inside fenced code, a quotation or an HTML comment is no command, nor is one indented by four blanks. For a
command that takes free text, the lines up to the next command belong to it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from pr_agent_action.domain.command import Command
from pr_agent_action.errors import CommandError
from pr_agent_action.events.visible import LINE_END, visible_lines

MAX_COMMANDS = 10
MAX_BODY = 65_536
"""GitHub's own bound of a comment, in characters; what lies behind it is not read."""

FREE_TEXT = frozenset({"ask"})
"""The commands (canonical names) whose text goes on below their line."""

CLOSE_ENOUGH = 0.75
LINE = re.compile(r" {0,3}(?:@[\w-]+(?:\[bot\])?[ \t]+)?/(?P<name>[A-Za-z][\w-]{0,39})(?:[ \t]+(?P<rest>.*))?[ \t]*")
OPTION = re.compile(r"(?<!\S)--(?P<key>[A-Za-z_][\w-]*(?:\.[\w-]+)+)=")
PLAIN_VALUE = re.compile(r"\[[^\[\]]*\](?!\S)|\S*")
QUOTES = {'"': '"', "'": "'", "\u201c": "\u201d"}


def parse_comment(
    body: str, aliases: Mapping[str, str], *, free_text: Collection[str] = FREE_TEXT
) -> tuple[Command, ...]:
    """Read the commands of a comment, in order; ``aliases`` maps every accepted name to its canonical one.

    A slash word of another bot's (``/lgtm``) is no command; one that looks like a slip of ours is an error.

    Raises:
        CommandError: for an unclosed quote, a misspelt command, or more than ``MAX_COMMANDS`` commands.
    """
    commands: list[Command] = []
    below: list[list[str]] = []
    strangers: list[str] = []
    for line in visible_lines(body[:MAX_BODY]):
        match = None if line.code else LINE.fullmatch(line.text)
        name = _canonical(match["name"], aliases) if match else None
        if match and name:
            commands.append(_command(name, match["rest"] or ""))
            below.append([])
            continue
        if match:
            strangers.append(match["name"])
        if commands and commands[-1].name in free_text:
            below[-1].append(line.text)
    # NOTE: bounded, because anyone may write a comment and each comparison costs time.
    for stranger in strangers[:MAX_COMMANDS]:
        if nearest := _nearest(stranger, aliases):
            raise _unknown(stranger, nearest)
    return _finished(
        replace(command, text="\n".join([command.text, *lines]).strip())
        for command, lines in zip(commands, below, strict=True)
    )


def parse_commands(text: str, aliases: Mapping[str, str]) -> tuple[Command, ...]:
    """Read an operator's own words, with or without the slash, one command a line or bare names between commas.

    Raises:
        CommandError: as ``parse_comment`` does, and for any name that is unknown.
    """
    lines = [line.strip() for line in LINE_END.split(text) if line.strip()]
    return _finished(_operators(part, aliases) for line in lines for part in _parts(line, aliases))


def _parts(line: str, aliases: Mapping[str, str]) -> list[str]:
    names = [name.strip() for name in line.split(",")]
    return names if all(_canonical(name.removeprefix("/"), aliases) for name in names) else [line]


def _operators(line: str, aliases: Mapping[str, str]) -> Command:
    match = LINE.fullmatch("/" + line.removeprefix("/"))
    name = _canonical(match["name"], aliases) if match else None
    if match and name:
        return _command(name, match["rest"] or "")
    word = line.split(maxsplit=1)[0].removeprefix("/")
    known = ", ".join(f"`{name}`" for name in sorted(set(aliases.values())))
    raise _unknown(word, _nearest(word, aliases), fix=f"Write one command a line: {known}.")


def _canonical(name: str, aliases: Mapping[str, str]) -> str | None:
    return aliases.get(name.lower().replace("-", "_"))


def _nearest(name: str, aliases: Mapping[str, str]) -> str:
    """Find the name that was meant, or ``""``.

    A slip hardly ever hits the first letter, and ``/preview`` or ``/retest`` speak to other bots.
    """
    word = name.lower().replace("-", "_")
    candidates = [alias for alias in aliases if alias[:1] == word[:1]]
    return next(iter(difflib.get_close_matches(word, candidates, n=1, cutoff=CLOSE_ENOUGH)), "")


def _unknown(name: str, nearest: str, *, fix: str = "") -> CommandError:
    # NOTE: an unknown word is repeated only where it could be a name; anything else is somebody's text.
    cause = f"There is no command `/{name}`." if re.fullmatch(r"[\w-]{1,40}", name) else "That is no command."
    return CommandError(cause, fix=f"Did you mean `/{nearest}`?" if nearest else fix)


def _finished(found: Iterable[Command]) -> tuple[Command, ...]:
    commands = tuple(found)
    if len(commands) > MAX_COMMANDS:
        raise CommandError(
            f"One comment may hold {MAX_COMMANDS} commands, and this one holds {len(commands)}.",
            fix="Write the others in another comment.",
        )
    return commands


def _command(name: str, rest: str) -> Command:
    """Take the options out of what follows a command's name; a key given twice keeps its last value."""
    options: dict[str, str] = {}
    words: list[str] = []
    position = 0
    while match := OPTION.search(rest, position):
        words.append(rest[position : match.start()].strip())
        options[match["key"]], position = _value(rest, match.end(), match["key"])
    words.append(rest[position:].strip())
    return Command(name, text=" ".join(filter(None, words)), options=options)


def _value(rest: str, start: int, key: str) -> tuple[str, int]:
    """Read one option's value; return it and where it ends."""
    closing = QUOTES.get(rest[start : start + 1])
    if closing is None:
        match = PLAIN_VALUE.match(rest, start)
        return (match[0], match.end()) if match else ("", start)
    value: list[str] = []
    position = start + 1
    while position < len(rest):
        char = rest[position]
        if char == closing:
            break
        if char == "\\" and rest[position + 1 : position + 2] in (closing, "\\"):
            position += 1
        value.append(rest[position])
        position += 1
    behind = rest[position + 1 : position + 2]
    if position >= len(rest) or behind.strip():
        raise CommandError(
            f"The quotes around the value of `{key}` do not pair up.",
            fix=f'Write it like `--{key}="a value with blanks"`.',
        )
    return "".join(value), position + 1
