from __future__ import annotations

from pr_agent_action.settings.layers import load, with_repository
from pr_agent_action.settings.show import render, render_markdown

ENVIRON = {
    "OPENAI.KEY": "sk-0123456789abc",
    "INPUT_GITHUB_TOKEN": "ghs_0123456789",
    "INPUT_EXTRA_INSTRUCTIONS": "Never say sk-0123456789abc | or `this`",
    "INPUT_MAX_FINDINGS": "5",
    "INPUT_MAX_COST_USD": "0.5",
}
FILE = "[ignore]\nglob = ['docs/**']\n[custom_labels.bug]\ndescription = 'Broken.'\n[config]\nnothing = 1"


def test_the_table_names_value_and_layer_of_what_was_set() -> None:
    loaded = load(ENVIRON)

    chosen, defaults = render_markdown(with_repository(loaded.repo, FILE), loaded.settings)

    assert "| `pr_reviewer.num_max_findings` | `5` | input |" in chosen
    assert '| `ignore.glob` | `["docs/**"]` | .pr_agent.toml |' in chosen
    assert '| `custom_labels.bug.description` | `"Broken."` | .pr_agent.toml |' in chosen
    assert '| `max_cost_usd` | `"0.5"` | operator |' in chosen
    assert '| `OPENAI_API_KEY` | `"(set)"` | operator |' in chosen
    assert "- `config.nothing` in `.pr_agent.toml` is no setting." in chosen
    assert "| `pr_reviewer.require_security_review` | `true` |" in defaults
    assert "| `api_key` | `(not set)` |" in defaults


def test_no_secret_is_shown_and_no_value_ends_its_cell() -> None:
    loaded = load(ENVIRON)

    chosen, defaults = render_markdown(loaded.repo, loaded.settings)
    for text in (chosen, defaults, render(loaded.repo, loaded.settings)):
        assert "0123456789" not in text
    assert '| `` "Never say ••• \\| or `this`" `` |' in chosen


def test_without_settings_the_table_is_the_repositorys() -> None:
    chosen, defaults = render_markdown(load({}).repo)

    assert "Nothing is set: all defaults hold." in chosen
    assert "github_token" not in chosen + defaults


def test_the_lines_for_a_terminal() -> None:
    loaded = load({"INPUT_EXTRA_INSTRUCTIONS": "x" * 300})

    lines = render(with_repository(loaded.repo, FILE), loaded.settings).splitlines()

    assert any(line.split() == ["config.seed", "=", "-1", "#", "default"] for line in lines)
    assert any(line.startswith("pr_questions.extra_instructions = ") and "…" in line for line in lines)
    assert lines[-1].startswith("warning: `config.nothing`")
