"""Resolve threads and hide what was superseded: GraphQL only, and many in one call."""

from __future__ import annotations

from collections.abc import Sequence

from pr_agent_action.errors import PermissionDeniedError
from pr_agent_action.forges.github.client import Client
from pr_agent_action.forges.github.graphql import Answer
from pr_agent_action.forges.github.queries import minimize_mutation, resolve_mutation

MOST = 50
"""Mutations a call; GitHub counts each as a write against its limits."""
CONTENTS = "contents: write"
REVIEWS = "pull-requests: write"


def resolve(client: Client, thread_ids: Sequence[str]) -> frozenset[str]:
    """Resolve threads; return those that are resolved now.

    Raises:
        PermissionDeniedError: the token may resolve none of them.
    """
    done: set[str] = set()
    refused = 0
    for start in range(0, len(thread_ids), MOST):
        batch = thread_ids[start : start + MOST]
        answer = _send(client, resolve_mutation(len(batch)), batch, doing="resolve review threads", scope=CONTENTS)
        done |= {thread_id for at, thread_id in enumerate(batch) if answer.data.get(f"it{at}")}
        refused += answer.refused
        if refused and not done:
            raise _denied("resolve review threads", CONTENTS)
    return frozenset(done)


def minimize(client: Client, node_ids: Sequence[str]) -> None:
    """Hide comments or reviews as outdated.

    Raises:
        PermissionDeniedError: the token may hide none of them.
    """
    for start in range(0, len(node_ids), MOST):
        batch = node_ids[start : start + MOST]
        answer = _send(client, minimize_mutation(len(batch)), batch, doing="hide outdated reviews", scope=REVIEWS)
        if answer.refused == len(batch):
            raise _denied("hide outdated reviews", REVIEWS)


def _send(client: Client, query: str, ids: Sequence[str], *, doing: str, scope: str) -> Answer:
    variables = {f"id{at}": node_id for at, node_id in enumerate(ids)}
    return client.graphql(query, variables, doing=doing, scope=scope, writes=True)


def _denied(doing: str, scope: str) -> PermissionDeniedError:
    return PermissionDeniedError(
        f"The token may not {doing} (403).", fix=f"Give the job `permissions: {{ {scope} }}`, or switch it off."
    )
