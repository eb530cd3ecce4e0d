"""What a file is, as far as its path tells by the conventions of the common languages."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

# A folder of tests (most languages), or of what tests read.
_TEST_FOLDERS = frozenset(
    {"test", "tests", "__tests__", "__mocks__", "spec", "specs", "e2e", "testing", "testdata", "fixtures", "cypress"}
)
_TEST_NAMES = re.compile(
    r"""
    test_.*\.py | .*_tests?\.py | conftest\.py           # Python
    | .*_test\.(?:go|dart|exs|c|cc|cpp|rb|zig|rs|lua|jl)  # Go, Dart, Elixir, C, C++, Ruby, Zig, Rust, Lua, Julia
    | .*_spec\.(?:rb|lua|cr)                              # Ruby, Lua, Crystal
    | .*[.-](?:test|spec|cy)\.[cm]?[jt]sx?                # JavaScript, TypeScript
    | .*(?:Tests?|Spec|IT|TestCase)\.(?:java|kt|kts|scala|groovy|cs|fs|vb|swift|php|m|mm)
    | Test[A-Z].*\.(?:java|kt|cpp|cc|php)
    | tests?\.(?:py|rs|c|cpp|go|js|ts|rb) | .*\.bats | .*\.feature | .*\.snap
    """,
    re.VERBOSE,
)
_DOC_SUFFIXES = frozenset({".md", ".mdx", ".rst", ".adoc", ".txt"})
_GENERATED = re.compile(
    r"(?:.*[.-]lock(?:\.\w+)?|package-lock\.json|npm-shrinkwrap\.json|go\.sum|bun\.lockb|gradle\.lockfile"
    r"|.*\.min\.(?:js|css)|.*\.(?:map|snap|svg)|.*_pb2(?:_grpc)?\.py|.*\.pb\.go|.*\.g\.dart)",
    re.IGNORECASE,
)
_WORKFLOW = re.compile(r"\.github/workflows/[^/]+\.ya?ml")


def is_test(path: str) -> bool:
    """Tell whether the file is a test, or data of tests."""
    plain = PurePosixPath(path)
    folders = {part.casefold() for part in plain.parts[:-1]}
    return (
        bool(folders & _TEST_FOLDERS)
        or any(part.endswith((".Tests", ".Test")) for part in plain.parts[:-1])
        or (_TEST_NAMES.fullmatch(plain.name) is not None)
    )


def is_document(path: str) -> bool:
    """Tell whether the file is prose."""
    return PurePosixPath(path).suffix.casefold() in _DOC_SUFFIXES


def is_generated(path: str) -> bool:
    """Tell whether a program writes the file: lock files, minified files, snapshots, stubs."""
    return _GENERATED.fullmatch(PurePosixPath(path).name) is not None


def is_workflow(path: str) -> bool:
    """Tell whether GitHub runs the file."""
    return _WORKFLOW.fullmatch(path) is not None
