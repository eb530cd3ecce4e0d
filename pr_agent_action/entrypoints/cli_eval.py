"""``pr-agent-action eval``: how good a model's reviews are on a data set."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from pr_agent_action.agent.services import Services
from pr_agent_action.demo.fake_github import FakeGitHub
from pr_agent_action.entrypoints.services import make_services
from pr_agent_action.errors import ExitCode
from pr_agent_action.evaluation.dataset import load_dataset
from pr_agent_action.evaluation.run import evaluate
from pr_agent_action.evaluation.table import as_json, as_table
from pr_agent_action.settings.layers import load

TOKEN = "ghs_rw"  # noqa: S105 - the fake GitHub's


def run_eval(arguments: argparse.Namespace, options: Sequence[str]) -> ExitCode:
    """Review every case, print the table, write the JSON; 1 when a case failed."""
    dataset = load_dataset(Path(arguments.dataset))

    def services_for(github: FakeGitHub) -> Services:
        given = {"INPUT_GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": github.api_url, "INPUT_DRY_RUN": "true"}
        model = {"INPUT_MODEL": arguments.model} if arguments.model else {}
        loaded = load({**os.environ, **model, **given}, options)
        os.environ.update(loaded.settings.model_environment())
        return make_services(loaded, graphql_url=github.graphql_url, log=lambda _line: None)

    results = evaluate(dataset.cases, services_for)
    print(as_table(results))  # noqa: T201 - a terminal
    if arguments.json:
        Path(arguments.json).write_text(as_json(results, arguments.model) + "\n", encoding="utf-8")
    return ExitCode.FAILED if any(result.failure for result in results) else ExitCode.OK
