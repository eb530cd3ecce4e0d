"""Which pull request a ``workflow_run`` event is about: the event does not say so when it came from a fork."""

from __future__ import annotations

from collections.abc import Mapping

from pr_agent_action.forges.github.client import Client
from pr_agent_action.forges.github.wire import Call, Json, repository_path


def find_pull_request(client: Client, repository: str, run: Json) -> int | None:
    """Find the open pull request whose head is the run's commit; ``None`` where there is none (any more).

    ``run`` is the event's ``workflow_run``. Nothing that the run itself made (its artifacts) is read: the first half
    of the fork flow runs code of the fork, so its word counts for nothing.
    """
    sha, branch, head = run.get("head_sha"), run.get("head_branch"), run.get("head_repository") or {}
    owner = (head.get("owner") or {}).get("login")
    if not sha or not branch or not owner:
        return None
    found: list[Json] = client.send(
        Call(
            method="GET",
            path=repository_path(repository, "pulls"),
            doing="find the pull request of the workflow run",
            parameters={"head": f"{owner}:{branch}", "state": "open", "per_page": 100},
            answers=list,
        )
    )
    return next((pull["number"] for pull in found if _is_of(pull["head"], sha, head)), None)


def _is_of(pull_head: Mapping[str, Json | str | None], sha: str, head: Json) -> bool:
    """Compare the commit, and the fork too: one owner may have several forks with one branch name."""
    repository = pull_head.get("repo")
    name = repository.get("full_name") if isinstance(repository, dict) else None
    return pull_head.get("sha") == sha and (name is None or name == head.get("full_name", name))
