from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_agent_action.diff.parse import parse_file, parse_files
from pr_agent_action.domain.diff import DiffLine, Hunk, LineKind
from pr_agent_action.domain.pull_request import ChangedFile, FileStatus
from tests.fakes.diffs import file_diff, render

TEXT = st.text(st.characters(exclude_characters="\n"), max_size=12)
ODD = ["\u2028", "\x0c", "\r", "a\rb", "\x85", "", " ", "@@ -1 +1 @@", "--- a", "+++ b", "\\ No newline"]


@st.composite
def hunks(draw: st.DrawFn) -> tuple[Hunk, ...]:
    made = []
    old, new = 1, 1
    for _ in range(draw(st.integers(1, 3))):
        gap = draw(st.integers(0, 50))
        old, new = old + gap, new + gap
        start = (old, new)
        lines = []
        kinds = draw(st.lists(st.sampled_from(LineKind), min_size=1, max_size=8))
        for kind in kinds:
            text = draw(TEXT | st.sampled_from(ODD))
            on_old, on_new = kind is not LineKind.ADDED, kind is not LineKind.REMOVED
            lines.append(DiffLine(kind, old if on_old else None, new if on_new else None, text))
            old, new = old + on_old, new + on_new
        made.append(
            Hunk(
                old_start=start[0],
                old_count=old - start[0],
                new_start=start[1],
                new_count=new - start[1],
                section=draw(st.sampled_from(["", "def f(a, b):", "@@ odd @@"])),
                lines=tuple(lines),
            )
        )
    return tuple(made)


@given(hunks())
@settings(max_examples=150)
def test_what_is_rendered_is_parsed_again(made: tuple[Hunk, ...]) -> None:
    assert file_diff(render(made)).hunks == made


@given(st.text(max_size=200) | st.text("@+- 0123456789,\n\\a", max_size=200))
@settings(max_examples=200)
def test_no_text_is_an_error(patch: str) -> None:
    file_diff(patch)


def test_counts_may_be_left_out_and_the_end_may_lack_its_newline() -> None:
    (hunk,) = file_diff(
        "@@ -1 +1 @@ class A:\n-old\n\\ No newline at end of file\n+new\n\\ No newline at end of file"
    ).hunks
    assert [(line.kind.value, line.old, line.new, line.text) for line in hunk.lines] == [
        ("-", 1, None, "old"),
        ("+", None, 1, "new"),
    ]
    assert hunk.section == "class A:"


def test_crlf_is_kept_and_lost_blanks_are_restored() -> None:
    (hunk,) = file_diff("@@ -1,3 +1,4 @@\r\n a\r\n\r\n+b\r\n\n").hunks
    assert [line.text for line in hunk.lines] == ["a\r", "\r", "b\r", ""]
    assert [line.new for line in hunk.lines] == [1, 2, 3, 4]


def test_only_line_feeds_split_lines() -> None:
    odd = "a\u2028b\x0cc\rd\x85e"
    (hunk,) = file_diff(f"@@ -0,0 +1,2 @@\n+{odd}\n+end").hunks
    assert [line.text for line in hunk.lines] == [odd, "end"]


def test_a_very_long_line_is_one_line() -> None:
    (hunk,) = file_diff("@@ -0,0 +1 @@\n+" + "x" * 100_000).hunks
    assert len(hunk.lines[0].text) == 100_000


def test_a_patch_that_was_cut_short_keeps_its_lines() -> None:
    (hunk,) = file_diff("@@ -1,9 +1,10 @@\n a\n+b").hunks
    assert (hunk.old_count, hunk.new_count, len(hunk.lines)) == (1, 2, 2)


@pytest.mark.parametrize(
    "patch",
    [
        None,
        "",
        "Binary files a/x and b/x differ",
        "@@@ -1,1 -1,1 +1,1 @@@\n  a",
        "@@ -1 +1 @@\n?a",
        "@@ -0 +1 @@\n-a\n+b",
        "@@ -1,1 +1,1 @@\n a\nrest",
        "@@ -1,2 +1,0 @@\n-a\n b",
        "@@ -" + "9" * 5000 + " +1 @@\n a",
        "diff --git a/x b/x\n@@ -1 +1 @@\n-a\n+b",
    ],
)
def test_what_is_no_unified_diff_has_no_hunks(patch: str | None) -> None:
    assert file_diff(patch).hunks == ()


def git(cwd: Path, *args: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "core.autocrlf=false", *args]
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True).stdout.decode()


@pytest.mark.parametrize("context", [0, 3])
def test_line_numbers_agree_with_git(tmp_path: Path, context: int) -> None:
    old = [f"line {n}" if n % 7 else "" for n in range(1, 80)]
    new = [*old[:4], "new a", "new b", *old[6:30], *old[33:60], "tail\r", *old[60:]]
    git(tmp_path, "init", "-q")
    (tmp_path / "f").write_bytes("\n".join(old).encode())
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "old")
    (tmp_path / "f").write_bytes(("\n".join(new) + "\n").encode())
    patch = git(tmp_path, "diff", f"-U{context}")
    (diff,) = parse_files(
        [ChangedFile(path="f", status=FileStatus.MODIFIED, patch=patch[patch.index("@@") :].removesuffix("\n"))]
    )
    lines = [line for hunk in diff.hunks for line in hunk.lines]
    assert len(diff.hunks) > 2
    assert all(old[line.old - 1] == line.text for line in lines if line.old is not None)
    assert all(new[line.new - 1] == line.text for line in lines if line.new is not None)
    assert {line.text for line in diff.added} >= {"new a", "new b", "tail\r"}


def test_a_file_keeps_what_it_is() -> None:
    file = ChangedFile(path="x", status=FileStatus.RENAMED, previous_path="y")
    assert parse_file(file).file is file
