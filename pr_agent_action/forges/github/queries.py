"""The GraphQL that is sent: one query for everything but the patches.

Costs count by nested connections, so reactions are asked for only where a thumbs-down matters: on conversation
comments and on a thread's first comment. A hundred threads then cost about 5 points of an hour's 1,000, not 50.
NOTE: ``databaseId`` is a 32-bit number that new comments have outgrown; ``fullDatabaseId`` is a string of digits.
"""

from __future__ import annotations

PAGE = 100

PARTS = """
fragment Said on Comment { id body createdAt updatedAt author { login __typename } }
fragment ConversationPage on IssueCommentConnection {
  pageInfo { hasNextPage endCursor }
  nodes { ...Said fullDatabaseId url isMinimized reactions(content: THUMBS_DOWN) { totalCount } }
}
fragment ThreadComment on PullRequestReviewComment { ...Said fullDatabaseId url isMinimized }
fragment ThreadPage on PullRequestReviewThreadConnection {
  pageInfo { hasNextPage endCursor }
  nodes {
    id path line isResolved isOutdated resolvedBy { login }
    root: comments(first: 1) {
      nodes {
        ...ThreadComment diffHunk reactions(content: THUMBS_DOWN) { totalCount }
        pullRequestReview { id isMinimized }
      }
    }
    latest: comments(last: 49) { nodes { ...ThreadComment } }
  }
}
fragment CommitPage on PullRequestCommitConnection {
  pageInfo { hasPreviousPage startCursor }
  nodes { commit { oid message } }
}
"""

_SNAPSHOT = """
query Snapshot($owner: String!, $name: String!, $number: Int!%(declared)s) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    nameWithOwner
    pullRequest(number: $number) {
      number title body url state isDraft changedFiles additions deletions
      author { login __typename }
      headRefOid headRefName headRepository { nameWithOwner }
      baseRefOid baseRefName
      labels(first: 100) { nodes { name } }
      comments(first: 100) { ...ConversationPage }
      reviewThreads(first: 100) { ...ThreadPage }
      commits(last: 100) { ...CommitPage }
      closingIssuesReferences(first: 10) { nodes { number title body url repository { nameWithOwner } } }
      baseRef { target { __typename ... on Commit { oid %(files)s } } }
    }
  }
}
"""

MORE = (
    """
query More(
  $owner: String!, $name: String!, $number: Int!,
  $comments: String, $moreComments: Boolean!,
  $threads: String, $moreThreads: Boolean!,
  $commits: String, $moreCommits: Boolean!
) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      comments(first: 100, after: $comments) @include(if: $moreComments) { ...ConversationPage }
      reviewThreads(first: 100, after: $threads) @include(if: $moreThreads) { ...ThreadPage }
      commits(last: 100, before: $commits) @include(if: $moreCommits) { ...CommitPage }
    }
  }
}
"""
    + PARTS
)

ARRIVED = """
query Arrived($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      comments(last: 30) { nodes { fullDatabaseId url body viewerDidAuthor } }
      reviews(last: 10) {
        nodes {
          fullDatabaseId url body viewerDidAuthor
          comments(first: 50) { nodes { fullDatabaseId url body } }
        }
      }
    }
  }
}
"""

_BLOB = "... on Blob { text isBinary isTruncated byteSize }"


def snapshot_query(files: int) -> str:
    """Build the query with ``files`` paths of the base branch, as the variables ``path0``, ``path1`` and so on."""
    declared = "".join(f", $path{index}: String!" for index in range(files))
    wanted = " ".join(
        f"file{index}: file(path: $path{index}) {{ mode object {{ {_BLOB} }} }}" for index in range(files)
    )
    return _SNAPSHOT % {"declared": declared, "files": wanted} + PARTS


def texts_query(files: int) -> str:
    """Build the query for ``files`` texts, asked for as ``sha:path`` in the variables ``at0``, ``at1`` and so on."""
    declared = "".join(f", $at{index}: String!" for index in range(files))
    wanted = " ".join(f"file{index}: object(expression: $at{index}) {{ __typename {_BLOB} }}" for index in range(files))
    return (
        f"query Texts($owner: String!, $name: String!{declared}) {{ "
        f"repository(owner: $owner, name: $name) {{ {wanted} }} }}"
    )


def resolve_mutation(threads: int) -> str:
    """Build the mutation that resolves the threads of the variables ``id0``, ``id1`` and so on."""
    return _mutation("Resolve", threads, "resolveReviewThread(input: {{ threadId: $id{at} }}) {{ thread {{ id }} }}")


def minimize_mutation(nodes: int) -> str:
    """Build the mutation that hides the comments or reviews of the variables ``id0``, ``id1`` and so on."""
    hidden = "minimizedComment {{ isMinimized }}"
    call = "minimizeComment(input: {{ subjectId: $id{at}, classifier: OUTDATED }}) {{ " + hidden + " }}"
    return _mutation("Minimize", nodes, call)


def _mutation(name: str, count: int, call: str) -> str:
    declared = ", ".join(f"$id{at}: ID!" for at in range(count))
    calls = " ".join(f"it{at}: {call.format(at=at)}" for at in range(count))
    return f"mutation {name}({declared}) {{ {calls} }}"
