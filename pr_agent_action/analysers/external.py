"""What outside tools say about the added lines, each run on copies (see ``sandbox``)."""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from pr_agent_action.analysers.conventions import is_generated, is_test
from pr_agent_action.analysers.sandbox import MissingToolError, ToolError, is_plain, lay_out, run_tool
from pr_agent_action.analysers.tools import all_tools
from pr_agent_action.analysers.tools.base import Remark, Tool
from pr_agent_action.domain.diff import FileDiff
from pr_agent_action.domain.finding import Confidence, Finding, Severity
from pr_agent_action.domain.pull_request import FileStatus
from pr_agent_action.settings.sections import AnalysersSection
from pr_agent_action.text.redact import redact

AT_ONCE = 4
MOST_CHARACTERS = 1_000_000
MOST_FILES = 300
MOST_LINES = 200_000
LONGEST_TEXT = 2_000
MOST_FINDINGS = 50
MOST_OF_A_RULE = 10
"""In one file. What is over one of these is counted in a notice."""
# All that a symbolic link's text is: the path that it leads to.
_LINK = re.compile(r"[\w.@+-]*(?:/[\w.@+-]+)+\n?|[\w@+-]+\.\w+\n?")
# Whatever in a line may be part of a secret.
_LONG_WORD = re.compile(r"[^\s'\"`=:,;(){}\[\]<>]{12,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalResult:
    """What was found on added lines, worst first; sentences about what was not looked at; how long it took."""

    findings: tuple[Finding, ...] = ()
    notices: tuple[str, ...] = ()
    seconds: float = 0.0


def wanted_paths(diffs: Sequence[FileDiff], settings: AnalysersSection) -> tuple[str, ...]:
    """Name the files whose text at the head the tools need; that of an added file stands in its diff."""
    tools = _tools(settings, "rules" if settings.ast_grep_rules else "")
    return tuple(
        diff.path
        for diff in diffs
        if _checkable(diff)
        and _added_whole(diff) is None
        and any(tool.needs_whole_files and tool.wants(diff.path) for tool in tools)
    )


def external_findings(
    diffs: Sequence[FileDiff],
    texts: Mapping[str, str],
    settings: AnalysersSection,
    *,
    rules: str = "",
    tools: Sequence[Tool] | None = None,
) -> ExternalResult:
    """Run the tools at once on what they want; never raise for what a tool or a file does.

    ``texts`` are files at the head by path, as far as they were read (see ``wanted_paths``); ``rules`` those of
    ``ast-grep``; ``tools`` are run instead of those that the settings name.
    """
    start = time.monotonic()
    tools = _tools(settings, rules) if tools is None else tools
    files = {diff.path: diff for diff in diffs if _checkable(diff)}
    whole = _whole_texts(files, texts)
    jobs = [(tool, copies) for tool in tools if (copies := _copies(tool, files, whole))]
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="analyser") as pool:
        results = list(pool.map(lambda job: _run(job[0], job[1], settings.timeout), jobs))
    failed: dict[str, ToolError] = {}
    found: list[Finding] = []
    for (tool, _), result in zip(jobs, results, strict=True):
        if isinstance(result, ToolError):
            failed[tool.name] = result
        else:
            found += _findings(tool, result, files)
    least = Severity(settings.min_severity)
    kept, left_out = most_severe([finding for finding in found if finding.severity.at_least(least)])
    return ExternalResult(
        findings=kept,
        notices=(*_failures(failed), *_unread(tools, diffs, whole), *left_out),
        seconds=time.monotonic() - start,
    )


def most_severe(findings: Sequence[Finding]) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Keep the worst, few of one rule in one file; return them worst first, and a sentence about the others."""
    kept: list[Finding] = []
    of_a_rule: Counter[tuple[str, str, str]] = Counter()
    unique = tuple(dict.fromkeys(findings))
    for finding in sorted(unique, key=lambda finding: finding.severity.rank):
        key = (finding.source, finding.rule, finding.path)
        of_a_rule[key] += 1
        if of_a_rule[key] <= MOST_OF_A_RULE and len(kept) < MOST_FINDINGS:
            kept.append(finding)
    more = len(unique) - len(kept)
    return tuple(kept), (f"Analysers found {more} more, repeats in one file or less severe ones.",) if more else ()


def _tools(settings: AnalysersSection, rules: str) -> list[Tool]:
    known = all_tools(rules)
    return [known[name] for name in dict.fromkeys(settings.tools)] if settings.enabled else []


def _whole_texts(files: Mapping[str, FileDiff], texts: Mapping[str, str]) -> dict[str, str]:
    """Give the texts that are known and not too large; a link's is empty, which is of no interest to a tool."""
    known = {path: texts.get(path, _added_whole(diff)) for path, diff in files.items()}
    return {
        path: "" if _LINK.fullmatch(text) else text
        for path, text in known.items()
        if text is not None and len(text) <= MOST_CHARACTERS
    }


