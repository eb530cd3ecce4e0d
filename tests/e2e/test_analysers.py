"""The analysers in a whole run of the Action: real programs on a pull request with planted defects."""

from __future__ import annotations

import json
from typing import Any

from pr_agent_action.demo.fake_github import pull_request_from_texts, push_texts
from pr_agent_action.demo.fake_model import ModelRequest, Reply
from tests.e2e.conftest import CLEAN, FINDING, GOOD, REVIEW
from tests.fakes.stage import Stage, answering

ON = {"ANALYSERS__ENABLED": "true", "ANALYSERS__TIMEOUT": "60"}
BASE = {"app.py": "def f(value):\n    return value\n", "rules/no-print.yml": ""}
HEAD = {
    "app.py": "def f(value):\n    return valu\n",
    "run.sh": '#!/bin/sh\nrm -rf "$BUILD/"*\n',
    "pyproject.toml": '[tool.ruff]\nexclude = ["app.py"]\n',
}


def comments(stage: Stage) -> list[tuple[str, int | None, str]]:
    return sorted(
        (note.path, note.line, note.body.splitlines()[0].partition(" · ")[2])
        for note in stage.pull_request.review_comments
    )


DEFECTS = [
    ("app.py", 2, "Name that does not exist"),
    ("run.sh", 2, "This may delete far more than meant"),
]


def test_their_findings_are_posted_once_with_a_model(begin: Any) -> None:
    stage: Stage = begin(
        pull_request_from_texts(BASE, {**BASE, **HEAD}), answers={"review": CLEAN, "improve": {"suggestions": []}}
    )
    result = stage.play("pull_request", action="opened", env=ON)
    assert comments(stage) == DEFECTS
    [asked] = [request for request in result.asked if "review" in request.schema_name.lower()]
    assert "app.py:2 ruff F821 (high): Name that does not exist" in asked.task
    again = stage.comment("/review", env=ON)
    assert again.exit_code == 0
    assert comments(stage) == DEFECTS


def test_their_findings_are_posted_without_a_model_in_one_more_call(begin: Any) -> None:
    stage: Stage = begin(pull_request_from_texts(BASE, {**BASE, **HEAD}), model=None)
    without = len(
        stage.play("pull_request", action="opened", env={"ANALYSERS__ENABLED": "false", "INPUT_DRY_RUN": "true"}).calls
    )
    result = stage.play("pull_request", action="opened", env={**ON, "INPUT_DRY_RUN": "true"})
    assert len(result.calls) == without + 1
    assert {(one["path"], one["source"]) for one in result.review["findings"]} == {
        ("app.py", "ruff"),
        ("run.sh", "shellcheck"),
    }


def test_sarif_files_of_the_job_are_read(begin: Any) -> None:
    stage: Stage = begin(
        pull_request_from_texts(BASE, {**BASE, **HEAD}), model=None, inputs={"sarif_files": "out/*.sarif"}
    )
    (stage.folder / "out").mkdir()
    place = {"artifactLocation": {"uri": "app.py"}, "region": {"startLine": 2}}
    log = {
        "runs": [
            {
                "tool": {"driver": {"name": "CheckIt"}},
                "results": [
                    {"ruleId": "C1", "message": {"text": "It is slow."}, "locations": [{"physicalLocation": place}]}
                ],
            }
        ]
    }
    (stage.folder / "out/a.sarif").write_text(json.dumps(log), encoding="utf-8")
    stage.play("pull_request", action="opened")
    assert comments(stage) == [("app.py", 2, "It is slow")]


def test_what_the_model_found_too_is_not_said_again_after_a_push(begin: Any) -> None:
    body = "    done = 1\n    subprocess.run('ls ' + name, shell=True)\n    return done"
    text = f"import subprocess\n\n\ndef f(name):\n{body}\n"
    by_model = {
        **FINDING,
        "path": "app.py",
        "line": 5,
        "quote": body,
        "title": "A name can be a command",
        "problem": "A name with a semicolon in it runs what follows.",
        "fix": "Give a list.",
        "replacement": None,
    }
    repository = pull_request_from_texts({"app.py": "import subprocess\n"}, {"app.py": text})
    answers: dict[str, Any] = {**GOOD, "review": {**REVIEW, "findings": [by_model]}, "improve": {"suggestions": []}}

    def script(request: ModelRequest) -> Reply:
        return answering(**answers)(request)

    stage: Stage = begin(repository, model=script)
    stage.play("pull_request", action="opened", env=ON)
    assert comments(stage) == [("app.py", 7, "A name can be a command")]
    answers["review"] = CLEAN
    push_texts(stage.repository, {"app.py": text, "b.py": "x = 1\n"})
    stage.play("pull_request", action="synchronize", env=ON)
    assert comments(stage) == [("app.py", 7, "A name can be a command")]
