from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLUnionType

from pr_agent_action.demo.fake_github import (
    REVIEWER,
    FakeRepository,
    Rights,
    Token,
    pull_request_from_texts,
    push_texts,
)
from pr_agent_action.demo.fake_github.graphql_api import schema
from tests.fakes.api import Api

KNOWN = json.loads((Path(__file__).parent.parent / "data" / "github_graphql_types.json").read_text())


def pull(api: Api, fields: str) -> Any:
    query = f'query {{ repository(owner: "octo", name: "example") {{ pullRequest(number: 1) {{ {fields} }} }} }}'
    return api.query(query)["data"]["repository"]["pullRequest"]


def of_repository(api: Api, fields: str) -> Any:
    return api.query(f'query {{ repository(owner: "Octo", name: "Example") {{ {fields} }} }}')["data"]["repository"]


def comment_on(api: Api, line: int = 3, **more: Any) -> None:
    comment = {"path": "src/a.txt", "line": line, "side": "RIGHT", "body": "three?"} | more
    assert api.post("./pulls/1/reviews", {"event": "COMMENT", "comments": [comment]}).status == 200


def test_the_schema_is_a_subset_of_githubs() -> None:
    ours = {name: kind for name, kind in schema().type_map.items() if name in KNOWN}
    assert len(ours) == len(KNOWN)
    for name, kind in ours.items():
        if isinstance(kind, GraphQLEnumType):
            assert kind.values.keys() == KNOWN[name].keys()
        elif isinstance(kind, GraphQLUnionType):
            assert {member.name for member in kind.types} <= KNOWN[name].keys()
        elif isinstance(kind, GraphQLInputObjectType):
            assert {key: str(field.type) for key, field in kind.fields.items()} == KNOWN[name]
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for key, field in kind.fields.items():
                signature, arguments = KNOWN[name][key]
                assert str(field.type) == signature, f"{name}.{key}"
                assert {arg: str(value.type) for arg, value in field.args.items()}.items() <= arguments.items()


def test_every_type_but_scalars_is_githubs() -> None:
    kinds = (GraphQLEnumType, GraphQLUnionType, GraphQLInputObjectType, GraphQLObjectType, GraphQLInterfaceType)
    ours = {name for name, kind in schema().type_map.items() if isinstance(kind, kinds) and not name.startswith("__")}
    assert ours == KNOWN.keys()


def test_a_bots_name_differs_from_rest(api: Api) -> None:
    api.post("./issues/1/comments", {"body": "hi"})
    author = pull(api, "comments(first: 1) { nodes { author { login __typename url } viewerDidAuthor } }")
    assert author["comments"]["nodes"] == [
        {
            "author": {"login": "github-actions", "__typename": "Bot", "url": "https://github.com/apps/github-actions"},
            "viewerDidAuthor": True,
        }
    ]
    assert api.query("{ viewer { login isViewer } }")["data"]["viewer"] == {
        "login": "github-actions[bot]",
        "isViewer": True,
    }


def test_the_pull_request(api: Api) -> None:
    shown = pull(
        api,
        """number title body state isDraft changedFiles additions deletions isCrossRepository headRefName headRefOid
        author { login __typename } headRepository { nameWithOwner } headRef { name target { oid } }
        headRepositoryOwner { login } baseRepository { name } repository { owner { login } } totalCommentsCount
        closingIssuesReferences(first: 5) { nodes { number title repository { nameWithOwner } author { login } } }
        commits(last: 5) { nodes { url commit { messageHeadline messageBody parents(first: 1) { totalCount } } } }
        files(first: 100) { nodes { path changeType additions } }
        """,
    )
    assert (shown["title"], shown["state"], shown["changedFiles"]) == ("Say three", "OPEN", 5)
    assert shown["headRef"]["target"]["oid"] == shown["headRefOid"]
    assert shown["closingIssuesReferences"]["nodes"][0]["number"] == 7
    assert shown["commits"]["nodes"][0]["commit"]["messageHeadline"] == "Say three"
    assert {file["path"]: file["changeType"] for file in shown["files"]["nodes"]} == {
        "gone.txt": "DELETED",
        "logo.png": "MODIFIED",
        "new name.txt": "RENAMED",
        "new.txt": "ADDED",
        "src/a.txt": "MODIFIED",
    }


def test_forks(serve: Any) -> None:
    fields = "isCrossRepository headRepository { nameWithOwner isFork } headRef { name } headRepositoryOwner { login }"
    fork = pull(serve(pull_request_from_texts({}, {"a": "x"}, head_repository="hubot/example")), fields)
    assert (fork["isCrossRepository"], fork["headRepository"]["nameWithOwner"]) == (True, "hubot/example")
    gone = pull(serve(pull_request_from_texts({}, {"a": "x"}, head_repository=None)), fields)
    assert (gone["isCrossRepository"], gone["headRepository"], gone["headRef"]) == (True, None, None)


