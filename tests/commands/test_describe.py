from __future__ import annotations

from typing import Any

import pytest

from pr_agent_action.commands.describe import outcome, questions
from pr_agent_action.domain.outcome import Description, Diagram
from tests.fakes.house import a_context, a_task, settings_of


def described(task: Any, *answers: Any) -> Description:
    found = outcome(task, answers, "").description
    assert found is not None
    return found


LABELS: dict[str, Any] = {
    "config": {"enable_custom_labels": True},
    "pr_description": {"publish_labels": True},
    "custom_labels": {"Billing": {"description": "touches invoices"}, "ui": {}},
}


def test_large_pull_requests_are_described_in_parts_up_to_a_limit() -> None:
    layered = settings_of(pr_description={"max_ai_calls": 1})
    asked = questions(a_task("describe", context=a_context(["a"], ["b"]), layered=layered))
    assert [question.chunk for question in asked] == [0]


@pytest.mark.parametrize(
    ("section", "wanted"),
    [
        ({"enable_pr_type": False}, "`kinds`: an empty list"),
        ({"enable_pr_diagram": False}, "`diagram`: null"),
        ({"enable_semantic_files_types": False}, "`files`: an empty list"),
        ({"use_bullet_points": False}, "read on from each other"),
    ],
)
def test_settings_shape_the_task(section: dict[str, object], wanted: str) -> None:
    assert wanted in questions(a_task("describe", layered=settings_of(pr_description=section)))[0].task


def test_rules_are_no_matter_of_a_description() -> None:
    layered = settings_of(pr_description={"extra_instructions": "Be brief."}, best_practices={"content": "- One"})
    assert questions(a_task("describe", layered=layered))[0].notes == ("## From the maintainers\nBe brief.",)


def test_custom_labels_come_with_their_descriptions() -> None:
    text = questions(a_task("describe", layered=settings_of(**LABELS)))[0].task
    assert "- `Billing`: touches invoices\n  - `ui`" in text
    off = settings_of(**LABELS | {"config": {"enable_custom_labels": False}})
    assert "`labels`: an empty list" in questions(a_task("describe", layered=off))[0].task


def test_only_known_labels_are_taken_as_they_are_spelled(said: Any) -> None:
    task = a_task("describe", layered=settings_of(**LABELS))
    found = described(task, said.describe(labels=["billing", "Billing", "approved"]), said.describe(labels=["ui"]))
    assert found.labels == ("Billing", "ui")


def test_without_custom_labels_the_kinds_are_the_labels(said: Any) -> None:
    assert described(a_task("describe"), said.describe(labels=["approved"])).labels == ("Bug fix",)


def test_the_first_chunk_speaks_and_the_others_add(said: Any) -> None:
    first = said.describe(title="One", kinds=["Bug fix", "Tests"], summary=["Same.", "First."])
    second = said.describe(
        title="Two",
        kinds=["Tests", "Feature", "Security"],
        summary=["Same.", *(f"Point {number}." for number in range(20))],
        files=[{"path": "test_app.py", "title": "Tests", "note": None, "group": ""}],
    )
    found = described(a_task("describe"), first, second)
    assert found.title == "One"
    assert found.kinds == ("Bug fix", "Tests", "Feature")
    assert found.summary[:3] == ("Same.", "First.", "Point 0.")
    assert len(found.summary) == 8
    assert [(row.path, row.note, row.group) for row in found.files] == [
        ("app.py", "", "Bug fix"),
        ("test_app.py", "", "Other"),
    ]


def test_files_that_the_pull_request_does_not_have_are_left_out(said: Any) -> None:
    rows = [{"path": path, "title": "x", "note": "", "group": ""} for path in ("app.py", "invented.py", "../etc")]
    assert [row.path for row in described(a_task("describe"), said.describe(files=rows)).files] == ["app.py"]


def test_a_diagram_is_nodes_and_edges(said: Any) -> None:
    drawn = {
        "nodes": [{"id": "a", "label": "Cart"}, {"id": "b", "label": "Lock"}],
        "edges": [{"source": "a", "target": "b", "label": None}],
    }
    assert described(a_task("describe"), said.describe(diagram=drawn)).diagram == Diagram(
        {"a": "Cart", "b": "Lock"}, (("a", "b", ""),)
    )
    assert described(a_task("describe"), said.describe(diagram={"nodes": [], "edges": []})).diagram is None


def test_without_an_answer_there_is_no_description() -> None:
    found = outcome(a_task("describe"), [], "The model is down.")
    assert (found.description, found.failure) == (None, "The model is down.")
