from __future__ import annotations

import pytest

from pr_agent_action.demo.fake_github import Fault, pull_request_from_texts
from pr_agent_action.errors import UnavailableError
from pr_agent_action.forges.github.nodes import MAX_TEXT_BYTES, SYMLINK, blob_text, entry_text
from pr_agent_action.ports import TextAt
from tests.fakes.github_bench import REF, Start

ODD_PATHS = ("a b.py", 'quo"te.py', "ünï/日本.py", "we:ird$name.py", "back\\slash", "{braces}#hash?.md")


def test_dozens_of_files_of_a_fork_cost_one_call(start: Start) -> None:
    texts = {path: f"text of {path}\n" for path in ODD_PATHS} | {f"{index}.txt": f"{index}\n" for index in range(50)}
    repository = pull_request_from_texts({}, texts, head_repository="alice/example")
    bench = start(repository)
    sha = repository.pull_requests[1].head_sha

    found = bench.forge.texts(REF, [TextAt(sha, path) for path in texts])

    assert {at.path: text for at, text in found.items()} == texts
    assert bench.forge.calls == (("POST", "/graphql"),)


def test_many_files_are_read_in_batches_and_each_once(start: Start) -> None:
    texts = {f"{index}.txt": f"{index}\n" for index in range(130)}
    repository = pull_request_from_texts({}, texts)
    bench = start(repository)
    wanted = [TextAt(repository.pull_requests[1].head_sha, path) for path in texts]

    assert len(bench.forge.texts(REF, wanted + wanted)) == 130
    assert len(bench.forge.calls) == 3


def test_no_text_comes_of_files_that_are_missing_binary_or_large(start: Start) -> None:
    head: dict[str, str | bytes] = {
        "logo.png": b"\0\1",
        "large.txt": "x" * (MAX_TEXT_BYTES + 1),
        "folder/file": "x",
        "empty": "",
        "ok": "ok",
    }
    repository = pull_request_from_texts({}, head)
    sha = repository.pull_requests[1].head_sha
    paths = ("logo.png", "large.txt", "folder", "missing", "empty", "ok")

    found = start(repository).forge.texts(REF, [*(TextAt(sha, path) for path in paths), TextAt("0" * 40, "ok")])

    assert found == {TextAt(sha, "empty"): "", TextAt(sha, "ok"): "ok"}


def test_nothing_wanted_costs_nothing(start: Start) -> None:
    bench = start(pull_request_from_texts({}, {"a": "b"}))

    assert bench.forge.texts(REF, []) == {}
    assert bench.forge.calls == ()


def test_a_failing_batch_is_an_error_not_a_gap(start: Start) -> None:
    bench = start(pull_request_from_texts({}, {"a": "b"}), faults=[Fault(status=502, times=None)])

    with pytest.raises(UnavailableError):
        bench.forge.texts(REF, [TextAt("0" * 40, "a")])


def test_a_text_that_github_cut_is_no_text() -> None:
    assert blob_text({"text": "half", "isBinary": False, "isTruncated": True, "byteSize": 4}) is None


def test_a_symbolic_link_is_no_rules_file() -> None:
    blob = {"text": "AGENTS.md", "isBinary": False, "isTruncated": False, "byteSize": 9}

    assert entry_text({"mode": SYMLINK, "object": blob}) is None
    assert entry_text({"mode": 0o100644, "object": blob}) == "AGENTS.md"
