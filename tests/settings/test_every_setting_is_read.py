"""No option that does nothing: each field of the settings has a reader outside ``settings/``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import pr_agent_action
from pr_agent_action.settings.known import sections
from pr_agent_action.settings.layers import load
from pr_agent_action.settings.operator import Settings
from pr_agent_action.settings.sections import CustomLabel, RepoSettings

PACKAGE = Path(pr_agent_action.__file__).parent
ELSEWHERE = ("settings", "demo")
READ_WITHIN = {
    "allowed_models": "settings.layers holds a repository's model against it",
    "provider_environment": "read by Settings.model_environment",
    "secrets": "read by Settings.secret_values",
}
"""Settings of the operator's whose reader is in the room of settings itself, and where."""


@cache
def modules() -> tuple[frozenset[str], ...]:
    """The names that each module outside reads: attributes, and the types that it imports."""
    return tuple(
        frozenset(_names(ast.parse(path.read_text(encoding="utf-8"))))
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).parts[0] not in ELSEWHERE
    )


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            yield node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)


def is_read(field: str, *owners: str) -> bool:
    """Tell whether some module reads the field and speaks of its section, or of the section's type."""
    return any(field in names and not names.isdisjoint(owners) for names in modules())


@pytest.mark.parametrize(
    ("section", "owner", "field"),
    [(name, model.__name__, field) for name, model in sections() for field in model.model_fields],
)
def test_a_field_of_a_section_has_a_reader(section: str, owner: str, field: str) -> None:
    assert is_read(field, section, owner), f"nothing reads {section}.{field}"


@pytest.mark.parametrize("name", RepoSettings.model_fields)
def test_a_section_has_a_reader(name: str) -> None:
    assert any(name in names for names in modules()), f"nothing reads {name}"


@pytest.mark.parametrize("field", CustomLabel.model_fields)
def test_a_field_of_a_label_has_a_reader(field: str) -> None:
    assert is_read(field, "custom_labels", "CustomLabel")


@pytest.mark.parametrize("field", [name for name in Settings.model_fields if name not in READ_WITHIN])
def test_a_setting_of_the_operators_has_a_reader(field: str) -> None:
    assert is_read(field, "Settings", "settings"), f"nothing reads {field}"


def test_what_is_allowed_exists() -> None:
    assert set(READ_WITHIN) <= set(Settings.model_fields)


def test_the_operator_s_settings_read_nothing_behind_the_layers_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COMMAND", "/review")
    monkeypatch.setenv("dry_run", "true")
    (tmp_path / ".env").write_text("PR_URL=https://example.com\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    settings = load({}).settings
    assert (settings.command, settings.dry_run, settings.pr_url) == ("", False, "")
