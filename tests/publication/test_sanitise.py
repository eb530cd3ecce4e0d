from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pr_agent_action.publication.sanitise import cell, inline, plain, sanitise

TOKEN = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # People and teams are not called.
        ("ask @alice or @org/team-a.", "ask `@alice` or `@org/team-a`."),
        ("_@alice_ and **@bob**", "_`@alice`_ and **`@bob`**"),
        (r"\@alice", "`@alice`"),
        ("mail bob@example.com", "mail bob@example.com"),
        ("uses actions/checkout@v4", "uses actions/checkout@v4"),
        ("`x`@alice`y`", "`x` `@alice` `y`"),
        ("see https://medium.com/@alice/post", "see https://medium.com/%40alice/post"),
        ("&#64;alice", "&amp;#64;alice"),
        ("@\u200balice", "`@alice`"),
        # Issues are not closed.
        ("Fixes #12", "Fixes `#12`"),
        ("closes: org/repo#3", "closes: `org/repo#3`"),
        ("resolved **GH-7**", "resolved **`GH-7`**"),
        ("fixed https://github.com/o/r/issues/9 now", "fixed `https://github.com/o/r/issues/9` now"),
        ("Closes\n#4", "Closes\n`#4`"),
        ("prefixes #1 and see #2", "prefixes #1 and see #2"),
        # No HTML, no images, links to https only.
        ("<img src=x>", "&lt;img src=x>"),
        ("a <!-- hidden --> b", "a &lt;!-- hidden --> b"),
        ("Map<String, X> if a < b", "Map&lt;String, X> if a < b"),
        ("one<br/>two", "one<br>two"),
        ("<br>\n```", "&lt;br>\n\n```\n```"),
        ("![cat](https://x.y/a.png)", "[cat](https://x.y/a.png)"),
        ("[a](src/a.py) [b](http://x.y) [c](https://x.y)", "a b [c](https://x.y)"),
        ("[x](<javascript:alert(1)>)", r"[x]\(&lt;`javascript:`alert(1)>)"),
        ("[x]: http://evil.example", r"[x]\: http://evil.example"),
        ("<https://x.y/z>", "https://x.y/z"),
        ("a &mdash; b&nbsp;c &lt;d> &copy &bogus;", "a — b\xa0c &lt;d> &copy &amp;bogus;"),
        # No commands.
        ("/approve\n  /lgtm", "\\/approve\n  \\/lgtm"),
        ("::error::x\n##[group]", "\\::error::x\n##\\[group]"),
        # Code stays as it is.
        ("`@alice <img>` stays", "`@alice <img>` stays"),
        ("```py\n@cache\n/x  <b>\n```", "```py\n@cache\n/x  <b>\n```"),
        ("a\n```py\nx", "a\n\n```py\nx\n```"),
        ("~~~~\n```\n~~~~", "````\n```\n````"),
        ("```suggestion\nrm\n```", "```\nrm\n```"),
        ("- item\n  ```py\n  @x\n    y\n  ```\n- next", "- item\n\n```py\n@x\n  y\n```\n\n- next"),
        ("> ```\n> @x\n> ```\nend", "```\n@x\n```\n\nend"),
        ("an ` odd @alice ` `` one", "an ` odd @alice ` \\`\\` one"),
        ("`<!-- pr-agent-action:summary -->`", "`<! - pr-agent-action:summary -->`"),
        # A URL swallows backticks, a table cuts code at its pipes.
        ("https://a.b/`x y` @alice", "https://a.b/ `x y` `@alice`"),
        ("| a | b |\n|---|---|\n| ` | @alice ` |", "| a | b |\n|---|---|\n| ` \\| @alice ` |"),
    ],
)
def test_takes_the_effect_and_leaves_the_words(text: str, expected: str) -> None:
    assert sanitise(text) == expected


def test_takes_secrets_out_of_prose_and_code() -> None:
    text = sanitise(f"key {TOKEN}\n```\n{TOKEN} hunter2hunter2\n```", ["hunter2hunter2"])
    assert TOKEN not in text
    assert "hunter2" not in text


def test_one_line_for_lists_and_cells() -> None:
    assert inline("a\n\n- b | `c|d`\n```py\n@x\n```") == "a - b | `c|d` ```py @x ```"
    assert cell("a | `c|d` \\| e") == "a \\| `c\\|d` \\| e"


def test_plain_for_titles() -> None:
    assert plain("Fix <b>\n by @alice, fixes #1") == "Fix <b> by alice, fixes no. 1"


