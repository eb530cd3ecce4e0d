"""Whether code still parses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pr_agent_action.context.languages import language_of, parser_for
from pr_agent_action.context.scopes import MOST_BYTES, parsed

if TYPE_CHECKING:
    from tree_sitter import Node


def breaks_syntax(path: str, before: str, after: str) -> bool:
    """Tell whether ``after`` has more places that do not parse than ``before``.

    A file that did not parse whole before (a dialect that the grammar does not know) may go on as it was. False also
    where nothing can be told: no grammar, a large file, or a parser out of time.
    """
    parser = parser_for(language_of(path))
    if parser is None or max(len(before), len(after)) > MOST_BYTES:
        return False
    trees = [parsed(parser, text.encode(errors="replace")) for text in (before, after)]
    errors = [_errors(tree.root_node) if tree else None for tree in trees]
    return errors[0] is not None and errors[1] is not None and errors[1] > errors[0]


def _errors(root: Node) -> int:
    """Count the nodes that are errors or were made up by the parser; parts without any are not entered."""
    count, waiting = 0, [root]
    while waiting:
        node = waiting.pop()
        if not node.has_error:
            continue
        count += node.is_error or node.is_missing
        waiting.extend(node.children)
    return count
