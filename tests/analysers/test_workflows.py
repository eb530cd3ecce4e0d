from __future__ import annotations

import pytest

from pr_agent_action.analysers.workflows import WorkflowsAnalyser
from pr_agent_action.domain.diff import FileDiff
from tests.fakes.diffs import added_file, file_diff

PATH = ".github/workflows/ci.yml"
HEAD = "${{ github.event.pull_request.head.sha }}"
CHECKOUT = f"jobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n        with:\n          ref: {HEAD}"


def found(text: str | FileDiff, path: str = PATH) -> list[tuple[str, int | None]]:
    diff = added_file(text, path) if isinstance(text, str) else text
    return [(finding.rule, finding.line_hint) for finding in WorkflowsAnalyser().findings([diff])]


@pytest.mark.parametrize(
    "trigger",
    ["on: pull_request_target", "on: [push, pull_request_target]", "on:\n  pull_request_target:", "on: workflow_run"],
)
def test_a_privileged_checkout_of_the_head(trigger: str) -> None:
    text = f"{trigger}\n{CHECKOUT}"
    assert found(text) == [("privileged-checkout", text.count("\n") + 1)]


@pytest.mark.parametrize(
    "text",
    [
        f"on: pull_request\n{CHECKOUT}",
        f"# not pull_request_target\non: pull_request\n{CHECKOUT}",
        "on: pull_request_target\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4",
        f"on: pull_request_target\nenv:\n  SHA: {HEAD}",
    ],
)
def test_other_checkouts_are_fine(text: str) -> None:
    assert found(text) == []


def test_a_new_trigger_over_an_old_checkout() -> None:
    old = "\n".join(f" {line}" for line in CHECKOUT.split("\n"))
    assert found(file_diff(f"@@ -1,7 +1,7 @@\n-on: pull_request\n+on: pull_request_target\n{old}", PATH)) == [
        ("privileged-checkout", 1)
    ]
    assert found(file_diff(f"@@ -1,7 +1,8 @@\n on: pull_request_target\n+name: x\n{old}", PATH)) == []


TITLE = "${{ github.event.pull_request.title }}"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"steps:\n  - run: echo {TITLE}", 2),
        (f'steps:\n  - run: |\n      if true; then\n        echo "{TITLE}"\n      fi', 4),
        ("steps:\n  - run: >-  # why\n      git checkout ${{ github.head_ref }}", 3),
        (
            "  - uses: github-script@v7\n    with:\n      script: |\n        x('${{ github.event.comment.body }}')",
            4,
        ),
        ("  - run: echo ${{ format('{0}', github.event.issue.body) }}", 1),
        ("  - run: echo ${{ github.event.pull_request.head.ref }}", 1),
        ("  - run: echo ${{ github.event.commits[0].message }}", 1),
        (f"  - env:\n      TITLE: {TITLE}\n    run: echo $TITLE", None),
        (f"  - name: {TITLE}", None),
        ("  - run: echo ${{ github.event.pull_request.number }}", None),
        (f"      echo {TITLE}", None),
        (f"  - run: make\n    env:\n      T: {TITLE}", None),
    ],
)
def test_text_of_strangers_in_scripts(text: str, line: int | None) -> None:
    assert found(text) == ([] if line is None else [("script-injection", line)])


@pytest.mark.parametrize(
    ("line", "bad"),
    [
        ("permissions: write-all", True),
        ("    permissions: 'write-all'  # all", True),
        ("permissions: read-all", False),
        ("# permissions: write-all", False),
    ],
)
def test_permissions_to_write_everything(line: str, bad: bool) -> None:
    assert found(line) == ([("write-all-permissions", 1)] if bad else [])


def test_only_workflows_and_added_lines_count() -> None:
    assert found("permissions: write-all", "docs/ci.yml") == []
    assert found(file_diff("@@ -1 +1,2 @@\n permissions: write-all\n+name: x", PATH)) == []
