"""What of a pull request was looked at, and what was not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reach(StrEnum):
    """How much of a file was reviewed."""

    REVIEWED = "reviewed"
    PARTLY = "partly reviewed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCoverage:
    """One changed file's fate; ``reason`` is set unless the file was reviewed whole.

    ``missed`` holds when something of it should have been read and was not: no room in the budget, no diff from the
    forge, no answer from the model. What was left out on purpose is not missed.
    """

    path: str
    reach: Reach
    reason: str = ""
    additions: int = 0
    deletions: int = 0
    missed: bool = False
