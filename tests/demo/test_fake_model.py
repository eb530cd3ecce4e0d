from __future__ import annotations

import http.client
import json
from typing import Any

import pytest
from pydantic import BaseModel

from pr_agent_action.demo.fake_model import (
    CUT,
    NO_CHOICES,
    FakeModelServer,
    ModelFault,
    ModelRequest,
    Rule,
    by_rules,
)


class Note(BaseModel):
    text: str


def call(server: FakeModelServer, task: str = "Hello", *, path: str = "/v1/chat/completions", **more: Any) -> Any:
    port = int(server.url.split(":")[2].split("/")[0])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        messages = [{"role": "user", "content": task}]
        connection.request("POST", path, json.dumps({"model": "scripted", "messages": messages, **more}))
        response = connection.getresponse()
        return response.status, dict(response.headers), json.loads(response.read())
    finally:
        connection.close()


def said(answer: Any) -> str:
    return str(answer[2]["choices"][0]["message"]["content"])


def test_replies_come_in_turn_and_the_last_one_stays() -> None:
    with FakeModelServer([{"a": 1}, "words", Note(text="typed")]) as server:
        assert [said(call(server)) for _ in range(4)] == ['{"a": 1}', "words", '{"text":"typed"}', '{"text":"typed"}']


def test_rules_go_by_the_answer_type_or_the_last_message() -> None:
    script = by_rules(Rule("Note", "by type"), Rule("describe", "by text"))
    wanted = {"type": "json_schema", "json_schema": {"name": "Note", "schema": {}}}
    with FakeModelServer(script) as server:
        assert said(call(server, response_format=wanted)) == "by type"
        assert said(call(server, "Please describe it.")) == "by text"
        assert said(call(server, "Sing.")).startswith("I had a good look")
    assert [request.schema_name for request in server.requests] == ["Note", "", ""]


def test_faults() -> None:
    with FakeModelServer([ModelFault(status=429, code="slow_down", retry_after="3"), NO_CHOICES, CUT]) as server:
        status, headers, body = call(server)
        assert (status, headers["Retry-After"], body["error"]["code"]) == (429, "3", "slow_down")
        assert call(server)[2]["choices"] == []
        with pytest.raises(http.client.RemoteDisconnected):
            call(server)


def test_usage_counts_prefixes_that_came_before() -> None:
    with FakeModelServer(["ok"], cached_from=128) as server:
        first, second = (call(server, "x" * 2_000 + tail)[2]["usage"] for tail in ("one", "two"))
    assert (first["prompt_tokens"], first["prompt_tokens_details"]["cached_tokens"]) == (501, 0)
    assert second["prompt_tokens_details"]["cached_tokens"] == 384


def test_models_are_listed_and_other_paths_are_not_found() -> None:
    with FakeModelServer(["ok"]) as server:
        port = int(server.url.split(":")[2].split("/")[0])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/v1/models")
        assert json.loads(connection.getresponse().read())["data"][0]["id"] == "scripted"
        connection.close()
        assert call(server, path="/v1/embeddings")[0] == 404


def test_leaving_lets_slow_answers_go() -> None:
    server = FakeModelServer(["ok"], latency=60)
    with server:
        port = int(server.url.split(":")[2].split("/")[0])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=0.05)
        connection.request("POST", "/v1/chat/completions", "{}")
        with pytest.raises(TimeoutError):
            connection.getresponse()
        connection.close()
    assert server.requests[0].task == ""


def test_texts_of_content_in_parts() -> None:
    parts = [{"type": "text", "text": "one "}, {"type": "text", "text": "two"}]
    assert ModelRequest({"messages": [{"content": parts}, {}]}).texts == ("one two", "")
