"""A data set: local git ranges with the findings that people made in them."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pr_agent_action.errors import UsageError

FIX = "See docs/quality.md for the form of a data set."


class HumanFinding(BaseModel):
    """What a person found: ``first_line`` to ``last_line`` (1-based, at the head) of ``path``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    first_line: int = Field(ge=1)
    last_line: int = Field(ge=1)
    text: str = ""


class Case(BaseModel):
    """One pull request: ``repo`` is a path, relative to the data set's file; ``range`` is ``base..head``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    repo: Path
    range: str = Field(pattern=r"^[^.\s-][^\s]*?\.\.\.?[^.\s-][^\s]*$")
    title: str = ""
    findings: tuple[HumanFinding, ...]

    @property
    def commits(self) -> tuple[str, str]:
        """Base and head."""
        base, _, head = self.range.partition("..")
        return base, head.lstrip(".")


class Dataset(BaseModel):
    """All cases of one file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cases: tuple[Case, ...] = Field(min_length=1)


def load_dataset(path: Path) -> Dataset:
    """Read a JSON file ``{"cases": [...]}``; raise ``UsageError`` that names what does not fit."""
    try:
        dataset = Dataset.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The data set {path} cannot be read.", fix=FIX) from error
    except json.JSONDecodeError as error:
        raise UsageError(f"The data set {path} is no JSON: {error.msg} in line {error.lineno}.", fix=FIX) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"The data set {path} does not fit at `{where}`: {first['msg']}.", fix=FIX) from error
    cases = tuple(case.model_copy(update={"repo": (path.parent / case.repo).resolve()}) for case in dataset.cases)
    return dataset.model_copy(update={"cases": cases})
