"""Tokens as a model's own vocabulary counts them, not as we estimate them."""

from __future__ import annotations

import importlib.util
import os
from functools import cache
from pathlib import Path

import tiktoken


@cache
def vocabulary() -> tiktoken.Encoding:
    """Give the vocabulary of the current OpenAI models, from the copy that litellm ships."""
    package = importlib.util.find_spec("litellm")
    folder = Path(package.origin if package and package.origin else "").parent / "litellm_core_utils" / "tokenizers"
    before = os.environ.get("TIKTOKEN_CACHE_DIR")
    os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
    try:
        return tiktoken.get_encoding("o200k_base")
    finally:
        if before is None:
            del os.environ["TIKTOKEN_CACHE_DIR"]
        else:
            os.environ["TIKTOKEN_CACHE_DIR"] = before


def tokens(text: str) -> list[int]:
    """Give the text's tokens."""
    return vocabulary().encode(text, disallowed_special=())


def shared(first: str, second: str) -> float:
    """Tell which part of the second text's tokens, from its beginning, is the first one's too."""
    one, two = tokens(first), tokens(second)
    same = next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    return same / max(len(two), 1)
