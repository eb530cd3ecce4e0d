"""Take secrets out of a text, before a model reads it and again before anything is posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pr_agent_action.text.assignments import find_assignments
from pr_agent_action.text.loaded import find_loaded
from pr_agent_action.text.pem import find_private_keys
from pr_agent_action.text.spans import Span, merged, replaced
from pr_agent_action.text.token_patterns import find_tokens


@dataclass(frozen=True, slots=True)
class SecretMatch:
    """``text[start:end]`` is a secret; ``kind`` names it in a reader's words, such as ``GitHub token``."""

    kind: str
    start: int
    end: int


def find_secrets(text: str) -> tuple[SecretMatch, ...]:
    """Find what looks like a secret, in order and without overlaps: services' tokens, private keys, passwords."""
    return tuple(SecretMatch(span.kind, span.start, span.end) for span in merged(_recognised(text)))


def redact(text: str, secrets: Sequence[str] = ()) -> str:
    """Replace everything ``find_secrets`` finds, and every form of ``secrets`` (see ``loaded``).

    What stands instead reads like ``[redacted GitHub token]``. The number of lines stays the same, and a text
    without secrets comes back unchanged.
    """
    return replaced(text, [*find_loaded(text, secrets), *_recognised(text)])


def _recognised(text: str) -> list[Span]:
    return [*find_tokens(text), *find_private_keys(text), *find_assignments(text)]
