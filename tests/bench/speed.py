"""How long a run takes and how much memory, beside the least that could be done, in turns on the same machine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench.figures import Figure, at_most, fact, megabytes, ratio, seconds
from tests.bench.pull_requests import MEDIUM, pull_request
from tests.bench.stage import Run, Taken, run_action, run_import, run_minimal

TURNS = 7
TOPIC = "Time and memory, 100 files"
START, WALL = 2.5, 1.35
PEAK_MB, LARGE_PEAK_MB = 240, 300


@dataclass(frozen=True, slots=True)
class Turn:
    """The Action, the minimal script and a bare import, one after the other."""

    action: Run
    minimal: Taken
    github: Taken


def take_turns(folder: Path, turns: int = TURNS) -> list[Turn]:
    """Run them in turns, so that whatever else the machine does slows all alike."""
    done: list[Turn] = []
    for _ in range(turns):
        github = run_import("github", folder)
        action = run_action(pull_request(MEDIUM), folder)
        done.append(Turn(action, run_minimal(pull_request(MEDIUM), action.rounds, folder), github))
    return done


def speed(turns: Sequence[Turn]) -> list[Figure]:
    """Compare medians of the turns' ratios; seconds are those of the fastest turn, which was disturbed least."""
    first = [turn.action.first_call for turn in turns]
    walls = [turn.action.taken.seconds for turn in turns]
    return [
        at_most(
            TOPIC,
            "start to first GitHub call, by `import github`",
            median(turn.action.first_call / turn.github.seconds for turn in turns),
            START,
            show=ratio,
        ),
        fact(TOPIC, "… the first call", seconds(min(first))),
        fact(TOPIC, '… `python -c "import github"`', seconds(min(turn.github.seconds for turn in turns))),
        at_most(
            TOPIC,
            "whole run, by the minimal script",
            median(turn.action.taken.seconds / turn.minimal.seconds for turn in turns),
            WALL,
            show=ratio,
        ),
        fact(TOPIC, "… the run", seconds(min(walls))),
        fact(TOPIC, "… the minimal script", seconds(min(turn.minimal.seconds for turn in turns))),
        fact(TOPIC, "… CPU of the run", seconds(min(turn.action.taken.cpu_seconds for turn in turns))),
        at_most(TOPIC, "peak memory", max(turn.action.taken.peak_mb for turn in turns), PEAK_MB, show=megabytes),
        fact(TOPIC, "… of the minimal script", megabytes(max(turn.minimal.peak_mb for turn in turns))),
    ]


def overlap(folder: Path) -> list[Figure]:
    """Look when litellm's import begins and ends, beside GitHub's calls."""
    report = folder / "import.json"
    run = run_action(pull_request(MEDIUM), folder, witness=report)
    seen = json.loads(report.read_text(encoding="utf-8"))
    before = [moment for moment in run.call_times if moment < min(run.ask_times)]
    first_answer = min(before) + 0.08
    beside = sum(seen["began"] <= moment <= seen["ended"] for moment in before)
    return [
        Figure(
            topic=TOPIC,
            name="litellm's import begins, after the first call to GitHub",
            measured=f"{seen['began'] - min(before):+.2f} s",
            target="before its answer",
            good=seen["began"] < first_answer,
        ),
        fact(TOPIC, "… GitHub calls made while it goes on", f"{beside} of {len(before)}"),
    ]
