"""Make text of other people fit for a prompt: visible, without secrets, and unable to leave its fence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pr_agent_action.text.clean import clean, clean_prose
from pr_agent_action.text.redact import redact

# What some reader takes for a line end, besides the one that is.
_OTHER_LINE_ENDS = re.compile("[\r\v\f\x85\u2028\u2029]+")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass
class Fence:
    """Cleans everything that goes between the lines with ``boundary``, and counts the invisible characters."""

    boundary: str
    secrets: Sequence[str] = ()
    stripped: int = field(default=0)

    def code(self, lines: Sequence[str]) -> list[str]:
        """Clean lines of code; as many come back. Secrets that span several lines are found."""
        cleaned = clean("\n".join(line.rstrip("\r") for line in lines))
        self.stripped += cleaned.stripped
        text = self._closed(redact(cleaned.text, self.secrets))
        return _OTHER_LINE_ENDS.sub(" ", text).split("\n") if lines else []

    def prose(self, text: str) -> str:
        """Clean Markdown that people wrote."""
        self.stripped += clean(text).stripped
        cleaned = clean_prose(_OTHER_LINE_ENDS.sub("\n", text.replace("\r\n", "\n"))).text
        lines = self._closed(redact(cleaned, self.secrets)).split("\n")
        return _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip()

    def line(self, text: str) -> str:
        """Clean what must stay on one line: a title, a path, a branch."""
        cleaned = clean(text)
        self.stripped += cleaned.stripped
        return " ".join(self._closed(redact(cleaned.text, self.secrets)).split())

    def _closed(self, text: str) -> str:
        # NOTE: Taking a word out can put one together from what stood around it.
        while self.boundary and self.boundary in text:
            text = text.replace(self.boundary, "")
        return text
