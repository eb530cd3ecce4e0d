"""GitHub in the roles that ``ports`` names."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from pr_agent_action.domain.command import Trigger, TriggerKind
from pr_agent_action.domain.gate import CheckNote, Conclusion
from pr_agent_action.domain.plan import DescriptionEdit, InlineComment
from pr_agent_action.domain.pull_request import Issue, PullRequest, PullRequestRef, Snapshot
from pr_agent_action.errors import ForgeError, NotFoundError, PermissionDeniedError
from pr_agent_action.forges.github import rest, threads
from pr_agent_action.forges.github.arrival import comment_arrived, reply_arrived
from pr_agent_action.forges.github.checks import post_check
from pr_agent_action.forges.github.client import Arrived, Client
from pr_agent_action.forges.github.retry import Clock, RetryPolicy, Sleep
from pr_agent_action.forges.github.reviews import ReviewPoster
from pr_agent_action.forges.github.snapshot import read_snapshot
from pr_agent_action.forges.github.texts import read_texts
from pr_agent_action.forges.github.wire import Call, Json, Kind, repository_path
from pr_agent_action.forges.github.workflow_run import find_pull_request
from pr_agent_action.ports import Permission, Posted, Reaction, TextAt

INSTALLATION_TOKEN = "ghs_"  # noqa: S105 - what such tokens begin with
WRITE = "pull-requests: write"


@dataclass(frozen=True, slots=True)
class _Ahead:
    """A snapshot that is being read, and which."""

    what: tuple[PullRequestRef, tuple[str, ...]]
    snapshot: Future[Snapshot]


class GitHubForge:
    """Plays ``Forge`` and all its optional roles. Safe for parallel use."""

    def __init__(  # noqa: PLR0913 - keyword-only, with defaults
        self,
        token: str,
        *,
        api_url: str = "",
        graphql_url: str = "",
        policy: RetryPolicy | None = None,
        write_interval: float = 1.0,
        clock: Clock = time.time,
        sleep: Sleep = time.sleep,
    ) -> None:
        """Take a token and the runner's GITHUB_API_URL and GITHUB_GRAPHQL_URL; connect to nothing yet.

        ``write_interval`` is the pause between writes from the ninth on, in seconds.
        """
        self._may_not_resolve: PermissionDeniedError | None = None
        self._ahead: _Ahead | None = None
        self._app_token = token.strip().startswith(INSTALLATION_TOKEN)
        self._client = Client(
            token,
            api_url=api_url,
            graphql_url=graphql_url,
            policy=policy,
            write_interval=write_interval,
            clock=clock,
            sleep=sleep,
        )

    @property
    def calls(self) -> tuple[tuple[str, str], ...]:
        """Every request so far, repeats included: method, and path with query."""
        return tuple(self._client.log)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    # ---------------------------------------------------------------------------------- reading

    def snapshot(self, ref: PullRequestRef, *, base_paths: Sequence[str]) -> Snapshot:
        """Read everything about the pull request: two calls, and one more for each further 100 files."""
        ahead, self._ahead = self._ahead, None
        if ahead and ahead.what == (ref, tuple(base_paths)):
            return ahead.snapshot.result()
        return self._read(ref, base_paths)

    def read_ahead(self, ref: PullRequestRef, *, base_paths: Sequence[str]) -> None:
        """Begin to read the snapshot in the background."""
        pool = ThreadPoolExecutor(1, thread_name_prefix="read-ahead")
        self._ahead = _Ahead((ref, tuple(base_paths)), pool.submit(self._read, ref, base_paths))
        pool.shutdown(wait=False)

    def _read(self, ref: PullRequestRef, base_paths: Sequence[str]) -> Snapshot:
        return read_snapshot(self._client, ref, base_paths, app_token=self._app_token)

    def texts(self, ref: PullRequestRef, wanted: Sequence[TextAt]) -> Mapping[TextAt, str]:
        """Read many files' texts, 60 a call."""
        return read_texts(self._client, ref, wanted)

    def permission(self, ref: PullRequestRef, login: str) -> Permission:
        """Ask what ``login`` may do; a custom role counts as what it is built upon, any error as ``NONE``."""
        if not login:
            return Permission.NONE
        path = repository_path(ref, f"collaborators/{quote(login, safe='')}/permission")
        try:
            answer = self._client.send(
                Call(method="GET", path=path, doing="read a person's permission", scope="metadata: read")
            )
        except ForgeError:
            return Permission.NONE
        names = (answer.get("role_name"), answer.get("permission"))
        return next((Permission(name) for name in names if name in set(Permission)), Permission.NONE)

    def pull_request(self, ref: PullRequestRef) -> PullRequest:
        """Read the pull request alone, as it is now."""
        path = repository_path(ref, f"pulls/{ref.number}")
        return rest.pull_request(self._client.send(Call(method="GET", path=path, doing="read the pull request")), ref)

    def issue(self, ref: PullRequestRef, number: int) -> Issue | None:
        """Read an issue; a pull request, which REST serves as one too, is none."""
        path = repository_path(ref, f"issues/{number}")
        try:
            found = self._client.send(Call(method="GET", path=path, doing="read an issue", scope="issues: read"))
        except NotFoundError:
            return None
        return None if "pull_request" in found else rest.issue(found, ref)

    def resolve_workflow_run(self, repository: str, run: Mapping[str, Any]) -> int | None:
        """Find the pull request of a ``workflow_run`` event; ``None`` where its head is no longer the run's commit."""
        return find_pull_request(self._client, repository, dict(run))

    # ---------------------------------------------------------------------------------- writing

    def post_comment(self, ref: PullRequestRef, body: str) -> Posted:
        """Post a comment in the conversation."""
        call = self._write("POST", ref, f"issues/{ref.number}/comments", "post a comment", {"body": body})
        return self._create(call, comment_arrived(self._client, ref, body))

    def edit_comment(self, ref: PullRequestRef, comment_id: str, body: str) -> Posted:
        """Replace a conversation comment's body."""
        call = self._write("PATCH", ref, f"issues/comments/{comment_id}", "edit a comment", {"body": body})
        return _posted(self._client.send(replace(call, answers=dict)))

    def post_review(
        self, ref: PullRequestRef, *, head_sha: str, body: str, comments: Sequence[InlineComment]
    ) -> tuple[Posted, tuple[InlineComment, ...]]:
        """Post inline comments, 30 a review; return the first review (empty when none was taken) and the refused."""
        poster = ReviewPoster(self._client, ref, head_sha=head_sha, body=body)
        posted = poster.post(comments)
        return posted, tuple(poster.refused)

    def reply(self, ref: PullRequestRef, thread_root_id: str, body: str) -> Posted:
        """Answer in a review thread."""
        path = f"pulls/{ref.number}/comments/{thread_root_id}/replies"
        call = self._write("POST", ref, path, "reply in a review thread", {"body": body})
        return self._create(call, reply_arrived(self._client, ref, body))

    def resolve_threads(self, ref: PullRequestRef, thread_ids: Sequence[str]) -> frozenset[str]:  # noqa: ARG002 - the role's
        """Resolve review threads, 50 a call; a refusal is remembered and answered without another call."""
        if self._may_not_resolve:
            raise self._may_not_resolve
        try:
            return threads.resolve(self._client, thread_ids)
        except PermissionDeniedError as error:
            self._may_not_resolve = error
            raise

    def minimize(self, ref: PullRequestRef, node_ids: Sequence[str]) -> None:  # noqa: ARG002 - the role's
        """Hide comments or reviews as outdated, 50 a call."""
        threads.minimize(self._client, node_ids)

    def edit_description(self, ref: PullRequestRef, edit: DescriptionEdit) -> None:
        """Write the body, and the title where the edit has one."""
        body = {"body": edit.body} | ({} if edit.title is None else {"title": edit.title})
        self._client.send(self._write("PATCH", ref, f"pulls/{ref.number}", "edit the description", body))

    def may_write(self, ref: PullRequestRef) -> bool:
        """Send an edit that edits nothing: GitHub checks the right before it looks at what there is to do."""
        try:
            self._client.send(self._write("PATCH", ref, f"pulls/{ref.number}", "edit nothing", {}))
        except PermissionDeniedError:
            return False
        return True

    def add_labels(self, ref: PullRequestRef, labels: Sequence[str]) -> None:
        """Add labels; those that the repository lacks are made by GitHub."""
        if labels:
            body = {"labels": list(labels)}
            self._client.send(self._write("POST", ref, f"issues/{ref.number}/labels", "add labels", body))

    def remove_label(self, ref: PullRequestRef, label: str) -> None:
        """Remove one label; one that is not there is no error."""
        path = f"issues/{ref.number}/labels/{quote(label, safe='')}"
        try:
            self._client.send(self._write("DELETE", ref, path, "remove a label"))
        except NotFoundError:
            return

    def react(self, ref: PullRequestRef, trigger: Trigger, reaction: Reaction) -> None:
        """React on the trigger's comment, or on the pull request where there is none; twice is once."""
        path = f"issues/{ref.number}/reactions"
        if trigger.comment_id and trigger.kind is TriggerKind.COMMENT:
            path = f"issues/comments/{trigger.comment_id}/reactions"
        elif trigger.comment_id and trigger.kind is TriggerKind.THREAD:
            path = f"pulls/comments/{trigger.comment_id}/reactions"
        self._client.send(self._write("POST", ref, path, "react", {"content": reaction.value}))

    def post_check(
        self,
        ref: PullRequestRef,
        *,
        head_sha: str,
        conclusion: Conclusion,
        notes: Sequence[CheckNote] = (),
        or_status: bool = True,
    ) -> None:
        """Post a check run, 50 notes a call; with ``or_status``, a commit status where the token may not."""
        post_check(self._client, ref, head_sha=head_sha, conclusion=conclusion, notes=notes, or_status=or_status)

    def _write(self, method: str, ref: PullRequestRef, path: str, doing: str, body: Json | None = None) -> Call:
        """Describe a write that may be repeated, and whose answer nobody reads."""
        path = repository_path(ref, path)
        return Call(method=method, path=path, doing=doing, scope=WRITE, body=body, kind=Kind.REPEATABLE, answers=None)

    def _create(self, call: Call, arrived: Arrived) -> Posted:
        """Send a write that must not be repeated blindly."""
        return _posted(self._client.send(replace(call, kind=Kind.CREATION, answers=dict), arrived=arrived))


def _posted(answer: Json) -> Posted:
    return Posted(str(answer["id"]), answer["html_url"])