def test_contents_of_many_files_in_one_call(api: Api, repository: FakeRepository) -> None:
    head = repository.pull_requests[1].head_sha
    blob = "... on Blob { text isBinary isTruncated byteSize repository { name } }"
    shown = of_repository(
        api,
        f"""a: object(expression: "{head}:src/a.txt") {{ __typename {blob} }}
        b: object(expression: "{head}:logo.png") {{ {blob} }} c: object(expression: "{head}:nope") {{ oid }}
        d: object(expression: "HEAD:gone.txt") {{ {blob} }} e: object(expression: "nope:gone.txt") {{ oid }}
        f: object(expression: "HEAD:src") {{ ... on Tree {{ entries {{ name type path mode object {{ {blob} }} }} }} }}
        g: object(oid: "{head}") {{ ... on Commit {{ tree {{ entries {{ name object {{ __typename }} }} }} }} }}
        defaultBranchRef {{ name prefix target {{ ... on Commit {{
            yes: file(path: "src/a.txt") {{ name mode object {{ {blob} }} }} no: file(path: "nope") {{ name }}
            dir: file(path: "src") {{ type object {{ __typename }} }} }} }} }}""",
    )
    assert shown["a"]["text"].startswith("line 1\nline 2\nline three\n")
    assert (shown["b"]["isBinary"], shown["b"]["text"]) == (True, None)
    assert (shown["c"], shown["e"]) == (None, None)
    assert shown["d"]["text"] == "bye\n"
    assert shown["f"]["entries"][0]["path"] == "src/a.txt"
    assert [entry["name"] for entry in shown["g"]["tree"]["entries"]] == ["logo.png", "new name.txt", "new.txt", "src"]
    commit = shown["defaultBranchRef"]["target"]
    assert (commit["no"], commit["dir"]["type"]) == (None, "tree")
    assert "line 3\n" in commit["yes"]["object"]["text"]


def test_large_texts_are_cut(serve: Any) -> None:
    api = serve(pull_request_from_texts({"a": "x"}, {"a": "y" * 600_000}))
    head = api.github.repository.pull_requests[1].head_sha
    blob = of_repository(api, f'object(expression: "{head}:a") {{ ... on Blob {{ text isTruncated byteSize }} }}')[
        "object"
    ]
    assert (len(blob["text"]), blob["isTruncated"], blob["byteSize"]) == (512_000, True, 600_000)


THREADS = """reviewThreads(first: 10) { totalCount nodes { id isResolved isOutdated line startLine originalLine path
  diffSide startDiffSide viewerCanResolve subjectType resolvedBy { login } pullRequest { number } repository { name }
  comments(first: 10) { nodes { id databaseId fullDatabaseId body diffHunk outdated replyTo { id } commit { oid }
    pullRequestReview { state author { login } comments(first: 5) { totalCount } } } } } }"""


def test_threads(api: Api) -> None:
    comment_on(api, 5, start_line=3)
    (thread,) = pull(api, THREADS)["reviewThreads"]["nodes"]
    root = thread["comments"]["nodes"][0]
    assert root["fullDatabaseId"] == str(root["databaseId"])
    assert api.post(f"./pulls/1/comments/{root['databaseId']}/replies", {"body": "yes"}).status == 201
    (thread,) = pull(api, THREADS)["reviewThreads"]["nodes"]
    assert (thread["line"], thread["startLine"], thread["diffSide"], thread["startDiffSide"]) == (
        5,
        3,
        "RIGHT",
        "RIGHT",
    )
    assert thread["comments"]["nodes"][1]["replyTo"] == {"id": root["id"]}


def test_outdated_threads(api: Api, repository: FakeRepository) -> None:
    comment_on(api)
    push_texts(repository, {"src/a.txt": "short\n"})
    (thread,) = pull(api, THREADS)["reviewThreads"]["nodes"]
    assert (thread["isOutdated"], thread["line"], thread["originalLine"]) == (True, None, 3)


RESOLVE = (
    "mutation($id: ID!) { resolveReviewThread(input: {threadId: $id}) { thread { isResolved resolvedBy { login } } } }"
)
UNRESOLVE = "mutation($id: ID!) { unresolveReviewThread(input: {threadId: $id}) { thread { isResolved } } }"
MINIMIZE = """mutation($id: ID!) {
  minimizeComment(input: {subjectId: $id, classifier: OFF_TOPIC, clientMutationId: "c"}) {
  clientMutationId minimizedComment { isMinimized minimizedReason } } }"""
