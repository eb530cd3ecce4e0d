"""The repository: itself, its files, rights, statuses and workflow runs; and who the token is."""

from __future__ import annotations

import base64
from typing import Any

from pr_agent_action.demo.fake_github.context import Context, field, optional
from pr_agent_action.demo.fake_github.exchange import Json, Refusal, Reply, invalid, not_found
from pr_agent_action.demo.fake_github.links import full_repository_json, user_json
from pr_agent_action.demo.fake_github.trees import Entry, blob_sha

PERMISSIONS = {"maintain": "write", "triage": "read"}
MAX_CONTENT, MAX_RAW = 1024 * 1024, 100 * 1024 * 1024
STATES = ("error", "failure", "pending", "success")
KINDS = {"tree": "dir", "blob": "file", "commit": "submodule"}
RAW_TYPES = ("application/vnd.github.raw", "application/vnd.github.v3.raw")


def show(context: Context) -> Reply:
    """Answer GET /repos/{owner}/{repo}."""
    return Reply(body=full_repository_json(context.links, context.repository))


def permission(context: Context) -> Reply:
    """Answer GET /collaborators/{user}/permission; an account that nobody heard of is not found."""
    login = context.arguments["user"]
    user = context.repository.users.get(login)
    if user is None and login not in context.repository.permissions:
        raise Refusal(404, f"{login} is not a user")
    role = context.repository.role(login)
    granted = PERMISSIONS.get(role, role)
    may = {
        "pull": granted != "none",
        "triage": role not in ("none", "read"),
        "push": granted in ("write", "admin"),
        "maintain": role in ("maintain", "admin"),
        "admin": role == "admin",
    }
    shown = {**user_json(context.links, context.repository.user(login)), "permissions": may, "role_name": role}
    return Reply(body={"permission": granted, "role_name": role, "user": shown})


def contents(context: Context) -> Reply:
    """Answer GET /contents/{path}: a file, or a directory's list."""
    path = context.arguments["path"].strip("/")
    reference = context.call.query.get("ref") or "HEAD"
    tree = context.repository.tree(reference)
    if tree is None:
        raise Refusal(404, f"No commit found for the ref {reference}")
    content = tree.read(path)
    if content is None:
        rows = tree.entries(path)
        if not rows:
            raise not_found()
        return Reply(body=[_row(context, path, row, reference) for row in rows])
    if len(content) > MAX_RAW:
        raise Refusal(
            403, "This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API."
        )
    if context.call.headers.get("accept", "").startswith(RAW_TYPES):
        return Reply(body=content, headers={"Content-Type": "application/vnd.github.raw; charset=utf-8"})
    entry = Entry(path.rpartition("/")[2], "blob", blob_sha(content), len(content))
    small = len(content) <= MAX_CONTENT
    encoded = base64.encodebytes(content).decode() if small else ""
    shown = _row(context, path.rpartition("/")[0], entry, reference)
    return Reply(body={**shown, "content": encoded, "encoding": "base64" if small else "none"})


def _row(context: Context, directory: str, entry: Entry, reference: str) -> Json:
    payloads = context.payloads
    path = f"{directory}/{entry.name}" if directory else entry.name
    kind = KINDS.get(entry.kind, entry.kind)
    url = f"{payloads.url}/contents/{path}?ref={reference}"
    git = f"{payloads.url}/git/{'trees' if kind == 'dir' else 'blobs'}/{entry.sha}"
    html = f"{payloads.html}/blob/{reference}/{path}"
    return {
        "type": kind,
        "name": entry.name,
        "path": path,
        "sha": entry.sha,
        "size": entry.size,
        "url": url,
        "html_url": html,
        "git_url": git,
        "download_url": f"{payloads.html}/raw/{reference}/{path}" if kind == "file" else None,
        "_links": {"self": url, "git": git, "html": html},
    }


def post_status(context: Context) -> Reply:
    """Answer POST /statuses/{sha}."""
    form, sha = context.form(), context.arguments["sha"]
    state = field(form, "state", str)
    if state not in STATES:
        raise invalid("Status", "state", "state is not included in the list", "invalid")
    known(context, sha)
    register = context.repository.register
    now, number = register.now(), register.next_id()
    status: Json = {
        "url": f"{context.payloads.url}/statuses/{sha}",
        "id": number,
        "node_id": f"SC_{number}",
        "avatar_url": None,
        "state": state,
        "description": optional(form, "description", str),
        "target_url": optional(form, "target_url", str),
        "context": field(form, "context", str, "default"),
        "created_at": now,
        "updated_at": now,
        "creator": context.payloads.user(context.viewer),
    }
    context.repository.statuses.append({**status, "sha": sha})
    return Reply(status=201, body=status)


def known(context: Context, sha: str) -> None:
    """Refuse a commit that the repository does not have."""
    repository = context.repository
    if sha not in repository.trees and not any(pull.has_commit(sha) for pull in repository.pull_requests.values()):
        raise Refusal(422, f"No commit found for SHA: {sha}")


def workflow_run(context: Context) -> Reply:
    """Answer GET /actions/runs/{id}."""
    run: Any = context.repository.workflow_runs.get(context.number("id"))
    if run is None:
        raise not_found()
    return Reply(body=run)


def rate_limit(_context: Context) -> Reply:
    """Answer GET /rate_limit."""
    window = {"limit": 5000, "used": 0, "remaining": 5000, "reset": 1_767_610_800}
    return Reply(body={"resources": {"core": window, "search": window, "graphql": window}, "rate": window})


def viewer(context: Context) -> Reply:
    """Answer GET /user, which the token of a workflow may not ask."""
    if context.token.login.endswith("[bot]"):
        raise Refusal(403, "Resource not accessible by integration")
    zero = dict.fromkeys(("followers", "following", "public_gists", "public_repos"), 0)
    null = dict.fromkeys(("bio", "blog", "company", "email", "hireable", "location", "name"))
    times = {"created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}
    return Reply(body={**user_json(context.links, context.viewer), **zero, **null, **times})
