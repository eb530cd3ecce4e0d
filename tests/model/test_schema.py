from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, Field, create_model

from pr_agent_action.model.schema import response_format, schema_in_words, strict_schema


class Level(StrEnum):
    HIGH = "high"
    LOW = "low"


class Item(BaseModel):
    title: str = Field("none", description="A short title.", max_length=80)
    level: Annotated[Level, Field(description="How bad.")]
    score: int | None = Field(None, ge=0, le=10)


class Wanted(BaseModel):
    items: list[Item] = Field(default_factory=list, max_length=5)


def nodes(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for item in node for found in nodes(item)]
    if not isinstance(node, dict):
        return []
    return [node, *(found for value in node.values() for found in nodes(value))]


def test_every_object_is_closed_and_asks_for_all() -> None:
    objects = [node for node in nodes(strict_schema(Wanted)) if node.get("type") == "object"]
    assert len(objects) == 2
    for node in objects:
        assert node["additionalProperties"] is False
        assert node["required"] == list(node["properties"])


def test_what_providers_refuse_is_gone_and_what_the_model_reads_stays() -> None:
    schema = strict_schema(Wanted)
    item = schema["$defs"]["Item"]["properties"]
    assert item["title"] == {"description": "A short title.", "type": "string"}
    assert item["level"] == {"$ref": "#/$defs/Level"}
    assert item["score"] == {"anyOf": [{"type": "integer"}, {"type": "null"}]}
    assert schema["properties"]["items"] == {"type": "array", "items": {"$ref": "#/$defs/Item"}}
    assert schema["$defs"]["Level"]["enum"] == ["high", "low"]


def test_names_are_those_that_providers_take() -> None:
    odd = create_model("Page[Item] of " + "x" * 80)
    name = response_format(odd)["json_schema"]["name"]
    assert name.startswith("Page_Item__of_x")
    assert len(name) == 64


def test_in_words_it_is_the_same_schema() -> None:
    words = schema_in_words(Wanted)
    assert "a Wanted of" in words
    assert json.loads(words.splitlines()[-1]) == strict_schema(Wanted)
