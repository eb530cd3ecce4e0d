"""``pr-agent-action rules check PATH``: which rules and filters hold for a path of this checkout, and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from pr_agent_action.commands.thresholds import thresholds
from pr_agent_action.context.checklists import most_relevant, touched
from pr_agent_action.context.rule_paths import CONFIGURATION, ROOT, nested_paths
from pr_agent_action.context.rules import fitted, rules_for
from pr_agent_action.context.select import select
from pr_agent_action.context.untrusted import Fence
from pr_agent_action.diff.parse import parse_file
from pr_agent_action.domain.diff import FileDiff
from pr_agent_action.domain.pull_request import ChangedFile, FileStatus
from pr_agent_action.errors import UsageError
from pr_agent_action.settings.layered import DEFAULT, LayeredRepoSettings
from pr_agent_action.settings.layers import with_repository
from pr_agent_action.text.tokens import estimate_tokens

LARGEST_FILE = 1_000_000


def check_rules(path: str, layered: LayeredRepoSettings, folder: Path) -> str:
    """Tell what holds for ``path``, as lines for a terminal.

    Raises:
        UsageError: the path leads out of ``folder``.
    """
    inside = PurePosixPath(path)
    if inside.is_absolute() or ".." in inside.parts or not inside.name:
        raise UsageError("The path leads out of this directory.", fix="Give it as git does, such as src/app.py.")
    path = str(inside)
    layered = with_repository(layered, _text(folder / CONFIGURATION))
    diff = _as_if_new(path, _text(folder / path))
    lines = [
        path,
        *_filters(diff, layered),
        "",
        *_rules(path, folder, layered),
        "",
        *_thresholds(layered),
        "",
        *_checklists(diff, layered),
        *(f"\nwarning: {warning}" for warning in layered.warnings),
        "",
        "A run reads these files from the base branch, not from the pull request.",
    ]
    return "\n".join(lines)


def _filters(diff: FileDiff, layered: LayeredRepoSettings) -> Iterator[str]:
    settings = layered.values
    selection = select((diff,), ignore=settings.ignore, config=settings.config)
    yield f"  not reviewed: {selection.skipped[0].reason}" if selection.skipped else "  reviewed: no filter names it"
    yield from (f"  {notice}" for notice in selection.notices)


def _rules(path: str, folder: Path, layered: LayeredRepoSettings) -> Iterator[str]:
    settings = layered.values
    budget = settings.config.max_rules_tokens
    yield f"Rules, the nearest first, within {budget:,} tokens ({_said(layered, 'config.max_rules_tokens')}):"
    texts = {name: _text(folder / name) for name in (*nested_paths([path]), *ROOT)}
    found = rules_for([path], {name: text for name, text in texts.items() if text}, settings.path_instructions)
    kept = {(rule.path, rule.holds): rule.text for rule in fitted(found, Fence(""), budget_tokens=budget)}
    for rule in found:
        text = kept.get((rule.path, rule.holds))
        size = f"{estimate_tokens(rule.text):,} tokens"
        fate = f"{size}, no room" if text is None else f"{size}, cut" if text.endswith("… [cut]") else size
        yield f"  {rule.path} ({rule.holds}): {fate}"
    if not found:
        yield "  none"
    if settings.best_practices.content:
        yield f"  best_practices.content (everywhere; {_said(layered, 'best_practices.content')})"


def _thresholds(layered: LayeredRepoSettings) -> Iterator[str]:
    section = layered.values.pr_reviewer
    least = thresholds(section)
    yield "Findings that are said:"
    for name, value in (("min_severity", least.min_severity), ("min_confidence", least.min_confidence)):
        source = "strictness" if getattr(section, name) == "auto" else name
        said = _said(layered, f"pr_reviewer.{source}")
        yield f"  {name} {value.value} ({source} = {getattr(section, source)}, {said})"
    names = ", ".join(section.categories) or "all"
    yield f"  categories: {names} ({_said(layered, 'pr_reviewer.categories')})"
    yield f"  at most {section.num_max_findings} ({_said(layered, 'pr_reviewer.num_max_findings')})"


def _checklists(diff: FileDiff, layered: LayeredRepoSettings) -> Iterator[str]:
    names = most_relevant([touched(diff)]) if layered.values.config.max_checklist_tokens else ()
    yield "Checklists that the whole file would call for: " + (", ".join(names).replace("_", " ") or "none")


def _said(layered: LayeredRepoSettings, name: str) -> str:
    origin = layered.origin.get(name, DEFAULT)
    return origin if origin == DEFAULT else f"set by {origin}"


def _as_if_new(path: str, text: str) -> FileDiff:
    """Make the file's diff as if it were new; of one that is not here, a single line."""
    lines = text.split("\n") if text else ["?"]
    patch = "\n".join([f"@@ -0,0 +1,{len(lines)} @@", *(f"+{line}" for line in lines)])
    return parse_file(ChangedFile(path=path, status=FileStatus.MODIFIED, additions=len(lines), patch=patch))


def _text(path: Path) -> str:
    """Read a text; ``""`` for what is none, is too large or not there."""
    try:
        return path.read_text(encoding="utf-8") if path.stat().st_size <= LARGEST_FILE else ""
    except (OSError, UnicodeDecodeError):
        return ""