REACT = """mutation($id: ID!) { addReaction(input: {subjectId: $id, content: EYES}) {
  reaction { content user { login } reactable { id } }
  subject { id reactions(first: 1) { totalCount viewerHasReacted } } } }"""
UNREACT = """mutation($id: ID!) { removeReaction(input: {subjectId: $id, content: EYES}) {
  reactionGroups { content viewerHasReacted reactors(first: 1) { totalCount nodes { __typename } } } } }"""


def test_resolving_needs_contents_write(serve: Any) -> None:
    api = serve()
    comment_on(api)
    thread = pull(api, THREADS)["reviewThreads"]["nodes"][0]["id"]
    (error,) = api.query(RESOLVE, id=thread)["errors"]
    assert (error["type"], error["path"]) == ("FORBIDDEN", ["resolveReviewThread"])


def test_resolving(serve: Any) -> None:
    api = serve(tokens={"ghs_rw": Rights(contents="write", pull_requests="write")})
    comment_on(api)
    thread = pull(api, THREADS)["reviewThreads"]["nodes"][0]["id"]
    for _ in range(2):
        done = api.query(RESOLVE, id=thread)["data"]["resolveReviewThread"]["thread"]
        assert done == {"isResolved": True, "resolvedBy": {"login": "github-actions[bot]"}}
    assert api.query(UNRESOLVE, id=thread)["data"]["unresolveReviewThread"]["thread"]["isResolved"] is False
    assert api.query(RESOLVE, id="PRRT_1")["errors"][0]["type"] == "NOT_FOUND"


def test_minimising(api: Api) -> None:
    node = api.post("./issues/1/comments", {"body": "hi"}).body["node_id"]
    done = api.query(MINIMIZE, id=node)["data"]["minimizeComment"]
    assert done == {"clientMutationId": "c", "minimizedComment": {"isMinimized": True, "minimizedReason": "off-topic"}}
    assert api.query(MINIMIZE, id="IC_1")["errors"][0]["type"] == "NOT_FOUND"
    assert Api(api.github, "ghs_ro").query(MINIMIZE, id=node)["errors"][0]["type"] == "FORBIDDEN"


def test_reactions(serve: Any) -> None:
    api = serve(tokens={"ghs_rw": Token(REVIEWER, "hubot")})
    comment = api.post("./issues/1/comments", {"body": "hi"}).body["node_id"]
    for node in (comment, api.get("./pulls/1").body["node_id"]):
        done = api.query(REACT, id=node)["data"]["addReaction"]
        assert done["subject"]["reactions"] == {"totalCount": 1, "viewerHasReacted": True}
        assert done["reaction"] == {"content": "EYES", "user": {"login": "hubot"}, "reactable": {"id": node}}
        groups = api.query(UNREACT, id=node)["data"]["removeReaction"]["reactionGroups"]
        assert not any(group["viewerHasReacted"] for group in groups)
        assert api.query(UNREACT, id=node)["errors"][0]["type"] == "NOT_FOUND"


def test_reactions_by_content(api: Api) -> None:
    comment_on(api)
    number = api.get("./pulls/1/comments").body[0]["id"]
    api.post(f"./pulls/comments/{number}/reactions", {"content": "-1"})
    comments = """nodes { down: reactions(content: THUMBS_DOWN) { totalCount }
      up: reactions(content: THUMBS_UP) { totalCount } }"""
    (thread,) = pull(api, f"reviewThreads(first: 1) {{ nodes {{ comments(first: 1) {{ {comments} }} }} }}")[
        "reviewThreads"
    ]["nodes"]
    assert thread["comments"]["nodes"] == [{"down": {"totalCount": 1}, "up": {"totalCount": 0}}]


def test_nodes(api: Api) -> None:
    comment_on(api)
    ids = [
        api.get("./pulls/1").body["node_id"],
        api.get("./pulls/1/reviews").body[0]["node_id"],
        api.get("./pulls/1/comments").body[0]["node_id"],
        pull(api, THREADS)["reviewThreads"]["nodes"][0]["id"],
    ]
    shown = api.query("query($ids: [ID!]!) { nodes(ids: $ids) { id __typename } rateLimit { cost } }", ids=ids)["data"]
    assert [node["id"] for node in shown["nodes"]] == ids
    assert api.query('{ node(id: "X_1") { id } }')["errors"][0]["type"] == "NOT_FOUND"


PAGE = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { path } } totalCount"


