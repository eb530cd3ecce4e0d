"""Whether a person's reply to a finding says that nothing is to be done about it.

A list of phrases in the languages that most teams write, on purpose short and literal: a reply that is not understood
leaves the finding open. Questions say nothing, and neither does a phrase that is negated ("this is not by design"),
quoted, or shown as code.
"""

# ruff: noqa: RUF001 - other languages' letters and marks are meant as they are
from __future__ import annotations

import re

_LONGEST = 2_000
_NEVER_MIND = (
    # English
    r"won'?t (?:fix|do)",
    r"(?:will|do) not (?:fix|change)",
    r"not going to (?:fix|change)",
    r"(?:by|as) design(?:ed)?",
    r"works? as (?:designed|intended)",
    r"working as intended",
    r"(?:is|was|\w+'s|as|completely|fully) (?:(?!not |never )\w+ )?(?:intended|intentional|deliberate)(?! to\b)",
    r"(?:done )?(?:on purpose|intentionally|deliberately)",
    r"false positives?",
    r"not an? (?:actual |real )?(?:bug|issue|problem|defect|concern)",
    # German
    r"kein (?:bug|fehler|problem)",
    r"fehlalarm",
    r"falsch[- ]positiv",
    r"(?:so )?gewollt",
    r"(?:mit )?absicht(?:lich)?",
    r"beabsichtigt",
    r"wird nicht (?:behoben|geändert)",
    # French
    r"faux positif",
    r"(?:c'est|est) (?:voulu|volontaire|intentionnel)",
    r"n'est pas un (?:bug|problème)",
    r"ne sera pas corrigé",
    # Spanish and Portuguese
    r"falso positivo",
    r"(?:es|é) intencional",
    r"(?:a|de) prop[oó]sito",
    r"por (?:diseño|design)",
    r"no es un (?:error|bug|problema)",
    r"não é um (?:erro|bug|problema)",
    r"no se (?:va a corregir|corregirá)",
    r"não será corrigido",
    # Italian
    r"è (?:voluto|intenzionale)",
    r"di proposito",
    r"non è un (?:bug|errore|problema)",
    # Russian
    r"ложное срабатывание",
    r"так задумано",
    r"(?:намеренно|специально)",
    r"не баг",
)
_NEVER_MIND_WITHOUT_BLANKS = (
    # Chinese, Japanese, Korean
    r"误报|誤報|设计如此|有意为之|故意的|不(?:会|予)?修复|不是(?:问题|bug)",
    r"仕様です|意図的|誤検知|対応しません|修正しません",
    r"오탐|의도(?:된|한|적)|수정하지 않",
)
_AGREEMENT = (
    r"good (?:catch|point|find)",
    r"(?:will|going to|let me|i'?ll|we'?ll) (?:fix|change|address)",
    r"you(?:'?re| are) right",
    r"guter (?:fund|punkt)",
    r"bonne remarque",
    r"buena observación|bem visto|buona osservazione",
)
_AGREEMENT_WITHOUT_BLANKS = r"修正します|会修复|수정하겠"
_NEGATION = re.compile(
    r"\b(?:not|never|no|isn'?t|wasn'?t|aren'?t|don'?t think|doubt|nicht|kein(?:e|en|er|em)?|pas|n'est|não|non|не|нет"
    r"|hardly|nie)\b[^,.;:]{0,20}$|不是$|并非$|並非$|没有$"
)
_NEGATED_AFTER = re.compile(r"\s*(?:では(?:ない|ありません)|じゃない|(?:이|가)?\s*아니|(?:이|가)?\s*아닙)")
_ALONE = re.compile(r"(?:\w+,? ){0,2}(?:intended|intentional|deliberate|volontaire|voulu|intencional|voluto|wontfix)")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|^[ \t]*>.*$", re.DOTALL | re.MULTILINE)
_SENTENCE = re.compile(r"[^.!?;\n。！？；]*[.!?;\n。！？；]?")
# Not compiled until somebody has replied: this takes as long as reading all other modules of the room.
_DISMISSES = "|".join((rf"(?<!\w)(?:{'|'.join(_NEVER_MIND)})", *_NEVER_MIND_WITHOUT_BLANKS))
_AGREES = "|".join((rf"(?<!\w)(?:{'|'.join(_AGREEMENT)})", _AGREEMENT_WITHOUT_BLANKS))


def says(reply: str) -> bool | None:
    """Tell whether a reply dismisses the finding (``True``), agrees with it (``False``), or says neither (``None``).

    The last sentence that says either counts.
    """
    text = _CODE.sub(" ", reply[:_LONGEST]).casefold().replace("’", "'").replace("wontfix", "won't fix")
    verdict = None
    for sentence in _SENTENCE.findall(text):
        said = _sentence(" ".join(sentence.split()))
        verdict = verdict if said is None else said
    return verdict


def _sentence(sentence: str) -> bool | None:
    if sentence.endswith(("?", "？")):
        return None
    if _ALONE.fullmatch(sentence.rstrip(".!;,。！； ")) and not _NEGATION.search(sentence.rsplit(" ", 1)[0] + " "):
        return True
    found = re.search(_DISMISSES, sentence)
    if found:
        negated = _NEGATION.search(sentence[: found.start()]) or _NEGATED_AFTER.match(sentence[found.end() :])
        return None if negated else True
    return False if re.search(_AGREES, sentence) else None
