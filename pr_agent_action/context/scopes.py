"""Which functions and classes enclose a line of a file."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pr_agent_action.context.languages import Language, parser_for

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Tree

MOST_BYTES = 256_000  # a larger file is not parsed; 8 MB take a second
MOST_SECONDS = 0.25  # for one file; some grammars need minutes for text made to hurt them
SLICE = 2048
SIGNATURE_LINES = 3

# Node types that stand for something with a name and a body, in all grammars together.
_SCOPES_WORDS = """
function_definition class_definition
function_declaration generator_function_declaration method_definition class_declaration abstract_class_declaration
interface_declaration enum_declaration internal_module function_expression arrow_function
method_declaration type_declaration constructor_declaration record_declaration annotation_type_declaration
function_item impl_item trait_item struct_item enum_item mod_item macro_definition
struct_specifier class_specifier enum_specifier union_specifier namespace_definition
method singleton_method class module singleton_class
trait_declaration namespace_declaration property_declaration local_function_statement struct_declaration
object_declaration companion_object secondary_constructor
protocol_declaration init_declaration deinit_declaration
object_definition trait_definition enum_definition
"""
SCOPES = frozenset(_SCOPES_WORDS.split())


@dataclass(frozen=True, slots=True)
class Scope:
    """A function, class or the like: lines ``start`` to ``end``, of which ``start`` to ``signature_end`` name it."""

    start: int
    end: int
    signature_end: int


# Gives the scopes around a line (1-based) that begin above it, outermost first.
Enclosing = Callable[[int], tuple[Scope, ...]]


def enclosing_scopes(text: str, language: Language | None) -> Enclosing:
    """Return the function that tells the scopes around a line of ``text``.

    With a grammar it goes by the syntax tree; without one, or for a file that is too large or takes too long, by
    indentation. In prose and data nothing encloses a line.
    """
    lines = text.split("\n")
    if language is not None and language.prose:
        return lambda _line: ()
    parser = parser_for(language) if len(text) <= MOST_BYTES else None
    tree = parsed(parser, text.encode(errors="replace")) if parser else None
    if tree is None:
        return lambda line: _by_indentation(lines, line)
    return lambda line: _by_syntax(tree, lines, line)


def parsed(parser: Parser, data: bytes) -> Tree | None:
    """Parse within the time limit; ``None`` when it runs out."""
    deadline = time.monotonic() + MOST_SECONDS

    def read(offset: int, _point: object) -> bytes:
        # NOTE: The binding has no time limit of its own; a parser that is given no more input ends soon.
        return data[offset : offset + SLICE] if time.monotonic() < deadline else b""

    tree = parser.parse(read)
    return tree if time.monotonic() < deadline else None


def _by_syntax(tree: Tree, lines: Sequence[str], line: int) -> tuple[Scope, ...]:
    if not 1 <= line <= len(lines):
        return ()
    text = lines[line - 1]
    point = (line - 1, len(text[: len(text) - len(text.lstrip())].encode(errors="replace")))
    node: Node | None = tree.root_node.descendant_for_point_range(point, point)
    found: list[Scope] = []
    while node is not None and node.parent is not None:
        if node.is_named and node.type in SCOPES and node.start_point.row + 1 < line:
            found.append(_scope(node, lines))
        node = node.parent
    return tuple(reversed(found))


def _scope(node: Node, lines: Sequence[str]) -> Scope:
    start, end = node.start_point.row + 1, node.end_point.row + 1
    last = start
    body = node.child_by_field_name("body")
    if body is not None:
        row, column = body.start_point.row, body.start_point.column
        # A body that begins its line is no part of the signature; a brace behind the name is.
        shares_line = lines[row].encode(errors="replace")[:column].strip()
        last = max(start, row + 1 if shares_line else row)
    return Scope(start, end, min(last, start + SIGNATURE_LINES - 1))


def _by_indentation(lines: Sequence[str], line: int) -> tuple[Scope, ...]:
    """Take the nearest lines above that stand further left, each further than the one before, as the scopes."""
    if not 1 <= line <= len(lines):
        return ()
    found: list[int] = []
    depth = _depth(lines[line - 1])
    for number in range(line - 1, 0, -1):
        if depth == 0:
            break
        text = lines[number - 1]
        if text.strip() and _depth(text) < depth and any(character.isalnum() for character in text):
            depth = _depth(text)
            found.append(number)
    return tuple(Scope(number, max(line, number), number) for number in reversed(found))


def _depth(text: str) -> int:
    return len(text.expandtabs(4)) - len(text.expandtabs(4).lstrip())
