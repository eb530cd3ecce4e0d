"""Golden cases: what models really answer about code in nine languages, and the line that they mean.

Each file of ``tests/cases`` holds the two texts of some files, and quotes as a model gave them. ``at`` names the line
that is meant by a part of its text (two: the first and the last; ``last`` is its number where the text says nothing),
``removed`` the same on the old side, ``reason`` why there is no such line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from pr_agent_action.demo.fake_github import pull_request_from_texts
from pr_agent_action.demo.fake_github.rest_reviews import locate
from pr_agent_action.demo.fake_github.state import FakePullRequest
from pr_agent_action.diff.parse import parse_file
from pr_agent_action.diff.settle import settle
from pr_agent_action.domain.diff import FileDiff, Side
from pr_agent_action.domain.finding import PlacedFinding, UnplacedFinding
from pr_agent_action.domain.pull_request import ChangedFile, FileStatus
from tests.fakes.diffs import a_finding

CASES = Path(__file__).parent.parent / "cases"
FILES = sorted(CASES.glob("*.yaml"))
LEAST_CASES, LEAST_LANGUAGES, LEAST_RIGHT = 60, 8, 0.98


@dataclass(frozen=True)
class Case:
    """One answer of a model about one file."""

    language: str
    file: Mapping[str, Any]
    told: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.language}: {self.told['what']}"

    @property
    def place(self) -> tuple[Side, int, int] | None:
        """The lines that are meant."""
        for key, side, text in (("at", Side.RIGHT, self.file["head"]), ("removed", Side.LEFT, self.file["base"])):
            if key in self.told:
                wanted = self.told[key] if isinstance(self.told[key], list) else [self.told[key]]
                first = _line(text, wanted[0])
                return side, first, self.told.get("last") or (_line(text, wanted[1]) if len(wanted) > 1 else first)
        return None


def _line(text: str, part: str) -> int:
    (number,) = [at for at, line in enumerate(text.split("\n"), 1) if part in line]
    return number


def all_cases() -> Iterator[Case]:
    for path in FILES:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        for file in data["files"]:
            for told in file["cases"]:
                yield Case(data["language"], file, told)


@cache
def pull_request(path: str, previous: str, base: str, head: str) -> tuple[FakePullRequest, tuple[FileDiff, ...]]:
    renames = {previous: path} if previous else {}
    old = {previous or path: base} if base else {}
    pull = pull_request_from_texts(old, {path: head}, renames=renames).pull_requests[1]
    return pull, tuple(
        parse_file(
            ChangedFile(
                path=file.path,
                status=FileStatus(file.status),
                previous_path=file.previous_path,
                additions=file.additions,
                deletions=file.deletions,
                patch=file.patch,
            )
        )
        for file in pull.files
    )


def settled(case: Case) -> tuple[Sequence[PlacedFinding], Sequence[UnplacedFinding], FakePullRequest]:
    file, told = case.file, case.told
    pull, diffs = pull_request(file["path"], file.get("previous", ""), file["base"], file["head"])
    finding = a_finding(told["quote"], path=told.get("path", file["path"]), hint=told.get("line"))
    return *settle([finding], diffs), pull


def is_right(case: Case) -> bool:
    placed, unplaced, _ = settled(case)
    if case.place is None:
        return not placed and case.told["reason"] in unplaced[0].reason
    return [(one.anchor.side, one.anchor.first_line, one.anchor.line) for one in placed] == [case.place]


@pytest.mark.parametrize("case", list(all_cases()), ids=str)
def test_the_line_that_is_meant(case: Case) -> None:
    """Each by itself, so that a wrong one has a name; the share below is what is promised."""
    placed, unplaced, _ = settled(case)
    assert is_right(case), (case.place, [one.anchor for one in placed], [one.reason for one in unplaced])


def test_there_are_enough_of_them_and_nearly_all_are_right() -> None:
    cases = list(all_cases())
    quoted = [case for case in cases if case.place is not None]
    assert len(cases) >= LEAST_CASES
    assert len({case.language for case in cases}) >= LEAST_LANGUAGES
    assert sum(map(is_right, quoted)) >= LEAST_RIGHT * len(quoted)


def test_every_comment_is_one_that_the_strict_fake_takes() -> None:
    for case in all_cases():
        placed, _, pull = settled(case)
        for one in placed:
            anchor = one.anchor
            form: dict[str, Any] = {"path": anchor.path, "line": anchor.line, "side": anchor.side.value}
            if anchor.start_line is not None:
                form |= {"start_line": anchor.start_line, "start_side": anchor.side.value}
            assert locate(pull, pull.head_sha, form).end is not None