def _checkable(diff: FileDiff) -> bool:
    return bool(diff.added) and is_plain(diff.path) and not is_generated(diff.path)


def _added_whole(diff: FileDiff) -> str | None:
    """Give the text of a file that the pull request adds, where its diff is complete."""
    if diff.file.status is not FileStatus.ADDED or diff.file.additions > len(diff.added):
        return None
    return "".join(f"{line.text}\n" for line in diff.added)


def _added_alone(diff: FileDiff) -> str:
    """Give the added lines, each at its number."""
    added = {line.new or 0: line.text for line in diff.added}
    last = min(max(added), MOST_LINES)
    return "".join(f"{added.get(number, '')}\n" for number in range(1, last + 1))


def _copies(tool: Tool, files: Mapping[str, FileDiff], whole: Mapping[str, str]) -> dict[str, str]:
    """Give the texts that a tool is run on, by path."""
    wanted = [path for path in files if tool.wants(path)][:MOST_FILES]
    texts = {path: whole.get(path, "") if tool.needs_whole_files else _added_alone(files[path]) for path in wanted}
    return {path: text for path, text in texts.items() if tool.may_matter(text)}


def _run(tool: Tool, copies: Mapping[str, str], seconds: int) -> tuple[Remark, ...] | ToolError:
    """Give what the tool says, with the repository's paths; or why it says nothing."""
    try:
        with tempfile.TemporaryDirectory(prefix="analyser-", ignore_cleanup_errors=True) as made:
            folder = Path(made).resolve()
            for name in ("files", "home"):
                (folder / name).mkdir()
            lay_out(folder / "files", copies)
            lay_out(folder, tool.own_files)
            printed = run_tool(tool.command([f"./{path}" for path in copies]), folder=folder, seconds=seconds)
            return tuple(_renamed(tool.parse(printed), folder / "files"))
    except ToolError as error:
        return error
    except ValueError:
        return ToolError("printed what cannot be read")
    except OSError:
        return ToolError("could not be started")


def _renamed(remarks: Sequence[Remark], folder: Path) -> Iterator[Remark]:
    for remark in remarks:
        yield replace(remark, path=os.path.relpath(folder / remark.path, folder))


def _findings(tool: Tool, remarks: Sequence[Remark], files: Mapping[str, FileDiff]) -> Iterator[Finding]:
    """Keep what stands on added lines, each rule once a line: a hostile line may break one thousands of times."""
    lines = {path: {line.new: line.text for line in diff.added} for path, diff in files.items()}
    first: dict[tuple[str, int, str], Remark] = {}
    for remark in remarks:
        first.setdefault((remark.path, remark.line, remark.rule), remark)
    for remark in first.values():
        text = lines.get(remark.path, {}).get(remark.line)
        if text is None or (remark.spares_tests and is_test(remark.path)):
            continue
        yield Finding(
            path=remark.path,
            title=remark.title,
            body=remark.body[:LONGEST_TEXT],
            quote=_quoted(text, remark),
            severity=remark.severity,
            category=remark.category,
            confidence=Confidence.HIGH,
            line_hint=remark.line,
            source=tool.name,
            rule=remark.rule,
        )


def _quoted(text: str, remark: Remark) -> str:
    shown = redact(text.rstrip("\r"))
    return (_LONG_WORD.sub("…", shown) if remark.secret else shown)[:LONGEST_TEXT]


def _failures(failed: Mapping[str, ToolError]) -> Iterator[str]:
    """Say what is missing; tools that are not installed in one sentence."""
    missing = [f"`{name}`" for name, error in failed.items() if isinstance(error, MissingToolError)]
    if missing:
        yield (
            f"Not installed, so that their findings are missing: {', '.join(missing)}. Install "
            "`pr-agent-action[analysers]`, or name the others in `[analysers] tools`."
        )
    for name, error in failed.items():
        if not isinstance(error, MissingToolError):
            yield f"`{name}` {error}; its findings are missing."


def _unread(tools: Sequence[Tool], diffs: Sequence[FileDiff], whole: Mapping[str, str]) -> Iterator[str]:
    """Say how many files a tool wants that it did not get."""
    wanted = [
        diff.path
        for diff in diffs
        if diff.added and not is_generated(diff.path) and any(tool.wants(diff.path) for tool in tools)
    ]
    odd = sum(1 for path in wanted if not is_plain(path))
    readers = [tool for tool in tools if tool.needs_whole_files]
    unread = sum(
        1 for path in wanted if is_plain(path) and path not in whole and any(tool.wants(path) for tool in readers)
    )
    if odd:
        yield f"{_files(odd)} not given to the analysers: the name is odd."
    if unread:
        yield f"{_files(unread)} not given to the analysers: the text could not be read."


def _files(count: int) -> str:
    return "1 changed file was" if count == 1 else f"{count} changed files were"
