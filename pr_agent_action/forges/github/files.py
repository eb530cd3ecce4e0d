"""The changed files with their patches, which only REST has: 100 a page, 3,000 at most.

NOTE: past about 20,000 patch lines in one response GitHub answers, without a word, 0 additions, 0 deletions and no
patch for the files that come after. A binary or empty file looks the same. So the sums tell: where the files' lines
are fewer than the pull request's, the suspicious files are asked for again on smaller pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from pr_agent_action.domain.pull_request import ChangedFile, PullRequestRef
from pr_agent_action.forges.github.client import Client
from pr_agent_action.forges.github.rest import changed_file
from pr_agent_action.forges.github.wire import Call, repository_path

PER_PAGE = 100
MAX_LISTED = 3_000
SMALLER_PAGES = (20, 4, 1)
MAX_REFETCHES = 24


@dataclass(frozen=True, slots=True)
class Totals:
    """What the pull request says about its files."""

    files: int
    additions: int
    deletions: int


def page(client: Client, ref: PullRequestRef, number: int, *, per_page: int = PER_PAGE) -> list[ChangedFile]:
    """Read one page of changed files; pages count from 1."""
    answer = client.send(
        Call(
            method="GET",
            path=repository_path(ref, f"pulls/{ref.number}/files"),
            doing="list the changed files",
            parameters={"per_page": per_page, "page": number},
            answers=list,
        )
    )
    return [changed_file(data) for data in answer]


def all_files(
    client: Client, ref: PullRequestRef, totals: Totals, *, first_page: Sequence[ChangedFile], pool: Executor
) -> tuple[ChangedFile, ...]:
    """Read the pages behind the first at once, then what GitHub left out of them."""
    pages = -(-min(totals.files, MAX_LISTED) // PER_PAGE)
    rest = pool.map(lambda number: page(client, ref, number), range(2, pages + 1))
    files = [*first_page, *(file for listed in rest for file in listed)]
    refetches = MAX_REFETCHES
    for per_page in SMALLER_PAGES:
        numbers = _suspicious_pages(files, totals, per_page)[:refetches]
        refetches -= len(numbers)
        _replace(files, _pages(client, ref, numbers, per_page=per_page, pool=pool))
    return tuple(files)


def _suspicious_pages(files: Sequence[ChangedFile], totals: Totals, per_page: int) -> list[int]:
    """Tell which pages of the smaller size hold files that may have been emptied; none when the sums agree."""
    seen = sum(file.additions for file in files), sum(file.deletions for file in files)
    if seen[0] >= totals.additions and seen[1] >= totals.deletions:
        return []
    emptied = (at for at, file in enumerate(files) if file.patch is None and not file.additions + file.deletions)
    return sorted({at // per_page + 1 for at in emptied})


def _pages(
    client: Client, ref: PullRequestRef, numbers: Sequence[int], *, per_page: int, pool: Executor
) -> Iterable[ChangedFile]:
    for listed in pool.map(lambda number: page(client, ref, number, per_page=per_page), numbers):
        yield from listed


def _replace(files: list[ChangedFile], better: Iterable[ChangedFile]) -> None:
    """Put files that came with more in the place of what was there."""
    at = {file.path: index for index, file in enumerate(files)}
    for file in better:
        if file.path in at and (file.patch is not None or file.additions + file.deletions):
            files[at[file.path]] = file
