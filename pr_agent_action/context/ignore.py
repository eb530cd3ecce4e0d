"""The files that a repository does not want reviewed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pr_agent_action.context.file_kinds import FRAMEWORKS
from pr_agent_action.context.languages import language_names, language_of
from pr_agent_action.settings.sections import ConfigSection, IgnoreSection

# Gives the reason to ignore a path, "" for none.
IgnoreRule = Callable[[str], str]


def ignore_rules(ignore: IgnoreSection, config: ConfigSection) -> tuple[tuple[IgnoreRule, ...], tuple[str, ...]]:
    """Make rules of the settings, and a notice of each setting that is no valid pattern or not known.

    Globs are those of a ``.gitignore``, all together, so that a later ``!pattern`` takes back an earlier one. Regular
    expressions must match from the path's beginning.
    """
    rules: list[IgnoreRule] = []
    notices: list[str] = []
    globs = [pattern for pattern in ignore.glob if _is_glob(pattern)]
    if globs:
        rules.append(_glob_rule(globs))
    notices += [_invalid("glob", pattern) for pattern in ignore.glob if pattern not in globs]
    for pattern in ignore.regex:
        try:
            rules.append(_regex_rule(pattern))
        except (re.error, OverflowError, RecursionError):
            notices.append(_invalid("regex", pattern))
    for name in config.ignore_language_framework:
        rule = _framework_rule(name)
        if rule is None:
            known = ", ".join(sorted(FRAMEWORKS))
            notices.append(
                f"ignore_language_framework `{name}` is not known. Known are names of languages and {known}."
            )
        else:
            rules.append(rule)
    return tuple(rules), tuple(notices)


def _invalid(key: str, pattern: str) -> str:
    return f"[ignore] {key} `{pattern}` is no valid pattern and was left out."


def _is_glob(pattern: str) -> bool:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 -- most repositories have no globs, and it costs start-up

    try:
        GitIgnoreSpec.from_lines([pattern])
    except ValueError:
        return False
    return True


def _glob_rule(patterns: Sequence[str]) -> IgnoreRule:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 -- as above

    spec = GitIgnoreSpec.from_lines(patterns)

    def rule(path: str) -> str:
        found = spec.check_file(path)
        return f"ignored by `{patterns[found.index]}`" if found.include and found.index is not None else ""

    return rule


def _regex_rule(pattern: str) -> IgnoreRule:
    expression = re.compile(pattern)
    return lambda path: f"ignored by `{pattern}`" if expression.match(path) else ""


def _framework_rule(name: str) -> IgnoreRule | None:
    wanted = name.strip().lower()
    expression = FRAMEWORKS.get(wanted)
    if expression is not None:
        return lambda path: f"ignored as {name}" if expression.search(path) else ""
    if wanted not in language_names():
        return None
    return lambda path: f"ignored as {name}" if _language_name(path) == wanted else ""


def _language_name(path: str) -> str:
    language = language_of(path)
    return language.name.lower() if language else ""
