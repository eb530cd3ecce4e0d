"""Source files in several languages, before and after an edit, made of the templates in ``sources/``.

A template is a file's first lines and, behind each ``%%``, a block of code as people write it. In a block a line that
begins with ``-`` stands before the edit only, one with ``+`` after it only. ``Thing`` stands for a noun.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TEMPLATES = Path(__file__).parent / "sources"
_WORDS = """
order invoice parcel customer refund carrier coupon basket payment address supplier product warehouse shipment
voucher return subscription receipt catalogue campaign session device reservation ticket message channel
report import export budget contract employee vehicle route meter tariff reading alarm sensor document
"""
NOUNS = tuple(_WORDS.split())


@dataclass(frozen=True, slots=True)
class Template:
    """One language: the first lines of its files, and blocks as marked lines."""

    head: str
    blocks: tuple[tuple[str, ...], ...]


@cache
def template(language: str) -> Template:
    """Read a language's template."""
    head, *blocks = (TEMPLATES / f"{language}.txt").read_text(encoding="utf-8").split("\n%%\n")
    return Template(_side(head.split("\n"), "-"), tuple(tuple(block.rstrip("\n").split("\n")) for block in blocks))


def code(language: str, nouns: Sequence[str], *, changed: Collection[int] = (), added: Sequence[int] = ()) -> str:
    """Write a file with every block of the language for each noun.

    ``changed`` numbers the blocks (over all nouns) that are as they stand after the edit; ``added`` numbers blocks of
    the template that stand a second time, in the file's middle, for a noun of their own.
    """
    source = template(language)
    texts = [
        _named(_side(block, "-" if at * len(source.blocks) + number in changed else "+"), noun)
        for at, noun in enumerate(nouns)
        for number, block in enumerate(source.blocks)
    ]
    middle = len(texts) // 2
    texts[middle:middle] = [_named(_side(source.blocks[number], "-"), f"archived_{nouns[0]}") for number in added]
    return "\n\n".join([source.head, *texts]) + "\n"


def _side(lines: Sequence[str], left_out: str) -> str:
    """Take one side of marked lines."""
    return "\n".join(line[1:] for line in lines if not line.startswith(left_out))


def _named(text: str, noun: str) -> str:
    title = "".join(part.capitalize() for part in noun.split("_"))
    return text.replace("THING", noun.upper()).replace("Thing", title).replace("thing", noun)
