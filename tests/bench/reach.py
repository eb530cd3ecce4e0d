"""Which added lines of a pull request reached a prompt, told from the prompts' text alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pr_agent_action.demo.fake_github.patches import FakeFile, patch_lines

FILE = re.compile(r"^== (.+) \((?:added|modified|removed|renamed|copied|unchanged)[^()]*\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Added lines: in a prompt; of a file listed as skipped for what it is; of one listed for the budget; lost.

    ``lost`` names each line that no prompt has although its file is said to be reviewed, as ``path:line``.
    """

    shown: int
    not_reviewable: int
    over_budget: int
    lost: tuple[str, ...]


def reached(files: Sequence[FakeFile], prompts: Iterable[str], coverage: Mapping[str, tuple[str, str]]) -> Reached:
    """Look for every added line; ``coverage`` holds how much of a path was read, and why not all of it."""
    seen = _shown_lines(prompts)
    counts = {"shown": 0, "not_reviewable": 0, "over_budget": 0}
    lost: list[str] = []
    for file in files:
        reach, reason = coverage.get(file.path, ("", ""))
        for line in patch_lines(file.patch):
            if line.old is not None:
                continue
            if f"{line.new}+{line.text[1:].rstrip()}" in seen.get(file.path, ()):
                counts["shown"] += 1
            elif reach in ("skipped", "partly reviewed") and "over the budget" in reason:
                counts["over_budget"] += 1
            elif reach == "skipped" and reason:
                counts["not_reviewable"] += 1
            else:
                lost.append(f"{file.path}:{line.new}")
    return Reached(**counts, lost=tuple(lost))


def _shown_lines(prompts: Iterable[str]) -> dict[str, set[str]]:
    """Collect the lines below each file's header."""
    seen: dict[str, set[str]] = {}
    for prompt in prompts:
        path = ""
        for line in prompt.split("\n"):
            header = FILE.match(line)
            path = header[1] if header else path
            seen.setdefault(path, set()).add(line)
    return seen
