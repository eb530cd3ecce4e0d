"""Files that are no ordinary text: each is reviewed or said to be skipped, and nothing is commented on a wrong line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from pr_agent_action.demo.fake_github.patches import FakeFile
from tests.e2e.conftest import FINDING, REVIEW, SEARCH, STORE, Begin, a_pull_request
from tests.fakes.stage import Result, Stage

PLAIN = {"store.py": STORE + SEARCH}
LONG = "x = '" + "a" * 100_000 + "'\n"
TEXTS: dict[str, bytes | str] = {
    "CRLF": b"first = 1\r\nsecond = 2\r\n",
    "no newline at the end": "first = 1\nsecond = 2",
    "not UTF-8": "name = 'Jos\xe9'\nsecond = 2\n".encode("latin-1"),
    "a line of 100,000 characters": LONG + "second = 2\n",
    "one line of 100,000 characters": LONG,
    "a byte-order mark": b"\xef\xbb\xbffirst = 1\n",
    "form feeds and other line separators": "first = 1\x0c\nsecond = '\u2028'\n",
    "bidirectional controls": "first = 1  # \u202e\u2066 elif\u2069\n",
    "nothing": "",
    "binary": b"\0\1\2",
}


def reach(result: Result) -> Mapping[str, tuple[str, str]]:
    return {row["path"]: (row["reach"], row["reason"]) for row in result.review["coverage"]}


def opened(begin: Begin, text: str | bytes, **answers: Any) -> tuple[Stage, Result]:
    stage = begin(a_pull_request(head={**PLAIN, "odd.py": text}), answers=answers)
    return stage, stage.play("pull_request", action="opened")


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_an_odd_text_is_reviewed_or_said_to_be_skipped(begin: Begin, text: str | bytes) -> None:
    stage, result = opened(begin, text)
    assert (result.exit_code, result.status) == (0, "posted")
    fate, reason = reach(result)["odd.py"]
    assert fate == "reviewed" or reason
    assert reach(result)["store.py"][0] == "reviewed"
    assert [comment.line for comment in stage.pull_request.review_comments] == [6, 9]
    assert max(request.tokens for request in result.asked) < 20_000


def test_a_suggestion_for_a_crlf_file_keeps_to_its_line(begin: Begin) -> None:
    finding = {**FINDING, "path": "odd.py", "quote": "second = 2", "line": 2, "replacement": "second = 3"}
    stage, result = opened(begin, TEXTS["CRLF"], review={**REVIEW, "findings": [finding]})
    assert result.exit_code == 0
    comment = next(comment for comment in stage.pull_request.review_comments if comment.path == "odd.py")
    assert comment.line == 2
    assert "second = 3" in comment.body


def test_a_finding_on_the_last_line_without_a_newline_has_its_line(begin: Begin) -> None:
    finding = {**FINDING, "path": "odd.py", "quote": "second = 2", "line": 2, "replacement": None}
    stage, _ = opened(begin, TEXTS["no newline at the end"], review={**REVIEW, "findings": [finding]})
    assert ("odd.py", 2) in [(comment.path, comment.line) for comment in stage.pull_request.review_comments]


ROWS = {
    "submodule": FakeFile(
        path="vendor/library",
        status="modified",
        additions=1,
        deletions=1,
        patch=f"@@ -1 +1 @@\n-Subproject commit {'a' * 40}\n+Subproject commit {'b' * 40}",
    ),
    "symlink": FakeFile(
        path="link",
        status="added",
        additions=1,
        patch="@@ -0,0 +1 @@\n+../../etc/passwd\n\\ No newline at end of file",
    ),
    "mode change": FakeFile(path="run.sh", status="changed"),
    "mere rename": FakeFile(path="new.py", status="renamed", previous_path="old.py"),
    "no patch": FakeFile(path="huge.py", status="modified", additions=30_000, deletions=4),
    "removed": FakeFile(path="gone.py", status="removed", deletions=1, patch="@@ -1 +0,0 @@\n-gone = 1"),
    "broken patch": FakeFile(path="broken.py", status="modified", additions=1, patch="@@ nonsense @@\n+x"),
    "empty patch": FakeFile(path="empty.py", status="modified", patch=""),
    "a name of another kind": FakeFile(
        path='a "b" `c` <d> | e\u202e.py', status="added", additions=1, patch="@@ -0,0 +1 @@\n+x = 1"
    ),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_an_odd_row_is_reviewed_or_said_to_be_skipped(begin: Begin, row: FakeFile) -> None:
    stage = begin()
    stage.pull_request.files.append(row)
    result = stage.play("pull_request", action="opened")
    assert (result.exit_code, result.status) == (0, "posted")
    fate, reason = reach(result)[row.path]
    assert fate == "reviewed" or reason
    assert reach(result)["store.py"][0] == "reviewed"
    assert [comment.line for comment in stage.pull_request.review_comments] == [6, 9]


def test_a_file_without_a_patch_is_not_called_reviewed(begin: Begin) -> None:
    stage = begin()
    stage.pull_request.files.append(ROWS["no patch"])
    result = stage.play("pull_request", action="opened")
    assert reach(result)["huge.py"] == ("skipped", "too large for the forge to show its diff")
    assert "`huge.py`" in stage.summary_comment


def test_only_odd_files_are_a_review_without_a_model_call(begin: Begin) -> None:
    stage = begin(a_pull_request(head={"store.py": STORE, "logo.png": b"\0\1", "poetry.lock": "a = 1\n"}))
    result = stage.play("pull_request", action="opened")
    assert result.exit_code == 0
    assert {fate for fate, _ in reach(result).values()} == {"skipped"}


def test_ignored_files_are_said_to_be_skipped(begin: Begin) -> None:
    head = {**PLAIN, "gen/api.py": "x = 1\n", "notes.txt": "x\n"}
    stage = begin(a_pull_request(head=head), settings='[ignore]\nglob = ["gen/**"]\nregex = [".*\\\\.txt$"]')
    result = stage.play("pull_request", action="opened")
    assert {path for path, (fate, _) in reach(result).items() if fate == "skipped"} == {"gen/api.py", "notes.txt"}
    assert "gen/api.py" in stage.summary_comment


def test_a_page_of_files_and_more_is_read_whole(begin: Begin) -> None:
    head = PLAIN | {f"part_{number:03}.py": f"x = {number}\n" for number in range(130)}
    stage = begin(a_pull_request(head=head))
    result = stage.play("pull_request", action="opened")
    assert result.exit_code == 0
    assert len(reach(result)) == 131
    assert len([call for call in result.calls if call.path.endswith("/files")]) == 2
