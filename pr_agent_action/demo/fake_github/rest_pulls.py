"""Pull requests: themselves, their files, diff and commits."""

from __future__ import annotations

from pr_agent_action.demo.fake_github.context import Context, limited, optional
from pr_agent_action.demo.fake_github.exchange import Refusal, Reply, invalid
from pr_agent_action.demo.fake_github.patches import FakeFile
from pr_agent_action.demo.fake_github.state import FakePullRequest

MAX_FILES = 3_000
MAX_COMMITS = 250
MAX_PAGE_LINES = 20_000
MAX_DIFF_FILES = 300
MAX_TITLE = 256
DIFF_TYPES = ("application/vnd.github.diff", "application/vnd.github.v3.diff")


def show(context: Context) -> Reply:
    """Answer GET /pulls/{n}, in JSON or as a diff."""
    pull_request = context.pull_request()
    if context.call.headers.get("accept", "").startswith(DIFF_TYPES):
        return Reply(body=_diff(pull_request), headers={"Content-Type": "application/vnd.github.diff; charset=utf-8"})
    return Reply(body=context.payloads.pull_request(pull_request))


def listing(context: Context) -> Reply:
    """Answer GET /pulls; ``head`` is ``owner:branch``, ``state`` open (the default), closed or all."""
    query, payloads = context.call.query, context.payloads
    state, head = query.get("state", "open"), query.get("head", "")
    found = [
        pull_request
        for pull_request in context.repository.pull_requests.values()
        if state in ("all", pull_request.state)
        and (":" not in head or head == _head_label(pull_request))
        and query.get("base", pull_request.base_ref) == pull_request.base_ref
    ]
    found.sort(key=lambda pull_request: pull_request.number, reverse=True)
    return context.page(found, payloads.pull_request_simple)


def of_commit(context: Context) -> Reply:
    """Answer GET /commits/{sha}/pulls."""
    sha = context.arguments["sha"]
    pull_requests = context.repository.pull_requests.values()
    found = [pull_request for pull_request in pull_requests if pull_request.has_commit(sha)]
    return context.page(found, context.payloads.pull_request_simple)


def edit(context: Context) -> Reply:
    """Answer PATCH /pulls/{n}."""
    pull_request, form = context.pull_request(), context.form()
    title, body, state = (optional(form, name, str) for name in ("title", "body", "state"))
    if title is not None and not title.strip():
        raise invalid("Issue", "title", "title can't be blank", "missing_field")
    if title is not None and len(title) > MAX_TITLE:
        raise invalid("Issue", "title", f"title is too long (maximum is {MAX_TITLE} characters)")
    if state not in (None, "open", "closed"):
        raise invalid("PullRequest", "state", "state is invalid", "invalid")
    pull_request.title = pull_request.title if title is None else title
    pull_request.state = state or pull_request.state
    if "body" in form:
        pull_request.body = None if body is None else limited(body, "Issue")
    pull_request.touch()
    return Reply(body=context.payloads.pull_request(pull_request))


def files(context: Context) -> Reply:
    """Answer GET /pulls/{n}/files.

    NOTE: past 20,000 patch lines in one response GitHub leaves out the rest's patches and says that nothing was added.
    """
    pull_request, payloads = context.pull_request(), context.payloads
    reply = context.page(pull_request.files[:MAX_FILES], lambda file: payloads.file(file, pull_request.head_sha))
    lines = 0
    for shown in reply.body:
        lines += shown.get("patch", "").count("\n") + ("patch" in shown)
        if lines > MAX_PAGE_LINES:
            shown.update(additions=0, deletions=0, changes=0)
            shown.pop("patch", None)
    return reply


def commits(context: Context) -> Reply:
    """Answer GET /pulls/{n}/commits: 250 at most."""
    return context.page(context.pull_request().commits[:MAX_COMMITS], context.payloads.commit)


def _head_label(pull_request: FakePullRequest) -> str:
    return f"{(pull_request.head_repository or '').partition('/')[0]}:{pull_request.head_ref}"


def _diff(pull_request: FakePullRequest) -> str:
    lines = sum((file.patch or "").count("\n") for file in pull_request.files)
    if len(pull_request.files) > MAX_DIFF_FILES or lines > MAX_PAGE_LINES:
        limit = f"{MAX_DIFF_FILES} files" if len(pull_request.files) > MAX_DIFF_FILES else f"{MAX_PAGE_LINES} lines"
        errors = [{"resource": "PullRequest", "field": "diff", "code": "too_large"}]
        raise Refusal(406, f"Sorry, the diff exceeded the maximum number of {limit}", errors=errors)
    return "".join(_file_diff(file) for file in pull_request.files)


def _file_diff(file: FakeFile) -> str:
    old = file.previous_path or file.path
    rows = [f"diff --git a/{old} b/{file.path}"]
    if file.status == "added":
        rows.append("new file mode 100644")
    if file.status == "removed":
        rows.append("deleted file mode 100644")
    if file.previous_path:
        rows += [f"rename from {old}", f"rename to {file.path}"]
    if file.patch:
        rows.append("--- /dev/null" if file.status == "added" else f"--- a/{old}")
        rows.append("+++ /dev/null" if file.status == "removed" else f"+++ b/{file.path}")
        rows.append(file.patch)
    return "\n".join(rows) + "\n"
