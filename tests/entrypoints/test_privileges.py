"""Giving up root: the order of calls with a fake, the effect in a real process."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pr_agent_action.entrypoints.privileges import NOBODY, Account, drop_privileges

SCRIPT = """
import json, os, sys
from pathlib import Path
from pr_agent_action.entrypoints.privileges import drop_privileges
from pr_agent_action.events.event_file import load_event_file
output = open(sys.argv[2], "a")
account = drop_privileges(Path(sys.argv[1]), needed=())
output.write("still open"); output.close()
try:
    os.setuid(0)
    back = True
except PermissionError:
    back = False
home = Path(os.environ["HOME"])
(home / "cache").write_text("x")
Path(sys.argv[1], "report.txt").write_text("x") if sys.argv[4] == "owner" else None
print(json.dumps({
    "ids": [*os.getresuid(), *os.getresgid(), *os.getgroups()], "uid": account.uid, "problem": account.problem,
    "back": back, "home": str(home), "event": load_event_file(sys.argv[3], "push"),
    "tokens": [name for name in os.environ if name.startswith("ACTIONS_")],
}))
"""


@dataclass
class FakeSystem:
    """Remembers what it was asked, and can refuse as a user namespace does."""

    uid: int = 0
    refuse: str = ""
    calls: list[tuple[str, object]] = field(default_factory=list)

    def getuid(self) -> int:
        return self.uid

    def setgroups(self, groups: Sequence[int], /) -> None:
        self._note("setgroups", list(groups))

    def setgid(self, gid: int, /) -> None:
        self._note("setgid", gid)

    def setuid(self, uid: int, /) -> None:
        self._note("setuid", uid)
        self.uid = uid

    def umask(self, mask: int, /) -> int:
        self._note("umask", mask)
        return 0

    def _note(self, name: str, value: object) -> None:
        if name == self.refuse:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        self.calls.append((name, value))


def test_groups_go_before_the_group_and_the_group_before_the_user(tmp_path: Path) -> None:
    system = FakeSystem()
    owner = tmp_path.stat().st_uid or NOBODY
    assert drop_privileges(tmp_path, {"HOME": str(tmp_path)}, system=system, needed=()) == Account(owner)
    assert [name for name, _ in system.calls] == ["setgroups", "setgid", "setuid", "umask"]
    assert system.calls[0] == ("setgroups", [])
    assert system.calls[2] == ("setuid", owner)


def test_a_workspace_that_is_missing_is_nobodys() -> None:
    system = FakeSystem()
    assert drop_privileges(Path("/nowhere"), {"HOME": "/"}, system=system, needed=()).uid == NOBODY
    assert ("setgid", NOBODY) in system.calls


def test_without_root_nothing_changes_but_the_tokens_go(tmp_path: Path) -> None:
    system = FakeSystem(uid=1001)
    environ = {
        "ACTIONS_RUNTIME_TOKEN": "x",
        "ACTIONS_ID_TOKEN_REQUEST_URL": "x",
        "HOME": "/nowhere",
        "GITHUB_TOKEN": "x",
    }
    assert drop_privileges(tmp_path, environ, system=system) == Account(1001)
    assert environ == {"HOME": "/nowhere", "GITHUB_TOKEN": "x"}
    assert system.calls == []


@pytest.mark.parametrize("refused", ["setgroups", "setgid", "setuid"])
def test_a_namespace_without_other_users_is_a_problem_not_an_error(refused: str, tmp_path: Path) -> None:
    account = drop_privileges(tmp_path, {"HOME": "/"}, system=FakeSystem(refuse=refused), needed=())
    assert account.uid == 0
    assert account.problem.startswith("The process stays root: it cannot become user")
    assert account.problem.endswith("(Invalid argument).")


def test_a_python_that_only_root_may_see_keeps_root(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    system = FakeSystem()
    account = drop_privileges(tmp_path, {}, system=system, needed=[closed / "os.py"])
    assert account.problem.startswith("The process stays root: user")
    assert system.calls == []


def test_a_home_that_cannot_be_written_is_replaced(tmp_path: Path) -> None:
    environ = {"HOME": "/nowhere"}
    drop_privileges(tmp_path, environ, system=FakeSystem(), needed=())
    home = Path(environ["HOME"])
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    home.rmdir()


def open_folder(path: Path) -> Path:
    """Make the folders above readable by all, as those of a container are."""
    path.mkdir(exist_ok=True)
    path.chmod(0o755)
    return path


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give up root")
@pytest.mark.parametrize(("owner", "expected"), [(1001, 1001), (0, NOBODY)])
def test_a_real_process_gives_up_root_for_good(owner: int, expected: int) -> None:
    base = open_folder(Path("/tmp") / f"drop-{os.getpid()}-{owner}")  # NOTE: pytest's own folders are root's alone.
    try:
        workspace, event, output = open_folder(base / "workspace"), base / "event.json", base / "output"
        os.chown(workspace, owner, owner)
        event.write_text("{}")
        event.chmod(0o644)
        output.touch(0o600)
        ran = subprocess.run(
            [sys.executable, "-c", SCRIPT, workspace, output, event, "owner" if owner else "nobody"],
            env={"PATH": os.environ["PATH"], "HOME": "/root", "ACTIONS_RUNTIME_TOKEN": "x", "ACTIONS_CACHE_URL": "x"},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        told = json.loads(ran.stdout)
        assert set(told["ids"]) == {expected}
        assert (told["uid"], told["problem"], told["back"], told["tokens"]) == (expected, "", False, [])
        assert told["event"] == {}
        assert told["home"] != "/root"
        assert output.read_text() == "still open"
        assert Path(told["home"]).stat().st_uid == expected
    finally:
        subprocess.run(["rm", "-rf", base, *([told["home"]] if "told" in locals() else [])], check=True)
