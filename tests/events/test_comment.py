"""The grammar of slash commands, case by case."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_agent_action.domain.command import Command
from pr_agent_action.errors import CommandError
from pr_agent_action.events.comment import MAX_BODY, MAX_COMMANDS, parse_commands, parse_comment

ALIASES = {
    "review": "review",
    "review_pr": "review",
    "auto_review": "review",
    "describe": "describe",
    "describe_pr": "describe",
    "improve": "improve",
    "improve_code": "improve",
    "ask": "ask",
    "ask_question": "ask",
    "help": "help",
    "config": "config",
    "settings": "config",
}
REVIEW = Command("review")


@pytest.mark.parametrize(
    ("body", "commands"),
    [
        ("/review", (REVIEW,)),
        ("   /review  ", (REVIEW,)),
        ("/REVIEW", (REVIEW,)),
        ("/review_pr", (REVIEW,)),
        ("/review-pr", (REVIEW,)),
        ("/auto_review", (REVIEW,)),
        ("Thanks!\n\n/review", (REVIEW,)),
        ("/describe\r\n/review\r\n", (Command("describe"), REVIEW)),
        ("/describe\r/review", (Command("describe"), REVIEW)),
        ("@pr-agent /review", (REVIEW,)),
        ("@github-actions[bot] /review -i", (Command("review", "-i"),)),
        ("/review full", (Command("review", "full"),)),
        ("/review\nThank you all", (REVIEW,)),
        ("/review\n\n/ask why?\n\n/improve", (REVIEW, Command("ask", "why?"), Command("improve"))),
    ],
)
def test_commands_start_a_line(body: str, commands: tuple[Command, ...]) -> None:
    assert parse_comment(body, ALIASES) == commands


@pytest.mark.parametrize(
    "body",
    [
        "",
        "Please /review this",
        "    /review",
        "\t/review",
        "> /review",
        "`/review`",
        "- /review",
        "/etc/passwd",
        "/review/now",
        "/foo/bar",
        "/review.",
        "//review",
        "/ review",
        "/",
        "/lgtm",
        "/retest",
        "/test all",
        "/preview",
        "/approve",
        "/revert",
        "/remove-label bug",
        "/cherry-pick v1",
        "```\n/review\n```",
        "~~~sh\n/review\n~~~",
        "````\n```\n/review\n```\n````",
        "```\n/review",
        "<!-- /review -->",
        "<!--\n/review\n-->",
        "<!--\n/review",
        "<!-- a\n--><!--\n/review\n-->",
        "<!-- a --> <!-- b\n/review",
    ],
)
def test_everything_else_holds_no_command(body: str) -> None:
    assert parse_comment(body, ALIASES) == ()


@pytest.mark.parametrize(
    "body",
    [
        "```\ncode\n```\n/review",
        "``` not ` a fence\n/review",
        "```\n~~~\n    ```\n```\n/review",
        "<!-- hidden -->\n/review",
        "<!--\nhidden\n-->\n/review",
        "<!-- hidden -->/review",
        "a <!-- that is never closed\n/review",
        "> quoted\n\n/review",
        "/lgtm\n/review",
    ],
)
def test_a_command_is_found_behind_what_holds_none(body: str) -> None:
    assert parse_comment(body, ALIASES) == (REVIEW,)


@pytest.mark.parametrize(
    ("line", "text", "options"),
    [
        ("/review --pr_reviewer.num_max_findings=3", "", {"pr_reviewer.num_max_findings": "3"}),
        ('/review --a.b="two words" -i', "-i", {"a.b": "two words"}),
        ("/review --a.b='two words'", "", {"a.b": "two words"}),
        ("/review --a.b=\u201ctwo words\u201d", "", {"a.b": "two words"}),
        (r'/review --a.b="say \"hi\" \\ \n"', "", {"a.b": r'say "hi" \ \n'}),
        ("/review --a.b=", "", {"a.b": ""}),
        ('/review --a.b=""', "", {"a.b": ""}),
        ('/review --ignore.glob=["*.py", "a b"] -i', "-i", {"ignore.glob": '["*.py", "a b"]'}),
        ("/review --ignore.glob=[a] full", "full", {"ignore.glob": "[a]"}),
        ("/review --ignore.glob=[a full", "full", {"ignore.glob": "[a"}),
        ("/review --a.b=1 --a.b=2", "", {"a.b": "2"}),
        ("/review --a.b=1 full --c.d=2 now", "full now", {"a.b": "1", "c.d": "2"}),
        ("/review --custom_labels.Bug.description=x", "", {"custom_labels.Bug.description": "x"}),
        ("/review --a.b value", "--a.b value", {}),
        ("/review --a=1", "--a=1", {}),
        ("/review x--a.b=1", "x--a.b=1", {}),
        ("/ask why isn't it \"locked?", "why isn't it \"locked?", {}),
        ("/ask --config.response_language=de-DE why?", "why?", {"config.response_language": "de-DE"}),
    ],
)
def test_options_are_taken_out_of_the_text(line: str, text: str, options: dict[str, str]) -> None:
    (command,) = parse_comment(line, ALIASES)
    assert (command.text, command.options) == (text, options)


def test_free_text_goes_on_to_the_next_command() -> None:
    body = "/ask why?\r\n\r\n> quoted\n```py\n/review\n```\n<!-- hidden -->\n/etc/passwd\n/lgtm\n\n/help"
    assert parse_comment(body, ALIASES) == (
        Command("ask", "why?\n\n> quoted\n```py\n/review\n```\n/etc/passwd\n/lgtm"),
        Command("help"),
    )


def test_who_takes_free_text_may_be_told() -> None:
    assert parse_comment("/help\nme", ALIASES, free_text={"help"}) == (Command("help", "me"),)


@pytest.mark.parametrize("value", ['"open', "'open", '"open\\"', '"closed"behind', "\u201copen"])
def test_unbalanced_quotes_are_an_error_that_names_the_key(value: str) -> None:
    with pytest.raises(CommandError, match=r"quotes around the value of `a\.b`") as caught:
        parse_comment(f"/review --a.b={value}", ALIASES)
    assert "open" not in str(caught.value)


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("reviw", "review"),
        ("descibe", "describe"),
        ("Improv", "improve"),
        ("hepl", "help"),
        ("review-prs", "review_pr"),
    ],
)
def test_a_slip_names_the_nearest_command(slip: str, meant: str) -> None:
    with pytest.raises(CommandError) as caught:
        parse_comment(f"/{slip} now", ALIASES)
    assert str(caught.value) == f"There is no command `/{slip}`. Did you mean `/{meant}`?"


def test_too_many_commands_are_an_error() -> None:
    assert len(parse_comment("/review\n" * MAX_COMMANDS, ALIASES)) == MAX_COMMANDS
    with pytest.raises(CommandError, match="this one holds 11"):
        parse_comment("/review\n" * (MAX_COMMANDS + 1), ALIASES)


def test_what_lies_behind_the_bound_is_not_read() -> None:
    assert parse_comment("x" * MAX_BODY + "\n/review", ALIASES) == ()


@pytest.mark.parametrize(
    "piece", ["/aaaaaa\n", "<!-- ", "`", "--a.b=[", "/ask x\n", "\n", "<!---->", " ", "/review" + " " * 99 + "x"]
)
def test_no_comment_takes_long_to_read(piece: str) -> None:
    body = "/ask " + piece * (MAX_BODY // len(piece))
    start = time.process_time()
    with contextlib.suppress(CommandError):
        parse_comment(body, ALIASES)
    assert time.process_time() - start < 1.5


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(["/review", "/ask why", "```", "<!--", "-->", "> ", "\n", "\r\n", " ", "--a.b=", '"', "x"])
    )
)
def test_any_body_gives_commands_or_a_command_error(pieces: list[str]) -> None:
    commands: tuple[Command, ...] = ()
    with contextlib.suppress(CommandError):
        commands = parse_comment("".join(pieces), ALIASES)
    assert {command.name for command in commands} <= {"review", "ask"}
    assert all(command.text == command.text.strip() for command in commands)


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("", ()),
        ("review", (REVIEW,)),
        ("/Review", (REVIEW,)),
        ("describe\n\n  review -i\r\nask why?", (Command("describe"), Command("review", "-i"), Command("ask", "why?"))),
        ("describe, /review,improve", (Command("describe"), REVIEW, Command("improve"))),
        ("ask why, then?", (Command("ask", "why, then?"),)),
        ("review --a.b='c d'", (Command("review", options={"a.b": "c d"}),)),
    ],
)
def test_an_operator_may_leave_the_slash_out(text: str, commands: tuple[Command, ...]) -> None:
    assert parse_commands(text, ALIASES) == commands


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("reviw", "There is no command `/reviw`. Did you mean `/review`?"),
        ("frobnicate", "There is no command `/frobnicate`. Write one command a line: `ask`, `config`,"),
        ("describe, frob", "That is no command. Did you mean `/describe`?"),
        ("!!", "That is no command. Write one"),
        ("/", "That is no command. Write one"),
        ("review\n" * 11, "One comment may hold 10 commands"),
    ],
)
def test_an_operators_slip_is_always_an_error(text: str, message: str) -> None:
    with pytest.raises(CommandError) as caught:
        parse_commands(text, ALIASES)
    assert str(caught.value).startswith(message)
