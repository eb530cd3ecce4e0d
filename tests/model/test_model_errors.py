from __future__ import annotations

import inspect
from types import SimpleNamespace
from typing import Any

import pytest

from pr_agent_action.model.errors import CLASSES, Diagnosis, Trouble, diagnose
from pr_agent_action.model.library import Library


def test_every_exception_of_litellm_is_in_the_table(library: Library) -> None:
    module = library.get().exceptions
    found = {name for name, kind in inspect.getmembers(module, inspect.isclass) if issubclass(kind, Exception)}
    assert found - CLASSES.keys() == set()
    assert CLASSES.keys() - found == {"TimeoutError"}


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_names_a_cause_and_a_fix(trouble: Trouble) -> None:
    error = Diagnosis(trouble).error("vendor/model{0}")
    assert "vendor/model{0}" in error.cause or trouble is Trouble.BUG
    assert error.cause.endswith(".")
    assert error.fix.endswith(".")


class APIError(Exception):
    """Named like litellm's catch-all."""

    def __init__(self, status: Any, headers: Any = None) -> None:
        super().__init__("boom")
        self.status_code = status
        self.response = SimpleNamespace(headers=headers or {})


class BadRequestError(Exception):
    """Named like litellm's."""


class SpecialError(BadRequestError):
    """A subclass that the table does not have."""


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (401, Trouble.KEY),
        (402, Trouble.QUOTA),
        (413, Trouble.WINDOW),
        (418, Trouble.REQUEST),
        (429, Trouble.RATE),
        (500, Trouble.SERVER),
        (None, Trouble.SERVER),
    ],
)
def test_the_catch_all_class_goes_by_its_status(status: Any, trouble: Trouble) -> None:
    assert diagnose(APIError(status)).trouble is trouble


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("Your credit balance is too low to access the Anthropic API.", Trouble.QUOTA),
        ("prompt is too long: 210000 tokens > 200000 maximum", Trouble.WINDOW),
        ("blocked by the content management policy", Trouble.POLICY),
        ("The model `gpt-0` does not exist or you do not have access to it.", Trouble.MODEL),
        ("odd", Trouble.REQUEST),
    ],
)
def test_a_vague_refusal_goes_by_what_it_says(text: str, trouble: Trouble) -> None:
    assert diagnose(SpecialError(text)).trouble is trouble


def test_what_is_not_litellms_is_a_bug() -> None:
    assert diagnose(KeyError("x")).trouble is Trouble.BUG


def test_the_wait_is_found_in_the_headers() -> None:
    assert diagnose(APIError(429, {"Retry-After": "3"})).retry_after == 3
    assert diagnose(APIError(429)).retry_after is None
