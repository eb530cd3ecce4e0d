"""What a run asks: calls, repeats, rounds, tokens, and which added lines it shows to the model. No clock is read."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pr_agent_action.demo.fake_github import FakeRepository
from pr_agent_action.demo.fake_model import ModelRequest
from pr_agent_action.text.tokens import estimate_tokens
from tests.bench.figures import Figure, at_least, at_most, count, fact, percent
from tests.bench.pull_requests import SMALL, pull_request
from tests.bench.reach import reached
from tests.bench.rehearsal import rehearse
from tests.bench.stage import Run
from tests.bench.tokens import shared, tokens

CALLS_UP_TO_100_FILES = 12
LARGE_TOKENS = 200_000
SMALL_TOKENS = 24_000
SHARED = 0.7


def calls(topic: str, repository: FakeRepository, run: Run) -> list[Figure]:
    """Count GitHub's calls, those that were made before, and the rounds of model calls."""
    files = len(repository.pull_requests[1].files)
    most = CALLS_UP_TO_100_FILES + max(0, -(-files // 100) - 1)
    rounds = [len(each) for each in run.rounds]
    return [
        at_most(topic, f"GitHub calls for {files} files", len(run.calls), most, show=count),
        at_most(topic, "… of which repeated", len(run.calls) - len(set(run.calls)), 0, show=count),
        at_most(topic, f"rounds of model calls, verification included ({_sizes(rounds)})", len(rounds), 2, show=count),
    ]


def _sizes(rounds: Sequence[int]) -> str:
    return " + ".join(str(size) for size in rounds) + (" call" if rounds == [1] else " calls")


def lines(topic: str, repository: FakeRepository, run: Run) -> list[Figure]:
    """Look for each added line in the prompts."""
    files = repository.pull_requests[1].files
    found = reached(files, (text for request in run.asked for text in request.texts), run.coverage)
    return [
        fact(topic, "added lines that reached a prompt", count(found.shown)),
        fact(topic, "… of files that are no work of hands (lock file), listed", count(found.not_reviewable)),
        fact(topic, "… of files listed as over the budget", count(found.over_budget)),
        at_most(topic, "… lost: in no prompt and not listed", len(found.lost), 0, show=count),
    ]


def prompt_tokens(topic: str, name: str, requests: Sequence[ModelRequest], most: int) -> list[Figure]:
    """Count the tokens of all prompts, the schemas of their answers included."""
    texts = ["\n".join([*request.texts, json.dumps(dict(request.schema))]) for request in requests]
    real, guessed = sum(len(tokens(text)) for text in texts), sum(estimate_tokens(text) for text in texts)
    return [
        at_most(topic, f"prompt tokens of all calls, {name}", real, most, show=count),
        fact(topic, "… by our own estimate", count(guessed)),
    ]


def small_pull_request() -> list[Figure]:
    """Count the tokens of the 17-file pull request, and what its commands share when each is asked by itself."""
    repository = pull_request(SMALL)
    files = repository.pull_requests[1].files
    added, deleted = repository.pull_requests[1].additions_and_deletions()
    topic = f"{len(files)} files, +{added} -{deleted} lines"
    run = rehearse(repository)
    real, guessed = sum(len(tokens(text)) for text in run.texts), sum(estimate_tokens(text) for text in run.texts)
    found = reached(files, (prompt.prefix for prompt in run.prompts), run.coverage)
    return [
        at_most(topic, f"prompt tokens of all {len(run.texts)} calls", real, SMALL_TOKENS, show=count),
        fact(topic, "… by our own estimate", count(guessed)),
        fact(topic, "added lines that reached a prompt", count(found.shown)),
        at_most(topic, "… lost: in no prompt and not listed", len(found.lost), 0, show=count),
        *_shared_prefix(topic),
    ]


def _shared_prefix(topic: str) -> list[Figure]:
    """Compare the prompts of the three commands, each asked by itself, with the one before."""
    texts = [rehearse(pull_request(SMALL), command=name).texts[0] for name in ("describe", "review", "improve")]
    return [
        at_least(topic, f"beginning of the prompt of {name} that is that of describe", share, SHARED, show=percent)
        for name, share in zip(("review", "improve"), (shared(texts[0], text) for text in texts[1:]), strict=True)
    ]
