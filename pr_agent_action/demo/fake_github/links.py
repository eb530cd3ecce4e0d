"""The REST JSON of accounts and repositories, whose bulk is links."""

from __future__ import annotations

from dataclasses import dataclass

from pr_agent_action.demo.fake_github.exchange import Json
from pr_agent_action.demo.fake_github.notes import FakeUser
from pr_agent_action.demo.fake_github.state import FakeRepository

USER_LINKS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}
REPOSITORY_LINKS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}
COUNTS = (
    "forks",
    "forks_count",
    "open_issues",
    "open_issues_count",
    "stargazers_count",
    "watchers",
    "watchers_count",
    "size",
)
HAS = ("has_downloads", "has_issues", "has_projects", "has_wiki", "has_pages", "has_discussions")


@dataclass(frozen=True, slots=True)
class Links:
    """Where the API answers, and where its pages are read."""

    api: str
    html: str = "https://github.com"

    def repository(self, full_name: str) -> str:
        """Give the API's address of a repository."""
        return f"{self.api}/repos/{full_name}"


def user_json(links: Links, user: FakeUser) -> Json:
    """Show an account."""
    url = f"{links.api}/users/{user.login}"
    plain = user.login.removesuffix("[bot]")
    return {
        "login": user.login,
        "id": user.id,
        "node_id": user_node_id(user),
        "avatar_url": f"{links.html}/{plain}.png",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{links.html}/apps/{plain}" if user.kind == "Bot" else f"{links.html}/{plain}",
        **{name: url + path for name, path in USER_LINKS.items()},
        "type": user.kind,
        "user_view_type": "public",
        "site_admin": False,
    }


def user_node_id(user: FakeUser) -> str:
    """Name an account for GraphQL."""
    return {"Bot": "BOT", "Organization": "O"}.get(user.kind, "U") + f"_{user.id}"


def repository_json(links: Links, repository: FakeRepository, full_name: str | None = None) -> Json:
    """Show a repository, or the fork ``full_name`` of it."""
    full_name = full_name or repository.full_name
    owner, _, name = full_name.partition("/")
    url, html = links.repository(full_name), f"{links.html}/{full_name}"
    is_fork = full_name != repository.full_name
    number = repository.id + is_fork
    return {
        "id": number,
        "node_id": f"R_{number}",
        "name": name,
        "full_name": full_name,
        "private": repository.private,
        "visibility": "private" if repository.private else "public",
        "owner": user_json(links, repository.user(owner)),
        "html_url": html,
        "description": "An example repository",
        "fork": is_fork,
        "url": url,
        **{key: url + path for key, path in REPOSITORY_LINKS.items()},
        "git_url": f"git:{html.removeprefix('https:')}.git",
        "ssh_url": f"git@github.com:{full_name}.git",
        "clone_url": f"{html}.git",
        "svn_url": html,
        "homepage": None,
        "language": "Python",
        "mirror_url": None,
        "archived": False,
        "disabled": False,
        "license": None,
        "topics": [],
        "is_template": False,
        "web_commit_signoff_required": False,
        "allow_forking": True,
        "default_branch": repository.default_branch,
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-05T00:00:00Z",
        "pushed_at": "2026-01-05T00:00:00Z",
        **dict.fromkeys(COUNTS, 0),
        **dict.fromkeys(HAS, True),
    }


def full_repository_json(links: Links, repository: FakeRepository) -> Json:
    """Show the repository as its own page does."""
    return {**repository_json(links, repository), "network_count": 0, "subscribers_count": 0}


def association(repository: FakeRepository, login: str) -> str:
    """Tell what GitHub says of an author; it is no right (a private member reads as a stranger)."""
    if login == repository.owner.login:
        return "OWNER"
    return "COLLABORATOR" if repository.permissions.get(login) in ("admin", "maintain", "write", "triage") else "NONE"