@pytest.mark.parametrize(
    "text",
    [
        *("@a ", "@a_", "``` `", "!", "\\", "fixes ", "https://", "<https://", "<!--", "www.", "[a](x)", "<br> ", "1."),
        *("://", "a/", "-", "|-", "&lt;", "`", "` ``", "![", "](", "]("),
    ],
)
def test_long_text_takes_no_long_time(text: str) -> None:
    start = time.process_time()
    sanitise(f"@b fixes {text * (30_000 // len(text))}")
    assert time.process_time() - start < 2


# -------------------------------------------------------------------------------------- properties

_HOSTILE = st.lists(
    st.sampled_from(
        [
            *(
                "@alice",
                "@org/team",
                "fixes #1",
                "Closes",
                " ",
                "\n",
                "\n\n",
                "\t",
                "o/r#2",
                "#3",
                "/merge",
                "::error::",
            ),
            *(
                "`",
                "``",
                "```",
                "````",
                "~~~",
                "```py\n",
                "\\",
                "> ",
                "- ",
                "1. ",
                "    ",
                "|",
                "|-|-|",
                "---",
                "**",
                "_",
            ),
            *(
                "<img src=x>",
                "<script>",
                "<br>",
                "<!--",
                "-->",
                "<details>",
                "<",
                ">",
                "!",
                "[",
                "](",
                ")",
                "]:",
                "]",
                "(",
            ),
            *(
                "javascript:",
                "https://a.b/",
                "http://",
                "www.x.y",
                "&#64;",
                "&lt;",
                "&amp;",
                "&commat;",
                "&",
                ";",
                "#64;",
            ),
            *("\u200b", "\ufe0f", "\r", "\u202e", "x", "é", "0", "pr-agent-action:summary", "##[", "&nbsp;", "*", '"'),
        ]
    ),
    max_size=25,
).map("".join)
_TEXT = st.one_of(_HOSTILE, st.text(max_size=60), st.text(alphabet="`~\\@a/<! \n|-[](#1", max_size=40))


@settings(max_examples=300, deadline=None)
@given(_TEXT)
def test_doing_it_twice_changes_nothing(text: str) -> None:
    once = sanitise(text)
    assert sanitise(once) == once
    line = inline(text)
    assert inline(line) == line
    assert cell(cell(text)) == cell(text)


@settings(max_examples=300, deadline=None)
@given(_TEXT)
def test_nothing_takes_effect_as_github_renders_it(text: str) -> None:
    _assert_harmless(sanitise(text))


@settings(max_examples=150, deadline=None)
@given(_TEXT)
def test_nothing_takes_effect_in_a_list_or_a_table(text: str) -> None:
    _assert_harmless(f"- {inline(text)}")
    _assert_harmless(f"| a | b |\n| --- | --- |\n| {cell(text)} | end |")


@settings(max_examples=100, deadline=None)
@given(_TEXT, _TEXT)
def test_what_stands_behind_is_not_swallowed(text: str, code: str) -> None:
    tokens = _parser().parse(f"{sanitise(text)}\n\n<!-- end -->")
    assert tokens[-1].type == "html_block"


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"linkify": False}).enable("table")


def _assert_harmless(markdown: str) -> None:
    """Look at what a CommonMark parser takes for text, HTML, images and links: there GitHub's filters act."""
    prose = []
    for token in _parser().parse(markdown):
        assert token.type != "html_block", token.content
        parts = []
        for child in token.children or ():
            assert child.type != "image"
            assert child.type != "html_inline" or child.content == "<br>"
            if child.type == "link_open":
                assert str(child.attrs["href"]).startswith("https://")
            # Code and tags end a text node; a soft break is a blank of the same paragraph.
            parts.append(
                child.content if child.type in {"text", "text_special"} else " " if "break" in child.type else "\0"
            )
        prose.append("".join(parts))
    rendered = "\n".join(prose)
    assert not re.search(r"(?<![A-Za-z0-9])@[A-Za-z0-9]", re.sub(r"https://\S+", "", rendered)), rendered
    assert not re.search(r"(?i)\b(close[sd]?|fix(es|ed)?|resolve[sd]?):?\s+([\w.-]+/[\w.-]+)?#\d", rendered), rendered
    assert "javascript:" not in rendered
    outside = re.sub(r"(?ms)^(`{3,})[^`\n]*$.*?^\1$", "", markdown)
    assert not re.search(r"(?m)^\s*(/|::)", outside)
