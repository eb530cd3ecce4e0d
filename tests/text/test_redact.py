from __future__ import annotations

import base64
import json
import string
import time
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_agent_action.text.redact import SecretMatch, find_secrets, redact

ALNUM = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"
BODY = "\n".join(["MIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn/ygWyF8PbnGy0AHB7MaXlGqBzNnQ0Wc+1"] * 3)
PEM = f"-----BEGIN RSA PRIVATE KEY-----\n{BODY}\n-----END RSA PRIVATE KEY-----"
LOADED = "kV9x-Zq2/wL7+pT4mR8s_yB3nC6d"

TOKENS = {
    f"ghp_{ALNUM}": "GitHub token",
    f"gho_{ALNUM}": "GitHub token",
    f"ghu_{ALNUM}": "GitHub token",
    f"ghs_{ALNUM}.part_two": "GitHub token",
    f"ghr_{ALNUM}": "GitHub token",
    f"github_pat_11ABCDEFG0_{ALNUM}": "GitHub token",
    f"glpat-{ALNUM}": "GitLab token",
    f"sk-ant-api03-{ALNUM}-{ALNUM}": "Anthropic key",
    f"sk-proj-{ALNUM}": "API key",
    f"sk-{ALNUM}": "API key",
    "AKIAIOSFODNN7EXAMPLE": "AWS access key",
    "ASIAIOSFODNN7EXAMPLE": "AWS access key",
    f"xoxb-{ALNUM}": "Slack token",
    f"xapp-1-{ALNUM}": "Slack token",
    f"hooks.slack.com/services/T0000/B0000/{ALNUM}": "Slack webhook",
    f"AIza{ALNUM[:35]}": "Google API key",
    f"sk_live_{ALNUM}": "Stripe key",
    f"npm_{ALNUM}": "npm token",
    f"pypi-AgEIcHlwaS5vcmc{ALNUM}": "PyPI token",
    JWT: "JSON web token",
    PEM: "private key",
}


@pytest.mark.parametrize(("secret", "kind"), TOKENS.items(), ids=lambda value: str(value)[:16])
@pytest.mark.parametrize(
    ("before", "after"), [("", ""), ('key = "', '"'), ("\\n", "\\n"), ("see ", ", ok"), ("(", ")")]
)
def test_known_tokens_are_found_whole(secret: str, kind: str, before: str, after: str) -> None:
    text = before + secret + after

    assert find_secrets(text) == (SecretMatch(kind, len(before), len(before) + len(secret)),)
    lines = "\n" * secret.count("\n")
    assert redact(text) == f"{before}[redacted {kind}]{lines}{after}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "task-list-of-the-long-review-number-2024",
        "sk-folding-cube-loading-spinner",
        "ghp_short",
        "AKIA is a prefix",
        "eyJ",
        'if "-----BEGIN PRIVATE KEY-----" in text:\n    return "-----END PRIVATE KEY-----"',
        "-----END PRIVATE KEY-----",
        'password = "correct horse battery staple"',
        'password = "changeme"',
        'password = os.environ["DATABASE_PASSWORD_2"]',
        'token_url = "https://login.example.com/oauth2/v2.0/token"',
        'secret_name = "projects/my-project/secrets/db-password-1"',
        'api_key = "aaaaaaaaaaaaaaaa1111"',
        "TOKEN=generate_the_token",
        'token = "{{ secrets.API_TOKEN_1 }}"',
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ],
)
def test_harmless_text_is_left_alone(text: str) -> None:
    assert find_secrets(text) == ()
    assert redact(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('password = "x9Kq2LmZ7vTp4RsW"', 'password = "[redacted password or key]"'),
        ("dbPassword: 'x9Kq2LmZ7vTp4RsW',", "dbPassword: '[redacted password or key]',"),
        ('"api-key": "x9Kq2LmZ7vTp4RsW"', '"api-key": "[redacted password or key]"'),
        ('cfg["secret"] := "Tr0ub4dor&3xyZ!"', 'cfg["secret"] := "[redacted password or key]"'),
        (
            "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPx2 # x",
            "AWS_SECRET_ACCESS_KEY=[redacted password or key] # x",
        ),
    ],
)
def test_random_values_of_telling_names_are_found(text: str, expected: str) -> None:
    assert redact(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        f"+{BODY}\n-----END RSA PRIVATE KEY-----".replace("\n", "\n+"),
        f"-----BEGIN RSA PRIVATE KEY-----\n{BODY}\n",
        PEM.replace("\n", "\\n"),
        PEM.replace("\n", "\r\n"),
        "\n".join(f"{number} +{line}" for number, line in enumerate(PEM.split("\n"), 1)),
        "\n".join(f'    "{line}\\n"' for line in PEM.split("\n")),
        PEM.replace("KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\n\n", 1),
        PEM.replace("\n", ""),
    ],
)
def test_private_keys_are_found_in_diffs_and_strings(text: str) -> None:
    result = redact(text)

    assert "MIIE" not in result
    assert "[redacted private key]" in result
    assert result.count("\n") == text.count("\n")


