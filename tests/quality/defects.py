"""Defects of an example, each as a model words it differently every time it is asked."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Defect:
    """``line`` is the code (a regular expression) that has it; ``words`` are (title, problem) pairs."""

    name: str
    line: str
    severity: str
    categories: tuple[str, ...]
    words: tuple[tuple[str, str], ...]

    def stands_in(self, text: str) -> bool:
        return re.search(self.line, text) is not None


DEFECTS = (
    Defect(
        "injection",
        r"\.execute\(f\"",
        "critical",
        ("security",),
        (
            ("SQL injection through the name", "The name is pasted into the SQL statement, so a quote ends it."),
            ("Name is concatenated into SQL", "User input reaches the statement unescaped: use bound SQL parameters."),
            ("Unescaped user input in the SQL query", "A name with a quote changes the statement: SQL injection."),
            ("Query built from an f-string", "`name` comes from the request; an SQL injection reads any table."),
        ),
    ),
    Defect(
        "leak",
        r"connection = connect\(",
        "high",
        ("bug", "error handling"),
        (
            ("Connection is never closed", "When execute raises, the database connection leaks."),
            ("Leaked database connection on error", "The connection is not closed if execute raises an exception."),
            ("Database connection leaks", "Nothing closes the connection when the query raises an error."),
            ("Missing close of the connection", "An exception in execute leaves the database connection open."),
        ),
    ),
    Defect(
        "zero",
        r"return total / len\(",
        "medium",
        ("bug",),
        (
            ("Division by zero for an empty list", "With no items `len` is 0 and the division raises."),
            ("Empty input raises ZeroDivisionError", "An empty list of items makes the division fail."),
            ("ZeroDivisionError when there are no items", "`len(items)` may be 0: check for an empty list first."),
            ("Average of an empty list crashes", "Dividing by `len(items)` raises ZeroDivisionError for empty lists."),
        ),
    ),
    Defect(
        "keyerror",
        r"prices\[",
        "high",
        ("error handling", "bug"),
        (
            ("Unhandled KeyError for unknown names", "An unknown name raises KeyError and the request ends with 500."),
            ("Missing name raises KeyError", "`prices[...]` throws when the name is unknown; use get and answer 404."),
            ("Unknown name ends in a KeyError", "A name that has no price raises KeyError; nobody catches it."),
            ("KeyError when the price is missing", "A lookup of an unknown name raises KeyError in the request."),
        ),
    ),
    Defect(
        "default",
        r"def collect\(.*=\[\]",
        "medium",
        ("bug",),
        (
            ("Mutable default argument", "The default list is shared by all calls, so items pile up."),
            ("Default list is shared between calls", "A mutable default argument keeps the items of earlier calls."),
            ("Shared mutable default", "`into=[]` is one list for every call: items of earlier calls stay in it."),
            ("List as a default argument", "The mutable default list is created once and shared by all calls."),
        ),
    ),
    Defect(
        "swallow",
        r"except Exception:",
        "medium",
        ("error handling",),
        (
            ("Errors are swallowed", "Every exception is caught and dropped, so failures of the sync go unnoticed."),
            ("Broad except hides failures", "`except Exception` drops errors of the sync without a word."),
            ("Exceptions of the sync are ignored", "The broad except swallows every error, so nobody sees a failure."),
            ("Catch-all hides errors", "All exceptions are swallowed here; a failed sync looks like a good one."),
        ),
    ),
    Defect(
        "overflow",
        r"while page <= pages",
        "medium",
        ("bug",),
        (
            ("Loop never ends", "`page` is never increased, so the while loop runs for ever."),
            ("Endless loop over the pages", "Nothing increases page: the loop over the pages never ends."),
            ("Infinite while loop", "The counter page stays the same, and the loop runs for ever."),
            ("Page counter is not increased", "The while loop never ends because page is not increased."),
        ),
    ),
)
BY_TITLE = {title: defect for defect in DEFECTS for title, _ in defect.words}
SHOWN = re.compile(r"^(?:(\d+)([+ ])|(-))(.*)$")
FILE = re.compile(r"^== (\S+) \(")


def found_in(prefix: str, turn: int, *, seed: int = 0) -> list[dict[str, Any]]:
    """Name every defect that the prompt shows, in the words of this turn, with a line and a quote that are off."""
    dice = random.Random(seed * 1_000 + turn)
    found: list[dict[str, Any]] = []
    path, lines = "", list[tuple[int, str]]()
    for text in [*prefix.split("\n"), "== end ("]:
        if (header := FILE.match(text)) is not None:
            found += [_finding(defect, path, lines, at, turn, dice) for defect, at in _places(lines)]
            path, lines = header[1], []
        elif (row := SHOWN.match(text)) is not None and row[1]:
            lines.append((int(row[1]), row[4]))
    return found


def _places(lines: list[tuple[int, str]]) -> list[tuple[Defect, int]]:
    return [(defect, at) for defect in DEFECTS for at, (_, text) in enumerate(lines) if defect.stands_in(text)]


def _finding(
    defect: Defect, path: str, lines: list[tuple[int, str]], at: int, turn: int, dice: random.Random
) -> dict[str, Any]:
    title, problem = defect.words[turn % len(defect.words)]
    first, last = at, at
    shift = dice.randrange(4)
    if shift == 1 and at + 1 < len(lines) and lines[at + 1][1].strip():
        last = at + 1
    elif shift == 2 and at > 0 and lines[at - 1][1].strip():
        first = at - 1
    quote = "\n".join(text for _, text in lines[first : last + 1])
    return {
        "path": path,
        "quote": dice.choice([quote, "\n".join(line.strip() for line in quote.split("\n")), quote.replace(" = ", "=")]),
        "line": max(1, lines[at][0] + dice.choice([-3, -1, 0, 0, 2, 5])),
        "title": title,
        "problem": problem,
        "fix": "",
        "replacement": None,
        "severity": defect.severity,
        "confidence": "high",
        "category": defect.categories[turn % len(defect.categories)],
    }
