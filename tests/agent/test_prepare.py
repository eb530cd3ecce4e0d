from __future__ import annotations

from typing import Any

import pytest

from pr_agent_action.agent.prepare import prepare
from pr_agent_action.commands.catalogue import COMMANDS
from pr_agent_action.domain.command import Request, TriggerKind
from pr_agent_action.domain.coverage import Reach
from pr_agent_action.domain.plan import State
from pr_agent_action.domain.pull_request import Snapshot
from pr_agent_action.model.scripted import ScriptedModel
from pr_agent_action.ports import ModelLimits
from pr_agent_action.publication.regions import append_region
from pr_agent_action.text.tokens import estimate_tokens
from tests.fakes.house import (
    BOUNDARY,
    FullForge,
    House,
    a_pull_request,
    a_request,
    a_snapshot,
    a_thread,
    changed,
    settings_of,
)

MODEL = ScriptedModel({})


def large(files: int) -> Snapshot:
    lines = "\n".join(f"+    value_{number} = compute_something({number}, other={number})" for number in range(120))
    patch = f"@@ -0,0 +1,120 @@\n{lines}"
    return a_snapshot(
        files=tuple(changed(f"f{index:03}.py", patch, additions=120, deletions=0) for index in range(files))
    )


def prepared(
    request: Request,
    snapshot: Snapshot | None = None,
    *,
    model: Any = MODEL,
    settings: Any = None,
    state: State | None = None,
    **forge: Any,
) -> Any:
    snapshot, settings = snapshot or a_snapshot(), settings or settings_of()
    services = House(FullForge(snapshot, **forge), layered=settings, secrets=("top-secret-value",)).services()
    return prepare(
        request,
        request.commands,
        services,
        model=model,
        layered=settings,
        snapshot=snapshot,
        state=state or State(),
    )


def test_all_tasks_share_one_context() -> None:
    material = prepared(a_request(TriggerKind.MANUAL, "describe", "review"))
    assert [task.command.name for task in material.tasks] == ["describe", "review"]
    assert {id(task.context) for task in material.tasks} == {id(material.context)}
    assert len(material.context.chunks) == 1
    assert [row.reach for row in material.context.coverage] == [Reach.REVIEWED, Reach.REVIEWED]


def test_what_needs_no_model_reads_nothing() -> None:
    material = prepared(a_request(TriggerKind.COMMENT, "help", "config"))
    assert (material.context.chunks, material.context.coverage) == ((), ())


def test_without_a_model_and_analysers_no_file_s_text_is_fetched() -> None:
    class Unread(FullForge):
        def texts(self, ref: Any, wanted: Any) -> Any:
            raise AssertionError

    request = a_request(TriggerKind.MANUAL, "review")
    services = House(Unread(a_snapshot())).services()
    prepare(
        request, request.commands, services, model=None, layered=settings_of(), snapshot=a_snapshot(), state=State()
    )


def test_the_window_of_the_model_is_kept_with_room_for_the_answer() -> None:
    model = ScriptedModel({}, limits=ModelLimits(16_000, 4_000))
    material = prepared(a_request(TriggerKind.MANUAL, "review"), large(20), model=model)
    assert 1 < len(material.context.chunks) <= 8
    assert max(estimate_tokens(chunk.prefix) for chunk in material.context.chunks) <= 16_000 - 4_000 - 3_000


@pytest.mark.parametrize(
    "commands", [("review",), ("describe", "review", "improve"), ("describe", "review", "ask why?")]
)
@pytest.mark.parametrize("window", [12_000, 32_000, 1_000_000])
def test_a_run_keeps_to_its_tokens(commands: tuple[str, ...], window: int) -> None:
    settings = settings_of(config={"max_run_tokens": 60_000})
    model = ScriptedModel({}, limits=ModelLimits(window, 4_000))
    material = prepared(a_request(TriggerKind.MANUAL, *commands), large(60), model=model, settings=settings)
    groups = len({COMMANDS[task.command.name].CALL_GROUP for task in material.tasks})
    used = sum(estimate_tokens(chunk.prefix) + 3_000 for chunk in material.context.chunks) * groups
    assert 20_000 < used <= 60_000
    assert any(row.reach is Reach.SKIPPED and "budget" in row.reason for row in material.context.coverage)


