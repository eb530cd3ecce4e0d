"""``python -m tests.bench``: measure, print, write docs/performance.md; exit with 1 when a target is missed."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.budgets import LARGE_TOKENS, calls, lines, prompt_tokens, small_pull_request
from tests.bench.figures import Figure, at_most, markdown, megabytes, terminal
from tests.bench.image import image_size
from tests.bench.pull_requests import LARGE, MEDIUM, pull_request
from tests.bench.speed import LARGE_PEAK_MB, TURNS, overlap, speed, take_turns
from tests.bench.stage import GITHUB_SECONDS, MODEL_SECONDS, ROOT, run_action

PAGE = ROOT / "docs" / "performance.md"
INTRODUCTION = """# Performance

Written by `make bench`, which takes about two minutes. Measured on {date} on {machine},
whose load was {busy:.1f} before; absolute times are that machine's, ratios hold for others too.

A run is the Action's own entry point in a process of its own, as for the event of an opened pull request: it
describes, reviews and improves. GitHub is the project's fake, {github:.0f} ms a call; the model is a scripted server,
{model:.0f} s a call. In each of {turns} turns the Action, the script it is compared with (`tests/bench/minimal.py`:
import litellm, the same rounds of model calls, one review posted) and `python -c "import github"` run one after the
other. Multiples are medians of the turns', seconds those of the fastest turn, which was disturbed least. Memory is the
process's largest resident set.
Tokens are counted with `o200k_base`, the vocabulary of current OpenAI models, over all calls of a run, the schemas of
their answers and the verification of findings included. The pull requests are made by `tests/bench/pull_requests.py`:
scattered edits in five languages for the most part, new, moved and deleted files, images, a lock file.
"""


def main() -> int:
    """Measure everything."""
    busy = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        figures = measure(Path(name))
    print(terminal(figures))
    introduction = INTRODUCTION.format(
        date=datetime.now(UTC).date().isoformat(),
        machine=_machine(),
        busy=busy,
        github=GITHUB_SECONDS * 1000,
        model=MODEL_SECONDS,
        turns=TURNS,
    )
    PAGE.write_text(introduction + markdown(figures) + "\n", encoding="utf-8")
    missed = [figure.name for figure in figures if figure.good is False]
    print(f"\n{len(missed)} targets missed: {'; '.join(missed)}" if missed else "\nEvery target is reached.")
    print(f"Written to {PAGE.relative_to(ROOT)}.")
    return 1 if missed else 0


def measure(folder: Path) -> list[Figure]:
    """Measure in turns; nothing else should be busy meanwhile."""
    medium, large = pull_request(MEDIUM), pull_request(LARGE)
    turns = take_turns(folder)
    many = run_action(large, folder)
    of_many = f"{len(large.pull_requests[1].files)} files with 22 renames, 27 deletions, images and a lock file"
    return [
        *calls("Calls, 100 files", medium, turns[0].action),
        *speed(turns),
        *overlap(folder),
        *calls(of_many, large, many),
        *lines(of_many, large, many),
        *prompt_tokens(of_many, "230 files", many.asked, LARGE_TOKENS),
        at_most(of_many, "peak memory", many.taken.peak_mb, LARGE_PEAK_MB, show=megabytes),
        *small_pull_request(),
        *image_size(),
    ]


def _machine() -> str:
    """Name the processor, and how many of it there are."""
    rows = Path("/proc/cpuinfo").read_text(encoding="utf-8").split("\n") if Path("/proc/cpuinfo").exists() else []
    name = next((row.partition(":")[2].strip() for row in rows if row.startswith("model name")), platform.machine())
    return f"{os.cpu_count()} cores of {name}, {platform.system()}, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())
