"""The stage, with a small pull request and a model that reviews it well."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from pr_agent_action.demo.fake_github import FakeGitHub, FakeRepository, pull_request_from_texts
from pr_agent_action.demo.fake_model import FakeModelServer, Reply, Script
from tests.fakes.stage import Stage, answering

STORE = "class Store:\n    def __init__(self, rows):\n        self.rows = rows\n"
SEARCH = """\

    def search(self, name):
        return self.db.run("select * from parcels where name = '" + name + "'")

    def first(self):
        return self.rows[0]
"""
FINDING = {
    "path": "store.py",
    "quote": 'return self.db.run("select * from parcels where name = \'" + name + "\'")',
    "line": 6,
    "title": "The name goes into the SQL unescaped",
    "problem": "A name with a quote in it changes the query.",
    "fix": "Pass it as a parameter.",
    "replacement": '        return self.db.run("select * from parcels where name = ?", name)',
    "severity": "high",
    "confidence": "high",
    "category": "security",
}
REVIEW: Mapping[str, Any] = {
    "verdict": "One query can be injected into.",
    "effort": 2,
    "tests": "missing",
    "tests_note": "Nothing tests the search.",
    "security": "The search builds SQL from a name.",
    "score": None,
    "contribution_time": "",
    "split": [],
    "issues": [],
    "findings": [FINDING],
}
CLEAN: Mapping[str, Any] = {**REVIEW, "verdict": "Fine.", "security": "", "findings": []}
DESCRIBE: Mapping[str, Any] = {
    "title": "Search parcels by name",
    "kinds": ["Feature"],
    "summary": ["Parcels can be searched by name."],
    "files": [{"path": "store.py", "title": "Search", "note": "Adds `search`.", "group": "Feature"}],
    "diagram": None,
    "labels": [],
}
IMPROVE: Mapping[str, Any] = {
    "suggestions": [
        {
            "path": "store.py",
            "quote": "        return self.rows[0]",
            "line": 9,
            "replacement": "        return self.rows[0] if self.rows else None",
            "title": "An empty store has no first row",
            "reason": "The index fails on an empty list.",
            "category": "bug",
            "score": 8,
        }
    ]
}
ASK: Mapping[str, Any] = {"answer": "Because the clerk asked for it."}
GOOD: Mapping[str, Mapping[str, Any]] = {
    "review": REVIEW,
    "describe": DESCRIBE,
    "improve": IMPROVE,
    "ask": ASK,
    "verify": {"verdicts": []},
}

Begin = Callable[..., Stage]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    """Set a stage: ``begin()`` has a good model, ``begin(model=None)`` none, ``begin(review=...)`` other answers."""
    with ExitStack() as stack:

        def set_up(
            repository: FakeRepository | None = None,
            *,
            model: Script | Sequence[Reply] | str | None = "good",
            inputs: Mapping[str, str] | None = None,
            settings: str = "",
            answers: Mapping[str, Reply] | None = None,
            **github: Any,
        ) -> Stage:
            repository = repository or a_pull_request()
            if settings:
                repository.set_default_files({".pr_agent.toml": settings})
            script = answering(**{**GOOD, **(answers or {})}) if isinstance(model, str) else model
            server = stack.enter_context(FakeModelServer(script)) if script is not None else None
            fake = stack.enter_context(FakeGitHub(repository, **github))
            return Stage(fake, tmp_path, server, dict(inputs or {}))

        yield set_up


@pytest.fixture
def stage(begin: Begin) -> Stage:
    """The example pull request before a good model."""
    return begin()


def a_pull_request(
    base: Mapping[str, str | bytes] | None = None, head: Mapping[str, str | bytes] | None = None, **more: Any
) -> FakeRepository:
    """A pull request that adds a search with an injection to a store; ``octocat`` opened it."""
    return pull_request_from_texts(
        {"store.py": STORE} if base is None else base,
        {"store.py": STORE + SEARCH} if head is None else head,
        **{"title": "Search parcels", "body": "As the clerk asked.", **more},
    )