def test_pages_forwards_and_backwards(api: Api) -> None:
    def page(arguments: str) -> tuple[list[str], Any]:
        files = pull(api, f"files({arguments}) {{ {PAGE} }}")["files"]
        return [edge["node"]["path"] for edge in files["edges"]], files["pageInfo"]

    first, info = page("first: 2")
    second, info2 = page(f'first: 2, after: "{info["endCursor"]}"')
    assert (first, second) == (["gone.txt", "logo.png"], ["new name.txt", "new.txt"])
    assert (info["hasNextPage"], info2["hasPreviousPage"]) == (True, True)
    last, info = page("last: 2")
    before, info2 = page(f'last: 2, before: "{info["startCursor"]}"')
    assert (before, last) == (["logo.png", "new name.txt"], ["new.txt", "src/a.txt"])
    assert (info["hasNextPage"], info2["hasNextPage"], info2["hasPreviousPage"]) == (False, True, True)


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ("files(first: 101) { totalCount }", "EXCESSIVE_PAGINATION"),
        ("files { nodes { path } }", "MISSING_PAGINATION_BOUNDARIES"),
        ('files(first: 1, after: "!") { totalCount }', "INVALID_CURSOR_ARGUMENTS"),
        ("files(last: -1) { totalCount }", "UNPROCESSABLE"),
    ],
)
def test_pages_that_are_refused(api: Api, files: str, kind: str) -> None:
    query = f'{{ repository(owner: "octo", name: "example") {{ pullRequest(number: 1) {{ {files} }} }} }}'
    assert api.query(query)["errors"][0]["type"] == kind


def test_counting_needs_no_page(api: Api) -> None:
    assert pull(api, "files { totalCount }")["files"]["totalCount"] == 5


@pytest.mark.parametrize(
    "query",
    [
        '{ repository(owner: "octo", name: "nope") { name } }',
        '{ repository(owner: "octo", name: "example") { pullRequest(number: 2) { title } } }',
        '{ repository(owner: "octo", name: "example") { issue(number: 1) { title } } }',
    ],
)
def test_what_is_not_there(api: Api, query: str) -> None:
    assert api.query(query)["errors"][0]["type"] == "NOT_FOUND"


def test_the_rest_of_the_repository(api: Api) -> None:
    api.post("./issues/1/labels", ["bug"])
    shown = of_repository(
        api,
        """viewerPermission visibility
        issue(number: 7) { title state labels(first: 1) { totalCount } } label(name: "BUG") { name }
        labels(first: 5) { nodes { name color repository { name } } }
        none: label(name: "x") { name } ref(qualifiedName: "refs/heads/main") { name repository { name } }
        gone: ref(qualifiedName: "x") { name } issueOrPullRequest(number: 1) { __typename }
        pullRequests(first: 5, states: [OPEN], headRefName: "change-1") {
          nodes { number labels(first: 1) { nodes { name } } } }
        none2: pullRequests(first: 5, baseRefName: "x") { totalCount }""",
    )
    assert (shown["issue"]["title"], shown["label"]["name"], shown["ref"]["name"]) == ("Say three", "bug", "main")
    assert shown["pullRequests"]["nodes"][0]["labels"]["nodes"] == [{"name": "bug"}]
    assert (shown["none"], shown["gone"], shown["none2"]["totalCount"]) == (None, None, 0)


def test_linked_issues_of_other_repositories(api: Api, repository: FakeRepository) -> None:
    issue = repository.pull_requests[1].linked_issues[0]
    repository.pull_requests[1].linked_issues = [type(issue)(repository="octo/plan", number=3, title="T", body="B")]
    linked = pull(api, "closingIssuesReferences(first: 1) { nodes { url repository { nameWithOwner } } }")
    assert linked["closingIssuesReferences"]["nodes"] == [
        {"url": "https://github.com/octo/plan/issues/3", "repository": {"nameWithOwner": "octo/plan"}}
    ]


def test_what_cannot_be_read(api: Api) -> None:
    assert api.query("{ nope }")["errors"]
    assert api.post("/graphql", "[]").status == 400
    assert api.post("/graphql", {"query": 3}).status == 400
    assert api.get("/graphql").status == 404
    assert Api(api.github, "").post("/graphql", {"query": "{ viewer { login } }"}).status == 401
    private = FakeRepository(full_name="octo/secret", private=True)
    api.github.service.repositories["octo/secret"] = private
    api.github.service.tokens["blind"] = Token(Rights(contents="none"))
    hidden = Api(api.github, "blind").query('{ repository(owner: "octo", name: "secret") { name } }')
    assert hidden["errors"][0]["type"] == "NOT_FOUND"
