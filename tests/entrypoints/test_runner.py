"""The runner's files and log, read back as the runner reads them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_agent_action.entrypoints.runner import SUMMARY_LIMIT, Runner
from pr_agent_action.entrypoints.workflow_commands import command, plain_lines


class Step:
    """A step under the runner: its files and its log."""

    def __init__(self, folder: Path, *, active: bool = True) -> None:
        self.output, self.summary = folder / "output", folder / "summary"
        self.stdout = io.StringIO()
        environ = {"GITHUB_OUTPUT": str(self.output), "GITHUB_STEP_SUMMARY": str(self.summary)}
        self.runner = Runner.from_environ(environ | {"GITHUB_ACTIONS": "true"} if active else {}, self.stdout)

    def outputs(self) -> dict[str, str]:
        """Read heredocs as the runner does: up to the first line that is the delimiter."""
        found: dict[str, str] = {}
        lines = iter(self.output.read_bytes().decode().split("\n"))
        for head in lines:
            if not head:
                continue
            name, _, delimiter = head.partition("<<")
            found[name] = "\n".join(iter(lambda: next(lines), delimiter))
        return found

    def log(self) -> str:
        return self.stdout.getvalue()


@pytest.fixture
def step(tmp_path: Path) -> Iterator[Step]:
    made = Step(tmp_path)
    with made.runner:
        yield made


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Step]:
    made = Step(tmp_path, active=False)
    with made.runner:
        yield made


def runner_sees(log: str) -> list[str]:
    """Return what the runner takes for commands, stop-commands obeyed."""
    seen: list[str] = []
    resume = ""
    for line in re.split(r"\r\n|\r|\n", log):
        text = line.lstrip()
        if resume:
            resume = "" if text == f"::{resume}::" else resume
        elif text.startswith("::stop-commands::"):
            resume = text.removeprefix("::stop-commands::")
        elif text.startswith("::") or "##[" in text:
            seen.append(text)
    return seen


@pytest.mark.parametrize("value", ["", "3", "a\nb\n", "x<<y", "name<<ghadelimiter_1\nghadelimiter_1", "ä \u2028 \r\n"])
def test_outputs_are_read_back(value: str, step: Step) -> None:
    step.runner.set_output("findings_count", "1")
    step.runner.set_output("review_json", value)
    data = step.output.read_bytes().decode()
    assert value in data
    assert step.outputs() == {"findings_count": "1", "review_json": value}


def test_no_two_outputs_share_a_delimiter(step: Step) -> None:
    step.runner.set_output("a", "1")
    step.runner.set_output("b", "2")
    delimiters = re.findall(r"<<(\S+)", step.output.read_text(encoding="utf-8"))
    assert len(set(delimiters)) == 2
    assert all(delimiter.startswith("ghadelimiter_") for delimiter in delimiters)


@pytest.mark.parametrize("name", ["", "a b", "a<<b", "a\nb", "1a"])
def test_an_outputs_name_is_checked(name: str, step: Step) -> None:
    with pytest.raises(ValueError, match="is no name of an output"):
        step.runner.set_output(name, "x")


def test_a_lone_surrogate_does_not_lose_an_output(step: Step) -> None:
    step.runner.set_output("a", "\ud800b")
    step.runner.write_summary("\ud800b")
    step.runner.log("\ud800b")
    assert step.outputs() == {"a": "?b"}
    assert step.summary.read_text(encoding="utf-8") == "?b\n"
    assert step.log() == "b\n"


def test_summaries_are_appended(step: Step) -> None:
    step.runner.write_summary("# One\n\n")
    step.runner.write_summary("# Two")
    assert step.summary.read_text(encoding="utf-8") == "# One\n# Two\n"


def test_a_long_summary_is_cut_at_a_line(step: Step) -> None:
    step.runner.write_summary("ä" * 50_000)
    step.runner.write_summary("näxt line\n" * 200_000)
    step.runner.write_summary("no room")
    text = step.summary.read_text(encoding="utf-8")
    assert SUMMARY_LIMIT - 100 < len(text.encode()) <= SUMMARY_LIMIT
    assert text.endswith("näxt line\n\n*The rest was cut: a job summary holds 1 MiB at most.*\n")


def test_files_that_cannot_be_opened_are_a_warning() -> None:
    stdout = io.StringIO()
    environ = {"GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": "/nowhere/output"}
    with Runner.from_environ(environ, stdout) as runner:
        runner.set_output("a", "1")
        runner.write_summary("x")
    (line,) = stdout.getvalue().splitlines()
    assert line.startswith("::warning::`GITHUB_OUTPUT` cannot be opened (No such file or directory)")


def test_the_files_are_closed(tmp_path: Path) -> None:
    step = Step(tmp_path)
    step.runner.close()
    step.runner.set_output("a", "1")
    assert not step.output.read_bytes()


def test_annotations_are_escaped(step: Step) -> None:
    step.runner.notice("100 %\r\n::error::x", title="a:b,c%\nd")
    step.runner.warning("here", file="a,b.py", line=3)
    step.runner.error("bad\x1b[31m")
    assert step.log().splitlines() == [
        "::notice title=a%3Ab%2Cc%25%0Ad::100 %25%0A::error::x",
        "::warning file=a%2Cb.py,line=3::here",
        "::error::bad[31m",
    ]


def test_ten_annotations_of_a_kind_and_the_rest_in_the_log(step: Step) -> None:
    for number in range(12):
        step.runner.warning(f"number {number}", title="Title", file="a.py", line=3)
        step.runner.error("one") if number == 0 else None
    step.runner.close()
    lines = step.log().splitlines()
    assert sum(line.startswith("::warning") for line in lines) == 10
    assert "warning: a.py:3: Title: number 11" in lines
    assert lines[-1] == "GitHub shows 10 annotations of a kind; only in this log: 2 of kind warning."


def test_masks_hide_each_long_line(step: Step) -> None:
    step.runner.mask("first-line-of-key\n==\nsecond-line-of-key")
    step.runner.mask("short")
    step.runner.mask(" ")
    assert step.log().splitlines() == [
        "::add-mask::first-line-of-key%0A==%0Asecond-line-of-key",
        "::add-mask::first-line-of-key",
        "::add-mask::second-line-of-key",
        "::add-mask::short",
    ]


def test_groups(step: Step) -> None:
    with step.runner.group("Reading\n::error::x"):
        step.runner.log("inside")
    assert step.log() == "::group::Reading ::error::x\ninside\n::endgroup::\n"


def test_plain_text_is_logged_as_it_is(step: Step) -> None:
    step.runner.log("a\tb: c::d\n100 %")
    assert step.log() == "a\tb: c::d\n100 %\n"


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(["::", "error", "##[", "]", "\n", "\r", " ", "\x00", "\x0b", "\u2028", "\xa0", "#", "["]))
)
def test_no_text_is_taken_for_a_command(pieces: list[str]) -> None:
    stdout = io.StringIO()
    runner = Runner(stdout, active=True)
    runner.log("".join(pieces) + "\n::stop-commands::x\n::x::")
    runner.notice("".join(pieces), title="".join(pieces))
    (notice,) = runner_sees(stdout.getvalue())
    assert notice.startswith("::notice")


def test_a_terminal_gets_no_commands(terminal: Step) -> None:
    runner = terminal.runner
    runner.mask("secret")
    with runner.group("Reading"):
        runner.log("::error::x")
    runner.notice("Known", title="Title")
    runner.error("Bad", file="a.py", line=3)
    for _ in range(12):
        runner.warning("Look")
    runner.set_output("a", "1")
    runner.write_summary("# Done")
    runner.close()
    expected = [
        "Reading",
        "::error::x",
        "notice: Title: Known",
        "error: a.py:3: Bad",
        *["warning: Look"] * 12,
        "# Done",
    ]
    assert terminal.log().splitlines() == expected
    assert not terminal.output.exists()


def test_a_stream_that_cannot_write_a_character_replaces_it() -> None:
    stdout = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    Runner(stdout, active=False).log("fünf")
    stdout.seek(0)
    assert stdout.read() == "f?nf\n"


def test_a_command_without_properties() -> None:
    assert command("debug", "x", {"title": "", "line": None}) == "::debug::x"


def test_lines_end_where_the_runner_ends_them() -> None:
    assert plain_lines("a\r\nb\rc\nd\u2028e") == ["a", "b", "c", "d\u2028e"]
