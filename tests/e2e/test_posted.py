"""What is posted, once and only once, and what happens where it cannot be."""

from __future__ import annotations

import json

import pytest

from pr_agent_action.demo.fake_github import READ_ONLY, REVIEWER, Fault, Rights, push_texts
from pr_agent_action.demo.fake_model import ModelRequest, Reply
from tests.e2e.conftest import CLEAN, GOOD, SEARCH, STORE, Begin, a_pull_request
from tests.fakes.stage import Stage, answering

TWO = {"store.py": STORE + SEARCH, "last.py": "LAST = 1\n"}


def test_one_of_each_is_posted(stage: Stage) -> None:
    result = stage.play("pull_request", action="opened")
    pull_request = stage.pull_request
    assert [comment.body.split("\n")[0] for comment in pull_request.comments] == ["<!-- pr-agent-action:summary -->"]
    assert len(pull_request.reviews) == 1
    assert [(comment.path, comment.line) for comment in pull_request.review_comments] == [
        ("store.py", 6),
        ("store.py", 9),
    ]
    assert (pull_request.body or "").startswith("As the clerk asked.")
    assert {label.name for label in pull_request.labels} == {"Review effort 2/5", "Possible security concern"}
    assert (
        "```suggestion\n        return self.rows[0] if self.rows else None\n```" in pull_request.review_comments[1].body
    )
    assert [reaction.content for reaction in pull_request.reactions] == ["eyes", "rocket"]
    assert result.outputs["review_url"].startswith("https://github.com/octo/example/pull/1#pullrequestreview-")


def test_the_outputs_tell_the_run(stage: Stage) -> None:
    result = stage.play("pull_request", action="opened")
    given = {
        name: result.outputs[name]
        for name in ("status", "findings_count", "highest_severity", "files_reviewed", "files_skipped")
    }
    assert given == {
        "status": "posted",
        "findings_count": "2",
        "highest_severity": "high",
        "files_reviewed": "1",
        "files_skipped": "0",
    }
    assert int(result.outputs["input_tokens"]) > 500
    assert float(result.outputs["cost_usd"]) > 0
    assert [finding["line"] for finding in result.review["findings"]] == [6, 9]


def test_the_job_summary_tells_it_too(stage: Stage) -> None:
    result = stage.play("pull_request", action="opened")
    for part in (
        "One query can be injected into.",
        "A name with a quote in it",
        "Parcels can be searched",
        "openai/gpt-4o",
    ):
        assert part in result.summary
    assert result.annotations("error") == ["High: The name goes into the SQL unescaped"]


@pytest.mark.parametrize(
    ("event", "action"), [("pull_request", "opened"), ("pull_request", "synchronize"), ("workflow_run", "completed")]
)
def test_the_same_commit_again_posts_nothing_and_pays_nothing(stage: Stage, event: str, action: str) -> None:
    stage.play(event, action="opened" if action == "synchronize" else action)
    before = list(stage.bodies)
    again = stage.play(event, action=action)
    assert (again.exit_code, again.status) == (0, "nothing_new")
    assert (again.writes, again.asked) == ([], [])
    assert stage.bodies == before


def test_a_review_asked_for_again_edits_the_summary_in_place(stage: Stage) -> None:
    stage.play("pull_request", action="opened")
    again = stage.comment("/review")
    assert again.exit_code == 0
    assert not [write for write in again.writes if write.startswith("POST")]
    assert stage.summary_comment
    assert len(stage.pull_request.review_comments) == 2


@pytest.mark.parametrize("text", ["/review -i", ""], ids=["asked for", "pushed"])
def test_a_round_with_nothing_to_read_takes_nothing_back(stage: Stage, text: str) -> None:
    stage.play("pull_request", action="opened")
    if text:
        result = stage.comment(text)
    else:
        push_texts(stage.repository, {"store.py": STORE + SEARCH, "poetry.lock": "x\n"})
        result = stage.play("pull_request", action="synchronize")
    assert (result.exit_code, result.status, result.asked) == (0, "posted", [])
    assert "2 findings of earlier rounds still open" in stage.summary_comment
    assert "no concern" not in stage.summary_comment
    assert "Possible security concern" in {label.name for label in stage.pull_request.labels}


def test_a_person_s_words_in_the_description_survive(stage: Stage) -> None:
    stage.play("pull_request", action="opened")
    stage.pull_request.body = "Now with a story.\n\n" + (stage.pull_request.body or "").partition("\n\n")[2]
    stage.comment("/describe")
    assert (stage.pull_request.body or "").startswith("Now with a story.")
    assert (stage.pull_request.body or "").count("### What this changes") == 1


def test_a_clean_review_says_so(begin: Begin) -> None:
    stage = begin(answers={"review": CLEAN, "improve": {"suggestions": []}})
    result = stage.play("pull_request", action="opened")
    assert (result.status, result.outputs["findings_count"], result.outputs["highest_severity"]) == (
        "posted",
        "0",
        "none",
    )
    assert not stage.pull_request.reviews
    assert "Fine." in stage.summary_comment


# ------------------------------------------------------------------------------------ read-only


