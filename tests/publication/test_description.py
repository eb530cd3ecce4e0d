from __future__ import annotations

from typing import Any

import pytest

from pr_agent_action.domain.outcome import Diagram, Outcome
from pr_agent_action.domain.plan import DescriptionEdit
from pr_agent_action.publication.description import remerge
from pr_agent_action.publication.diagram import mermaid
from pr_agent_action.publication.regions import append_region, fill_placeholders, outside, parts_of, without_ours


def _plan(make: Any, body: str, comments: Any = (), text: Any = None, **section: Any) -> Any:
    report = make.report(outcomes=(Outcome(command="describe", description=text or make.description()),), placed=())
    return make.plan(report, make.snapshot(body=body, comments=comments), pr_description=section)[0]


def test_a_second_run_changes_nothing_and_a_third_only_our_part(make: Any) -> None:
    body = _plan(make, "Mine.").description.body
    assert _plan(make, body).description is None
    assert _plan(make, body.replace("\n", "\r\n")).description is None
    grown = f"Before.\n\n{body}\n\nAfter."
    new = _plan(make, grown, text=make.description(summary=("Another point.",))).description.body
    assert new.startswith("Before.\n\nMine.\n\n<!--")
    assert new.endswith("end -->\n\nAfter.")
    assert new.count("### What this changes") == 1
    assert "Another point." in new


@pytest.mark.parametrize(
    "edit",
    [
        lambda body: body.replace("Bug fix, Tests", "Feature"),
        lambda body: body.replace("<!-- pr-agent-action:describe end -->", ""),
        lambda body: "<!-- pr-agent-action:describe 0123456789ab -->" + body,
    ],
)
def test_a_part_edited_by_hand_is_kept_and_a_comment_says_so(make: Any, edit: Any) -> None:
    body = edit(_plan(make, "Mine.").description.body)
    plan = _plan(make, body, text=make.description(summary=("Another point.",)))
    assert plan.description is None
    assert plan.comments[0].body.startswith("<!-- pr-agent-action:description -->\n> The description")
    again = _plan(
        make, body, (make.comment(plan.comments[0].body),), text=make.description(summary=("Another point.",))
    )
    assert again.comments == ()


def test_blanks_that_an_editor_changes_are_no_edit() -> None:
    body = append_region("x", "a  \nb").body
    assert append_region(body.replace("a  \n", "a\r\n"), "new").edited is False


def test_a_comment_is_edited_in_place_unless_settings_want_a_new_one(make: Any) -> None:
    old = (make.comment("<!-- pr-agent-action:description -->\nold"),)
    assert _plan(make, "", old, publish_description_as_comment=True).comments[0].id == "900"
    section = {"publish_description_as_comment": True, "publish_description_as_comment_persistent": False}
    plan = _plan(make, "", old, **section)
    assert plan.comments[0].id is None
    assert plan.description is None


def test_the_author_s_text_is_replaced_only_when_settings_say_so(make: Any) -> None:
    edit = _plan(make, "Mine.", add_original_user_description=False).description
    assert edit.body.startswith("<!-- pr-agent-action:describe")
    assert remerge(edit, "Mine, changed.") == edit


def test_a_body_without_room_gets_a_comment(make: Any) -> None:
    plan = _plan(make, "x" * 60_000)
    assert plan.description is None
    assert len(plan.comments) == 1


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Fix\n@bob's #1", "Fix bob's #1"), ("Lock timeout", None), ("y" * 300, "y" * 120), (" ", None)],
)
def test_title(make: Any, title: str, expected: str | None) -> None:
    text = make.description(title=title)
    assert _plan(make, "", text=text).description.title is None
    assert _plan(make, "", text=text, generate_ai_title=True).description.title == expected


def test_parts_turned_off(make: Any) -> None:
    body = _plan(
        make,
        "",
        enable_pr_type=False,
        enable_pr_diagram=False,
        enable_semantic_files_types=False,
        include_generated_by_header=False,
    ).description.body
    assert "Type" not in body
    assert "mermaid" not in body
    assert "| File |" not in body
    assert "Written by" not in body


# ---------------------------------------------------------------------------------- placeholders


def test_placeholders_are_filled_and_refilled(make: Any) -> None:
    section = {"use_description_markers": True}
    body = "A pr_agent:type b\npr_agent:diagram\n\npr_agent:nonsense pr_agent:types"
    text = make.description(diagram=None)
    first = _plan(make, body, text=text, **section).description.body
    assert "-->Bug fix, Tests<!--" in first
    assert "\n\nnone\n\n" in first
    assert first.endswith("pr_agent:nonsense pr_agent:types")
    assert _plan(make, first, text=text, **section).description is None
    second = _plan(make, first, text=make.description(kinds=("Docs",)), **section).description.body
    assert "-->Docs<!--" in second
    assert "```mermaid" in second


def test_a_filled_place_edited_by_hand_is_kept(make: Any) -> None:
    section = {"use_description_markers": True}
    first = _plan(make, "pr_agent:type\n\npr_agent:summary", **section).description.body
    mine = first.replace("Bug fix, Tests", "Feature")
    plan = _plan(make, mine, text=make.description(summary=("Another point.",)), **section)
    assert "Feature" in plan.description.body
    assert "Another point." in plan.description.body
    assert plan.comments


def test_no_places_no_description(make: Any) -> None:
    assert _plan(make, "Mine.", use_description_markers=True).description is None


def test_places_written_meanwhile_are_filled() -> None:
    edit = DescriptionEdit(body=fill_placeholders("pr_agent:type", {"type": "Bug"}).body, seen_body="pr_agent:type")
    merged = remerge(edit, "New words: pr_agent:type")
    assert merged
    assert parts_of(merged.body) == {"type": "Bug"}
    assert "".join(outside(merged.body)) == "New words: "


def test_words_that_look_like_a_place_in_our_own_text_are_left_alone() -> None:
    body = fill_placeholders("pr_agent:summary", {"summary": "names pr_agent:type"}).body
    assert fill_placeholders(body, {"summary": "names pr_agent:type", "type": "Bug"}).body == body
    assert fill_placeholders(body, {"type": "Bug"}).body == body


# --------------------------------------------------------------------------------------- diagram


def test_labels_are_no_syntax() -> None:
    nodes = {'x"]; click a "javascript:1"': 'a"]\n%%{init: {}}%% <b>`c` @bob', "y": "y" * 90}
    chart = mermaid(Diagram(nodes, (('x"]; click a "javascript:1"', "y", "a | b"),)))
    lines = chart.splitlines()
    assert len(lines) == 6
    assert all(character not in lines[2].partition('"')[2][:-2] for character in '"%{}<>`;@' if character != ";")
    assert "…" in lines[3].replace("#8230;", "…")


def test_a_diagram_is_bounded_and_its_edges_are_real() -> None:
    nodes = {f"k{n}": f"node {n}" for n in range(30)}
    chain = tuple((f"k{n}", f"k{n + 1}", "") for n in range(29))
    chart = mermaid(Diagram(nodes, (*chain, *chain, ("k0", "nowhere", ""), ("k1", "k1", ""))))
    assert chart.count("-->") == 19
    assert "node 20" not in chart
    assert mermaid(Diagram(nodes, (("a", "b", ""),))) == ""


def test_what_we_wrote_is_told_from_what_people_wrote() -> None:
    body = append_region("By hand.", "## Summary\nOurs.").body
    assert without_ours(body).strip() == "By hand."
    assert without_ours("By hand.") == "By hand."
    edited = body.replace("Ours.", "Theirs now.")
    assert "Theirs now." in without_ours(edited)
    assert "<!--" not in without_ours(edited)