def test_code_around_a_key_stays() -> None:
    text = f'KEY = """{PEM}"""\n\n\ndef after():\n    return 1\n'

    assert redact(text) == 'KEY = """[redacted private key]\n\n\n\n"""\n\n\ndef after():\n    return 1\n'


@pytest.mark.parametrize(
    "form",
    [
        LOADED,
        quote(LOADED, safe=""),
        quote(LOADED, safe="").replace("%2F", "%2f").replace("%2B", "%2b"),
        base64.b64encode(LOADED.encode()).decode(),
        base64.b64encode(b"x:" + LOADED.encode()).decode(),
        base64.b64encode(b"user:" + LOADED.encode() + b":more").decode(),
        base64.b64encode(b"user12:" + LOADED.encode() + b"\n").decode(),
        base64.urlsafe_b64encode(b"ab" + LOADED.encode()).decode(),
        LOADED[:16],
        LOADED[5:21],
        LOADED[-16:],
    ],
)
def test_a_loaded_secret_is_found_in_every_form(form: str) -> None:
    result = redact(f"before {form} after", [LOADED])

    assert result.startswith("before ")
    assert result.endswith(" after")
    assert "[redacted secret]" in result
    assert not any(form[i : i + 12] in result for i in range(len(form) - 11))


def test_a_loaded_secret_of_several_lines_keeps_the_lines() -> None:
    secret = "first-line-of-it\nsecond-line-of-it"

    assert redact(f"a\n{secret}\nb", [secret]) == "a\n[redacted secret]\n\nb"
    assert redact(json.dumps(secret), [secret]) == '"[redacted secret]"'


def test_short_runs_and_short_secrets() -> None:
    assert redact(LOADED[:15], [LOADED]) == LOADED[:15]
    assert redact("hunter2 hunter hunter2", ["hunter2"]) == "[redacted secret] hunter [redacted secret]"
    assert redact("abc", ["abc", "", "  "]) == "abc"


@settings(max_examples=50)
@given(
    st.text(alphabet=string.ascii_letters + string.digits, min_size=16, max_size=60),
    st.data(),
    st.text(alphabet="xyz \n", max_size=20),
)
def test_any_run_of_sixteen_characters_goes(secret: str, data: st.DataObject, around: str) -> None:
    start = data.draw(st.integers(0, len(secret) - 16))
    end = data.draw(st.integers(start + 16, len(secret)))

    assert secret[start:end] not in redact(around + secret[start:end] + around, [secret])


@settings(max_examples=100)
@given(
    st.lists(
        st.sampled_from(
            [*TOKENS, "\n", " ", "-----BEGIN PRIVATE KEY-----\n", "MIIEpAIBAAKCAQEA0Z3VS5JJ", '"', "+", "x", "\r\n"]
        )
    )
)
def test_lines_are_kept_and_nothing_is_found_twice(parts: list[str]) -> None:
    text = " ".join(parts)
    once = redact(text, [LOADED])

    assert once.count("\n") == text.count("\n")
    assert redact(once, [LOADED]) == once


@pytest.mark.parametrize(
    "unit",
    [
        "eyJ",
        "eyJaaaaaaaaaaaaa.",
        "-----BEGIN PRIVATE KEY-----\n",
        "MIIEMIIEMIIEMIIE\n-----END PRIVATE KEY-----\n",
        "sk-",
        'password="',
        "1\n",
    ],
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    text = unit * (500_000 // len(unit))
    start = time.perf_counter()

    redact(text, [LOADED])

    assert time.perf_counter() - start < 3
