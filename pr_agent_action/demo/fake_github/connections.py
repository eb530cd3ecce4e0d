"""GraphQL connections: pages of nodes with cursors, and the errors that GitHub adds a type to."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from graphql import GraphQLError

from pr_agent_action.demo.fake_github.exchange import Json

MAX_PAGE = 100
ItemT = TypeVar("ItemT")


class TypedError(GraphQLError):
    """An error with GitHub's ``type`` beside its message."""

    def __init__(self, kind: str, message: str) -> None:
        """Take the type, such as ``NOT_FOUND``, and the message."""
        super().__init__(message)
        self.kind = kind


def shown_error(error: GraphQLError) -> Json:
    """Show an error as GitHub does: its type stands beside the message."""
    original = error.original_error if isinstance(error.original_error, TypedError) else error
    shown: Json = {**error.formatted}
    return {"type": original.kind, **shown} if isinstance(original, TypedError) else shown


def connection(name: str, items: Sequence[ItemT], show: Callable[[ItemT], Json], **arguments: Any) -> Json:
    """Cut out a page: ``first`` after a cursor, or ``last`` before one."""
    first, last = arguments.get("first"), arguments.get("last")
    if first is None and last is None:
        return _only_counted(name, len(items))
    _check_size(name, first, last)
    start, stop = 0, len(items)
    if arguments.get("after"):
        start = _position(arguments["after"])
    if arguments.get("before"):
        stop = min(stop, _position(arguments["before"]) - 1)
    if first is not None:
        stop = min(stop, start + first)
    if last is not None:
        start = max(start, stop - last)
    stop = max(start, stop)
    nodes = [show(item) for item in items[start:stop]]
    cursors = [_cursor(index + 1) for index in range(start, start + len(nodes))]
    return {
        "nodes": nodes,
        "edges": [{"cursor": cursor, "node": node} for cursor, node in zip(cursors, nodes, strict=True)],
        "totalCount": len(items),
        "pageInfo": {
            "startCursor": cursors[0] if cursors else None,
            "endCursor": cursors[-1] if cursors else None,
            "hasNextPage": stop < len(items),
            "hasPreviousPage": start > 0,
        },
    }


def _only_counted(name: str, count: int) -> Json:
    """Answer ``totalCount`` alone: whoever wants nodes must say how many."""

    def refuse(_info: Any) -> Any:
        words = f"You must provide a `first` or `last` value to properly paginate the `{name}` connection."
        raise TypedError("MISSING_PAGINATION_BOUNDARIES", words)

    return {"totalCount": count, "nodes": refuse, "edges": refuse, "pageInfo": refuse}


def _check_size(name: str, first: int | None, last: int | None) -> None:
    for word, size in (("first", first), ("last", last)):
        if size is not None and size > MAX_PAGE:
            limit = f"exceeds the `{word}` limit of {MAX_PAGE} records."
            raise TypedError("EXCESSIVE_PAGINATION", f"Requesting {size} records on the `{name}` connection {limit}")
        if size is not None and size < 0:
            words = f"Requesting {size} records on the `{name}` connection is not allowed: `{word}` must be positive."
            raise TypedError("UNPROCESSABLE", words)


def _cursor(position: int) -> str:
    return base64.b64encode(f"cursor:v2:{position}".encode()).decode()


def _position(cursor: str) -> int:
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("cursor:v2:"))
    except ValueError:
        raise TypedError("INVALID_CURSOR_ARGUMENTS", f"`{cursor}` does not appear to be a valid cursor.") from None
