"""Dozens of files' texts in one GraphQL call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from pr_agent_action.domain.pull_request import PullRequestRef
from pr_agent_action.forges.github.client import Client
from pr_agent_action.forges.github.nodes import blob_text
from pr_agent_action.forges.github.queries import texts_query
from pr_agent_action.ports import TextAt

BATCH = 60
WORKERS = 4


def read_texts(client: Client, ref: PullRequestRef, wanted: Sequence[TextAt]) -> Mapping[TextAt, str]:
    """Read each file once, in batches at once.

    The commits of a fork's pull request are reachable through the base repository, as ``refs/pull/N/head``; so all
    are asked there, which a token of the base repository may always do.
    """
    unique = list(dict.fromkeys(wanted))
    batches = [unique[start : start + BATCH] for start in range(0, len(unique), BATCH)]
    if len(batches) <= 1:
        answers = [_read_batch(client, ref, batch) for batch in batches]
    else:
        with ThreadPoolExecutor(WORKERS) as pool:
            answers = list(pool.map(lambda batch: _read_batch(client, ref, batch), batches))
    return {at: text for answer in answers for at, text in answer.items()}


def _read_batch(client: Client, ref: PullRequestRef, batch: Sequence[TextAt]) -> dict[TextAt, str]:
    owner, _, name = ref.repository.partition("/")
    expressions = {f"at{index}": f"{at.sha}:{at.path}" for index, at in enumerate(batch)}
    answer = client.graphql(
        texts_query(len(batch)),
        {"owner": owner, "name": name} | expressions,
        doing="read files",
        scope="contents: read",
    )
    found = answer.data.get("repository") or {}
    texts = ((at, blob_text(found.get(f"file{index}"))) for index, at in enumerate(batch))
    return {at: text for at, text in texts if text is not None}
