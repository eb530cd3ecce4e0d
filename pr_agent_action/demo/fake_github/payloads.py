"""The REST JSON of pull requests, files, commits, comments and reviews."""

from __future__ import annotations

from pr_agent_action.demo.fake_github.exchange import Json
from pr_agent_action.demo.fake_github.links import Links, association, repository_json, user_json
from pr_agent_action.demo.fake_github.notes import (
    FakeComment,
    FakeCommit,
    FakeIssue,
    FakeLabel,
    FakeReaction,
    FakeReview,
    FakeReviewComment,
    FakeUser,
    Written,
)
from pr_agent_action.demo.fake_github.patches import FakeFile
from pr_agent_action.demo.fake_github.state import FakePullRequest, FakeRepository

REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


class Payloads:
    """Makes the JSON of one repository's things."""

    def __init__(self, links: Links, repository: FakeRepository) -> None:
        """Take where the API answers, and the repository."""
        self.links = links
        self.repository = repository
        self.url = links.repository(repository.full_name)
        self.html = f"{links.html}/{repository.full_name}"

    def user(self, user: FakeUser | None) -> Json | None:
        """Show an account; a deleted one is null."""
        return None if user is None else user_json(self.links, user)

    def label(self, label: FakeLabel) -> Json:
        """Show a label."""
        return {
            "id": label.id,
            "node_id": f"LA_{label.id}",
            "url": f"{self.url}/labels/{label.name}",
            "name": label.name,
            "color": label.color,
            "default": False,
            "description": label.description,
        }

    def file(self, file: FakeFile, head_sha: str) -> Json:
        """Show a changed file."""
        shown: Json = {
            "sha": file.sha,
            "filename": file.path,
            "status": file.status,
            "additions": file.additions,
            "deletions": file.deletions,
            "changes": file.additions + file.deletions,
            "blob_url": f"{self.html}/blob/{head_sha}/{file.path}",
            "raw_url": f"{self.html}/raw/{head_sha}/{file.path}",
            "contents_url": f"{self.url}/contents/{file.path}?ref={head_sha}",
        }
        if file.patch is not None:
            shown["patch"] = file.patch
        if file.previous_path is not None:
            shown["previous_filename"] = file.previous_path
        return shown

    def commit(self, commit: FakeCommit) -> Json:
        """Show a commit."""
        person = {"name": commit.author_name, "email": commit.author_email, "date": commit.date}
        url = f"{self.url}/commits/{commit.sha}"
        return {
            "url": url,
            "sha": commit.sha,
            "node_id": f"C_{commit.sha}",
            "html_url": f"{self.html}/commit/{commit.sha}",
            "comments_url": f"{url}/comments",
            "commit": {
                "url": f"{self.url}/git/commits/{commit.sha}",
                "author": person,
                "committer": person,
                "message": commit.message,
                "comment_count": 0,
                "tree": {"sha": commit.sha, "url": f"{self.url}/git/trees/{commit.sha}"},
            },
            "author": None,
            "committer": None,
            "parents": [{"sha": sha, "url": f"{self.url}/commits/{sha}"} for sha in commit.parents],
        }

    def reaction(self, reaction: FakeReaction) -> Json:
        """Show a reaction."""
        return {
            "id": reaction.id,
            "node_id": f"REA_{reaction.id}",
            "user": self.user(reaction.user),
            "content": reaction.content,
            "created_at": reaction.created_at,
        }

    def comment(self, pull_request: FakePullRequest, comment: FakeComment) -> Json:
        """Show a comment of the conversation."""
        url = f"{self.url}/issues/comments/{comment.id}"
        return {
            **self._written(comment, "IC", url),
            "html_url": f"{self.html}/pull/{pull_request.number}#issuecomment-{comment.id}",
            "issue_url": f"{self.url}/issues/{pull_request.number}",
            "performed_via_github_app": None,
        }

    def review(self, pull_request: FakePullRequest, review: FakeReview) -> Json:
        """Show a review."""
        html = f"{self.html}/pull/{pull_request.number}#pullrequestreview-{review.id}"
        pull = f"{self.url}/pulls/{pull_request.number}"
        shown: Json = {
            "id": review.id,
            "node_id": f"PRR_{review.id}",
            "user": self.user(review.user),
            "body": review.body,
            "state": review.state,
            "html_url": html,
            "pull_request_url": pull,
            "author_association": self._association(review.user),
            "_links": {"html": {"href": html}, "pull_request": {"href": pull}},
            "commit_id": review.commit_id,
        }
        if review.state != "PENDING":
            shown["submitted_at"] = review.created_at
        return shown

    def review_comment(self, pull_request: FakePullRequest, comment: FakeReviewComment) -> Json:
        """Show a comment on the diff."""
        url = f"{self.url}/pulls/comments/{comment.id}"
        pull = f"{self.url}/pulls/{pull_request.number}"
        html = f"{self.html}/pull/{pull_request.number}#discussion_r{comment.id}"
        shown: Json = {
            **self._written(comment, "PRRC", url),
            "pull_request_review_id": comment.review_id,
            "diff_hunk": comment.diff_hunk,
            "path": comment.path,
            "position": comment.position,
            "original_position": comment.original_position,
            "commit_id": comment.commit_id,
            "original_commit_id": comment.original_commit_id,
            "html_url": html,
            "pull_request_url": pull,
            "_links": {"self": {"href": url}, "html": {"href": html}, "pull_request": {"href": pull}},
            "start_line": comment.start_line,
            "original_start_line": comment.original_start_line,
            "start_side": comment.side if comment.original_start_line is not None else None,
            "line": comment.line,
            "original_line": comment.original_line,
            "side": comment.side,
            "subject_type": comment.subject_type,
        }
        if comment.root_id != comment.id:
            shown["in_reply_to_id"] = comment.root_id
        return shown

    def issue(self, pull_request: FakePullRequest) -> Json:
        """Show the pull request as the issue that it also is."""
        pull = f"{self.url}/pulls/{pull_request.number}"
        html = f"{self.html}/pull/{pull_request.number}"
        links = {"url": pull, "html_url": html, "diff_url": f"{html}.diff", "patch_url": f"{html}.patch"}
        return {
            **self._issue(pull_request.number, pull_request.title, pull_request.body, pull_request.author),
            "id": pull_request.id,
            "node_id": f"PR_{pull_request.id}",
            "html_url": html,
            "labels": [self.label(label) for label in pull_request.labels],
            "state": pull_request.state,
            "comments": len(pull_request.comments),
            "created_at": pull_request.created_at,
            "updated_at": pull_request.updated_at,
            "draft": pull_request.draft,
            "pull_request": {**links, "merged_at": None},
        }

    def plain_issue(self, issue: FakeIssue) -> Json:
        """Show an issue that is no pull request."""
        return self._issue(issue.number, issue.title, issue.body, issue.author)

    def pull_request(self, pull_request: FakePullRequest) -> Json:
        """Show the pull request as its own address does."""
        count = pull_request.additions_and_deletions()
        return {
            **self.pull_request_simple(pull_request),
            "merged": pull_request.merged,
            "mergeable": True,
            "rebaseable": True,
            "mergeable_state": "clean",
            "merged_by": None,
            "comments": len(pull_request.comments),
            "review_comments": len(pull_request.review_comments),
            "maintainer_can_modify": pull_request.maintainer_can_modify,
            "commits": len(pull_request.commits),
            "additions": count[0],
            "deletions": count[1],
            "changed_files": len(pull_request.files),
        }

    def pull_request_simple(self, pull_request: FakePullRequest) -> Json:
        """Show the pull request as lists do."""
        number, moment = pull_request.number, pull_request.updated_at
        pull, issue = f"{self.url}/pulls/{number}", f"{self.url}/issues/{number}"
        html = f"{self.html}/pull/{number}"
        links = {
            "self": pull,
            "html": html,
            "issue": issue,
            "comments": f"{issue}/comments",
            "review_comments": f"{pull}/comments",
            "review_comment": f"{self.url}/pulls/comments{{/number}}",
            "commits": f"{pull}/commits",
            "statuses": f"{self.url}/statuses/{pull_request.head_sha}",
        }
        return {
            "url": pull,
            "id": pull_request.id,
            "node_id": f"PR_{pull_request.id}",
            "html_url": html,
            "diff_url": f"{html}.diff",
            "patch_url": f"{html}.patch",
            **{f"{name}_url": links[name] for name in links if name not in ("self", "html")},
            "number": number,
            "state": pull_request.state,
            "locked": False,
            "title": pull_request.title,
            "user": self.user(self.repository.user(pull_request.author)),
            "body": pull_request.body,
            "created_at": pull_request.created_at,
            "updated_at": moment,
            "closed_at": None if pull_request.state == "open" else moment,
            "merged_at": moment if pull_request.merged else None,
            "merge_commit_sha": None,
            "assignee": None,
            "assignees": [],
            "requested_reviewers": [self.user(user) for user in pull_request.reviewers],
            "requested_teams": [],
            "labels": [self.label(label) for label in pull_request.labels],
            "milestone": None,
            "draft": pull_request.draft,
            "head": self._branch(pull_request.head_repository, pull_request.head_ref, pull_request.head_sha),
            "base": self._branch(self.repository.full_name, pull_request.base_ref, pull_request.base_sha),
            "_links": {name: {"href": address} for name, address in links.items()},
            "author_association": association(self.repository, pull_request.author),
            "auto_merge": None,
            "active_lock_reason": None,
        }

    def _branch(self, full_name: str | None, ref: str, sha: str) -> Json:
        owner = (full_name or "ghost").partition("/")[0]
        return {
            "label": f"{owner}:{ref}" if full_name else f"unknown:{ref}",
            "ref": ref,
            "sha": sha,
            "user": self.user(self.repository.user(owner)) if full_name else None,
            "repo": repository_json(self.links, self.repository, full_name) if full_name else None,
        }

    def _issue(self, number: int, title: str, body: str | None, author: str) -> Json:
        url = f"{self.url}/issues/{number}"
        return {
            "id": number,
            "node_id": f"I_{number}",
            "url": url,
            "repository_url": self.url,
            "labels_url": f"{url}/labels{{/name}}",
            "comments_url": f"{url}/comments",
            "events_url": f"{url}/events",
            "html_url": f"{self.html}/issues/{number}",
            "number": number,
            "title": title,
            "body": body,
            "user": self.user(self.repository.user(author)),
            "labels": [],
            "state": "open",
            "locked": False,
            "assignee": None,
            "assignees": [],
            "milestone": None,
            "comments": 0,
            "created_at": "2026-01-04T10:00:00Z",
            "updated_at": "2026-01-04T10:00:00Z",
            "closed_at": None,
            "author_association": association(self.repository, author),
            "active_lock_reason": None,
        }

    def _written(self, text: Written, prefix: str, url: str) -> Json:
        counts = {name: sum(reaction.content == name for reaction in text.reactions) for name in REACTIONS}
        return {
            "url": url,
            "id": text.id,
            "node_id": f"{prefix}_{text.id}",
            "user": self.user(text.user),
            "body": text.body,
            "created_at": text.created_at,
            "updated_at": text.updated_at,
            "author_association": self._association(text.user),
            "reactions": {"url": f"{url}/reactions", "total_count": len(text.reactions), **counts},
        }

    def _association(self, user: FakeUser | None) -> str:
        return association(self.repository, user.login) if user else "NONE"
