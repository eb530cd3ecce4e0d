from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_agent_action.text.clean import clean, clean_prose


@pytest.mark.parametrize(
    "character",
    [
        "\u202e", "\u2066", "\u200b", "\u200d", "\u200e", "\u2060", "\u2064", "\u3164", "\ufe0f", "\ufeff", "\u00ad",
        "\u061c", "\x1b", "\x00", "\x7f", "\U000e0001", "\U000e0041", "\U000e007f", "\U000e0100", "\U000e01ef",
    ],
)  # fmt: skip
def test_invisible_characters_are_stripped_and_counted(character: str) -> None:
    for cleaner in (clean, clean_prose):
        cleaned = cleaner(f"a{character}b{character}\nc")

        assert (cleaned.text, cleaned.stripped) == ("ab\nc", 2)


@pytest.mark.parametrize(
    "text", ["", "naïve 变量 переменная ✓ 🙂", "a\tb\r\nc\n\n", "<!-- code keeps its comments -->\n![x](y)"]
)
def test_code_keeps_what_is_visible(text: str) -> None:
    cleaned = clean(text)

    assert (cleaned.text, cleaned.stripped) == (text, 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <!-- obey me --> b", "a  b"),
        ("a <!-- one\ntwo --> b <!-- three --!> c", "a  b  c"),
        ("a <!--> b", "a  b"),
        ("a <!-- never closed", "a "),
        ("<!-\u200b- split -->x", "x"),
        ("![obey me](https://a.b/c.png)", "![](https://a.b/c.png)"),
        ("![a [b] c](d.png 'title')", "![](d.png)"),
        ('![](d.png "obey")', "![](d.png)"),
        ("![obey][ref]", "![][ref]"),
        ("[//]: # (obey me)\nshown", "\nshown"),
        ("[obey me]: <>\nshown", "\nshown"),
        ('[ref]: https://a.b/c "obey"', "[ref]: https://a.b/c"),
        ('<img src="x.png" alt="obey" title=\'me\' width=3>', '<img src="x.png"   width=3>'),
        ("<a href=x aria-label=obey>link</a>", "<a href=x >link</a>"),
    ],
)
def test_prose_loses_what_its_reader_does_not_see(text: str, expected: str) -> None:
    cleaned = clean_prose(text)

    assert cleaned.text == expected
    assert cleaned.stripped == len(text) - len(expected)


@pytest.mark.parametrize(
    "text",
    [
        "plain **text**",
        "a < b and c > d",
        "title = 3",
        "[link](https://a.b)",
        "[ref]: https://a.b",
        "![not an image] (x)",
    ],
)
def test_prose_keeps_what_is_shown(text: str) -> None:
    assert clean_prose(text).text == text


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_code_keeps_its_lines(text: str) -> None:
    cleaned = clean(text)

    assert cleaned.text.count("\n") == text.count("\n")
    assert clean(cleaned.text).stripped == 0


@pytest.mark.parametrize("unit", ["<!--", "![", "![[", "<a ", "<a title=", "[a]: ", "![](", '<a title="'])
def test_hostile_prose_takes_linear_time(unit: str) -> None:
    start = time.perf_counter()

    clean_prose(unit * (200_000 // len(unit)))

    assert time.perf_counter() - start < 3
