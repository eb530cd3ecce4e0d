"""Derive the fake's schema.graphql, and the fixture that its test checks it against, from GitHub's public schema.

Usage: ``npm pack @octokit/graphql-schema``, unpack it, then
``python tests/data/prune_graphql.py package/schema.graphql``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    print_type,
)

HERE = Path(__file__).parent
SDL = HERE.parent.parent / "pr_agent_action/demo/fake_github/schema.graphql"
FIXTURE = HERE / "github_graphql_types.json"

# The types that are kept, each with its members that are; then those that are kept whole.
KEEP_TEXT = """
Query: id viewer repository node nodes rateLimit
Mutation: resolveReviewThread unresolveReviewThread minimizeComment addReaction removeReaction
Node: id
Actor: avatarUrl login url
User: avatarUrl databaseId id login url name email isViewer
Bot: avatarUrl databaseId id login url
Organization: avatarUrl databaseId id login url name
Mannequin: avatarUrl databaseId id login url
RepositoryOwner: avatarUrl id login url
RateLimit: cost limit nodeCount remaining resetAt used
PageInfo: endCursor hasNextPage hasPreviousPage startCursor
Repository: databaseId defaultBranchRef description id isArchived isFork isPrivate issue issueOrPullRequest
  label labels name nameWithOwner object owner pullRequest pullRequests ref url viewerPermission visibility
Ref: id name prefix target repository
GitObject: abbreviatedOid commitUrl id oid repository
Commit: abbreviatedOid additions author authoredDate changedFilesIfAvailable commitUrl committedDate committer
  deletions file id message messageBody messageHeadline oid parents repository tree url
CommitConnection: edges nodes pageInfo totalCount
CommitEdge: cursor node
GitActor: date email name user
Tree: abbreviatedOid commitUrl entries id oid repository
TreeEntry: mode name object oid path size type
Blob: abbreviatedOid byteSize commitUrl id isBinary isTruncated oid repository text
Issue: author authorAssociation body closed createdAt databaseId fullDatabaseId id labels number reactionGroups
  reactions repository state title updatedAt url viewerDidAuthor
IssueConnection: edges nodes pageInfo totalCount
IssueEdge: cursor node
Label: color description id isDefault name repository url
LabelConnection: edges nodes pageInfo totalCount
LabelEdge: cursor node
PullRequest: additions author authorAssociation baseRef baseRefName baseRefOid baseRepository body changedFiles
  closed closedAt closingIssuesReferences comments commits createdAt databaseId deletions fullDatabaseId files
  headRef headRefName headRefOid headRepository headRepositoryOwner id isCrossRepository isDraft labels locked
  maintainerCanModify mergeable merged mergedAt number reactionGroups reactions repository reviewDecision
  reviewThreads reviews state title totalCommentsCount updatedAt url viewerCanUpdate viewerDidAuthor
PullRequestConnection: edges nodes pageInfo totalCount
PullRequestEdge: cursor node
PullRequestCommit: commit id pullRequest url
PullRequestCommitConnection: edges nodes pageInfo totalCount
PullRequestCommitEdge: cursor node
PullRequestChangedFile: additions changeType deletions path
PullRequestChangedFileConnection: edges nodes pageInfo totalCount
PullRequestChangedFileEdge: cursor node
PullRequestReview: author authorAssociation body createdAt databaseId fullDatabaseId id isMinimized
  minimizedReason reactionGroups reactions updatedAt url viewerDidAuthor comments commit pullRequest repository
  state submittedAt
PullRequestReviewConnection: edges nodes pageInfo totalCount
PullRequestReviewEdge: cursor node
PullRequestReviewThread: comments diffSide id isCollapsed isOutdated isResolved line originalLine
  originalStartLine path pullRequest repository resolvedBy startDiffSide startLine subjectType viewerCanReply
  viewerCanResolve viewerCanUnresolve
PullRequestReviewThreadConnection: edges nodes pageInfo totalCount
PullRequestReviewThreadEdge: cursor node
PullRequestReviewComment: author authorAssociation body createdAt databaseId fullDatabaseId id isMinimized
  minimizedReason reactionGroups reactions updatedAt url viewerDidAuthor commit diffHunk line originalCommit
  originalLine originalPosition originalStartLine outdated path position pullRequest pullRequestReview replyTo
  repository startLine state subjectType
PullRequestReviewCommentConnection: edges nodes pageInfo totalCount
PullRequestReviewCommentEdge: cursor node
IssueComment: author authorAssociation body createdAt databaseId fullDatabaseId id isMinimized minimizedReason
  reactionGroups reactions updatedAt url viewerDidAuthor issue pullRequest repository
