"""Words that cannot be read: of the runner, the operator, the repository and a commenter."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.conftest import Begin
from tests.fakes.stage import Stage

# ------------------------------------------------------------------------------------ the runner's

OTHER = {"action": "opened", "issue": {"number": 1}, "comment": {"id": 1, "body": "/review"}}


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"{not json", "is no JSON"),
        (b"\xff\xfe\x00", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b"[]", "holds no JSON object"),
        (OTHER, "holds a `issue_comment` event"),
        ({}, "holds none that is known here"),
        ({"pull_request": None}, "pull_request"),
        ({"action": "opened", "pull_request": {}}, "pull_request.head"),
        ({"action": "opened", "number": "one", "pull_request": "x"}, "pull_request"),
    ],
    ids=range(11),
)
def test_an_event_file_that_cannot_be_used_is_a_usage_error(stage: Stage, payload: Any, said: str) -> None:
    result = stage.play("pull_request", payload=payload)
    assert (result.exit_code, result.status, result.calls) == (2, "failed", [])
    (error,) = result.annotations("error")
    assert said in error


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"GITHUB_EVENT_PATH": None}, "`GITHUB_EVENT_PATH` is not set"),
        ({"GITHUB_EVENT_NAME": None}, "`GITHUB_EVENT_NAME` is not set"),
        ({"GITHUB_EVENT_PATH": "/no/such/file.json"}, "cannot be read"),
        ({"GITHUB_EVENT_PATH": "/"}, "cannot be read"),
        ({"INPUT_GITHUB_TOKEN": None}, "There is no token"),
        ({"INPUT_GITHUB_TOKEN": " "}, "no token"),
        ({"INPUT_GITHUB_TOKEN": "two words"}, "no usable GitHub token"),
        ({"GITHUB_API_URL": "ftp://example.com"}, "GITHUB_API_URL"),
        ({"GITHUB_GRAPHQL_URL": "https://elsewhere.example.com/graphql"}, "GITHUB_GRAPHQL_URL"),
    ],
    ids=str,
)
def test_an_environment_that_is_none_is_a_usage_error(stage: Stage, env: dict[str, str | None], said: str) -> None:
    result = stage.play("pull_request", action="opened", env=env)
    assert (result.exit_code, result.status, result.calls) == (2, "failed", [])
    (error,) = result.annotations("error")
    assert said in error


@pytest.mark.parametrize("name", ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"])
@pytest.mark.parametrize("path", [None, "/no/such/folder/file"])
def test_without_the_runner_s_files_the_review_is_posted_all_the_same(
    stage: Stage, name: str, path: str | None
) -> None:
    result = stage.play("pull_request", action="opened", env={name: path}, may_be_silent=True)
    assert result.exit_code == 0
    assert stage.summary_comment


def test_a_server_whose_repository_is_not_named_by_the_event(stage: Stage) -> None:
    result = stage.play("schedule", payload={"schedule": "0 6 * * 1"}, inputs={"pr_number": "1", "command": "help"})
    assert result.exit_code == 0


# ---------------------------------------------------------------------------------- the operator's


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"config": "[pr_reviewer"}, "`config` is no valid TOML"),
        ({"config": "this is prose"}, "`config` is no valid TOML"),
        ({"config": "[pr_reviewer]\nnum_max_findings = 'many'"}, "num_max_findings"),
        ({"max_findings": "many"}, "a whole number from 0 to 50"),
        ({"max_findings": "-1"}, "a whole number from 0 to 50"),
        ({"max_findings": "3.5"}, "a whole number from 0 to 50"),
        ({"max_cost_usd": "cheap"}, "a number"),
        ({"max_cost_usd": "-1"}, "a number"),
        ({"max_cost_usd": "NaN"}, "a number"),
        ({"fail_on": "sometimes"}, "`critical`"),
        ({"fail_on": "hihg"}, "did you mean `high`?"),
        ({"dry_run": "perhaps"}, "`true`"),
        ({"auto_review": "2"}, "`true`"),
        ({"pr_number": "0"}, "a whole number"),
        ({"api_base": "not an address"}, "an address"),
        ({"model": "", "api_key": ""}, "api_base"),
        ({"command": "/reviwe"}, "Did you mean `/review`?"),
        ({"command": "make me a sandwich"}, "There is no command"),
        ({"command": '/review --pr_reviewer.extra_instructions="x'}, "do not pair up"),
    ],
    ids=str,
)
def test_an_input_that_is_none_is_a_usage_error(stage: Stage, inputs: dict[str, str], said: str) -> None:
    result = stage.play("pull_request", action="opened", inputs=inputs)
    assert (result.exit_code, result.status) == (2, "failed")
    assert result.quiet
    (error,) = result.annotations("error")
    assert said in error


def test_a_setting_that_is_none_is_named_and_the_rest_used(stage: Stage) -> None:
    config = "[pr_reviewer]\nnum_max_finding = 1\n[no_such_section]\nx = 1"
    result = stage.play("pull_request", action="opened", inputs={"config": config})
    assert (result.exit_code, result.status) == (0, "posted")
    first, second = result.annotations("warning")
    assert "pr_reviewer.num_max_finding" in first
    assert "num_max_findings" in first
    assert "no_such_section" in second


# ------------------------------------------------------------------------------- the repository's

SECRET_TEXT = "a sentence that nobody should read"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"[pr_reviewer]\nnum_max_findings = 3\nextra = [{SECRET_TEXT}", "line 3"),
        (SECRET_TEXT, "line 1"),
        (f'[pr_reviewer]\nextra_instructions = "{SECRET_TEXT}', "line 2"),
    ],
)
def test_broken_toml_is_named_by_its_line_and_never_quoted(begin: Begin, text: str, said: str) -> None:
    stage = begin(settings=text)
    result = stage.play("pull_request", action="opened")
    assert (result.exit_code, result.status) == (0, "posted")
    assert "`.pr_agent.toml` is no valid TOML" in stage.summary_comment
    assert said in stage.summary_comment
    everywhere = "".join([result.log, result.summary, *result.outputs.values(), *stage.bodies])
    assert "nobody should read" not in everywhere


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[pr_reviewer]\nnum_max_finding = 1", "num_max_findings"),
        ("[pr_reviewer]\nnum_max_findings = 'many'", "takes a whole number from 0 to 50"),
        ('[config]\napi_base = "https://evil.example.com"', "only the operator may set it"),
        ('[openai]\nkey = "sk-evil"', "only the operator may set it"),
        ('[pr_reviewer]\nextra_instructions = "os.environ/GITHUB_TOKEN"', "only the operator may set it"),
        ('[config]\nmodel = "bedrock/evil"', "is ignored"),
        ('[config]\nmodel = "http://evil.example.com/x"', "is ignored"),
        ('[github]\nuser_token = "x"', "only the operator may set it"),
    ],
)
def test_a_setting_of_the_repository_that_may_not_be_is_named_and_the_rest_used(
    begin: Begin, text: str, said: str
) -> None:
    stage = begin(settings=f'{text}\n[pr_description]\nextra_instructions = "Mind the gap."')
    result = stage.play("pull_request", action="opened")
    assert (result.exit_code, result.status) == (0, "posted")
    assert said in stage.summary_comment
    assert "Mind the gap." in "".join("".join(request.texts) for request in result.asked)
    assert {request.model for request in result.asked} == {"gpt-4o"}


# ---------------------------------------------------------------------------------- a commenter's


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/reviwe", "Did you mean `/review`?"),
        ('/review --pr_reviewer.extra_instructions="x', "do not pair up"),
        ("\n".join(["/review"] * 11), "One comment may hold 10 commands"),
    ],
)
def test_commands_that_cannot_be_read_get_help_with_the_cause(stage: Stage, text: str, said: str) -> None:
    result = stage.comment(text)
    assert (result.exit_code, result.asked) == (2, [])
    assert result.writes == ["POST issues/1/comments"]
    assert result.reactions == ["eyes", "confused"]
    answer = stage.pull_request.comments[-1].body
    assert said in answer
    assert "/improve" in answer


def test_commands_that_cannot_be_read_in_a_thread_get_help_there(stage: Stage) -> None:
    thread = stage.thread("/reviwe")
    result = stage.play("pull_request_review_comment", comment=thread, sender="octo")
    assert result.writes == [f"POST pulls/1/comments/{thread.id}/replies"]
    assert "Did you mean `/review`?" in stage.pull_request.review_comments[-1].body


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--pr_reviewer.num_max_finding=1", "num_max_findings"),
        ("--config.api_base=https://evil.example.com", "only the operator may set it"),
        ("--openai.key=sk-evil", "only the operator may set it"),
        ("--pr_reviewer.num_max_findings=many", "takes a whole number"),
        ("--config.model=anthropic/claude-sonnet-5-5", "is not taken from a comment"),
    ],
)
def test_an_option_that_may_not_be_is_named_and_the_command_run(stage: Stage, option: str, said: str) -> None:
    result = stage.comment(f"/review {option}")
    assert (result.exit_code, result.commands) == (0, {"review"})
    assert said in stage.summary_comment
    assert "evil" not in stage.summary_comment
    assert {request.model for request in result.asked} == {"gpt-4o"}


def test_an_answer_names_the_option_that_it_did_not_use(stage: Stage) -> None:
    result = stage.comment("/ask why? --config.api_base=https://evil.example.com")
    assert result.status == "posted"
    answer = stage.pull_request.comments[-1].body
    assert "Because the clerk asked for it." in answer
    assert "`config.api_base` is ignored: only the operator may set it" in answer
    assert [warning for warning in result.annotations("warning") if "config.api_base" in warning]


def test_a_question_without_words_is_told_how_to_ask(stage: Stage) -> None:
    result = stage.comment("/ask")
    assert (result.exit_code, result.asked) == (0, [])
    assert "wants a question" in stage.pull_request.comments[-1].body


def test_a_pull_request_that_does_not_exist_is_said_so(stage: Stage) -> None:
    result = stage.play("workflow_dispatch", inputs={"pr_number": "77"})
    assert (result.exit_code, result.status) == (1, "failed")
    assert "Check the repository and the number" in result.annotations("error")[0]
    assert result.quiet
