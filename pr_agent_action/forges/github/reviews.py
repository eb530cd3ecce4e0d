"""A batch of inline comments as one review, and as few more as it takes when GitHub refuses some.

One invalid line fails the whole review with 422 and is not named: so the refused batch is halved until the offenders
stand alone. Everything else is posted once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pr_agent_action.domain.plan import InlineComment
from pr_agent_action.domain.pull_request import PullRequestRef
from pr_agent_action.errors import RejectedError
from pr_agent_action.forges.github.arrival import review_arrived
from pr_agent_action.forges.github.client import Client
from pr_agent_action.forges.github.wire import Call, Json, Kind, repository_path
from pr_agent_action.ports import Posted

BATCH = 30
MAX_BODY = 65_536
WHOLE_REVIEW = re.compile(r"pending review|commit|\bSHA\b", re.IGNORECASE)
"""What a refusal says that is about no single comment: halving would not help."""


class ReviewPoster:
    """Posts one review; ``refused`` collects the comments that GitHub did not take."""

    def __init__(self, client: Client, ref: PullRequestRef, *, head_sha: str, body: str) -> None:
        """Take what all batches share; the body goes with the first that is taken."""
        self._client, self._ref, self._head_sha, self._body = client, ref, head_sha, body
        self._first: Posted | None = None
        self.refused: list[InlineComment] = []

    def post(self, comments: Sequence[InlineComment]) -> Posted:
        """Post all; an empty ``Posted`` means that there was nothing to say or that all was refused."""
        if len(self._body) > MAX_BODY:
            raise RejectedError(
                "The review's text is too long for GitHub.", fix=f"{MAX_BODY:,} characters are the limit."
            )
        for start in range(0, len(comments), BATCH):
            self._post_batch(comments[start : start + BATCH])
        if self._first is None and self._body:
            self._send(())
        return self._first or Posted("", "")

    def _post_batch(self, batch: Sequence[InlineComment]) -> None:
        try:
            self._send(batch)
        except RejectedError as error:
            if WHOLE_REVIEW.search(error.cause):
                raise
            if len(batch) == 1:
                self.refused.extend(batch)
                return
            middle = len(batch) // 2
            self._post_batch(batch[:middle])
            self._post_batch(batch[middle:])

    def _send(self, batch: Sequence[InlineComment]) -> None:
        body = self._body if self._first is None else ""
        payload: Json = {"commit_id": self._head_sha, "event": "COMMENT"}
        if body:
            payload["body"] = body
        if batch:
            payload["comments"] = [_comment(comment) for comment in batch]
        said = tuple(comment.body for comment in batch) or (body,)
        answer = self._client.send(
            Call(
                method="POST",
                path=repository_path(self._ref, f"pulls/{self._ref.number}/reviews"),
                doing="post a review",
                scope="pull-requests: write",
                body=payload,
                kind=Kind.CREATION,
            ),
            arrived=review_arrived(self._client, self._ref, said),
        )
        self._first = self._first or Posted(str(answer["id"]), answer["html_url"])


def _comment(comment: InlineComment) -> Json:
    """Build one comment; GitHub takes ``start_line`` only for several lines."""
    anchor = comment.anchor
    data: Json = {"path": anchor.path, "body": comment.body, "line": anchor.line, "side": anchor.side.value}
    if anchor.start_line is not None:
        data |= {"start_line": anchor.start_line, "start_side": anchor.side.value}
    return data
