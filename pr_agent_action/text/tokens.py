"""How many tokens a text will be, without a tokenizer.

A tokenizer would cost a second of start-up and is the right one for one family of models only. Here a text is cut
where byte-pair tokenizers cut it before they merge (words, capitals inside words, three digits, punctuation, runs of
blanks), and each kind of piece has its price. The prices were fitted to the two vocabularies that litellm ships,
``o200k_base`` and ``cl100k_base``, which tests/text/test_tokens.py measures: code, minified code, English and other
prose, lock files, Chinese, Japanese and Korean come out between 0.95 and 1.4 times the count of the vocabulary that
needs more. The margin is wanted: other families' tokenizers often need more tokens than these two.
Random base64 and symbols without words are under-counted; reviews hold little of them.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import accumulate

_PIECE = re.compile(
    r"[^\S\n]*\n\s*"  # line ends with the next line's indentation
    r"|[^\S\n]?[0-9]{1,3}"  # NOTE: a blank is merged with a word behind it, but never with a digit
    r"|[^\S\n]+"
    r"|[A-Z]?[a-z]+|[A-Z]+"
    r"|={4,}|-{4,}|\*{4,}|#{4,}|_{4,}|/{4,}"  # rulers
    r"|[!-/:-@\[-`{-~\x00-\x1f\x7f]{1,3}"
    r"|[^\x00-\x7f]"
)
_WHOLE_WORD = 7  # letters that one token nearly always holds
_NO_WORD = 16  # from here on it is a name of several words or no word at all
_INDENTATION = 80
_RULER = 16


def estimate_tokens(text: str) -> int:
    """Estimate the tokens of ``text``, rather too many than too few.

    The estimates of whole lines add up to at least the estimate of the lines together.
    """
    pieces = Counter(_PIECE.findall(text))
    return math.ceil(sum(_price(piece) * count for piece, count in pieces.items()))


def clip_to_tokens(text: str, n: int) -> str:
    """Return the longest beginning of ``text`` of at most ``n`` estimated tokens, cut at a line's or word's end.

    A mark says that something was cut; it counts into ``n``. A text that fits comes back unchanged.
    """
    if n <= 0:
        return ""
    # NOTE: No text has more tokens than bytes of its encoding, and none of ours more than three a character.
    if len(text) * 3 <= n or estimate_tokens(text) <= n:
        return text
    mark = " … [cut]"
    budget = n - estimate_tokens(mark)
    pieces = list(_PIECE.finditer(text[: max(budget, 0) * _NO_WORD * 8]))
    totals = accumulate(_price(piece[0]) for piece in pieces)
    kept = [piece.end() for piece, total in zip(pieces, totals, strict=True) if total <= budget]
    return text[: kept[-1]].rstrip() + mark if kept else ""


def _price(piece: str) -> float:
    first = piece[0]
    if not first.isascii():
        return _foreign_price(ord(first))
    if first.isalpha():
        return _word_price(piece)
    if first.isspace() and not piece[-1].isdigit():
        return 0 if piece == " " else 1 + len(piece) // _INDENTATION
    return 2 if first.isspace() else 1 + len(piece) // _RULER


def _word_price(word: str) -> int:
    if len(word) > 1 and word.isupper():
        return 1 + (len(word) - 1) // 4
    if len(word) <= _WHOLE_WORD:
        return 1
    return 1 + (len(word) - 3) // 5 if len(word) < _NO_WORD else len(word) // 2


def _foreign_price(code: int) -> float:
    """Return the price of a character that is not ASCII."""
    for end, price in _FOREIGN:
        if code < end:
            return price
    return 3


# Up to which code point a character costs how many tokens.
_FOREIGN = (
    (0x0370, 2.2),  # NOTE: Latin letters with marks also break the word they stand in.
    (0x0400, 1.1),  # Greek
    (0x0700, 0.7),  # Cyrillic, Hebrew, Arabic
    (0x1E00, 2.5),  # the scripts of India and South-East Asia
    (0x2E00, 1.1),  # Vietnamese, punctuation, arrows, boxes
    (0x10000, 1.15),  # Chinese, Japanese, Korean
)
