from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_agent_action.analysers import ANALYSERS
from pr_agent_action.analysers.secrets import SecretsAnalyser
from pr_agent_action.diff.place import place
from pr_agent_action.domain.finding import Category, PlacedFinding, Severity
from tests.fakes.diffs import added_file, file_diff

TOKEN = "ghp_" + "q8Zk3vT1mXw7Rb5Yc2Ld9Nf4Hs6Jg0PaUeIo"
KEY = "\n".join(
    ["-----BEGIN RSA PRIVATE KEY-----", *["MIIEpAIBAAKCAQEA" + "b7Zq" * 8] * 3, "-----END RSA PRIVATE KEY-----"]
)


def test_a_token_is_found_where_it_stands_and_never_said() -> None:
    diff = added_file(f"import os\ntoken = '{TOKEN}'\nother = '{TOKEN}'", "app.py")
    first, second = SecretsAnalyser().findings([diff])
    assert (first.severity, first.category, first.source, first.rule) == (
        Severity.CRITICAL,
        Category.SECURITY,
        "secrets",
        "secret-github-token",
    )
    assert TOKEN[5:20] not in repr((first, second))
    assert first.title == "GitHub token in the code"
    for finding, line in ((first, 2), (second, 3)):
        placed = place(finding, diff)
        assert isinstance(placed, PlacedFinding)
        assert (placed.anchor.line, placed.anchor.start_line) == (line, None)


def test_a_private_key_is_one_finding_at_its_first_line() -> None:
    (finding,) = SecretsAnalyser().findings([added_file(f"a\n{KEY}\nb", "deploy.pem")])
    assert (finding.line_hint, finding.rule) == (2, "secret-private-key")
    assert "MII" not in repr(finding)


def test_only_added_lines_count() -> None:
    diff = file_diff(f"@@ -1,2 +1,2 @@\n a = '{TOKEN}'\n-b = '{TOKEN}'\n+b = env('B')")
    assert SecretsAnalyser().findings([diff]) == ()


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("app.py", "token = 'ghp_" + "x" * 36 + "'"),
        ("app.py", "token = 'ghp_" + "exampleExample1234567890abcdefghijkl" + "'"),
        ("app.py", "key = 'AKIAIOSFODNN7EXAMPLE'"),
        ("app.py", "password = '${DB_PASSWORD_1}'"),
        ("app.py", "password = '<your-key-here-1>'"),
        ("app.py", "password = 'changeme-123-Pa55'"),
        ("app.py", "password = os.environ['DB_PASSWORD']"),
        ("tests/test_login.py", "password = 'kT9#mQ2$vL7@xR4!'"),
        ("tests/fixtures/tls.pem", KEY),
    ],
)
def test_placeholders_and_fixtures_are_no_secrets(path: str, line: str) -> None:
    assert SecretsAnalyser().findings([added_file(line, path)]) == ()


def test_a_service_token_is_one_in_tests_too() -> None:
    assert SecretsAnalyser().findings([added_file(f"t = '{TOKEN}'", "tests/test_a.py")])


@given(st.text(max_size=200), st.sampled_from(["app.py", ".github/workflows/a.yml", ""]))
@settings(max_examples=100)
def test_no_analyser_minds_odd_input(patch: str, path: str) -> None:
    diffs = [
        file_diff(patch, path),
        file_diff("@@ -0,0 +1 @@\n+" + patch.replace("\n", ""), path),
        file_diff(None, path),
    ]
    for analyser in ANALYSERS.values():
        analyser.findings(diffs)


def test_every_analyser_is_listed_by_its_name() -> None:
    assert {name: analyser.name for name, analyser in ANALYSERS.items()} == {
        "secrets": "secrets",
        "workflows": "workflows",
    }
