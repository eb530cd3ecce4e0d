"""Prompt templates, rendered in a sandbox that refuses an undefined name."""

from __future__ import annotations

from functools import cache

from jinja2 import PackageLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment


@cache
def _environment() -> SandboxedEnvironment:
    # NOTE: no auto-escaping: a prompt is read by a model, and code must reach it as it is.
    return SandboxedEnvironment(
        loader=PackageLoader("pr_agent_action.prompts"),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, **values: object) -> str:
    """Render ``templates/<template>.md.j2``; a value the template misses raises ``jinja2.UndefinedError``."""
    return _environment().get_template(f"{template}.md.j2").render(**values).strip()
