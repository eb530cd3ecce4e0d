from __future__ import annotations

import pytest

from pr_agent_action.diff.presence import Head, Presence
from pr_agent_action.domain.diff import FileDiff, Side
from pr_agent_action.domain.pull_request import FileStatus
from pr_agent_action.text.likeness import code_keys
from tests.fakes.diffs import added_file, file_diff, patch_of

OLD = [f"line {n}" for n in range(1, 41)]
CODE = code_keys("query = name\n\n    run(query)")


def changed(new: list[str], path: str = "app.py") -> FileDiff:
    return file_diff(patch_of(OLD, new), path)


@pytest.mark.parametrize(
    ("diffs", "texts", "where"),
    [
        ([changed([*OLD[:5], "query = name", "run(query)", *OLD[5:]])], {}, Presence.HERE),
        ([changed([*OLD[:5], "  query = name", "", "}", "run( query )", *OLD[5:]])], {}, Presence.HERE),
        ([changed([*OLD[:5], "query = name", "log()", "run(query)", *OLD[5:]])], {}, Presence.UNKNOWN),
        ([changed([*OLD[:5], "fixed()", *OLD[5:]])], {"app.py": "fixed()"}, Presence.GONE),
        ([changed([*OLD[:5], "fixed()", *OLD[5:]])], {"app.py": "query = name\nrun(query)"}, Presence.HERE),
        ([], {"app.py": None}, Presence.GONE),
        ([], {}, Presence.UNKNOWN),
        ([added_file("fixed()")], {}, Presence.GONE),
        ([file_diff("@@ -1,2 +0,0 @@\n-a\n-b", status=FileStatus.REMOVED)], {}, Presence.GONE),
        ([file_diff(None)], {}, Presence.UNKNOWN),
        ([added_file("query = name\nrun(query)", "b.py")], {"app.py": "other"}, Presence.ELSEWHERE),
        ([added_file("query = name\nrun(query)", "b.py")], {}, Presence.ELSEWHERE),
        ([added_file("query = name\nrun(query)", "b.py")], {"app.py": "query = name\nrun(query)"}, Presence.HERE),
    ],
)
def test_where_code_is(diffs: list[FileDiff], texts: dict[str, str | None], where: Presence) -> None:
    found, path = Head(diffs, texts).where(CODE, "app.py", Side.RIGHT)
    assert found is where
    assert path == ("b.py" if where is Presence.ELSEWHERE else "")


def test_code_without_a_telling_line_is_never_gone() -> None:
    assert Head([], {"app.py": None}).where((), "app.py", Side.RIGHT)[0] is Presence.UNKNOWN


@pytest.mark.parametrize(
    ("diffs", "where"),
    [
        ([changed([*OLD[:4], *OLD[6:]])], Presence.HERE),
        ([changed([*OLD[:5], *OLD[6:]])], Presence.GONE),
        ([changed([*OLD[:5], "x", *OLD[5:]])], Presence.GONE),
        ([file_diff(None)], Presence.UNKNOWN),
        ([], Presence.GONE),
    ],
)
def test_a_removed_line_is_gone_once_it_is_back(diffs: list[FileDiff], where: Presence) -> None:
    assert Head(diffs, {}).where(code_keys("line 5\nline 6"), "app.py", Side.LEFT)[0] is where
