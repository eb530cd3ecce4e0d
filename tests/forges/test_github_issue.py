from __future__ import annotations

from pr_agent_action.demo.fake_github import FakeIssue, pull_request_from_texts
from pr_agent_action.domain.pull_request import Issue
from tests.fakes.github_bench import REF, Start


def test_an_issue_is_read_and_a_pull_request_is_none(start: Start) -> None:
    repository = pull_request_from_texts({"a.txt": "1\n"}, {"a.txt": "2\n"})
    repository.issues[42] = FakeIssue(repository="octo/example", number=42, title="Broken", body="It is.")
    bench = start(repository)

    found = bench.forge.issue(REF, 42)

    assert found == Issue(
        repository="octo/example",
        number=42,
        title="Broken",
        body="It is.",
        url="https://github.com/octo/example/issues/42",
    )
    assert bench.forge.issue(REF, 1) is None
    assert bench.forge.issue(REF, 99) is None
