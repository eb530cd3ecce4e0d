"""What the tokens of well-known services look like.

The shapes are the services' own documentation's. Each pattern begins with a literal and its repeats are bounded or
possessive, so that a scan is linear in the text; a pattern is only tried on a text that holds its needle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pr_agent_action.text.spans import Span


@dataclass(frozen=True, slots=True)
class TokenPattern:
    """``pattern`` matches the token itself; ``needle`` is a literal that each match contains."""

    kind: str
    needle: str
    pattern: re.Pattern[str]


def _pattern(kind: str, needle: str, pattern: str) -> TokenPattern:
    return TokenPattern(kind, needle, re.compile(pattern))


# No word goes on here; the "n" of a "\n" in source code is no part of one.
_START = r"(?:(?<![A-Za-z0-9_-])|(?<=\\[nrt]))"

PATTERNS = (
    _pattern("GitHub token", "ghp_", r"ghp_[A-Za-z0-9]{20,255}+"),
    _pattern("GitHub token", "gho_", r"gho_[A-Za-z0-9]{20,255}+"),
    _pattern("GitHub token", "ghu_", r"ghu_[A-Za-z0-9]{20,255}+"),
    # NOTE: Installation tokens may carry dots and underscores, as a JWT does.
    _pattern("GitHub token", "ghs_", r"ghs_[A-Za-z0-9_.-]{20,1000}+"),
    _pattern("GitHub token", "ghr_", r"ghr_[A-Za-z0-9]{20,255}+"),
    _pattern("GitHub token", "github_pat_", r"github_pat_[A-Za-z0-9_]{20,255}+"),
    _pattern("GitLab token", "glpat-", r"glpat-[A-Za-z0-9_.-]{20,255}+"),
    _pattern("Anthropic key", "sk-ant-", r"sk-ant-[A-Za-z0-9_-]{16,255}+"),
    _pattern("API key", "sk-proj-", r"sk-proj-[A-Za-z0-9_-]{16,255}+"),
    # NOTE: A digit must be among the first characters, or every "task-" and "sk-" CSS class were one.
    _pattern("API key", "sk-", rf"{_START}sk-(?=[A-Za-z_-]{{0,40}}[0-9])[A-Za-z0-9_-]{{20,255}}+"),
    _pattern("AWS access key", "AKIA", r"(?<![A-Z0-9])AKIA[A-Z0-9]{16}(?![A-Za-z0-9])"),
    _pattern("AWS access key", "ASIA", r"(?<![A-Z0-9])ASIA[A-Z0-9]{16}(?![A-Za-z0-9])"),
    _pattern("Slack token", "xox", r"xox[abeoprs]-[A-Za-z0-9.-]{10,255}+"),
    _pattern("Slack token", "xapp-", r"xapp-[0-9]-[A-Za-z0-9-]{20,255}+"),
    _pattern("Slack webhook", "hooks.slack.com/", r"hooks\.slack\.com/[a-z]{4,20}/[A-Za-z0-9/_+-]{20,255}+"),
    _pattern("Google API key", "AIza", r"AIza[A-Za-z0-9_-]{35}"),
    _pattern("Stripe key", "_live_", r"(?:sk|rk)_live_[A-Za-z0-9]{16,255}+"),
    _pattern("npm token", "npm_", r"npm_[A-Za-z0-9]{36}"),
    _pattern("PyPI token", "pypi-AgE", r"pypi-AgE[A-Za-z0-9_-]{30,1000}+"),
    _pattern(
        "JSON web token",
        "eyJ",
        rf"{_START}eyJ[A-Za-z0-9_-]{{10,}}+\.eyJ[A-Za-z0-9_-]{{8,}}+\.[A-Za-z0-9_-]{{8,}}+",
    ),
)


def find_tokens(text: str) -> Iterator[Span]:
    """Yield the tokens in ``text``; they may overlap."""
    for known in PATTERNS:
        if known.needle in text:
            for match in known.pattern.finditer(text):
                yield Span(match.start(), match.end(), known.kind)
