"""State, truncation, outputs, annotations: what has a limit."""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_agent_action.domain.diff import Anchor, Side
from pr_agent_action.domain.finding import PlacedFinding, Severity
from pr_agent_action.domain.outcome import Outcome, SplitPart, TestsVerdict, Verdict
from pr_agent_action.domain.plan import PostedFinding, Published, State, Status
from pr_agent_action.domain.usage import Usage
from pr_agent_action.publication import markers
from pr_agent_action.publication.annotations import Level, log_annotations
from pr_agent_action.publication.blocks import code_span, fenced, tidy
from pr_agent_action.publication.job_summary import job_summary
from pr_agent_action.publication.links import Links
from pr_agent_action.publication.outputs import outputs, review_json
from pr_agent_action.publication.sanitise import sanitise
from pr_agent_action.publication.state import LIMIT, decode_state, encode_state, read_state
from pr_agent_action.publication.truncate import truncate


def _state(blocks: int, findings: int = 2) -> State:
    return State(
        round=3,
        reviewed_sha="a" * 40,
        blocks=frozenset(
            base64.b16encode(zlib.crc32(str(n).encode()).to_bytes(4, "big") * 4).decode() for n in range(blocks)
        ),
        findings=tuple(
            PostedFinding(fingerprint=f"{n:064}", path="ü.py", title="t", severity="low") for n in range(findings)
        ),
    )


def test_state_survives_the_round_trip() -> None:
    assert decode_state(encode_state(_state(100))) == _state(100)


def test_state_forgets_the_oldest_blocks_first() -> None:
    state = _state(9_000, 3_000)
    newest = sorted(state.blocks)[:500]
    encoded = encode_state(state, newest=newest)
    kept = decode_state(encoded)
    assert kept
    assert len(encoded) <= LIMIT
    assert set(newest) <= kept.blocks < state.blocks
    assert len(encode_state(state, limit=900)) <= 900
    assert len(encode_state(state, limit=10)) > 10  # what is left cannot be less


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "!",
        "AAAA",
        "x" * 50_000,
        base64.b64encode(zlib.compress(b'{"round": "x"}')).decode(),
        base64.b64encode(zlib.compress(b" " * 2_000_000)).decode(),
    ],
)
def test_a_broken_state_is_none(encoded: str) -> None:
    assert decode_state(encoded) is None


def test_a_broken_state_is_said(make: Any) -> None:
    seen = make.snapshot(comments=(make.comment(f"{markers.SUMMARY}\n{markers.state_marker('AAAA')}"),))
    earlier = read_state(seen)
    assert (earlier.state, earlier.summary_id) == (State(), "900")
    assert earlier.notice


def test_markers_count_only_where_we_write_them() -> None:
    marker = markers.finding_marker("f1")
    assert markers.finding_of(f"text\n\n{marker}\n") == "f1"
    assert markers.finding_of(f"{marker}\n\ntext") == ""
    assert markers.finding_of(f"```\n{marker}\n```") == ""
    assert markers.state_of("x") == ""


@pytest.mark.parametrize(
    ("login", "viewer", "own"),
    [("app[bot]", "app", True), ("app", "App[bot]", True), ("app", "other", False), ("", "", False)],
)
def test_own_comments(make: Any, login: str, viewer: str, own: bool) -> None:
    author = type(make.snapshot().pull_request.author)(login)
    assert markers.own(make.comment("x", "1", author), viewer) is own


# ------------------------------------------------------------------------------------- truncation


def test_a_cut_closes_what_is_open() -> None:
    text = "\n".join(["<details>", "<summary>x</summary>", "", "```py", *["code"] * 500, "```", "", "</details>"])
    cut = truncate(text, 600)
    assert len(cut) <= 600
    assert cut.count("```") == 2
    assert cut.count("<details>") == cut.count("</details>") == 1
    assert cut.endswith("*")
    assert truncate("short", 600) == "short"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(["word " * 9, "```\ncode\n```", "<details>\n\nx\n\n</details>", "`a`", "@bob"]), max_size=60
    )
)
def test_a_cut_is_within_its_limit_and_balanced(parts: list[str]) -> None:
    ours = "\n\n".join(part if part.startswith("<") else sanitise(part) for part in parts)
    for limit in (80, 400, 900):
        cut = truncate(ours, limit)
        assert len(cut) <= limit
        assert cut.count("<details>") == cut.count("</details>")
        assert len(re.findall("(?m)^```", cut)) % 2 == 0


def test_a_single_line_too_long_leaves_the_note() -> None:
    assert truncate("x" * 500, 100).startswith("*Cut here")


def test_blocks() -> None:
    assert code_span(" a ` b\n c`") == "`` a ` b c` ``"
    assert code_span(" ") == ""
    assert fenced("```") == "````\n```\n````"
    assert tidy("a\n\n\n \n\nb\n```\nx\n\n\n\ny\n```\n\n\n") == "a\n\nb\n\n```\nx\n\n\n\ny\n```"


