from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator  # type: ignore[import-untyped]  # its stubs are a package of their own

from pr_agent_action import __version__
from pr_agent_action.domain.diff import Anchor, Side
from pr_agent_action.domain.finding import Category, Finding, PlacedFinding, Severity, UnplacedFinding
from pr_agent_action.domain.outcome import ChangeFacts, Report
from pr_agent_action.domain.pull_request import Actor, PullRequest, PullRequestRef, Snapshot
from pr_agent_action.publication.sarif import MEANINGS, sarif

SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = Draft4Validator(SCHEMA)
NOTHING = ChangeFacts(files=0, additions=0, deletions=0, effort=1)
PULL = Snapshot(
    pull_request=PullRequest(
        ref=PullRequestRef("acme/shop", 7),
        title="",
        body="",
        author=Actor("alice"),
        head_sha="a" * 40,
        head_ref="lock",
        base_sha="b" * 40,
        base_ref="main",
    ),
    files=(),
    viewer="",
)


def parsed(report: Report, snapshot: Snapshot = PULL, **more: Any) -> Any:
    """The one run, held against the schema."""
    value = json.loads(sarif(report, snapshot, **more))
    VALIDATOR.validate(value)
    (run,) = value["runs"]
    return run


def test_the_schema_is_a_schema() -> None:
    Draft4Validator.check_schema(SCHEMA)
    assert list(VALIDATOR.iter_errors({"version": "2.1.0"}))


def test_every_finding_is_a_result_with_its_place_and_fingerprint(make: Any) -> None:
    run = parsed(make.report(), make.snapshot())

    assert [result["partialFingerprints"] for result in run["results"]] == [
        {"prAgentAction/v1": name} for name in ("f1", "f2", "f3")
    ]
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert [place["artifactLocation"]["uri"] for place in places] == ["shop/lock.py", "shop/lock.py", "shop/io.py"]
    assert [place["region"] for place in places] == [
        {"startLine": 42, "endLine": 42},
        {"startLine": 61, "endLine": 61},
        {"startLine": 1},
    ]
    assert run["results"][0]["message"]["text"].startswith("The lock is taken twice: ")
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("pr-agent-action", __version__)
    rules = [rule["id"] for rule in driver["rules"]]
    assert rules == ["model/concurrency", "model/error-handling"]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert run["versionControlProvenance"][0] == {
        "repositoryUri": "https://github.com/acme/shop",
        "revisionId": make.head,
        "branch": "lock",
    }
    assert run["invocations"] == [{"executionSuccessful": True}]


def test_an_analyser_s_rule_is_its_own(make: Any) -> None:
    item = make.placed(source="workflows", rule="script-injection", category=Category.SECURITY)
    run = parsed(make.report(placed=(item,), unplaced=(), failure="No key."))

    assert run["results"][0]["ruleId"] == "workflows/script-injection"
    assert run["tool"]["driver"]["rules"][0]["properties"]["tags"] == ["security"]
    assert run["invocations"] == [{"executionSuccessful": False}]


def test_a_removed_line_and_a_strange_path_have_a_place_all_the_same(make: Any) -> None:
    finding = make.finding(path="/ä b.py", title="[see](1)", score=4)
    left = PlacedFinding(finding, Anchor(path="ä b.py", line=9, side=Side.LEFT), "f1")
    run = parsed(make.report(placed=(left,), unplaced=(UnplacedFinding(finding, "f2", "why"),)))

    for result in run["results"]:
        assert result["locations"][0]["physicalLocation"] == {
            "artifactLocation": {"uri": "%C3%A4%20b.py", "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": 1},
        }
        assert result["message"]["text"].startswith("[see] (1): ")
        assert result["properties"]["score"] == 4


def test_no_secret_leaves(make: Any) -> None:
    item = make.placed(title="hunter2hunter2 in the code", body="It is hunter2hunter2.")

    assert "hunter2hunter2" not in sarif(make.report(placed=(item,)), PULL, secrets=("hunter2hunter2",))


def test_nothing_found_is_a_run_without_results() -> None:
    assert parsed(Report(outcomes=(), facts=NOTHING))["results"] == []


def test_every_category_has_its_meaning() -> None:
    assert set(MEANINGS) == set(Category)


texts = st.text(max_size=40)


@settings(max_examples=60, deadline=None)
@given(
    path=texts,
    title=texts,
    body=texts,
    rule=texts,
    source=st.sampled_from(["model", "workflows", "a b"]),
    severity=st.sampled_from(Severity),
    category=st.sampled_from(Category),
    lines=st.tuples(st.integers(1, 99), st.integers(0, 9)),
    side=st.sampled_from(Side),
)
def test_whatever_was_found_fits_the_schema(  # noqa: PLR0917 - what hypothesis draws
    path: str,
    title: str,
    body: str,
    rule: str,
    source: str,
    severity: Severity,
    category: Category,
    lines: tuple[int, int],
    side: Side,
) -> None:
    finding = Finding(
        path=path, title=title, body=body, quote="x", severity=severity, category=category, source=source, rule=rule
    )
    last = lines[0] + lines[1]
    anchor = Anchor(path=path, line=last, side=side, start_line=lines[0] if lines[1] else None)
    report = Report(
        outcomes=(),
        facts=NOTHING,
        placed=(PlacedFinding(finding, anchor, "f1"),),
        unplaced=(UnplacedFinding(finding, "f2", "why"),),
    )

    assert len(parsed(report)["results"]) == 2


def test_a_title_that_vanishes_leaves_a_message(make: Any) -> None:
    run = parsed(make.report(placed=(make.placed(title="", body=""),), unplaced=()))

    assert run["results"][0]["message"]["text"]
