from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_agent_action.analysers.sarif import sarif_findings
from pr_agent_action.analysers.sarif_files import LARGEST_FILE, MOST_FILES, read_sarif_files
from pr_agent_action.domain.finding import Category, Finding, Severity
from tests.fakes.diffs import added_file

DIFFS = [added_file("one\ntwo\nthree", "src/a b.py"), added_file("x", "src/b.py")]


def result(uri: str = "src/b.py", line: int = 1, **more: Any) -> dict[str, Any]:
    place = {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": line}}}
    return {"ruleId": "R1", "message": {"text": "It is wrong. Put it right."}, "locations": [place], **more}


def sarif(*results: Any, name: str = "CheckIt", rules: Any = ()) -> str:
    return json.dumps(
        {
            "version": "2.1.0",
            "runs": [{"tool": {"driver": {"name": name, "rules": list(rules)}}, "results": list(results)}],
        }
    )


def read(text: str) -> list[Finding]:
    findings, notices = sarif_findings({"r.sarif": text}, DIFFS)
    assert notices == ()
    return list(findings)


def test_a_result_becomes_a_finding() -> None:
    assert read(sarif(result(level="error"))) == [
        Finding(
            path="src/b.py",
            title="It is wrong",
            body="It is wrong. Put it right.",
            quote="x",
            severity=Severity.HIGH,
            category=Category.BUG,
            confidence=read(sarif(result()))[0].confidence,
            line_hint=1,
            source="CheckIt",
            rule="R1",
        )
    ]


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("src/a%20b.py", "src/a b.py"),
        ("./src/b.py", "src/b.py"),
        ("src\\b.py", "src/b.py"),
        ("file:///github/workspace/src/b.py", "src/b.py"),
        ("file:///home/runner/work/shop/shop/src/b.py", "src/b.py"),
        ("/srv/agent/_work/shop/shop/src/b.py", "src/b.py"),
        ("../src/b.py", None),
        ("/etc/passwd", None),
        ("/src/b.py", None),
        ("https://example.com/src/b.py", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_paths_are_the_repository_s(uri: str, path: str | None) -> None:
    assert [one.path for one in read(sarif(result(uri)))] == ([path] if path else [])


@pytest.mark.parametrize(
    "odd",
    [
        result(line=2),
        result(line=0),
        result(kind="pass"),
        result(suppressions=[{"kind": "inSource"}]),
        {"ruleId": "R1"},
        {"ruleId": "R1", "locations": [{}]},
        {"ruleId": "R1", "locations": []},
    ],
)
def test_what_is_no_finding_about_an_added_line(odd: Any) -> None:
    assert read(sarif(odd)) == []


@pytest.mark.parametrize(
    ("given_result", "rule", "severity", "category"),
    [
        (result(level="error"), {}, Severity.HIGH, Category.BUG),
        (result(level="warning"), {}, Severity.MEDIUM, Category.BUG),
        (result(level="note"), {}, Severity.LOW, Category.BUG),
        (result(level="none"), {}, Severity.LOW, Category.BUG),
        (result(), {}, Severity.MEDIUM, Category.BUG),
        (result(), {"defaultConfiguration": {"level": "error"}}, Severity.HIGH, Category.BUG),
        (result(level="note"), {"properties": {"security-severity": "9.8"}}, Severity.CRITICAL, Category.SECURITY),
        (result(), {"properties": {"security-severity": 7}}, Severity.HIGH, Category.SECURITY),
        (result(), {"properties": {"security-severity": "0"}}, Severity.LOW, Category.SECURITY),
        (result(), {"properties": {"security-severity": "many"}}, Severity.MEDIUM, Category.BUG),
        (result(), {"properties": {"security-severity": "nan", "tags": 1}}, Severity.MEDIUM, Category.BUG),
        (result(), {"properties": {"tags": ["security"]}}, Severity.MEDIUM, Category.SECURITY),
    ],
)
def test_severity_and_category(given_result: Any, rule: Any, severity: Severity, category: Category) -> None:
    [finding] = read(sarif(given_result, rules=[{"id": "R1", **rule}]))
    assert (finding.severity, finding.category) == (severity, category)


def test_a_rule_may_be_named_by_its_index_and_give_the_title() -> None:
    by_index = {**result(ruleIndex=0), "ruleId": ""}
    [finding] = read(sarif(by_index, rules=[{"id": "R7", "shortDescription": {"text": "No hard-coded names."}}]))
    assert (finding.rule, finding.title, finding.body) == ("R7", "No hard-coded names", "It is wrong. Put it right.")
    [bare] = read(sarif({**result(ruleIndex=9), "message": {}}))
    assert bare.title == "The rule R1 matches"


@pytest.mark.parametrize(
    ("driver", "source"),
    [
        ("CodeQL", "CodeQL"),
        ("model", "model (SARIF)"),
        ("MODEL", "MODEL (SARIF)"),
        ("<script>@all</script>\n::error::", "script all script error"),
        ("", "SARIF"),
        ("x" * 100, "x" * 40),
    ],
)
def test_the_source_is_the_driver_s_name_made_plain(driver: str, source: str) -> None:
    assert [one.source for one in read(sarif(result(), name=driver))] == [source]


def test_our_own_file_is_not_read_back() -> None:
    assert read(sarif(result(), name="pr-agent-action")) == []


def test_repeats_and_secrets() -> None:
    token = "ghp_" + "x7Kd92LmPq4RtVb8NzWc3Yh6Js5Gf1Ae0Du9"
    diffs = [added_file(f"KEY = '{token}'", "a.py")]
    findings, _ = sarif_findings({"r": sarif(*[result("a.py")] * 3_000)}, diffs)
    [finding] = findings
    assert token not in finding.quote
    assert sarif_findings({"r": sarif(result("a.py"))}, diffs, least=Severity.HIGH) == ((), ())


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"runs": 1}', "[" * 100_000, '{"runs": [{"tool": {}}]}', "\ufffd\x00"]
)
def test_what_is_no_sarif_is_a_notice(text: str) -> None:
    findings, notices = sarif_findings({"r.sarif": text, "good.sarif": sarif(result())}, DIFFS)
    assert len(findings) == 1
    assert notices == ("`r.sarif` is no SARIF 2.1.0, so nothing of it was read.",)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["runs", "tool", "driver", "name", "results", "locations", "message"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(value=JSON)
def test_any_json_is_read_or_refused(value: Any) -> None:
    findings, notices = sarif_findings({"r": json.dumps(value)}, DIFFS)
    assert findings == ()
    assert len(notices) <= 1


# ------------------------------------------------------------------------------------------ files


def test_files_are_found_by_globs_in_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/a.sarif").write_text("\ufeffa", encoding="utf-8")
    (tmp_path / "b.sarif").write_text("b", encoding="utf-8")
    assert read_sarif_files(["**/*.sarif"], tmp_path) == ({"b.sarif": "b", "out/a.sarif": "a"}, ())
    assert read_sarif_files([], tmp_path) == ({}, ())


@pytest.mark.parametrize("pattern", ["../*.sarif", "/etc/*", "none.sarif", "out", "a/../../x", ""])
def test_a_pattern_that_leads_nowhere_is_a_notice(tmp_path: Path, pattern: str) -> None:
    workspace = tmp_path / "workspace"
    (workspace / "out").mkdir(parents=True)
    (tmp_path / "secret.sarif").write_text("secret", encoding="utf-8")
    assert read_sarif_files([pattern], workspace) == ({}, (f"No file fits `{pattern}` of `sarif_files`.",))


def test_links_are_not_followed_out_of_the_workspace(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (workspace / "a.sarif").symlink_to(tmp_path / "secret")
    (workspace / "b.sarif").symlink_to("b.sarif")
    (workspace / "c.sarif").symlink_to("nothing")
    (workspace / "inner").write_text("inner", encoding="utf-8")
    (workspace / "d.sarif").symlink_to("inner")
    texts, notices = read_sarif_files(["*.sarif"], workspace)
    assert texts == {"d.sarif": "inner"}
    assert notices == (
        "`a.sarif` was not read: it leads out of the workspace.",
        "`b.sarif` was not read: it cannot be opened.",
        "`c.sarif` was not read: it cannot be opened.",
    )


def test_sizes_and_counts_are_bounded(tmp_path: Path) -> None:
    with (tmp_path / "large.sarif").open("wb") as large:
        large.truncate(LARGEST_FILE + 1)
    for number in range(MOST_FILES + 5):
        (tmp_path / f"{number:02}.json").write_text("{}", encoding="utf-8")
    assert read_sarif_files(["large.sarif"], tmp_path)[1] == ("`large.sarif` was not read: it is larger than 10 MiB.",)
    texts, notices = read_sarif_files(["*.json", "0*.json"], tmp_path)
    assert len(texts) == MOST_FILES
    assert notices == (f"More than {MOST_FILES} files fit `*.json` of `sarif_files`; the others were not read.",)