def test_links(make: Any) -> None:
    links = Links.of(make.snapshot(url="https://ghe.example/a/b/pull/7"))
    assert links.anchor(Anchor(path="a b|`.py", line=9, start_line=7)) == (
        f"[``a b\\|`.py:7``](https://ghe.example/a/b/blob/{make.head}/a%20b%7C%60.py#L7-L9)"
    )
    assert "/blob/base000base000/" in links.anchor(Anchor(path="a", line=1, side=Side.LEFT))
    assert Links.of(make.snapshot(url="")).pull == "https://github.com/acme/shop/pull/7"


# ---------------------------------------------------------------------------------------- outputs


def test_outputs(make: Any) -> None:
    published = Published(summary_url="https://s", review_url="https://r")
    values = outputs(make.report(), published, Status.POSTED)
    review = json.loads(values.pop("review_json"))
    assert values == {
        "status": "posted",
        "findings_count": "3",
        "highest_severity": "high",
        "comment_url": "https://s",
        "review_url": "https://r",
        "input_tokens": "12345",
        "output_tokens": "678",
        "cost_usd": "0.0123",
        "files_reviewed": "2",
        "files_skipped": "1",
    }
    assert [item["line"] for item in review["findings"]] == [42, 61, None]
    assert review["verdict"]["effort"] == 2
    assert review["truncated"] is False


def test_outputs_of_a_run_that_was_skipped() -> None:
    values = outputs(None, Published(), Status.SKIPPED)
    assert (values["findings_count"], values["highest_severity"], values["review_json"]) == ("0", "none", "")
    assert values["cost_usd"] == "0"


def test_an_unknown_price_is_never_nothing(make: Any) -> None:
    report = make.report(usage=Usage(calls=1, cost_usd=None), outcomes=())
    assert outputs(report, Published(), Status.POSTED)["cost_usd"] == "unknown"
    assert outputs(make.report(usage=Usage(cost_usd=Decimal(0))), Published(), Status.POSTED)["cost_usd"] == "0"


def test_the_review_as_json_is_bounded_and_without_secrets(make: Any) -> None:
    many = tuple(make.placed(f"f{n}", title=f"t{n}", body="hunter2hunter2 " * 20) for n in range(100))
    text = review_json(make.report(placed=many), secrets=("hunter2hunter2",), limit=20_000)
    review = json.loads(text)
    assert len(text) <= 20_000
    assert review["truncated"]
    assert "hunter2" not in text
    assert json.loads(review_json(make.report(), limit=1))["findings"] == []


def test_annotations_are_ten_of_each_level_worst_first(make: Any) -> None:
    found = [
        *(make.placed(f"a{n}", severity=Severity.HIGH, title=f"@bob {n}") for n in range(12)),
        *(make.placed(f"b{n}", severity=Severity.MEDIUM) for n in range(12)),
        PlacedFinding(make.finding(severity=Severity.CRITICAL), Anchor(path="a", line=3, side=Side.LEFT), "c"),
    ]
    values = log_annotations(make.report(placed=tuple(found)))
    assert [sum(value.level is level for value in values) for level in Level] == [10, 10, 1]
    assert (values[0].line, values[0].message) == (None, "Critical: The lock is taken twice")
    assert values[1].message == "High: bob 0"
    assert values[1].line == 42


# ------------------------------------------------------------------------------------ job summary


def test_the_job_summary_of_an_answer_alone(make: Any) -> None:
    report = make.report(outcomes=(Outcome(command="ask", reply="Because @bob."),), placed=(), unplaced=(), coverage=())
    text = job_summary(
        report=report,
        request=make.request(),
        snapshot=make.snapshot(),
        settings=make.settings(),
        published=Published(problems=("The answer was not posted. No.",)),
    )
    assert text.startswith("> [!WARNING]\n> The answer was not posted. No.\n\n## Answer\n\nBecause `@bob`.")
    assert "## Review" not in text


def test_everything_that_a_verdict_may_hold(make: Any) -> None:
    verdict = Verdict(
        sentence="x",
        score=88,
        contribution_time="2 h | 4 h",
        tests=TestsVerdict.NOT_NEEDED,
        tests_note="unused",
        security="none",
        split=(SplitPart(title="The lock", paths=("a.py", "b.py")),),
    )
    report = make.report(outcomes=(Outcome(command="review", verdict=verdict),))
    without = (make.thread("**Low** · y\n\n<!-- pr-agent-action:finding f9 -->"),)
    without = (replace(without[0], comments=(replace(without[0].comments[0], url=""),)),)
    seen = make.snapshot(threads=without, unlisted_files=2)
    text = make.plan(report, seen, pr_reviewer={"require_security_review": False})[0].summary.body
    assert "| Tests | Score | Time to write |\n| --- | --- | --- |\n| not needed | 88 of 100 | 2 h \\| 4 h |" in text
    assert "<summary>Could be split into 1 pull request</summary>\n\n- The lock: `a.py`, `b.py`\n" in text
    assert "does not list 2 more changed files" in text
    assert "- **Low** · y\n" in text
