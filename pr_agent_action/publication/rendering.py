"""The renderer of our Markdown templates.

What a template prints is sanitised to one line unless it is ``Safe`` or went through a filter: a value that somebody
forgets to treat is a harmless one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

from pr_agent_action.publication import sanitise
from pr_agent_action.publication.blocks import tidy
from pr_agent_action.publication.links import Safe, path_code
from pr_agent_action.publication.suggestion import code_block
from pr_agent_action.text.redact import redact


def render(template: str, *, secrets: Sequence[str], **values: object) -> Safe:
    """Render ``templates/<template>.md.j2``; a value the template misses raises ``jinja2.UndefinedError``."""
    text = _environment().get_template(f"{template}.md.j2").render(secrets=tuple(secrets), **values)
    return Safe(tidy(text))


@cache
def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=PackageLoader("pr_agent_action.publication"),
        undefined=StrictUndefined,
        autoescape=False,  # what is printed is Markdown: ``_printed`` takes the place of HTML escapes
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printed,
    )
    environment.filters.update(prose=_prose, cell=_cell, path=_path, fence=_fence, count=_count)
    return environment


@pass_context
def _printed(context: Context, value: Any) -> Any:  # noqa: ANN401 - whatever a template prints
    if isinstance(value, (Safe, int)):
        return value
    return sanitise.inline(str(value), context["secrets"])


@pass_context
def _prose(context: Context, value: str) -> Safe:
    return Safe(sanitise.sanitise(value, context["secrets"]))


@pass_context
def _cell(context: Context, value: str) -> Safe:
    return Safe(sanitise.escape_pipes(value) if isinstance(value, Safe) else sanitise.cell(value, context["secrets"]))


@pass_context
def _path(context: Context, value: str) -> Safe:
    """Show a path, or a line of code, as code."""
    return path_code(redact(value, context["secrets"]))


@pass_context
def _fence(context: Context, value: str) -> Safe:
    return Safe(code_block(value, context["secrets"]))


def _count(number: int, noun: str) -> Safe:
    """Write ``1 file``, ``2,000 files``."""
    return Safe(f"{number:,} {noun}{'' if number == 1 else 's'}")
