"""The event JSON that a workflow finds at ``GITHUB_EVENT_PATH``, laid out as GitHub's webhooks are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pr_agent_action.demo.fake_github.exchange import Json
from pr_agent_action.demo.fake_github.links import Links, repository_json, user_json
from pr_agent_action.demo.fake_github.notes import FakeComment, FakeReviewComment
from pr_agent_action.demo.fake_github.payloads import Payloads
from pr_agent_action.demo.fake_github.server import FakeGitHub
from pr_agent_action.demo.fake_github.state import FakePullRequest, FakeRepository

RUN_ID = 7_001


def event_payload(
    github: FakeGitHub,
    kind: str,
    *,
    action: str = "",
    number: int = 1,
    sender: str = "",
    **details: Any,
) -> Json:
    """Make the event ``kind`` about one pull request.

    ``sender`` is the pull request's author unless told. ``details`` are what the kind takes:
    ``pull_request`` (and ``_target``): ``before``, ``label``, ``changes``; ``issue_comment`` and
    ``pull_request_review_comment``: ``comment`` (the object of the fake's state), ``changes``; ``workflow_dispatch``:
    ``inputs``; ``schedule``: ``cron``; ``workflow_run``: ``conclusion``, ``event``.
    """
    repository = github.repository
    pull_request = repository.pull_requests[number]
    scene = Scene(github.links, repository, pull_request, sender or pull_request.author)
    return MAKERS[kind](scene, action, details)


@dataclass(frozen=True, slots=True)
class Scene:
    """What every event is made from."""

    links: Links
    repository: FakeRepository
    pull_request: FakePullRequest
    sender: str

    @property
    def payloads(self) -> Payloads:
        """Make JSON for this repository."""
        return Payloads(self.links, self.repository)

    def common(self) -> Json:
        """Give what all events end with."""
        return {
            "repository": repository_json(self.links, self.repository),
            "sender": user_json(self.links, self.repository.user(self.sender)),
        }


def _pull_request(scene: Scene, action: str, details: Mapping[str, Any]) -> Json:
    action = action or "opened"
    event: Json = {
        "action": action,
        "number": scene.pull_request.number,
        "pull_request": scene.payloads.pull_request(scene.pull_request),
    }
    if action == "synchronize":
        event["before"] = details.get("before", "0" * 40)
        event["after"] = scene.pull_request.head_sha
    if action in ("labeled", "unlabeled"):
        event["label"] = scene.payloads.label(scene.repository.label(details["label"]))
    if action == "review_requested":
        reviewer = scene.repository.user(details.get("reviewer", "github-actions[bot]"))
        event["requested_reviewer"] = scene.payloads.user(reviewer)
    if "changes" in details:
        event["changes"] = details["changes"]
    return event | scene.common()


def _issue_comment(scene: Scene, action: str, details: Mapping[str, Any]) -> Json:
    comment: FakeComment = details["comment"]
    shown = scene.payloads.comment(scene.pull_request, comment)
    return _commented(scene, action, details, {"issue": scene.payloads.issue(scene.pull_request), "comment": shown})


def _review_comment(scene: Scene, action: str, details: Mapping[str, Any]) -> Json:
    comment: FakeReviewComment = details["comment"]
    shown = scene.payloads.review_comment(scene.pull_request, comment)
    pull_request = scene.payloads.pull_request_simple(scene.pull_request)
    return _commented(scene, action, details, {"comment": shown, "pull_request": pull_request})


def _commented(scene: Scene, action: str, details: Mapping[str, Any], event: Json) -> Json:
    action = action or "created"
    changes = {"changes": details.get("changes", {"body": {"from": ""}})} if action == "edited" else {}
    return {"action": action, **event, **changes, **scene.common()}


def _workflow_dispatch(scene: Scene, _action: str, details: Mapping[str, Any]) -> Json:
    return {
        "inputs": details.get("inputs"),
        "ref": f"refs/heads/{scene.repository.default_branch}",
        "workflow": ".github/workflows/pr-agent.yml",
        **scene.common(),
    }


def _schedule(scene: Scene, _action: str, details: Mapping[str, Any]) -> Json:
    # NOTE: the event file of a schedule holds only these; the runner adds the rest to its environment.
    return {
        "schedule": details.get("cron", "0 6 * * 1"),
        "workflow": ".github/workflows/pr-agent.yml",
        **scene.common(),
    }


def _workflow_run(scene: Scene, action: str, details: Mapping[str, Any]) -> Json:
    pull = scene.pull_request
    shown = scene.payloads.pull_request_simple(pull)
    url = f"{scene.payloads.url}/actions/runs/{RUN_ID}"
    same = pull.head_repository == scene.repository.full_name
    run: Json = {
        "id": RUN_ID,
        "name": "Collect",
        "node_id": f"WFR_{RUN_ID}",
        "head_branch": pull.head_ref,
        "head_sha": pull.head_sha,
        "run_number": 1,
        "run_attempt": 1,
        "event": details.get("event", "pull_request"),
        "status": "completed",
        "conclusion": details.get("conclusion", "success"),
        "workflow_id": 9_001,
        "url": url,
        "html_url": f"{scene.payloads.html}/actions/runs/{RUN_ID}",
        # NOTE: GitHub leaves the list empty for a pull request that comes from a fork.
        "pull_requests": [_pull_reference(shown)] if same else [],
        "created_at": pull.updated_at,
        "updated_at": pull.updated_at,
        "run_started_at": pull.updated_at,
        "actor": scene.payloads.user(scene.repository.user(pull.author)),
        "triggering_actor": scene.payloads.user(scene.repository.user(pull.author)),
        "jobs_url": f"{url}/jobs",
        "logs_url": f"{url}/logs",
        "artifacts_url": f"{url}/artifacts",
        "head_commit": {"id": pull.head_sha, "message": pull.commits[-1].message, "timestamp": pull.commits[-1].date},
        "repository": repository_json(scene.links, scene.repository),
        "head_repository": shown["head"]["repo"],
    }
    workflow = {"id": 9_001, "name": "Collect", "path": ".github/workflows/collect.yml", "state": "active"}
    return {"action": action or "completed", "workflow_run": run, "workflow": workflow, **scene.common()}


def _pull_reference(shown: Json) -> Json:
    sides = {
        side: {
            "ref": shown[side]["ref"],
            "sha": shown[side]["sha"],
            "repo": {key: shown[side]["repo"][key] for key in ("id", "name", "url")},
        }
        for side in ("head", "base")
    }
    return {"id": shown["id"], "number": shown["number"], "url": shown["url"], **sides}


MAKERS = {
    "pull_request": _pull_request,
    "pull_request_target": _pull_request,
    "issue_comment": _issue_comment,
    "pull_request_review_comment": _review_comment,
    "workflow_dispatch": _workflow_dispatch,
    "schedule": _schedule,
    "workflow_run": _workflow_run,
}
