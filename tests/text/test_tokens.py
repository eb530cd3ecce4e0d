from __future__ import annotations

import argparse
import base64
import importlib.util
import random
import time
from pathlib import Path

import pytest
import tiktoken
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_agent_action.text import tokens
from pr_agent_action.text.tokens import clip_to_tokens, estimate_tokens

SOURCE = Path(argparse.__file__).read_text(encoding="utf-8")
LOCKED = Path("requirements-test.txt")
CHINESE = (
    "函数返回每个文件的差异并且在合并之前检查是否有冲突。用户可以通过配置文件修改默认行为、例如忽略某些目录。\n" * 20
)
JAPANESE = (
    "この関数は、プルリクエストのすべてのファイルを読み込み、変更された行だけをレビューします。設定で無効にできます。\n"
    * 20
)
RUSSIAN = (
    "Эта функция читает все файлы запроса и проверяет только изменённые строки, если это не запрещено настройкой.\n"
    * 20
)
PROSE = "\n".join(
    str(line) for line in (argparse.__doc__, tokens.__doc__, random.__doc__, importlib.__doc__, st.__doc__)
)
MINIFIED = (
    """
!function(e,t){"object"==typeof exports&&"undefined"!=typeof module?module.exports=t():"function"==typeof define&&
define.amd?define(t):(e=e||self).Mark=t()}(this,function(){"use strict";function t(e){return(t="function"==typeof Symbol
&&"symbol"==typeof Symbol.iterator?function(e){return typeof e}:function(e){return e&&e.constructor===Symbol})(e)}
for(var r=0;r<n.length;r++){var o=n[r];o.enumerable=o.enumerable||!1,o.configurable=!0,Object.defineProperty(e,o.k,o)}
""".replace("\n", "")
    * 10
)
TEXTS = {
    "code": SOURCE,
    "tabs": SOURCE.replace("    ", "\t"),
    "numbered": "\n".join(f"{number} +{line}" for number, line in enumerate(SOURCE.split("\n"), 100)),
    "constants": SOURCE.upper(),
    "prose": PROSE,
    "minified": MINIFIED,
    "lock file": "".join(f"    --hash=sha256:{random.Random(n).randbytes(32).hex()} \\\n" for n in range(100)),
    "chinese": CHINESE,
    "japanese": JAPANESE,
    "numbers": " ".join(str(number * 7919) for number in range(2000)),
    "json": '{"input_cost_per_token": 1e-06, "max_tokens": 4096, "mode": "chat", "supports_vision": true},\n' * 50,
    "rulers": "# " + "=" * 80 + "\n" + "-" * 80 + "\n",
}


@pytest.fixture(scope="module")
def encodings() -> list[tiktoken.Encoding]:
    """Return the two vocabularies that litellm ships."""
    package = importlib.util.find_spec("litellm")
    assert package is not None
    assert package.origin is not None
    with pytest.MonkeyPatch.context() as patch:
        folder = Path(package.origin).parent / "litellm_core_utils" / "tokenizers"
        patch.setenv("TIKTOKEN_CACHE_DIR", str(folder))
        return [tiktoken.get_encoding(name) for name in ("o200k_base", "cl100k_base")]


@pytest.mark.parametrize("name", TEXTS)
def test_the_estimate_is_near_and_hardly_ever_below(name: str, encodings: list[tiktoken.Encoding]) -> None:
    text = TEXTS[name]
    real = max(len(encoding.encode(text, disallowed_special=())) for encoding in encodings)

    assert estimate_tokens(text) >= 0.95 * real
    assert estimate_tokens(text) <= 1.45 * real + 20


def test_cyrillic_is_over_counted_by_a_known_factor(encodings: list[tiktoken.Encoding]) -> None:
    real = len(encodings[0].encode(RUSSIAN))

    assert real <= estimate_tokens(RUSSIAN) <= 2.5 * real


@pytest.mark.parametrize(
    ("text", "least"),
    [("", 0), ("a", 1), ("🙂", 2), ("ą", 2), ("नमस्ते", 10), (base64.b64encode(bytes(range(256))).decode(), 150)],
)
def test_odd_texts(text: str, least: int) -> None:
    assert estimate_tokens(text) >= least


def test_megabytes_are_estimated_at_once() -> None:
    text = SOURCE * (2_000_000 // len(SOURCE))
    start = time.perf_counter()

    estimate_tokens(text)

    assert time.perf_counter() - start < 2


@settings(max_examples=50)
@given(st.text(st.characters(max_codepoint=0x2FF) | st.sampled_from("\n 漢🙂"), max_size=400), st.integers(0, 60))
def test_a_clipped_text_fits(text: str, limit: int) -> None:
    clipped = clip_to_tokens(text, limit)

    assert estimate_tokens(clipped) <= limit or clipped == ""
    assert clipped == text or not clipped or text.startswith(clipped.removesuffix(" … [cut]"))


def test_clipping() -> None:
    assert clip_to_tokens("short", 100) == "short"
    assert (
        clip_to_tokens("one two three four five six seven eight nine ten eleven twelve", 10)
        == "one two three four five … [cut]"
    )
    assert clip_to_tokens("anything", 0) == ""
    assert clip_to_tokens("some words are too many", 2) == ""
    assert len(clip_to_tokens("x " * 1_000_000, 100)) < 300
