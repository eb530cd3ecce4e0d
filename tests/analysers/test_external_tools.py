"""The real programs on small planted files: each finds its defect, on added lines only."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from pr_agent_action.analysers import ANALYSERS
from pr_agent_action.analysers.external import ExternalResult, external_findings, wanted_paths
from pr_agent_action.analysers.tools import all_tools
from pr_agent_action.diff.settle import settle
from pr_agent_action.domain.diff import FileDiff
from pr_agent_action.domain.finding import Category, Finding, Severity
from pr_agent_action.domain.pull_request import FileStatus
from pr_agent_action.settings.sections import AnalysersSection
from tests.fakes.diffs import added_file, file_diff, patch_of

WORKFLOW = ".github/workflows/ci.yml"
INJECTION = """\
on: issues
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: |
          echo "${{ github.event.issue.title }}"
"""
# NOTE: put together here, so that no scanner of repositories finds a token in ours.
TOKEN = "SG." + "aB3dE5fG7hJ9kL1mN2pQ4r." + "sT6uV8wX0yZ1aB2cD3eF4gH5iJ6kL7mN8oP9qR0sT1u"
RULES = """\
id: no-console
language: typescript
severity: warning
message: Do not log to the console.
note: Use the logger of the module.
rule: {pattern: console.log($$$ARGUMENTS)}
files: ["src/**"]
"""


def analysed(
    *diffs: FileDiff, rules: str = "", texts: dict[str, str] | None = None, **settings: object
) -> ExternalResult:
    section = AnalysersSection.model_validate(
        {"timeout": 60, "ast_grep_rules": ("r.yml",) if rules else (), **settings}
    )
    return external_findings(diffs, texts or {}, section, rules=rules)


def said(result: ExternalResult) -> set[tuple[str, str, str, int | None]]:
    return {(one.source, one.rule, one.path, one.line_hint) for one in result.findings}


def test_each_tool_finds_its_planted_defect() -> None:
    result = analysed(
        added_file("import os\n\n\ndef f(x=[]):\n    return os.path, x, y", "app.py"),
        added_file(INJECTION, WORKFLOW),
        added_file('#!/bin/sh\nrm -rf "$HERE/"*', "clean.sh"),
        added_file("FROM alpine:3\nRUN apt-get install x\nCMD a\nCMD b", "Dockerfile"),
        added_file("a: 1\na: 2", "deploy.yaml"),
        added_file(f"KEY = '{TOKEN}'", "mail.txt"),
        added_file("console.log(1)", "src/a.ts"),
        added_file("console.log(1)", "scripts/a.ts"),
        rules=RULES,
    )
    assert said(result) == {
        ("ruff", "B006", "app.py", 4),
        ("ruff", "F821", "app.py", 5),
        ("zizmor", "template-injection", WORKFLOW, 8),
        ("shellcheck", "SC2115", "clean.sh", 2),
        ("hadolint", "DL3014", "Dockerfile", 2),
        ("hadolint", "DL4003", "Dockerfile", 4),
        ("yamllint", "key-duplicates", "deploy.yaml", 2),
        ("detect-secrets", "sendgrid-api-key", "mail.txt", 1),
        ("ast-grep", "no-console", "src/a.ts", 1),
    }
    assert result.notices == ()
    assert 0 < result.seconds < 60
    assert [one.severity.rank for one in result.findings] == sorted(one.severity.rank for one in result.findings)


def test_the_shell_inside_of_a_dockerfile() -> None:
    result = analysed(added_file('FROM alpine:3\nRUN rm -rf "$HERE/"*\nCOPY a b c', "web.dockerfile"))
    assert said(result) == {
        ("hadolint", "SC2115", "web.dockerfile", 2),
        ("hadolint", "DL3021", "web.dockerfile", 3),
    }
    assert {one.category for one in result.findings} == {Category.DATA_LOSS, Category.BUG}


def test_only_added_lines_count() -> None:
    old = ["def f():", "    return old_name", "", "", "x = 1"]
    new = [*old[:4], "x = new_name"]
    diff = file_diff(patch_of(old, new), "app.py")
    result = analysed(diff, texts={"app.py": "\n".join(new) + "\n"})
    assert said(result) == {("ruff", "F821", "app.py", 5)}
    assert result.findings[0].quote == "x = new_name"


def test_a_finding_has_all_that_a_comment_needs() -> None:
    [finding] = analysed(added_file("import subprocess\nsubprocess.run('ls ' + input(), shell=True)")).findings
    assert finding == Finding(
        path="app.py",
        title="Command goes through a shell",
        body=finding.body,
        quote="subprocess.run('ls ' + input(), shell=True)",
        severity=Severity.HIGH,
        category=Category.SECURITY,
        confidence=finding.confidence,
        line_hint=2,
        source="ruff",
        rule="S602",
    )
    assert "list of arguments" in finding.body


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("import subprocess\nsubprocess.run('ls -l', shell=True)", "app.py"),  # harmless, says ruff itself
        ("import subprocess\nsubprocess.run('ls ' + input(), shell=True)", "tests/test_app.py"),
        ("x = 1 \ny=2;z = 'a'+\"b\"\nimport sys", "app.py"),  # a formatter's job
        ("type A = int\n\n\ndef f[T](x: T) -> T:\n    return f'{x + f'{1}'}' if _ else x", "app.py"),  # new syntax
        ("import undefined  # noqa: F401\nx = nowhere  # noqa: F821", "app.py"),  # the author said so, in the line
        ("kind: X\nname: {{ .Values.name }}\n{{- if .Values.a }}\na: 1\n{{- end }}", "chart/templates/a.yaml"),
        ("on: push\nyes: no\nlong: " + "x " * 200, "a.yml"),
        ("name=$1\n. ./lib.sh\necho $undefined\nFOO=bar", "lib.sh"),
        ("FROM python\nRUN apt-get install -y curl && cd /tmp", "Dockerfile"),
        ("key = 'SG.xxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'", "a.txt"),
        (f"key = '{TOKEN}'", "tests/test_mail.py"),
        ("aws = 'AKIAIOSFODNN7EXAMPLE'", "README.md"),
    ],
)
def test_what_is_never_reported(code: str, path: str) -> None:
    result = analysed(added_file(code, path))
    assert (result.findings, result.notices) == ((), ())


def test_the_pull_request_s_own_configuration_changes_nothing() -> None:
    defects = (
        added_file("x = nowhere", "src/app.py"),
        added_file('#!/bin/sh\nrm -rf "$HERE/"*', "src/clean.sh"),
        added_file("FROM alpine:3\nCMD a\nCMD b", "src/Dockerfile"),
        added_file("a: 1\na: 2", "src/a.yaml"),
        added_file(INJECTION, WORKFLOW),
        added_file("console.log(1)", "src/a.ts"),
    )
    configuration = (
        added_file('[tool.ruff]\nexclude = ["src"]\nlint.select = []', "pyproject.toml"),
        added_file("lint.select = []\n", "ruff.toml"),
        added_file("disable=all", ".shellcheckrc"),
        added_file("disable=all", "src/.shellcheckrc"),
        added_file("ignored: [DL4003]", ".hadolint.yaml"),
        added_file("ignore: '*'\nrules: {}", ".yamllint.yaml"),
        added_file("rules:\n  template-injection:\n    disable: true", ".github/zizmor.yml"),
        added_file("ruleDirs: [none]\ncustomLanguages:\n  typescript:\n    libraryPath: x.so", "sgconfig.yml"),
        added_file("src\n*", ".gitignore"),
        added_file("*", ".ignore"),
    )
    plain, configured = analysed(*defects, rules=RULES), analysed(*configuration, *defects, rules=RULES)
    assert len(plain.findings) == 6
    assert said(configured) == said(plain)
    assert configured.notices == ()


def test_least_severity_and_choice_of_tools() -> None:
    diffs = (added_file("import os\nx = nowhere", "app.py"), added_file("a: 1\na: 2", "a.yaml"))
    assert (
        said(analysed(*diffs, min_severity="low"))
        > said(analysed(*diffs))
        > said(analysed(*diffs, min_severity="high"))
    )
    assert {one.source for one in analysed(*diffs, tools=("yamllint",)).findings} == {"yamllint"}
    assert analysed(*diffs, enabled=False).findings == ()
    assert analysed(*diffs, tools=()).findings == ()


def test_the_settings_name_every_tool() -> None:
    assert AnalysersSection().tools == tuple(all_tools())


def test_a_secret_is_not_quoted() -> None:
    [finding] = analysed(added_file(f"KEY = '{TOKEN}'", "mail.txt")).findings
    assert TOKEN[:20] not in repr(finding)
    assert TOKEN[-20:] not in repr(finding)
    assert (finding.severity, finding.category) == (Severity.CRITICAL, Category.SECURITY)


def merged(diffs: Iterable[FileDiff], *more: Finding) -> list[tuple[str, str]]:
    """What is placed of our own analysers, the tools and ``more``."""
    diffs = tuple(diffs)
    own = [one for analyser in ANALYSERS.values() for one in analyser.findings(diffs)]
    placed, unplaced = settle([*more, *own, *analysed(*diffs).findings], diffs)
    assert unplaced == ()
    return [(one.finding.source, one.finding.rule) for one in placed]


def test_one_defect_that_two_analysers_know_is_one_finding() -> None:
    token = "ghp_" + "x7Kd92LmPq4RtVb8NzWc3Yh6Js5Gf1Ae0Du9"
    assert merged([added_file(INJECTION, WORKFLOW)]) == [("workflows", "script-injection")]
    assert merged([added_file(f"KEY = '{token}'", "a.txt")]) == [("secrets", "secret-github-token")]


def test_one_defect_that_the_model_knows_too_is_one_finding() -> None:
    by_model = Finding(
        path="app.py",
        title="Shell injection through the name",
        body="A name with a semicolon runs another command.",
        quote="subprocess.run('ls ' + input(), shell=True)",
        severity=Severity.CRITICAL,
        category=Category.SECURITY,
    )
    assert merged([added_file("import subprocess\nsubprocess.run('ls ' + input(), shell=True)")], by_model) == [
        ("ruff", "S602")
    ]


def test_texts_are_wanted_of_files_that_a_tool_reads_and_the_diff_does_not_show_whole() -> None:
    changed = [file_diff("@@ -1 +1 @@\n-a\n+b", path) for path in ("a.py", "b.md", "c.sh", "../d.py", "uv.lock")]
    only_removed = file_diff("@@ -1 +0,0 @@\n-a", "e.py", status=FileStatus.REMOVED)
    diffs = [*changed, added_file("x = 1", "f.py"), only_removed]
    assert wanted_paths(diffs, AnalysersSection()) == ("a.py", "c.sh")
    assert wanted_paths(diffs, AnalysersSection(ast_grep_rules=("r.yml",))) == ("a.py", "b.md", "c.sh")
    assert wanted_paths(diffs, AnalysersSection(enabled=False)) == ()
    assert wanted_paths(diffs, AnalysersSection(tools=("detect-secrets",))) == ()
