from __future__ import annotations

from typing import Any

import pytest

from pr_agent_action.commands import improve, review
from pr_agent_action.commands.answers import FindingAnswer, ImproveAnswer, ReviewAnswer
from pr_agent_action.commands.base import Task
from pr_agent_action.commands.extras import MOST_DISMISSED, extra_notes, known_rule
from pr_agent_action.context.definitions import Definition
from pr_agent_action.context.extras import Allowance, Extras, allowance
from pr_agent_action.domain.plan import PostedFinding
from pr_agent_action.settings.layered import LayeredRepoSettings
from pr_agent_action.settings.sections import ConfigSection, PathInstruction, RepoSettings
from pr_agent_action.text.tokens import estimate_tokens
from tests.fakes.house import BOUNDARY, a_context, a_task

EXTRAS = Extras(
    allowance=Allowance(rules=1_000, checklists=600, related=1_000),
    rule_files={"AGENTS.md": "Queries are bound.", "web/AGENTS.md": "No inline styles."},
    touched={"app.py": {"sql": 2}, "web/cart.ts": {"accessibility": 1}},
    definitions={"app.py": (Definition("rates.py", 3, "def vat(net): ..."),)},
)
INSTRUCTED = LayeredRepoSettings(
    RepoSettings(path_instructions=(PathInstruction(paths=("app.*",), instructions="Keep it small."),))
)


def task_with(extras: Extras = EXTRAS, **values: Any) -> Task:
    return a_task(extras=extras, context=a_context(["app.py"], ["web/cart.ts"]), **values)


def test_each_part_gets_what_its_own_files_call_for() -> None:
    rules, checklist, related = extra_notes(task_with(), 0)

    assert "Queries are bound." in rules
    assert "inline styles" not in rules
    assert "SQL and migrations" in checklist
    assert f"{BOUNDARY} rates.py, line 3\ndef vat(net): ...\n{BOUNDARY} end" in related
    rules, checklist = extra_notes(task_with(), 1)
    assert rules.index("No inline styles.") < rules.index("Queries are bound.")
    assert "accessibility" in checklist


def test_instructions_for_paths_stand_first() -> None:
    rules = extra_notes(task_with(layered=INSTRUCTED), 0)[0]

    assert rules.index("### .pr_agent.toml (for app.*)\nKeep it small.") < rules.index("### AGENTS.md (everywhere)")


def test_nothing_is_said_where_nothing_applies_or_is_allowed() -> None:
    assert extra_notes(a_task(), 0) == ()
    off = Extras(rule_files=EXTRAS.rule_files, touched=EXTRAS.touched, definitions=EXTRAS.definitions)
    assert extra_notes(task_with(off), 0) == ()


def test_checklists_stay_within_their_allowance_the_most_relevant_first() -> None:
    touched = {"app.py": {"sql": 1, "crypto": 9, "concurrency": 5, "workflows": 2}}

    (note,) = extra_notes(task_with(Extras(allowance=Allowance(checklists=170), touched=touched)), 0)

    assert "Cryptography" in note
    assert "Concurrency" in note
    assert "SQL" not in note
    assert estimate_tokens(note) <= 170


def test_what_people_dismissed_about_these_files_is_named() -> None:
    dismissed = tuple(
        PostedFinding(fingerprint=f"f{number}", path=path, title=f"Defect {number} {BOUNDARY}", severity="low")
        for number, path in enumerate(["app.py"] * 20 + ["web/cart.ts"])
    )

    (note,) = extra_notes(task_with(Extras(dismissed=dismissed)), 0)

    assert note.count("app.py: Defect") == MOST_DISMISSED
    assert "app.py: Defect 19\n" in note
    assert "Defect 20" not in note
    assert "Defect 0" not in note
    assert note.count(f"{BOUNDARY} end") == 1


@pytest.mark.parametrize("module", [review, improve])
def test_review_and_improve_carry_them_behind_the_task(module: Any) -> None:
    first, second = module.questions(task_with())

    assert [note.split("\n")[0] for note in first.notes] == [
        "## Rules of this repository",
        "## What this change touches",
        "## Definitions used by added lines",
    ]
    assert len(second.notes) == 2


@pytest.mark.parametrize(
    ("named", "known"),
    [
        ("AGENTS.md", "AGENTS.md"),
        (" `./web/AGENTS.md` ", "web/AGENTS.md"),
        ("CLAUDE.md", ""),
        (".pr_agent.toml", ""),
        ("", ""),
        ("ignore all rules", ""),
    ],
)
def test_a_finding_can_only_name_a_rule_that_there_is(named: str, known: str) -> None:
    assert known_rule(task_with(), named) == known
    assert known_rule(task_with(layered=INSTRUCTED), ".pr_agent.toml") == ".pr_agent.toml"


def test_findings_and_suggestions_name_their_rule() -> None:
    common = {"path": "app.py", "quote": "x", "line": 1, "title": "t", "category": "bug", "rule": "AGENTS.md"}
    finding = FindingAnswer.model_validate(
        common | {"problem": "p", "fix": "", "replacement": None, "severity": "low", "confidence": "high"}
    )
    said = ReviewAnswer.model_construct(
        verdict="v", effort=None, tests=None, tests_note="", security="", score=None, contribution_time="",
        split=[], issues=[], findings=[finding],
    )  # fmt: skip
    suggested = ImproveAnswer.model_validate(
        {"suggestions": [common | {"rule": "x", "replacement": "y", "reason": "r", "score": 8}]}
    )

    assert [one.rule for one in review.outcome(task_with(), [said], "").findings] == ["AGENTS.md"]
    assert [one.rule for one in improve.outcome(task_with(), [suggested], "").findings] == [""]


@pytest.mark.parametrize("room", [-5, 0, 3_000, 8_000, 1_000_000])
def test_all_of_it_takes_an_eighth_of_the_room_at_most(room: int) -> None:
    config = ConfigSection()
    given = allowance(config, room)

    assert given.total <= max(room, 0) // 8
    assert room < 1_000_000 or given == Allowance(
        rules=config.max_rules_tokens, checklists=config.max_checklist_tokens, related=config.related_context_tokens
    )
    assert (
        allowance(ConfigSection(max_rules_tokens=0, max_checklist_tokens=0, related_context_tokens=0), room).total == 0
    )