IssueCommentConnection: edges nodes pageInfo totalCount
IssueCommentEdge: cursor node
Comment: author authorAssociation body createdAt id updatedAt viewerDidAuthor
Minimizable: isMinimized minimizedReason
Reactable: databaseId id reactionGroups reactions
Reaction: content createdAt databaseId id reactable user
ReactionConnection: edges nodes pageInfo totalCount viewerHasReacted
ReactionEdge: cursor node
ReactionGroup: content createdAt reactors viewerHasReacted
Reactor:
ReactorConnection: edges nodes pageInfo totalCount
ReactorEdge: cursor node
IssueOrPullRequest:
ResolveReviewThreadPayload: clientMutationId thread
UnresolveReviewThreadPayload: clientMutationId thread
MinimizeCommentPayload: clientMutationId minimizedComment
AddReactionPayload: clientMutationId reaction reactionGroups subject
RemoveReactionPayload: clientMutationId reaction reactionGroups subject
"""
KEEP_WHOLE_TEXT = """
AddReactionInput CommentAuthorAssociation DiffSide IssueState MergeableState MinimizeCommentInput PatchStatus
PullRequestReviewCommentState PullRequestReviewDecision PullRequestReviewState
PullRequestReviewThreadSubjectType PullRequestState ReactionContent RemoveReactionInput
ReportedContentClassifiers RepositoryPermission RepositoryVisibility ResolveReviewThreadInput
UnresolveReviewThreadInput
"""
KEEP = {
    name: members.strip()
    for name, _, members in (row.partition(":") for row in KEEP_TEXT.replace("\n  ", " ").strip().splitlines())
}
KEEP_WHOLE = frozenset(KEEP_WHOLE_TEXT.split())
HEADER = "# A subset of GitHub's public schema (MIT), made by tests/data/prune_graphql.py. Do not edit."
BUILT_IN = frozenset({"Int", "String", "Boolean", "ID", "Float"})


def main(source: Path) -> None:
    """Write the two files."""
    schema = build_schema(source.read_text(), assume_valid=True)
    FIXTURE.write_text(json.dumps(signatures(schema), indent=1, sort_keys=True) + "\n")
    prune(schema)
    used = scalars(schema)
    names = sorted(set(KEEP) | KEEP_WHOLE | used)
    types = "\n\n".join(print_type(bare(schema.type_map[name])) for name in names)
    SDL.write_text(
        "# A subset of GitHub's public schema (MIT), made by tests/data/prune_graphql.py. Do not edit.\n\n"
        + types
        + "\n"
    )


def signatures(schema: GraphQLSchema) -> dict[str, dict[str, object]]:
    """Tell, for each type kept, all that GitHub's schema says of its members."""
    known: dict[str, dict[str, object]] = {}
    for name in sorted(set(KEEP) | KEEP_WHOLE):
        kept = schema.type_map[name]
        if isinstance(kept, GraphQLEnumType):
            known[name] = dict.fromkeys(kept.values, "")
        elif isinstance(kept, GraphQLUnionType):
            known[name] = {member.name: "" for member in kept.types}
        elif isinstance(kept, GraphQLInputObjectType):
            known[name] = {key: str(field.type) for key, field in kept.fields.items()}
        elif isinstance(kept, GraphQLObjectType | GraphQLInterfaceType):
            only = KEEP[name].split() if name in ("Query", "Mutation") else kept.fields
            known[name] = {
                key: [str(kept.fields[key].type), {arg: str(a.type) for arg, a in kept.fields[key].args.items()}]
                for key in only
            }
    return known


def prune(schema: GraphQLSchema) -> None:
    """Take out of the kept types every member, argument and interface that is not kept."""
    for name, words in KEEP.items():
        kept = schema.type_map[name]
        if isinstance(kept, GraphQLUnionType):
            kept.types = tuple(member for member in kept.types if member.name in KEEP)
        elif isinstance(kept, GraphQLObjectType | GraphQLInterfaceType):
            kept.fields = {key: kept.fields[key] for key in sorted(words.split())}
            kept.interfaces = tuple(face for face in kept.interfaces if face.name in KEEP)
            for field in kept.fields.values():
                field.args = {key: arg for key, arg in field.args.items() if known(get_named_type(arg.type))}


def known(named: GraphQLNamedType) -> bool:
    """Tell whether the type is one that we keep."""
    return named.name in KEEP or named.name in KEEP_WHOLE or isinstance(named, GraphQLScalarType)


def scalars(schema: GraphQLSchema) -> set[str]:
    """Collect the custom scalars that kept members use; refuse members of a type that is not kept."""
    found = set()
    for name in KEEP:
        for key, field in getattr(schema.type_map[name], "fields", {}).items():
            for named in (get_named_type(field.type), *(get_named_type(arg.type) for arg in field.args.values())):
                if not known(named):
                    raise SystemExit(f"{name}.{key} is of {named.name}, which is not kept")
                if isinstance(named, GraphQLScalarType) and named.name not in BUILT_IN:
                    found.add(named.name)
    return found


def bare(named: GraphQLNamedType) -> GraphQLNamedType:
    """Take the descriptions away."""
    named.description = None
    for member in [*getattr(named, "fields", {}).values(), *getattr(named, "values", {}).values()]:
        member.description = None
        for argument in getattr(member, "args", {}).values():
            argument.description = None
    return named


if __name__ == "__main__":
    main(Path(sys.argv[1]))
