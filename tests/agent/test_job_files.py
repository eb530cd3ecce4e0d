from __future__ import annotations

from pathlib import Path

import pytest

from pr_agent_action.agent.job_files import job_file, write_whole
from pr_agent_action.errors import SettingsError


def test_a_name_counts_from_the_workspace(tmp_path: Path) -> None:
    temp = tmp_path / "temp"

    assert job_file("a/out.json", [tmp_path]) == tmp_path / "a" / "out.json"
    assert job_file(str(temp / "out.json"), [tmp_path / "workspace", temp]) == temp / "out.json"


@pytest.mark.parametrize("name", ["../out.json", "/etc/out.json", "link/out.json", ".", "..", "a/.."])
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    (workspace / "link").symlink_to(tmp_path)

    with pytest.raises(SettingsError, match="outside"):
        job_file(name, [workspace])


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "new" / "out.json"
    write_whole(path, "one")
    write_whole(path, "two")
    assert (path.read_text(), [file.name for file in path.parent.iterdir()]) == ("two", ["out.json"])

    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_whole(tmp_path / "folder", "three")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["folder", "new"]
