"""Pull requests made from texts, for tests that need no git."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from pr_agent_action.demo.fake_github.notes import FakeCommit
from pr_agent_action.demo.fake_github.patches import changed_files
from pr_agent_action.demo.fake_github.state import FakePullRequest, FakeRepository
from pr_agent_action.demo.fake_github.trees import TextTree

Texts = Mapping[str, str | bytes]


def pull_request_from_texts(  # noqa: PLR0913 - each is a part of a pull request, most with a default
    base: Texts,
    head: Texts,
    *,
    renames: Mapping[str, str] | None = None,
    number: int = 1,
    title: str = "Change the example",
    body: str | None = "",
    author: str = "octocat",
    repository: FakeRepository | None = None,
    head_repository: str | None = "",
    **more: Any,
) -> FakeRepository:
    """Make a repository with one pull request that turns ``base`` into ``head``.

    Both map every path of the repository to its content; ``renames`` maps an old path to its new one.
    ``head_repository`` is the repository itself unless told: a fork's ``owner/name``, or ``None`` for a deleted one.
    ``more`` goes to ``FakePullRequest`` (``draft``, ``labels``, ``linked_issues`` ...).
    """
    repository = repository or FakeRepository()
    old, new = _bytes(base), _bytes(head)
    base_sha, head_sha = _sha("base", old), _sha("head", new)
    repository.add(
        FakePullRequest(
            number=number,
            title=title,
            body=body,
            author=author,
            base_ref=more.pop("base_ref", repository.default_branch),
            base_sha=base_sha,
            head_ref=more.pop("head_ref", f"change-{number}"),
            head_sha=head_sha,
            files=changed_files(old, new, renames),
            commits=more.pop("commits", None) or [FakeCommit(sha=head_sha, message=title, parents=(base_sha,))],
            register=repository.register,
            base_tree=TextTree(old),
            head_tree=TextTree(new),
            head_repository=repository.full_name if head_repository == "" else head_repository,
            **more,
        )
    )
    return repository


def push_texts(
    repository: FakeRepository,
    head: Texts,
    *,
    number: int = 1,
    message: str = "Change it again",
    renames: Mapping[str, str] | None = None,
    forced: bool = False,
) -> str:
    """Move the head of a pull request made from texts to ``head`` (all files); return the new head's sha."""
    pull_request = repository.pull_requests[number]
    if not isinstance(pull_request.base_tree, TextTree):
        raise TypeError("only a pull request made from texts takes texts")
    new = _bytes(head)
    commit = FakeCommit(sha=_sha(pull_request.head_sha, new), message=message, parents=(pull_request.head_sha,))
    files = changed_files(pull_request.base_tree.files, new, renames)
    pull_request.push(files, [commit], TextTree(new), forced=forced)
    return repository.add(pull_request).head_sha


def _bytes(texts: Texts) -> dict[str, bytes]:
    return {path: text.encode() if isinstance(text, str) else text for path, text in texts.items()}


def _sha(seed: str, files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha1(seed.encode(), usedforsecurity=False)
    for path in sorted(files):
        digest.update(path.encode() + b"\0" + files[path] + b"\0")
    return digest.hexdigest()
