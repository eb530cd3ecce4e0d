"""Check runs."""

from __future__ import annotations

from typing import Any, cast

from pr_agent_action.demo.fake_github.context import Context, field, optional
from pr_agent_action.demo.fake_github.exchange import Json, Refusal, Reply, invalid, not_found
from pr_agent_action.demo.fake_github.links import user_json
from pr_agent_action.demo.fake_github.rest_repository import known

MAX_ANNOTATIONS = 50
MAX_OUTPUT = 65_535
STATUSES = ("queued", "in_progress", "completed", "waiting", "requested", "pending")
CONCLUSIONS = ("action_required", "cancelled", "failure", "neutral", "success", "skipped", "stale", "timed_out")
LEVELS = ("notice", "warning", "failure")


def create(context: Context) -> Reply:
    """Answer POST /check-runs."""
    form = context.form()
    name, sha = field(form, "name", str), field(form, "head_sha", str)
    known(context, sha)
    register, payloads = context.repository.register, context.payloads
    number = register.next_id()
    run: Json = {
        "id": number,
        "node_id": f"CR_{number}",
        "head_sha": sha,
        "name": name,
        "url": f"{payloads.url}/check-runs/{number}",
        "html_url": f"{payloads.html}/runs/{number}",
        "details_url": None,
        "external_id": "",
        "status": "queued",
        "conclusion": None,
        "started_at": register.now(),
        "completed_at": None,
        "check_suite": {"id": number},
        "app": _app(context),
        "pull_requests": [],
        "output": {
            "title": None,
            "summary": None,
            "text": None,
            "annotations_count": 0,
            "annotations_url": f"{payloads.url}/check-runs/{number}/annotations",
        },
    }
    _apply(context, run, form)
    context.repository.check_runs[number] = {**run, "annotations": _annotations(form)}
    return Reply(status=201, body=run)


def show(context: Context) -> Reply:
    """Answer GET /check-runs/{id}."""
    return Reply(body=_public(_find(context)))


def edit(context: Context) -> Reply:
    """Answer PATCH /check-runs/{id}; its annotations are added to those there are."""
    run, form = _find(context), context.form()
    _apply(context, run, form)
    run["annotations"] = [*run["annotations"], *_annotations(form)]
    return Reply(body=_public(run))


def _find(context: Context) -> Json:
    run = context.repository.check_runs.get(context.number("id"))
    if run is None:
        raise not_found()
    return run


def _public(run: Json) -> Json:
    return {key: value for key, value in run.items() if key != "annotations"}


def _annotations(form: Json) -> list[Any]:
    return cast("list[Any]", (form.get("output") or {}).get("annotations") or [])


def _apply(context: Context, run: Json, form: Json) -> None:
    """Check the form and take over what it sets."""
    status, conclusion = optional(form, "status", str), optional(form, "conclusion", str)
    if status not in (None, *STATUSES):
        raise invalid("CheckRun", "status", "status is invalid", "invalid")
    if conclusion not in (None, *CONCLUSIONS):
        raise invalid("CheckRun", "conclusion", "conclusion is invalid", "invalid")
    if status == "completed" and conclusion is None:
        raise Refusal(422, 'Invalid request.\n\n"conclusion" wasn\'t supplied.')
    output = optional(form, "output", dict)
    if output is not None:
        _check_output(output)
        count = run["output"]["annotations_count"] + len(_annotations(form))
        run["output"] = {**run["output"], **{key: output.get(key) for key in ("title", "summary", "text")}}
        run["output"]["annotations_count"] = count
    for key in ("name", "details_url", "external_id", "started_at", "completed_at", "status"):
        run[key] = form.get(key) or run[key]
    if conclusion is not None:
        run["status"], run["conclusion"] = "completed", conclusion
        run["completed_at"] = run["completed_at"] or context.repository.register.now()


def _check_output(output: Json) -> None:
    for key in ("title", "summary"):
        field(output, key, str)
    for key in ("summary", "text"):
        if len((output.get(key) or "").encode()) > MAX_OUTPUT:
            raise Refusal(422, f"Invalid request.\n\nOnly {MAX_OUTPUT} characters are allowed; {key} has more.")
    rows = output.get("annotations") or []
    if len(rows) > MAX_ANNOTATIONS:
        raise Refusal(
            422, f"Invalid request.\n\nNo more than {MAX_ANNOTATIONS} items are allowed; {len(rows)} were supplied."
        )
    for row in rows:
        field(row, "path", str)
        first, last = field(row, "start_line", int), field(row, "end_line", int)
        field(row, "message", str)
        if field(row, "annotation_level", str) not in LEVELS:
            raise invalid("CheckAnnotation", "annotation_level", "annotation_level is invalid", "invalid")
        if first > last or (first != last and ("start_column" in row or "end_column" in row)):
            raise invalid("CheckAnnotation", "end_line", "end_line is invalid", "invalid")


def _app(context: Context) -> Json:
    owner = context.repository.user("github")
    return {
        "id": 15368,
        "slug": "github-actions",
        "client_id": "Iv1.0000000000000000",
        "node_id": "A_15368",
        "owner": user_json(context.links, owner),
        "name": "GitHub Actions",
        "description": "Automate your workflow from idea to production",
        "external_url": "https://help.github.com/en/actions",
        "html_url": f"{context.links.html}/apps/github-actions",
        "created_at": "2018-07-30T09:30:17Z",
        "updated_at": "2019-12-10T19:04:12Z",
        "permissions": {"checks": "write", "contents": "read", "metadata": "read"},
        "events": ["push"],
    }
