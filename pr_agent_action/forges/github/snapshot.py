"""Everything about a pull request in two calls at once: one GraphQL query, and the first page of patches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor

from pr_agent_action.domain.pull_request import ChangedFile, PullRequestRef, Snapshot
from pr_agent_action.errors import NotFoundError
from pr_agent_action.forges.github import files, nodes
from pr_agent_action.forges.github.client import Client
from pr_agent_action.forges.github.graphql import Answer
from pr_agent_action.forges.github.queries import MORE, snapshot_query
from pr_agent_action.forges.github.texts import read_texts
from pr_agent_action.forges.github.wire import Json
from pr_agent_action.ports import TextAt

WORKERS = 8
MAX_PAGES = 10
DOING = "read the pull request"
REFUSED_PARTS = (
    "The token may not read everything about the pull request (files of the base branch, linked issues). "
    "Give the job `permissions: { contents: read, issues: read }`."
)
FIELDS = {"comments": "comments", "threads": "reviewThreads", "commits": "commits"}


def read_snapshot(client: Client, ref: PullRequestRef, base_paths: Sequence[str], *, app_token: bool) -> Snapshot:
    """Read it; further pages of files are read at once, beside further pages of the conversation.

    ``app_token`` tells that the token is an installation's, such as the runner's GITHUB_TOKEN.
    """
    with ThreadPoolExecutor(WORKERS) as pool:
        first_page = pool.submit(files.page, client, ref, 1)
        answer = _ask(client, ref, base_paths)
        repository, node = _parts(answer, ref)
        if repository["nameWithOwner"].lower() != ref.repository.lower():
            # NOTE: following the redirect of a renamed repository, PyGithub loses the query: page 1 came too short.
            first_page = pool.submit(files.page, client, PullRequestRef(repository["nameWithOwner"], ref.number), 1)
        ref = PullRequestRef(repository["nameWithOwner"], ref.number)
        further = pool.submit(_further_pages, client, ref, node)
        changed = _files(client, ref, node, first_page=first_page, pool=pool)
        pages = further.result()
    commits = [commit for page in reversed(pages) for commit in nodes.nodes(page.get("commits"))]
    return Snapshot(
        pull_request=nodes.pull_request(node, ref.repository),
        files=changed,
        viewer=_viewer(answer, app_token=app_token),
        commits=tuple(nodes.commit(commit) for commit in commits),
        comments=tuple(nodes.comment(each) for page in pages for each in nodes.nodes(page.get("comments"))),
        threads=tuple(nodes.thread(each) for page in pages for each in nodes.nodes(page.get("reviewThreads"))),
        linked_issues=tuple(nodes.issue(each) for each in nodes.nodes(node.get("closingIssuesReferences"))),
        base_files=_base_files(client, ref, node, base_paths),
        unlisted_files=max(0, node["changedFiles"] - len(changed)),
        notices=_notices(answer),
    )


def _ask(client: Client, ref: PullRequestRef, base_paths: Sequence[str]) -> Answer:
    paths = {f"path{index}": path for index, path in enumerate(base_paths)}
    return client.graphql(snapshot_query(len(paths)), variables(ref) | paths, doing=DOING)


def _parts(answer: Answer, ref: PullRequestRef) -> tuple[Json, Json]:
    """Find the repository and the pull request in the answer."""
    repository = answer.data.get("repository") or {}
    node = repository.get("pullRequest")
    if not node:
        raise NotFoundError(f"GitHub knows no pull request {ref}.", fix="Check the repository and the number.")
    return repository, node


def _files(
    client: Client, ref: PullRequestRef, node: Json, *, first_page: Future[list[ChangedFile]], pool: Executor
) -> tuple[ChangedFile, ...]:
    totals = files.Totals(node["changedFiles"], node["additions"], node["deletions"])
    return files.all_files(client, ref, totals, first_page=first_page.result(), pool=pool)


def _further_pages(client: Client, ref: PullRequestRef, node: Json) -> list[Json]:
    """Follow comments, threads (forwards) and commits (backwards) together, ten pages at most."""
    pages = [node]
    cursors = _cursors(node)
    while any(cursors.values()) and len(pages) < MAX_PAGES:
        asked: Json = {}
        for name, cursor in cursors.items():
            asked |= {name: cursor, f"more{name.capitalize()}": cursor is not None}
        answer = client.graphql(MORE, variables(ref) | asked, doing=DOING)
        pages.append(_parts(answer, ref)[1])
        cursors = _cursors(pages[-1])
    return pages


def _cursors(node: Json) -> dict[str, str | None]:
    """Tell where each connection goes on; ``None`` for one that is at its end."""
    cursors = {}
    for name, field in FIELDS.items():
        info = (node.get(field) or {}).get("pageInfo") or {}
        on = info.get("hasNextPage") or info.get("hasPreviousPage")
        cursors[name] = (info.get("endCursor") or info.get("startCursor")) if on else None
    return cursors


def _base_files(client: Client, ref: PullRequestRef, node: Json, base_paths: Sequence[str]) -> Mapping[str, str]:
    """Take the base branch's files out of the answer; a branch that was deleted has them at its last commit."""
    if not node.get("baseRef"):
        wanted = [TextAt(node["baseRefOid"], path) for path in base_paths]
        return {at.path: text for at, text in read_texts(client, ref, wanted).items()}
    target = node["baseRef"].get("target") or {}
    texts = {path: nodes.entry_text(target.get(f"file{index}")) for index, path in enumerate(base_paths)}
    return {path: text for path, text in texts.items() if text is not None}


def _viewer(answer: Answer, *, app_token: bool) -> str:
    """Spell our own login as comments' authors are spelled; an installation's token always belongs to a bot."""
    login = str(answer.data["viewer"]["login"])
    return nodes.bot_login(login) if app_token else login


def _notices(answer: Answer) -> tuple[str, ...]:
    if not answer.refused:
        return ()
    return (REFUSED_PARTS,)


def variables(ref: PullRequestRef) -> Json:
    """Give what every query about a pull request needs."""
    owner, _, name = ref.repository.partition("/")
    return {"owner": owner, "name": name, "number": ref.number}
