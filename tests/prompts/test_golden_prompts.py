"""Every template as the model reads it. ``UPDATE_GOLDEN=1`` rewrites the golden files: read them before committing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
import pytest

from pr_agent_action.context.checklists import KINDS
from pr_agent_action.context.definitions import Definition
from pr_agent_action.context.rules import Rule
from pr_agent_action.prompts import render as room
from pr_agent_action.prompts.render import render
from tests.fakes.golden import check_golden

GOLDEN = Path(__file__).parent / "golden"
TEMPLATES = Path(room.__file__).parent / "templates"

REVIEW = {
    "max_findings": 6,
    "effort": True,
    "tests": True,
    "security": True,
    "score": False,
    "contribution_time": False,
    "split": False,
    "issues": False,
    "incremental": False,
    "doubtful": False,
    "least": "",
    "categories": (),
}
DESCRIBE = {"kinds": True, "bullets": True, "walkthrough": True, "diagram": True, "labels": {}}
IMPROVE = {"focus_on_problems": True, "max_suggestions": 3}
ASK = {
    "question": "Why is this locked twice?",
    "unseen": "",
    "thread": "",
    "boundary": "b0undary",
    "extra_instructions": "",
}
NOTES = (
    render("instructions", instructions="We support Python 3.11 and later."),
    render("rules", rules="- Money is `Decimal`.\n- Every query is bound."),
)
CANDIDATES = (
    {
        "severity": "high",
        "category": "concurrency",
        "title": "The lock is taken twice",
        "text": "`pop` calls `size`, which waits for the lock that `pop` holds.",
        "replacement": "        return len(self._items)",
        "excerpt": "== shop/queue.py (modified, Python)\n11     def pop(self):\n12+        return self.size()",
    },
    {
        "severity": "low",
        "category": "bug",
        "title": "An empty list has no first item",
        "text": "It fails for an empty cart.",
        "replacement": "",
        "excerpt": "== shop/cart.py (added, Python)\n1+first = items[0]",
    },
)
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "system": ("system", {"language": "en-US"}),
    "review": ("review", REVIEW),
    "review_everything": (
        "review",
        dict.fromkeys(REVIEW, True) | {"max_findings": 6, "least": "medium", "categories": ("bug", "data loss")},
    ),
    "review_nothing": ("review", dict.fromkeys(REVIEW, False) | {"max_findings": 0, "categories": ()}),
    "describe": ("describe", DESCRIBE),
    "describe_custom_labels": ("describe", DESCRIBE | {"labels": {"billing": "touches invoices", "ui": ""}}),
    "describe_nothing": ("describe", dict.fromkeys(DESCRIBE, False) | {"labels": {}}),
    "improve": ("improve", IMPROVE),
    "improve_style": ("improve", IMPROVE | {"focus_on_problems": False}),
    "ask": ("ask", ASK),
    "ask_in_thread": (
        "ask",
        ASK
        | {
            "unseen": "package-lock.json and 3 more files",
            "thread": "== shop/lock.py, line 42\n@@ -1 +1 @@\n-a\n+b\n\nreviewer[bot]: The lock is taken twice.",
            "extra_instructions": "Answer in Alemannic.",
        },
    ),
    "instructions": ("instructions", {"instructions": "We support Python 3.11 and later."}),
    "rules": ("rules", {"rules": "- Money is `Decimal`."}),
    "evidence": (
        "evidence",
        {"lines": ["app.py:3 ruff F821 (high): Name that does not exist"], "boundary": "b0undary"},
    ),
    "rules_files": (
        "rules_files",
        {
            "rules": (
                Rule("api/AGENTS.md", "in api/", "- Every endpoint has a rate limit."),
                Rule(".pr_agent.toml", "for *.sql", "Every query is bound."),
            )
        },
    ),
    "checklists": ("checklists", {"names": [kind.name for kind in KINDS]}),
    "dismissed": (
        "dismissed",
        {"boundary": "b0undary", "lines": ("shop/lock.py: The lock is taken twice", "a.py: An empty list")},
    ),
    "related": (
        "related",
        {
            "boundary": "b0undary",
            "definitions": (Definition("shop/rates.py", 3, "def vat(net):\n    return net * RATE"),),
        },
    ),
    "verify": ("verify", {"boundary": "b0undary", "candidates": CANDIDATES}),
    "verify_system": ("verify_system", {"language": "en-US"}),
    "together": (
        "together",
        {
            "tasks": {name: f"# Task: {name}\n…" for name in ("describe", "review", "improve")},
            "notes": {NOTES[0]: ["describe", "review", "improve"], NOTES[1]: ["review", "improve"]},
        },
    ),
    "together_others": ("together", {"tasks": {"a": "# Task: a", "b": "# Task: b"}, "notes": {}}),
}


@pytest.mark.parametrize("name", CASES)
def test_template(name: str) -> None:
    template, values = CASES[name]
    check_golden(GOLDEN / f"{name}.md", render(template, **values))


def test_every_template_and_every_golden_file_has_a_case() -> None:
    without = {path.name.split(".")[0] for path in TEMPLATES.glob("*.j2")} - {
        template for template, _ in CASES.values()
    }
    assert without == set()
    assert {path.stem for path in GOLDEN.glob("*.md")} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_no_rendering_leaves_blank_lines_or_blanks_behind(name: str) -> None:
    template, values = CASES[name]
    text = render(template, **values)
    assert "\n\n\n" not in text
    assert text == text.strip()
    assert not [line for line in text.split("\n") if line != line.rstrip()]


def test_a_value_that_is_missing_is_an_error_and_code_is_not_escaped() -> None:
    with pytest.raises(jinja2.UndefinedError):
        render("system")
    assert "<T> & 'x'" in render("ask", **ASK | {"question": "<T> & 'x'"})


def test_a_template_may_not_reach_behind_a_value() -> None:
    with pytest.raises(jinja2.exceptions.SecurityError):
        room._environment().from_string("{{ value.__class__.__mro__ }}").render(value="x")


def test_text_of_people_is_never_a_template() -> None:
    assert "{{ 7 * 7 }}" in render("ask", **ASK | {"question": "{{ 7 * 7 }}"})


def test_every_template_has_its_section_in_the_documents() -> None:
    text = (Path(__file__).parents[2] / "docs" / "prompts.md").read_text(encoding="utf-8")
    sections = {line.removeprefix("## `").rstrip("`") for line in text.split("\n") if line.startswith("## `")}
    assert sections == {path.name.split(".")[0] for path in TEMPLATES.glob("*.j2")}
