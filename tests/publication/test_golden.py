from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from markdown_it import MarkdownIt

from pr_agent_action.domain.command import Command, TriggerKind
from pr_agent_action.domain.finding import Severity
from pr_agent_action.domain.outcome import Outcome
from pr_agent_action.domain.plan import Plan, PostedFinding, Published, State
from pr_agent_action.domain.usage import Usage
from pr_agent_action.publication.job_summary import job_summary

FIX = "The model gave no answer. Try again later."


def _readable(body: str) -> str:
    return re.sub(r"(?<=:state v1 )[\w.=]+", "…", body)


def _without_model(make: Any) -> Any:
    report = make.report(model="", outcomes=(Outcome(command="review"),), placed=(), unplaced=(), usage=Usage())
    skipped = tuple(replace(row, reason="no model is configured") for row in report.coverage)
    return replace(report, coverage=skipped)


def test_summary(make: Any) -> None:
    plan, _ = make.plan()
    make.golden("summary", _readable(plan.summary.body))


def test_inline(make: Any) -> None:
    plan, _ = make.plan()
    make.golden("inline", "\n\n=====\n\n".join(comment.body for comment in plan.inline))


def test_summary_of_a_clean_review(make: Any) -> None:
    report = make.report(placed=(), unplaced=(), coverage=make.report().coverage[:1])
    report = replace(
        report, outcomes=(replace(report.outcomes[0], verdict=replace(report.outcomes[0].verdict, issues=())),)
    )
    make.golden("summary_clean", _readable(make.plan(report)[0].summary.body))


def test_summary_without_a_model(make: Any) -> None:
    make.golden("summary_no_model", _readable(make.plan(_without_model(make))[0].summary.body))


def test_summary_of_a_failed_model(make: Any) -> None:
    report = make.report(failure=FIX, outcomes=(Outcome(command="review", failure=FIX),), placed=(), unplaced=())
    make.golden("summary_failed", _readable(make.plan(report)[0].summary.body))


def test_summary_of_a_later_round(make: Any) -> None:
    state = State(
        round=2,
        reviewed_sha="0123456789",
        blocks=frozenset({"b1"}),
        findings=(PostedFinding(fingerprint="f9", path="a.py", title="x", severity="low"),),
    )
    old = make.thread("**Low** · Nothing reads `x`\n\nbody\n\n<!-- pr-agent-action:finding f9 -->", line=9)
    many = tuple(
        make.placed(f"m{n}", line=n * 9, title=f"{name} is not checked", body=name * 9, severity=severity)
        for n, (name, severity) in enumerate(
            [("Stock", Severity.LOW), ("Price", Severity.CRITICAL), ("Name", Severity.LOW), ("Tax", Severity.MEDIUM)], 1
        )
    )
    report = make.report(
        placed=many, unchanged_blocks=4, notices=("Unknown key `[config] modle`; did you mean `model`?",)
    )
    plan, after = make.plan(report, make.snapshot(threads=(old,)), state=state)
    assert after.round == 3
    make.golden("summary_round_3", _readable(plan.summary.body))


def test_description(make: Any) -> None:
    report = make.report(
        outcomes=(Outcome(command="describe", description=make.description()),), placed=(), unplaced=()
    )
    make.golden("description", make.plan(report)[0].description.body)


def test_description_in_places_of_the_author(make: Any) -> None:
    report = make.report(outcomes=(Outcome(command="describe", description=make.description()),))
    body = "## Template\n\nType: pr_agent:type (see above)\n\n<!-- pr_agent:summary -->\n\npr_agent:walkthrough\n\nend"
    plan, _ = make.plan(report, make.snapshot(body=body), pr_description={"use_description_markers": True})
    make.golden("description_markers", plan.description.body)


def test_folded_walkthrough(make: Any) -> None:
    report = make.report(outcomes=(Outcome(command="describe", description=make.description(diagram=None)),))
    section = {"collapsible_file_list": True, "publish_description_as_comment": True, "use_bullet_points": False}
    plan, _ = make.plan(report, pr_description=section)
    make.golden("description_comment", plan.comments[0].body)


def test_reply(make: Any) -> None:
    answer = "Because @bob's `pop()` needs it.\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\nFixes #3."
    report = make.report(outcomes=(Outcome(command="ask", reply=answer),), placed=(), unplaced=())
    request = make.request(TriggerKind.COMMENT, Command("ask", "why is this\nlocked twice?"), comment_id="77")
    plan, _ = make.plan(report, request=request)
    assert plan.summary is None
    make.golden("reply", plan.reply)


def test_job_summary_when_nothing_could_be_posted(make: Any) -> None:
    outcomes = (*make.report().outcomes, Outcome(command="describe", description=make.description()))
    text = job_summary(
        report=make.report(outcomes=outcomes),
        request=make.request(),
        snapshot=make.snapshot(),
        settings=make.settings(),
        published=Published(),
        notice="The token may only read. Give the job `pull-requests: write`.",
    )
    make.golden("job_summary", text)


@pytest.mark.parametrize(
    "name", ["summary", "summary_round_3", "description", "description_comment", "job_summary", "summary_no_model"]
)
def test_tables_and_details_nest(make: Any, name: str) -> None:
    markdown = (make.golden_folder / f"{name}.md").read_text()
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    heads = len(re.findall(r"(?m)^\|(?: -{3} \|)+$", markdown))
    assert html.count("<table>") == html.count("</table>") == heads
    assert html.count("<details>") == html.count("</details>")
    assert "| ---" not in html
    assert "**" not in re.sub(r"(?s)<code.*?</code>|<!--.*?-->", "", html)
    position = 0
    for tag in re.findall(r"</?(?:details|table)>", html):
        position += -1 if tag.startswith("</") else 1
        assert 0 <= position <= 2


def test_nothing_is_planned_where_nothing_is_to_be_published(make: Any) -> None:
    plan, state = make.plan(config={"publish_output": False})
    assert plan == Plan()
    assert state == State()
