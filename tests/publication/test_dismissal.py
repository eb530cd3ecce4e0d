# ruff: noqa: RUF001 - other languages' marks are meant as they are
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_agent_action.publication.dismissal import says


@pytest.mark.parametrize(
    "reply",
    [
        "Won't fix.",
        "wontfix",
        "Won’t fix, the table has ten rows.",
        "We will not fix this here",
        "This is by design.",
        "Works as designed",
        "That is intended, see the docs.",
        "It's intentional!",
        "Intended.",
        "yes, intentional",
        "Looks like a false positive to me",
        "Not a bug: the caller checks.",
        "Done on purpose.",
        "Is it? No. This is by design.",
        "Das ist kein Fehler.",
        "Fehlalarm",
        "Das ist so gewollt",
        "C'est un faux positif",
        "C'est voulu.",
        "Es un falso positivo",
        "Por diseño.",
        "É intencional",
        "È voluto.",
        "Non è un bug",
        "Это ложное срабатывание",
        "Так задумано",
        "这是误报。",
        "设计如此",
        "仕様です。",
        "これは意図的な実装です",
        "오탐입니다",
    ],
)
def test_a_person_dismisses(reply: str) -> None:
    assert says(reply) is True


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "Thanks!",
        "Is this by design?",
        "This is not by design.",
        "That isn't intended.",
        "I don't think this is a false positive.",
        "not a false positive, sadly",
        "This was not intentional",
        "I intended to handle that tomorrow.",
        "It was intended to be temporary",
        "> won't fix\n\nWho said that?",
        "The label `wontfix` exists",
        "```\nwon't fix\n```",
        "unintended",
        "Das ist nicht gewollt.",
        "Das ist kein Fehlalarm",
        "Ce n'est pas un faux positif",
        "No es un falso positivo",
        "这不是误报",
        "誤検知ではない",
        "오탐이 아니에요",
    ],
)
def test_nothing_is_dismissed(reply: str) -> None:
    assert says(reply) is None


@pytest.mark.parametrize(
    "reply", ["Good catch, thanks", "You're right, I'll fix it.", "By design? You're right. It is wrong.", "修正します"]
)
def test_a_person_agrees(reply: str) -> None:
    assert says(reply) is False


def test_the_last_word_counts() -> None:
    assert says("This is by design. Hm, wait. Good catch.") is False
    assert says("Good catch. But it is by design.") is True


@given(st.text(max_size=300))
def test_any_text_is_taken(reply: str) -> None:
    assert says(reply) in {True, False, None}
