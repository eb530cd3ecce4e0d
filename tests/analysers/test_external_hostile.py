"""Nothing that a pull request or a tool does harms the run; what is missing is said."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_agent_action.analysers.external import MOST_FINDINGS, MOST_OF_A_RULE, ExternalResult, external_findings
from pr_agent_action.analysers.sandbox import MissingToolError, ToolError, is_plain, run_tool
from pr_agent_action.analysers.tools import all_tools
from pr_agent_action.analysers.tools.base import Defaults, Remark, Tool, heading
from pr_agent_action.domain.finding import Category, Severity
from pr_agent_action.settings.sections import AnalysersSection
from tests.fakes.diffs import added_file, file_diff


class PythonTool(Defaults):
    """A tool that is a line of Python; it prints ``path:line`` of what it finds."""

    def __init__(self, code: str, name: str = "a-tool", program: str = sys.executable) -> None:
        self.name, self._code, self._program = name, code, program

    def wants(self, path: str) -> bool:
        return True

    def command(self, paths: Sequence[str]) -> tuple[str, ...]:
        return (self._program, "-I", "-c", self._code, *paths)

    def parse(self, stdout: str) -> tuple[Remark, ...]:
        return tuple(self._remark(line) for line in stdout.splitlines())

    def _remark(self, said: str) -> Remark:
        path, _, line = said.rpartition(":")
        return Remark(
            path=path,
            line=int(line),
            rule="R1",
            title="It is wrong",
            body="It is.",
            severity=Severity.MEDIUM,
            category=Category.BUG,
        )


FINDS_FIRST_LINES = "import sys; print('\\n'.join(f'{path}:1' for path in sys.argv[1:]))"


def run(*tools: Tool, timeout: int = 20, paths: Sequence[str] = ("a.py",), text: str = "x = 1") -> ExternalResult:
    diffs = [added_file(text, path) for path in paths]
    return external_findings(diffs, {}, AnalysersSection(timeout=timeout), tools=tools)


@pytest.mark.parametrize(
    ("code", "notice"),
    [
        ("import time; time.sleep(60)", "`a-tool` did not finish in 1 s; its findings are missing."),
        (
            "import subprocess; subprocess.run(['/bin/sleep', '60'])",
            "`a-tool` did not finish in 1 s; its findings are missing.",
        ),
        ("raise SystemExit(2)", "`a-tool` failed; its findings are missing."),
        ("raise SystemExit(1)", "`a-tool` failed; its findings are missing."),
        ("import os; os.abort()", "`a-tool` failed; its findings are missing."),
        ("print('nonsense')", "`a-tool` printed what cannot be read; its findings are missing."),
        ("x = bytearray(3 * 1024 ** 3)", "`a-tool` failed; its findings are missing."),
        ("while True: print('a.py:1' * 100_000)", "`a-tool` printed too much; its findings are missing."),
    ],
)
def test_a_tool_that_fails_is_a_notice(code: str, notice: str) -> None:
    start = time.monotonic()
    slow = "did not finish" in notice
    result = run(PythonTool(code), PythonTool(FINDS_FIRST_LINES, "another"), timeout=1 if slow else 20)
    assert result.notices == (notice,) or slow
    assert notice in result.notices
    assert time.monotonic() - start < 15
    assert slow or [finding.source for finding in result.findings] == ["another"]


def test_tools_that_are_missing_are_one_notice() -> None:
    result = run(*(PythonTool("", name, program="no-such-program") for name in ("one", "two")))
    assert result.notices == (
        (
            "Not installed, so that their findings are missing: `one`, `two`. Install "
            "`pr-agent-action[analysers]`, or name the others in `[analysers] tools`."
        ),
    )
    assert result.findings == ()


def test_a_package_that_is_missing_is_a_notice() -> None:
    class Module(PythonTool):
        def command(self, paths: Sequence[str]) -> tuple[str, ...]:
            return (sys.executable, "-I", "-m", "no_such_package", *paths)

    assert run(Module("")).notices == ("`a-tool` failed; its findings are missing.",)


def test_a_program_that_cannot_be_started_is_a_notice() -> None:
    huge = PythonTool("#" * 3_000_000)
    assert run(huge).notices == ("`a-tool` could not be started; its findings are missing.",)


def test_tools_run_at_once() -> None:
    slow = [PythonTool("import time; time.sleep(0.8)", f"tool-{number}") for number in range(4)]
    assert run(*slow).seconds < 2.8


def test_a_tool_sees_no_variable_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghs_x")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    code = "import os; print(*(f'{name}:1' for name in sorted(os.environ)), sep='\\n')"
    seen: list[str] = []

    class Telling(PythonTool):
        def parse(self, stdout: str) -> tuple[Remark, ...]:
            seen.extend(line.partition(":")[0] for line in stdout.splitlines())
            return ()

    assert run(Telling(code)).notices == ()
    assert set(seen) - {"PWD", "LC_CTYPE", "OLDPWD", "SHLVL", "_"} == {"HOME", "LANG", "PATH", "TMPDIR"}


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    marker = tmp_path / "alive"
    child = f"import time; time.sleep(0.8); open({str(marker)!r}, 'w')"
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}]); print('a.py:1')"
    assert run_tool((sys.executable, "-I", "-c", code), folder=tmp_path, seconds=20) == "a.py:1\n"
    time.sleep(1.2)
    assert not marker.exists()


def test_a_program_that_is_missing_says_so(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    with pytest.raises(MissingToolError, match="is not installed"):
        run_tool(("no-such-program",), folder=tmp_path, seconds=1)
    with pytest.raises(ToolError, match="failed"):
        run_tool((sys.executable, "-c", "raise SystemExit(3)"), folder=tmp_path, seconds=20)


@pytest.mark.parametrize(
    "path",
    [
        "../a.py",
        "a/../../b.py",
        "/etc/passwd",
        "a//b.py",
        "./a.py",
        "a\nb.py",
        "a\x00.py",
        "a/",
        "",
        "\ud800.py",
        "x" * 300,
    ],
)
def test_odd_names_are_not_laid_out(path: str) -> None:
    assert not is_plain(path)
    result = run(PythonTool(FINDS_FIRST_LINES), paths=(path, "b.py"))
    assert [finding.path for finding in result.findings] == ["b.py"]
    assert result.notices == ("1 changed file was not given to the analysers: the name is odd.",)


@pytest.mark.parametrize(
    "path", ["-rf.py", "--config=x.py", "$(touch x).py", "a b;c.py", "ä/ö.py", ".hidden/a.py", "a'b\".py"]
)
def test_unusual_names_are_fine(path: str) -> None:
    assert is_plain(path)
    result = run(PythonTool(FINDS_FIRST_LINES), paths=(path,))
    assert [finding.path for finding in result.findings] == [path]
    found = external_findings([added_file("x = nowhere", path)], {}, AnalysersSection(timeout=60))
    assert {(one.source, one.path, one.line_hint) for one in found.findings} == {("ruff", path, 1)}


def test_names_of_options_and_climbing_remarks_name_no_other_file() -> None:
    escapes = PythonTool("print('/etc/passwd:1\\n../output:1\\nb.py:1\\na.py:0\\na.py:99\\na.py:-1')")
    result = run(escapes)
    assert (result.findings, result.notices) == ((), ())


HOSTILE: dict[str, Callable[[], str]] = {
    "deep brackets": lambda: "(" * 50_000,
    "deep indentation": lambda: "\n".join(" " * depth + "if x:" for depth in range(1_000)),
    "one long line": lambda: "a" * 900_000,
    "long number": lambda: "x = " + "9" * 200_000,
    "no text": lambda: "\x00\x01\x02\ufffd\x1b[31m",
    "YAML bomb": lambda: (
        "a: &a [x,x]\n" + "\n".join(f"b{n}: &b{n} [*{'a' if n == 0 else f'b{n - 1}'},*a]" for n in range(2_000))
    ),
    "deep YAML": lambda: "[" * 20_000,
    "deep shell": lambda: "$(" * 5_000,
    "surrogates": lambda: "x = '\ud800'",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_do_no_harm(name: str) -> None:
    text = HOSTILE[name]()
    paths = ("a.py", "a.sh", "Dockerfile", "a.yaml", ".github/workflows/a.yml", "action.yml")
    diffs = [added_file(text, path) for path in paths]
    start = time.monotonic()
    result = external_findings(diffs, {}, AnalysersSection(timeout=2, min_severity="low"))
    assert time.monotonic() - start < 20
    assert len(result.findings) <= MOST_FINDINGS
    assert all("its findings are missing" in notice or "found" in notice for notice in result.notices)


def test_a_line_far_away_costs_nothing() -> None:
    diff = file_diff("@@ -0,0 +900000000,1 @@\n+AAAAAAAAAAAAAAAAAAAAAAA1", "a.txt")
    start = time.monotonic()
    assert external_findings([diff], {}, AnalysersSection()).findings == ()
    assert time.monotonic() - start < 5


def test_very_many_findings_are_cut() -> None:
    paths = [f"{number}.py" for number in range(10)]
    every_line = PythonTool("import sys; print('\\n'.join(f'{p}:{n}' for p in sys.argv[1:] for n in range(1, 21)))")
    result = run(every_line, text="x\n" * 20, paths=paths)
    assert len(result.findings) == MOST_FINDINGS
    assert {finding.line_hint for finding in result.findings} == set(range(1, MOST_OF_A_RULE + 1))
    assert result.notices == ("Analysers found 150 more, repeats in one file or less severe ones.",)


@pytest.mark.parametrize("target", ["../lib/real.py", "real.py", "/usr/bin/x", "a/b"])
def test_a_link_s_text_is_no_code(target: str) -> None:
    diffs = [added_file(target, path) for path in ("link.py", "link.sh", "link.yml", "Dockerfile")]
    result = external_findings(diffs, {}, AnalysersSection(timeout=60, min_severity="low"))
    assert (result.findings, result.notices) == ((), ())


def test_texts_that_were_not_read_are_named() -> None:
    diffs = [file_diff("@@ -1 +1 @@\n-a\n+b", path) for path in ("a.py", "b.py", "c.txt")]
    result = external_findings(diffs, {"b.py": "b = 1\n"}, AnalysersSection(timeout=60))
    assert result.notices == ("1 changed file was not given to the analysers: the text could not be read.",)


@pytest.mark.parametrize("tool", all_tools("id: x").values(), ids=lambda tool: tool.name)
@settings(max_examples=25, deadline=None)
@given(
    stdout=st.text(max_size=200)
    | st.sampled_from(["[]", "{}", "null", "[null]", "[" * 5_000, '[{"code": 1}]', '{"results": []}'])
)
def test_nonsense_is_a_value_error(tool: Tool, stdout: str) -> None:
    with suppress(ValueError):
        assert isinstance(tool.parse(stdout), tuple)


def test_headings_are_short() -> None:
    assert heading("Do not. Because it hurts.") == "Do not"
    assert len(heading("x" * 500)) == 120