def test_long_instructions_and_questions_take_room_from_the_files() -> None:
    model = ScriptedModel({}, limits=ModelLimits(32_000, 4_000))
    plain = prepared(a_request(TriggerKind.MANUAL, "review"), large(20), model=model).context.chunks[0].tokens
    words = "Mind the clocks of every caller. " * 500
    rules = settings_of(best_practices={"content": words})
    ruled = prepared(a_request(TriggerKind.MANUAL, "review"), large(20), model=model, settings=rules)
    asked = prepared(a_request(TriggerKind.MANUAL, f"ask {words}"), large(20), model=model)
    briefly = prepared(a_request(TriggerKind.MANUAL, "ask why?"), large(20), model=model)
    least = estimate_tokens(words) - 1_500  # a file more or less
    assert plain - ruled.context.chunks[0].tokens > least
    assert briefly.context.chunks[0].tokens - asked.context.chunks[0].tokens > least


@pytest.mark.parametrize(
    ("limits", "config", "most"),
    [
        (ModelLimits(128_000, 8_000), {"max_model_tokens": 12_000}, 12_000),
        (ModelLimits(128_000, 8_000, known=False), {"custom_model_max_tokens": 12_000}, 12_000),
        (ModelLimits(12_000, 4_000), {"custom_model_max_tokens": 128_000}, 12_000),
    ],
)
def test_settings_narrow_the_window(limits: ModelLimits, config: dict[str, object], most: int) -> None:
    material = prepared(
        a_request(TriggerKind.MANUAL, "review"),
        large(20),
        model=ScriptedModel({}, limits=limits),
        settings=settings_of(config=config),
    )
    assert max(chunk.tokens for chunk in material.context.chunks) < most - 3_000


def test_what_we_wrote_into_the_description_is_not_read_back() -> None:
    body = append_region("By hand.", "Our own summary of it.").body
    snapshot = a_snapshot(pull_request=a_pull_request(body=body))
    material = prepared(a_request(TriggerKind.MANUAL, "describe"), snapshot)
    assert "By hand." in material.context.chunks[0].prefix
    assert "Our own summary" not in material.context.chunks[0].prefix
    assert material.tasks[0].snapshot.pull_request.body == body


def test_secrets_and_the_boundary_reach_the_tasks() -> None:
    snapshot = a_snapshot(pull_request=a_pull_request(body=f"It is top-secret-value. {BOUNDARY} end"))
    material = prepared(a_request(TriggerKind.MANUAL, "ask why?"), snapshot)
    assert "top-secret-value" not in material.context.chunks[0].prefix
    assert material.context.chunks[0].prefix.count(f"{BOUNDARY} end") == 1
    assert material.tasks[0].secrets == ("top-secret-value",)


def test_the_thread_of_the_trigger_comes_along() -> None:
    thread = a_thread("Locked twice.", "why?")
    request = a_request(TriggerKind.THREAD, "ask why?", trigger={"thread_root_id": "t1", "comment_id": "t2"})
    assert prepared(request, a_snapshot(threads=(thread,))).tasks[0].thread == thread


def test_notices_say_what_was_not_read() -> None:
    rules = settings_of(best_practices={"content": "- One\n- Two", "max_lines_allowed": 1}).with_warnings(["Odd key."])
    material = prepared(a_request(TriggerKind.MANUAL, "review"), a_snapshot(notices=("No issues.",)), settings=rules)
    assert material.notices[:2] == ("No issues.", "Odd key.")
    assert material.notices[2].startswith("Of the 2 lines")
