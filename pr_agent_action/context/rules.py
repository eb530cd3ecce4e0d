"""What the repository's own files say about how its code must be: which of them hold for which paths.

All are read from the base branch: what a pull request writes into them counts once it is merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pr_agent_action.context.rule_paths import CONFIGURATION, NESTED, ROOT, folders_above
from pr_agent_action.context.untrusted import Fence
from pr_agent_action.settings.sections import PathInstruction
from pr_agent_action.text.tokens import clip_to_tokens, estimate_tokens

LEAST_TOKENS = 40
"""Less of a file's beginning says nothing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What one file says.

    ``path`` names the file, ``holds`` says where it holds (``everywhere``, ``in api/``, ``for api/**``).
    """

    path: str
    holds: str
    text: str


def rules_for(
    paths: Sequence[str], files: Mapping[str, str], instructions: Sequence[PathInstruction] = ()
) -> tuple[Rule, ...]:
    """Give the rules that hold for any of ``paths``: instructions for them, the nearest directory's files, the root's.

    ``files`` are texts by path. A file that says the same as one before it, or only names it, is left out.
    """
    folders = {folder for path in paths for folder in folders_above(path)}
    nearest = sorted(folders, key=lambda folder: (-folder.count("/"), folder))
    found = [
        *_instructed(paths, instructions),
        *(
            Rule(path, f"in {folder}/", files[path])
            for folder in nearest
            for name in NESTED
            if (path := f"{folder}/{name}") in files
        ),
        *(Rule(path, "everywhere", files[path]) for path in ROOT if path in files),
    ]
    return tuple(_distinct(found))


def fitted(rules: Iterable[Rule], fence: Fence, *, budget_tokens: int) -> tuple[Rule, ...]:
    """Clean the rules and keep them within the budget, the first ones first; the last one may be cut."""
    kept: list[Rule] = []
    room = budget_tokens
    for rule in rules:
        room -= estimate_tokens(f"### {rule.path} ({rule.holds})\n\n")
        if room < LEAST_TOKENS:
            break
        text = clip_to_tokens(fence.prose(rule.text), room)
        room -= estimate_tokens(text)
        kept += [Rule(rule.path, rule.holds, text)] if text else []
    return tuple(kept)


def matches(path: str, globs: Sequence[str]) -> bool:
    """Tell whether globs, read together as in a ``.gitignore``, name the path; one that is no glob names nothing."""
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - few repositories have them, and it costs start-up

    try:
        return GitIgnoreSpec.from_lines(globs).match_file(path)
    except ValueError:
        return False


def _instructed(paths: Sequence[str], instructions: Sequence[PathInstruction]) -> Iterator[Rule]:
    for one in instructions:
        if any(matches(path, one.paths) for path in paths):
            yield Rule(CONFIGURATION, f"for {', '.join(one.paths)}", one.instructions)


def _distinct(rules: Iterable[Rule]) -> Iterator[Rule]:
    seen: set[str] = set()
    for rule in rules:
        text = rule.text.strip()
        if text and text not in seen and not _points_elsewhere(text):
            seen.add(text)
            yield rule


def _points_elsewhere(text: str) -> bool:
    """Tell of a link's target (what the forge shows of a symbolic link) and of a lone ``@AGENTS.md``."""
    return "\n" not in text and text.removeprefix("@").rpartition("/")[2] in {*NESTED, *ROOT}
