"""The command line: the same run as the Action's, asked for in words."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial
from typing import NoReturn

from pr_agent_action import __version__
from pr_agent_action.commands.catalogue import COMMANDS
from pr_agent_action.entrypoints.leave import leave
from pr_agent_action.entrypoints.report_error import format_bug
from pr_agent_action.errors import AgentError, ExitCode, UsageError
from pr_agent_action.text.redact import redact


def script() -> NoReturn:
    """Run as a program."""
    leave(main())


def parser() -> argparse.ArgumentParser:
    """The words that the command line knows."""
    top = argparse.ArgumentParser(
        prog="pr-agent-action",
        description="Review a pull request, describe it, or ask about it.",
        epilog="Settings: --section.key=value, the environment (SECTION__KEY), and the repository's .pr_agent.toml.",
    )
    top.add_argument("--version", action="version", version=__version__)
    words = top.add_subparsers(dest="word", required=True, metavar="COMMAND")
    for name, module in COMMANDS.items():
        if name == "config":
            continue
        word = words.add_parser(name, help=module.SUMMARY)
        word.add_argument("text", nargs="*", help="words that follow the command, such as a question")
        word.add_argument("--pr_url", required=True, help="such as https://github.com/owner/name/pull/7")
        word.add_argument("--dry_run", action="store_true", help="print what would be posted, and post nothing")
    config = words.add_parser("config", help="Show the settings that hold here and where each came from.")
    config.add_argument("show", choices=["show"], help="show them")
    rules = words.add_parser("rules", help="Show which rules and filters hold for a path of this checkout, and why.")
    rules.add_argument("check", choices=["check"], help="show them")
    rules.add_argument("path", help="as git writes it, such as src/app.py; it need not exist")
    demo = words.add_parser("demo", help="Run the Action on a fake GitHub; needs no key and no network.")
    demo.add_argument("--repo", default="", help="a git repository instead of the example")
    demo.add_argument("--range", default="", help="the range of its commits that makes the pull request: a..b")
    demo.add_argument("--out", default="demo-output", help="where the page, the outputs and the summary are written")
    evaluation = words.add_parser("eval", help="Measure a model's reviews against people's findings on git ranges.")
    evaluation.add_argument("dataset", help="a JSON file of cases; docs/quality.md shows its form")
    evaluation.add_argument("--model", default="", help="the model, as litellm spells it")
    evaluation.add_argument("--json", default="", help="where to write the figures as JSON")
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the one catch-all of the command line stands here."""
    arguments, options = parser().parse_known_args(argv)
    secrets: tuple[str, ...] = ()
    try:
        _only_settings(options)
        if arguments.word in {"demo", "eval"}:
            return _on_fake_github(arguments, options)
        from pr_agent_action.entrypoints.cli_run import (  # noqa: PLC0415 - `--help` is fast
            run_command,
            show_config,
            show_rules,
        )
        from pr_agent_action.settings.layers import load  # noqa: PLC0415 - the same

        loaded = load(os.environ, options)
        secrets = loaded.settings.secret_values()
        if arguments.word == "config":
            return show_config(loaded)
        if arguments.word == "rules":
            return show_rules(arguments, loaded)
        return int(run_command(arguments, loaded))
    except AgentError as error:
        print(f"pr-agent-action: {redact(str(error), secrets)}", file=sys.stderr)  # noqa: T201 - a terminal
        return int(error.exit_code)
    except Exception as error:  # noqa: BLE001 - whatever it is, the user gets a report and a failed run
        print(format_bug(error, partial(redact, secrets=secrets)), file=sys.stderr)  # noqa: T201 - a terminal
        return int(ExitCode.FAILED)


def _only_settings(options: Sequence[str]) -> None:
    strange = next((option for option in options if not option.startswith("--") or "." not in option), None)
    if strange is not None:
        raise UsageError(f"`{strange}` is no option.", fix="A setting is written --section.key=value; see --help.")


def _on_fake_github(arguments: argparse.Namespace, options: Sequence[str]) -> int:
    """Run what needs the fake GitHub, which the image leaves out."""
    try:
        from pr_agent_action.demo.run import run_demo  # noqa: PLC0415 - `--help` is fast
        from pr_agent_action.entrypoints.cli_eval import run_eval  # noqa: PLC0415 - the same
    except ImportError as error:
        raise UsageError(
            f"`{arguments.word}` is not installed here ({error.name} is missing).",
            fix='pip install "pr-agent-action[demo]"',
        ) from error
    if arguments.word == "eval":
        return int(run_eval(arguments, options))
    return run_demo(repo=arguments.repo, commits=arguments.range, out=arguments.out)
