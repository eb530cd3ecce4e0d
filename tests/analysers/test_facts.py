from __future__ import annotations

import pytest

from pr_agent_action.analysers.conventions import is_generated, is_test
from pr_agent_action.analysers.facts import change_facts
from pr_agent_action.analysers.todos import todos
from pr_agent_action.diff.parse import parse_file
from pr_agent_action.domain.diff import FileDiff
from pr_agent_action.domain.outcome import Area
from pr_agent_action.domain.pull_request import ChangedFile, FileStatus
from tests.fakes.diffs import added_file, file_diff


def changed(path: str, additions: int, deletions: int = 0) -> FileDiff:
    return parse_file(
        ChangedFile(path=path, status=FileStatus.MODIFIED, additions=additions, deletions=deletions, patch=None)
    )


@pytest.mark.parametrize(
    ("diffs", "effort"),
    [
        ([], 1),
        ([changed("a.py", 20)], 1),
        ([changed("a.py", 21)], 2),
        ([changed("a.py", 0, 400)], 2),
        ([changed("a.py", 400)], 3),
        ([changed("tests/test_a.py", 400)], 3),
        ([changed("tests/test_a.py", 200)], 2),
        ([changed("poetry.lock", 9_000), changed("package-lock.json", 9_000)], 1),
        ([changed("a.py", 1_000)], 4),
        ([changed("a.py", 1_001)], 5),
        ([changed(f"{folder}/a.py", 2) for folder in "abcde"], 2),
        ([changed(f"a/{n}.py", 100) for n in range(30)], 5),
    ],
)
def test_effort_follows_the_table(diffs: list[FileDiff], effort: int) -> None:
    assert change_facts(diffs).effort == effort


def test_what_is_counted() -> None:
    facts = change_facts(
        [
            changed("src/a.py", 5, 1),
            changed("src/b.py", 1),
            changed("README.md", 1),
            file_diff("@@ -1 +1,2 @@\n-a\n+b\n+# TODO: c", ".github/workflows/ci.yml"),
        ]
    )
    assert (facts.files, facts.additions, facts.deletions, facts.tests_touched) == (4, 9, 2, False)
    assert facts.areas == (
        Area(path="src", files=2, additions=6, deletions=1),
        Area(path=".github", files=1, additions=2, deletions=1),
        Area(path="", files=1, additions=1, deletions=0),
    )
    assert facts.workflow_files == (".github/workflows/ci.yml",)
    assert [(todo.path, todo.line, todo.text) for todo in facts.todos] == [(".github/workflows/ci.yml", 2, "# TODO: c")]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tests/app.py", True),
        ("pkg/test_app.py", True),
        ("pkg/app_test.go", True),
        ("src/app.test.ts", True),
        ("src/app.spec.jsx", True),
        ("src/__tests__/app.js", True),
        ("src/test/java/AppTest.java", True),
        ("app/AppTests.cs", True),
        ("App.Tests/Helper.cs", True),
        ("spec/app_spec.rb", True),
        ("lib/app_test.exs", True),
        ("AppTests.swift", True),
        ("AppTest.php", True),
        ("src/AppSpec.scala", True),
        ("src/lexer/tests.rs", True),
        ("lib/app_test.dart", True),
        ("src/test_utils/x.rs", False),
        ("src/app.py", False),
        ("src/latest.py", False),
        ("contest/app.go", False),
        ("src/Testament.java", False),
        ("docs/testing-guide.md", False),
        ("", False),
    ],
)
def test_tests_are_known_by_their_names(path: str, expected: bool) -> None:
    assert is_test(path) is expected
    assert change_facts([changed(path, 1)]).tests_touched is expected


def test_generated_files_are_known_by_their_names() -> None:
    assert all(map(is_generated, ["a/yarn.lock", "x/pnpm-lock.yaml", "go.sum", "a.min.js", "api_pb2.py", "go/a.pb.go"]))
    assert not any(map(is_generated, ["lock.py", "a/locker.ts", "package.json"]))


@pytest.mark.parametrize(
    ("path", "line", "expected"),
    [
        ("a.py", "x = 1  # TODO: later", True),
        ("a.py", "    # FIXME(me) later", True),
        ("a.py", "title = 'TODO'", False),
        ("a.py", "title = '# TODO'", False),
        ("a.py", "TODO = 1", False),
        ("a.js", "call() // XXX broken", True),
        ("a.js", " * TODO write", True),
        ("a.js", "open('https://x/TODO')", False),
        ("a.js", "open(https://x/TODO)", False),
        ("a.c", "int x; /* TODO */", True),
        ("a.sql", "select 1 -- TODO", True),
        ("a.md", "- TODO list app", False),
        ("a.md", "<!-- TODO -->", True),
        ("a.sh", "mktemp /tmp/XXX # no", False),
        ("a.sh", "mktemp # XXX-XXX", False),
        ("Makefile", "all: # TODO", True),
        ("a.tex", "% TODO", True),
        ("a.py", "# todo lower case", False),
    ],
)
def test_notes_for_later_are_found_in_comments(path: str, line: str, expected: bool) -> None:
    assert bool(todos([added_file(line, path)])) is expected
