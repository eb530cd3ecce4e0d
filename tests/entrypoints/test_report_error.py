"""A bug report tells where, never what."""

from __future__ import annotations

from pr_agent_action import __version__
from pr_agent_action.entrypoints.report_error import format_bug
from pr_agent_action.events.event_file import parse_event


class OddError(Exception):
    """Something nobody thought of."""


def fail() -> None:
    try:
        parse_event(None, "push")  # type: ignore[arg-type]  # the bug to report
    except AttributeError as error:
        raise OddError("text of a pull request") from error


def caught() -> BaseException:
    try:
        fail()
    except OddError as error:
        return error
    raise AssertionError


def test_it_names_types_places_and_versions_but_no_message() -> None:
    report = format_bug(caught(), str)
    assert report.startswith(f"pr-agent-action {__version__}, Python 3.")
    assert "litellm 1." in report
    assert "OddError\n  entrypoints/test_report_error.py:" in report
    assert "caused by: builtins.AttributeError" in report
    assert "  pr_agent_action/events/event_file.py:" in report
    assert "text of a pull request" not in report
    assert "NoneType" not in report


def test_what_was_being_handled_and_the_parts_of_a_group_are_told() -> None:
    error = TypeError("text")
    error.__context__ = ExceptionGroup("text", [OddError("text"), ValueError("text")])
    report = format_bug(error, str)
    assert "while handling: builtins.ExceptionGroup" in report
    assert "one of it: builtins.ValueError" in report
    assert "text" not in report


def test_a_long_chain_ends() -> None:
    error: Exception = ValueError()
    for _ in range(20):
        outer = ValueError()
        outer.__cause__ = error
        error = outer
    report = format_bug(error, str)
    assert report.count("ValueError") == 8
    assert report.endswith("...")


def test_redaction_has_the_last_word() -> None:
    assert format_bug(ValueError(), lambda text: "[redacted]") == "[redacted]"
