"""Definitions that added lines use, cut out of the files that a changed file imports."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pr_agent_action.context.imports import Import, imports, source_of
from pr_agent_action.context.languages import language_of, parser_for
from pr_agent_action.context.risk import by_risk
from pr_agent_action.context.scopes import MOST_BYTES, SCOPES, parsed
from pr_agent_action.context.untrusted import Fence
from pr_agent_action.domain.diff import FileDiff
from pr_agent_action.text.tokens import estimate_tokens

if TYPE_CHECKING:
    from tree_sitter import Node

MOST_FILES = 12
"""Changed files that are looked at, the riskiest first."""
MOST_PATHS = 50
"""Guesses that are asked for: they fit one call."""
MOST_LINES = 12
LONGEST_LINE = 200
DEPTH = 4
"""How deep in a file's tree a definition may stand: a method of a class in an exported statement."""
_NAMED_WORDS = """
type_spec const_spec var_spec variable_declarator type_alias_declaration type_item const_item static_item
"""
_WRAPPERS_WORDS = """
decorated_definition export_statement lexical_declaration type_declaration const_declaration
"""
_NAMED = SCOPES | frozenset(_NAMED_WORDS.split())
_WRAPPERS = frozenset(_WRAPPERS_WORDS.split())


@dataclass(frozen=True, slots=True)
class Definition:
    """Where a symbol is defined: ``line`` is the first of ``text``."""

    path: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Uses:
    """What the added lines of ``path`` use from elsewhere."""

    path: str
    imports: tuple[Import, ...]


def uses(diffs: Sequence[FileDiff], texts: Mapping[str, str]) -> tuple[Uses, ...]:
    """Read the imports of the riskiest files; ``texts`` are files at the head by path, as far as known."""
    changed = [diff.path for diff in diffs]
    found = []
    for diff in [one for one in by_risk(tuple(diffs)) if one.added][:MOST_FILES]:
        shown = "\n".join(line.text for hunk in diff.hunks for line in hunk.lines if line.new is not None)
        source = source_of(diff.path, texts.get(diff.path, shown), [line.text for line in diff.added], changed)
        found.append(Uses(diff.path, imports(source)))
    return tuple(use for use in found if use.imports)


def wanted_paths(found: Iterable[Uses], known: Collection[str]) -> tuple[str, ...]:
    """Name the files to ask for, each file's likeliest guesses first; those whose text is ``known`` are not needed."""
    paths = dict.fromkeys(path for use in found for one in use.imports for path in one.paths if path not in known)
    return tuple(paths)[:MOST_PATHS]


def definitions(
    found: Iterable[Uses], texts: Mapping[str, str], diffs: Sequence[FileDiff]
) -> Mapping[str, tuple[Definition, ...]]:
    """Cut the definitions out of ``texts``, by the changed file that uses them; what the diff shows is left out."""
    shown = {
        (diff.path, line.new) for diff in diffs for hunk in diff.hunks for line in hunk.lines if line.new is not None
    }
    result: dict[str, tuple[Definition, ...]] = {}
    for use in found:
        cut = [
            definition
            for one in use.imports
            if (path := next((path for path in one.paths if path in texts), ""))
            for definition in defined(path, texts[path], one.symbols)
            if (path, definition.line) not in shown
        ]
        result[use.path] = tuple(dict.fromkeys(cut))
    return result


def defined(path: str, text: str, symbols: Collection[str]) -> tuple[Definition, ...]:
    """Find the definitions of ``symbols`` in a file; those of an unknown language, or not found, are left out."""
    parser = parser_for(language_of(path)) if len(text) <= MOST_BYTES else None
    tree = parsed(parser, text.encode(errors="replace")) if parser else None
    if tree is None:
        return ()
    lines = text.split("\n")
    first: dict[str, Definition] = {}
    for name, node in _named(tree.root_node, 0):
        if name in symbols and name not in first:
            first[name] = _cut(path, lines, node)
    return tuple(first.values())


def fitted(wanted: Iterable[Definition], fence: Fence, *, budget_tokens: int) -> tuple[Definition, ...]:
    """Clean the definitions and keep those that fit the budget, the first ones first."""
    kept: list[Definition] = []
    room = budget_tokens
    for one in dict.fromkeys(wanted):
        text = "\n".join(line.rstrip() for line in fence.code([line[:LONGEST_LINE] for line in one.text.split("\n")]))
        cost = estimate_tokens(f"{fence.boundary} {one.path}, line {one.line}\n{text}\n")
        if cost <= room:
            room -= cost
            kept.append(Definition(fence.line(one.path), one.line, text))
    return tuple(kept)


def _named(node: Node, depth: int) -> Iterator[tuple[str, Node]]:
    """Give everything that has a name of its own, outermost first."""
    for child in node.named_children:
        constant = child.type == "assignment" and depth == 1
        named = child.child_by_field_name("left" if constant else "name")
        if named is not None and named.text and (child.type in _NAMED or constant):
            yield named.text.decode(errors="replace"), child
    if depth < DEPTH:
        for child in node.named_children:
            yield from _named(child, depth + 1)


def _cut(path: str, lines: Sequence[str], node: Node) -> Definition:
    """Take the first lines, with what stands around the name: decorators, ``export``, ``const``."""
    while node.parent is not None and node.parent.type in _WRAPPERS:
        node = node.parent
    start, end = node.start_point.row, node.end_point.row + 1
    cut = [line.rstrip("\r") for line in lines[start : min(end, start + MOST_LINES)]]
    return Definition(path, start + 1, "\n".join([*cut, *(["⋮"] if end > start + MOST_LINES else [])]))