def test_a_token_that_may_only_read_puts_the_review_into_the_job_summary(stage: Stage) -> None:
    result = stage.play("pull_request", action="opened", token="ghs_ro")
    assert (result.exit_code, result.status) == (0, "read_only")
    assert [note for note in result.annotations("notice") if "pull-requests: write" in note]
    assert len([note for note in result.annotations("notice") if "job summary" in note]) == 1
    assert "The name goes into the SQL unescaped" in result.summary
    assert "Parcels can be searched by name." in result.summary
    assert len(result.review["findings"]) == 2
    assert stage.bodies == ["As the clerk asked."]
    assert not stage.pull_request.reactions
    assert {call.status for call in result.calls if call.method in ("POST", "PATCH") and call.path != "/graphql"} == {
        403
    }


def test_the_token_s_right_is_known_before_the_model_is_paid(begin: Begin) -> None:
    stages: list[Stage] = []
    refused_before: list[bool] = []
    well = answering(**GOOD)

    def script(request: ModelRequest) -> Reply:
        refused_before.append(any(call.status == 403 for call in stages[0].github.requests))
        return well(request)

    stages.append(begin(model=script))
    stages[0].play("pull_request", action="opened", token="ghs_ro")
    assert refused_before
    assert all(refused_before)


def test_a_fork_s_pull_request_event_asks_github_for_no_write_at_all(begin: Begin) -> None:
    stage = begin(a_pull_request(head_repository="fork/example"))
    result = stage.play("pull_request", action="opened", token="ghs_ro")
    assert (result.exit_code, result.status) == (0, "read_only")
    assert result.writes == result.reactions == []
    assert [note for note in result.annotations("notice") if "docs/forks.md" in note]
    assert "The name goes into the SQL unescaped" in result.summary


def test_a_token_that_may_not_react_still_posts(begin: Begin) -> None:
    # NOTE: GitHub lists the right to react (issues) apart from the right to review (pull_requests).
    stage = begin(
        tokens={"ghs_rw": Rights(pull_requests="write", issues="none")},
        faults=[Fault(status=403, path="/reactions", times=None)],
    )
    result = stage.play("pull_request", action="opened")
    assert (result.exit_code, result.status) == (0, "posted")
    assert stage.summary_comment


@pytest.mark.parametrize(("given", "settings"), [({"dry_run": "true"}, ""), ({}, "[config]\npublish_output = false")])
def test_a_dry_run_posts_nothing_and_shows_all(begin: Begin, given: dict[str, str], settings: str) -> None:
    stage = begin(settings=settings)
    result = stage.play("pull_request", action="opened", inputs=given)
    assert (result.exit_code, result.status) == (0, "dry_run")
    assert result.writes == result.reactions == []
    assert "The name goes into the SQL unescaped" in result.summary
    assert len(result.review["findings"]) == 2


def test_progress_can_be_switched_off(begin: Begin) -> None:
    stage = begin(settings="[config]\npublish_output_progress = false")
    result = stage.play("pull_request", action="opened")
    assert (result.status, result.reactions) == ("posted", [])


def test_outputs_can_be_switched_off(begin: Begin) -> None:
    stage = begin(settings="[github_action_config]\nenable_output = false")
    result = stage.play("pull_request", action="opened", may_be_silent=True)
    assert result.exit_code == 0
    assert result.outputs == {}


# ------------------------------------------------------------------------------------------ gate


@pytest.mark.parametrize(("fail_on", "code"), [("never", 0), ("critical", 0), ("high", 3), ("medium", 3), ("low", 3)])
def test_a_finding_as_severe_as_fail_on_ends_the_run_with_3(stage: Stage, fail_on: str, code: int) -> None:
    result = stage.play("pull_request", action="opened", inputs={"fail_on": fail_on})
    assert (result.exit_code, result.status) == (code, "posted")
    assert stage.summary_comment


def test_the_gate_holds_for_a_read_only_token_too(stage: Stage) -> None:
    assert stage.play("pull_request", action="opened", token="ghs_ro", inputs={"fail_on": "high"}).exit_code == 3


def test_max_findings_bounds_the_review(begin: Begin) -> None:
    stage = begin()
    result = stage.play("pull_request", action="opened", inputs={"max_findings": "0", "auto_improve": "false"})
    assert not stage.pull_request.review_comments
    assert result.status == "posted"


def test_the_settings_of_the_base_branch_hold(begin: Begin) -> None:
    stage = begin(
        settings='[pr_reviewer]\nextra_instructions = "Look at the locks."\n[config]\nresponse_language = "de-DE"'
    )
    result = stage.play("pull_request", action="opened")
    said = json.dumps([request.texts for request in result.asked])
    assert "Look at the locks." in said
    assert "de-DE" in said


def test_rights_of_the_readme_are_enough(begin: Begin) -> None:
    stage = begin(tokens={"ghs_rw": Rights(contents="read", pull_requests="write")})
    result = stage.play("pull_request", action="opened")
    assert (result.exit_code, result.status) == (0, "posted")
    push_texts(stage.repository, TWO)
    assert stage.play("pull_request", action="synchronize").status == "posted"


def test_the_scopes_of_the_fake_are_what_they_say() -> None:
    assert REVIEWER.allows("pull_requests", "write")
    assert not READ_ONLY.allows("pull_requests", "write")
