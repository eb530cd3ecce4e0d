"""GraphQL: the repository, pull requests, comments, reviews and threads."""

from __future__ import annotations

from typing import Any

from pr_agent_action.demo.fake_github.connections import TypedError, connection
from pr_agent_action.demo.fake_github.exchange import Json
from pr_agent_action.demo.fake_github.graphql_git import GitViews
from pr_agent_action.demo.fake_github.links import association
from pr_agent_action.demo.fake_github.notes import (
    FakeComment,
    FakeIssue,
    FakeLabel,
    FakeReaction,
    FakeReview,
    FakeReviewComment,
    FakeThread,
    Written,
)
from pr_agent_action.demo.fake_github.state import FakePullRequest

CONTENTS = {
    "+1": "THUMBS_UP",
    "-1": "THUMBS_DOWN",
    "laugh": "LAUGH",
    "hooray": "HOORAY",
    "confused": "CONFUSED",
    "heart": "HEART",
    "rocket": "ROCKET",
    "eyes": "EYES",
}
CHANGES = {"removed": "DELETED", "unchanged": "MODIFIED"}


class PullViews(GitViews):
    """Adds the repository's pull requests to what git knows."""

    def repository_view(self) -> Json:
        """Show the repository."""
        repository = self.repository
        return {
            "__typename": "Repository",
            "id": f"R_{repository.id}",
            "databaseId": repository.id,
            "name": repository.name,
            "nameWithOwner": repository.full_name,
            "owner": lambda _info: self.actor(repository.owner),
            "description": "An example repository",
            "url": self.html,
            "isPrivate": repository.private,
            "visibility": "PRIVATE" if repository.private else "PUBLIC",
            "isFork": False,
            "isArchived": False,
            "viewerPermission": "WRITE" if self.token.rights.allows("contents", "write") else "READ",
            "defaultBranchRef": lambda _info: self.ref(repository.default_branch),
            "ref": lambda _info, **arguments: self.ref(arguments["qualifiedName"].removeprefix("refs/heads/")),
            "object": self._object_field,
            "label": lambda _info, name: self.label(repository.labels.get(name.lower())),
            "labels": lambda _info, **page: connection("labels", [*repository.labels.values()], self.label, **page),
            "issue": lambda _info, number: self._issue_or_pull(number, "an Issue"),
            "issueOrPullRequest": lambda _info, number: self._issue_or_pull(number, "an issue or pull request"),
            "pullRequest": lambda _info, number: self._find_pull(number),
            "pullRequests": self._pull_requests,
        }

    def _object_field(self, _info: Any, expression: str | None = None, oid: str | None = None) -> Json | None:
        return self.object(expression or oid or "HEAD")

    def _find_pull(self, number: int) -> Json:
        found = self.repository.pull_requests.get(number)
        if found is None:
            raise TypedError("NOT_FOUND", f"Could not resolve to a PullRequest with the number of {number}.")
        return self.pull_request(found)

    def _issue_or_pull(self, number: int, what: str) -> Json:
        issue = self.repository.issues.get(number)
        if issue is not None:
            return self.issue(issue)
        if what != "an Issue" and number in self.repository.pull_requests:
            return self._find_pull(number)
        raise TypedError("NOT_FOUND", f"Could not resolve to {what} with the number of {number}.")

    def _pull_requests(self, _info: Any, **page: Any) -> Json:
        found = [
            pull
            for pull in self.repository.pull_requests.values()
            if page.get("headRefName") in (None, pull.head_ref)
            and page.get("baseRefName") in (None, pull.base_ref)
            and (page.get("states") is None or _state(pull) in page["states"])
        ]
        return connection("pullRequests", found, self.pull_request, **page)

    def pull_request(self, pull: FakePullRequest) -> Json:
        """Show a pull request."""
        additions, deletions = pull.additions_and_deletions()
        author = self.repository.user(pull.author)
        return {
            "__typename": "PullRequest",
            **self._dated(pull.id, "PR", pull.created_at, pull.updated_at),
            "number": pull.number,
            "title": pull.title,
            "body": pull.body or "",
            "author": lambda _info: self.actor(author),
            "authorAssociation": association(self.repository, pull.author),
            "viewerDidAuthor": pull.author == self.token.login,
            "viewerCanUpdate": self.token.rights.allows("pull_requests", "write"),
            "state": _state(pull),
            "closed": pull.state != "open",
            "closedAt": None if pull.state == "open" else pull.updated_at,
            "merged": pull.merged,
            "mergedAt": pull.updated_at if pull.merged else None,
            "mergeable": "MERGEABLE",
            "isDraft": pull.draft,
            "locked": False,
            "maintainerCanModify": pull.maintainer_can_modify,
            "additions": additions,
            "deletions": deletions,
            "changedFiles": len(pull.files),
            "url": f"{self.html}/pull/{pull.number}",
            "reviewDecision": None,
            "totalCommentsCount": len(pull.comments) + len(pull.review_comments),
            **self._branches(pull),
            **self._reactable(pull.reactions),
            **self._lists(pull),
        }

    def _branches(self, pull: FakePullRequest) -> Json:
        head = pull.head_repository
        return {
            "isCrossRepository": head != self.repository.full_name,
            "baseRefName": pull.base_ref,
            "baseRefOid": pull.base_sha,
            "baseRef": lambda _info: self.ref(pull.base_ref),
            "baseRepository": lambda _info: self.repository_view(),
            "headRefName": pull.head_ref,
            "headRefOid": pull.head_sha,
            "headRef": lambda _info: self.ref(pull.head_ref, pull.head_sha) if head else None,
            "headRepository": lambda _info: self._head_repository(head) if head else None,
            "headRepositoryOwner": lambda _info: self.actor(self._owner(head)) if head else None,
            "repository": lambda _info: self.repository_view(),
        }

    def _owner(self, full_name: str) -> Any:
        return self.repository.user(full_name.partition("/")[0])

    def _head_repository(self, full_name: str) -> Json:
        if full_name == self.repository.full_name:
            return self.repository_view()
        fork = {"nameWithOwner": full_name, "name": full_name.partition("/")[2], "isFork": True}
        owner = {"owner": lambda _info: self.actor(self._owner(full_name)), "url": f"{self.links.html}/{full_name}"}
        return {**self.repository_view(), **fork, **owner, "viewerPermission": "READ"}

    def _lists(self, pull: FakePullRequest) -> Json:
        return {
            "commits": lambda _info, **page: connection(
                "commits", pull.commits, lambda commit: self._pull_commit(pull, commit), **page
            ),
            "comments": lambda _info, **page: connection(
                "comments", pull.comments, lambda comment: self.comment(pull, comment), **page
            ),
            "reviews": lambda _info, **page: connection(
                "reviews", pull.reviews, lambda review: self.review(pull, review), **page
            ),
            "reviewThreads": lambda _info, **page: connection(
                "reviewThreads", pull.threads, lambda thread: self.thread(pull, thread), **page
            ),
            "labels": lambda _info, **page: connection("labels", pull.labels, self.label, **page),
            "files": lambda _info, **page: connection("files", pull.files, self._file_view, **page),
            "closingIssuesReferences": lambda _info, **page: connection(
                "closingIssuesReferences", pull.linked_issues, self.issue, **page
            ),
        }

    def _pull_commit(self, pull: FakePullRequest, commit: Any) -> Json:
        return {
            "id": f"PURC_{commit.sha}",
            "commit": lambda _info: self.commit(commit),
            "pullRequest": lambda _info: self.pull_request(pull),
            "url": f"{self.html}/pull/{pull.number}/commits/{commit.sha}",
        }

    def _file_view(self, file: Any) -> Json:
        kind = CHANGES.get(file.status, file.status.upper())
        return {"path": file.path, "additions": file.additions, "deletions": file.deletions, "changeType": kind}

    def label(self, label: FakeLabel | None) -> Any:
        """Show a label."""
        if label is None:
            return None
        return {
            "id": f"LA_{label.id}",
            "name": label.name,
            "color": label.color,
            "description": label.description,
            "isDefault": False,
            "repository": lambda _info: self.repository_view(),
            "url": f"{self.html}/labels/{label.name}",
        }

    def issue(self, issue: FakeIssue) -> Json:
        """Show an issue; it may be another repository's."""
        html = f"{self.links.html}/{issue.repository}"
        ours = issue.repository == self.repository.full_name
        return {
            "__typename": "Issue",
            **self._dated(issue.number, "I", "2026-01-04T10:00:00Z", "2026-01-04T10:00:00Z"),
            "number": issue.number,
            "title": issue.title,
            "body": issue.body,
            "author": lambda _info: self.actor(self.repository.user(issue.author)),
            "authorAssociation": association(self.repository, issue.author),
            "viewerDidAuthor": issue.author == self.token.login,
            "state": "OPEN",
            "closed": False,
            "url": f"{html}/issues/{issue.number}",
            "repository": lambda _info: self.repository_view() if ours else self._head_repository(issue.repository),
            "labels": lambda _info, **page: connection("labels", [], self.label, **page),
            **self._reactable([]),
        }

    def comment(self, pull: FakePullRequest, comment: FakeComment) -> Json:
        """Show a comment of the conversation."""
        return {
            "__typename": "IssueComment",
            **self._written(pull, comment, "IC"),
            "issue": lambda _info: self._as_issue(pull),
            "url": f"{self.html}/pull/{pull.number}#issuecomment-{comment.id}",
        }

    def _as_issue(self, pull: FakePullRequest) -> Json:
        issue = FakeIssue(
            repository=self.repository.full_name,
            number=pull.number,
            title=pull.title,
            body=pull.body or "",
            author=pull.author,
        )
        return self.issue(issue)

    def review(self, pull: FakePullRequest, review: FakeReview) -> Json:
        """Show a review."""
        found = [comment for comment in pull.review_comments if comment.review_id == review.id]
        return {
            "__typename": "PullRequestReview",
            **self._written(pull, review, "PRR"),
            "state": review.state,
            "submittedAt": None if review.state == "PENDING" else review.created_at,
            "commit": lambda _info: self.commit_at(review.commit_id),
            "comments": lambda _info, **page: connection(
                "comments", found, lambda comment: self.review_comment(pull, comment), **page
            ),
            "url": f"{self.html}/pull/{pull.number}#pullrequestreview-{review.id}",
        }

    def thread(self, pull: FakePullRequest, thread: FakeThread) -> Json:
        """Show a thread; its place is that of its first comment."""
        found = pull.comments_of(thread)
        root = found[0]
        start_side = root.side if root.original_start_line is not None else None
        writer = self.token.rights.allows("contents", "write")
        return {
            "__typename": "PullRequestReviewThread",
            "id": f"PRRT_{thread.id}",
            "path": root.path,
            "diffSide": root.side,
            "startDiffSide": start_side,
            "line": root.line,
            "startLine": root.start_line,
            "originalLine": root.original_line,
            "originalStartLine": root.original_start_line,
            "subjectType": root.subject_type.upper(),
            "isOutdated": root.outdated,
            "isResolved": thread.resolved_by is not None,
            "isCollapsed": thread.resolved_by is not None or root.outdated,
            "resolvedBy": self._resolver(thread),
            "viewerCanReply": self.token.rights.allows("pull_requests", "write"),
            "viewerCanResolve": writer and thread.resolved_by is None,
            "viewerCanUnresolve": writer and thread.resolved_by is not None,
            "pullRequest": lambda _info: self.pull_request(pull),
            "repository": lambda _info: self.repository_view(),
            "comments": lambda _info, **page: connection(
                "comments", found, lambda comment: self.review_comment(pull, comment), **page
            ),
        }

    def _resolver(self, thread: FakeThread) -> Json | None:
        """Show who resolved; the field is of type ``User`` even for a bot, whose login keeps its ``[bot]`` there."""
        shown = self.actor(thread.resolved_by)
        return shown and {
            **shown,
            "__typename": "User",
            "login": thread.resolved_by.login if thread.resolved_by else "",
        }

    def review_comment(self, pull: FakePullRequest, comment: FakeReviewComment) -> Json:
        """Show a comment on the diff."""
        review = next((review for review in pull.reviews if review.id == comment.review_id), None)
        root = next((other for other in pull.review_comments if other.id == comment.root_id), comment)
        return {
            "__typename": "PullRequestReviewComment",
            **self._written(pull, comment, "PRRC"),
            "path": comment.path,
            "diffHunk": comment.diff_hunk,
            "line": comment.line,
            "startLine": comment.start_line,
            "originalLine": comment.original_line,
            "originalStartLine": comment.original_start_line,
            "position": comment.position,
            "originalPosition": comment.original_position,
            "outdated": comment.outdated,
            "state": "SUBMITTED",
            "subjectType": comment.subject_type.upper(),
            "commit": lambda _info: self.commit_at(comment.commit_id),
            "originalCommit": lambda _info: self.commit_at(comment.original_commit_id),
            "pullRequestReview": lambda _info: self.review(pull, review) if review else None,
            "replyTo": lambda _info: None if root is comment else self.review_comment(pull, root),
            "url": f"{self.html}/pull/{pull.number}#discussion_r{comment.id}",
        }

    def reaction(self, reaction: FakeReaction) -> Json:
        """Show a reaction."""
        return {
            "id": f"REA_{reaction.id}",
            "databaseId": reaction.id,
            "content": CONTENTS[reaction.content],
            "createdAt": reaction.created_at,
            "user": lambda _info: self.actor(reaction.user) if reaction.user.kind == "User" else None,
        }

    def _written(self, pull: FakePullRequest, text: Written, prefix: str) -> Json:
        return {
            **self._dated(text.id, prefix, text.created_at, text.updated_at),
            "body": text.body,
            "author": lambda _info: self.actor(text.user),
            "authorAssociation": association(self.repository, text.user.login) if text.user else "NONE",
            "viewerDidAuthor": text.user is not None and text.user.login == self.token.login,
            "isMinimized": text.minimized_reason is not None,
            "minimizedReason": text.minimized_reason,
            "pullRequest": lambda _info: self.pull_request(pull),
            "repository": lambda _info: self.repository_view(),
            **self._reactable(text.reactions),
        }

    def _dated(self, number: int, prefix: str, created_at: str, updated_at: str) -> Json:
        ids = {"id": f"{prefix}_{number}", "databaseId": number, "fullDatabaseId": str(number)}
        return {**ids, "createdAt": created_at, "updatedAt": updated_at}

    def _reactable(self, reactions: list[FakeReaction]) -> Json:
        return {
            "reactions": lambda _info, **page: self._reactions(reactions, page),
            "reactionGroups": lambda _info: [self._group(reactions, content) for content in CONTENTS],
        }

    def _reactions(self, reactions: list[FakeReaction], page: Json) -> Json:
        found = [one for one in reactions if page.get("content") in (None, CONTENTS[one.content])]
        return {**connection("reactions", found, self.reaction, **page), "viewerHasReacted": self._reacted(found)}

    def _group(self, reactions: list[FakeReaction], content: str) -> Json:
        found = [one for one in reactions if one.content == content]
        return {
            "content": CONTENTS[content],
            "createdAt": found[0].created_at if found else None,
            "viewerHasReacted": self._reacted(found),
            "reactors": lambda _info, **page: connection(
                "reactors", found, lambda one: self.actor(one.user) or {}, **page
            ),
        }

    def _reacted(self, reactions: list[FakeReaction]) -> bool:
        return any(reaction.user.login == self.token.login for reaction in reactions)


def _state(pull: FakePullRequest) -> str:
    return "MERGED" if pull.merged else pull.state.upper()
