"""An answer type as a JSON schema, the way strict structured output wants it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel

NOT_STRICT: Final = frozenset(
    {
        "default", "title", "examples", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
        "minLength", "maxLength", "pattern", "format", "minItems", "maxItems", "uniqueItems",
    }
)  # fmt: skip
"""Keywords that one provider or another refuses; pydantic holds what they say when it reads the answer."""


def strict_schema(answer: type[BaseModel]) -> dict[str, Any]:
    """Give the schema with every property required and no other allowed, in the keywords that all providers take.

    litellm's own conversion of a pydantic class keeps titles and defaults and leaves properties optional for some.
    """
    strict = _strict(answer.model_json_schema())
    return dict(strict)


def response_format(answer: type[BaseModel]) -> dict[str, Any]:
    """Give the ``response_format`` parameter."""
    name = re.sub(r"[^A-Za-z0-9_-]", "_", answer.__name__)[:64]
    return {
        "type": "json_schema",
        "json_schema": {"name": name, "schema": strict_schema(answer), "strict": True},
    }


def schema_in_words(answer: type[BaseModel]) -> str:
    """Say in a prompt what ``response_format`` says to a model that takes one."""
    schema = json.dumps(strict_schema(answer), separators=(",", ":"))
    return f"Answer with one JSON object and nothing else: a {answer.__name__} of this JSON schema.\n{schema}"


def _strict(node: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    kept = {key: _named(value) if key in ("properties", "$defs") else _strict(value) for key, value in node.items()}
    kept = {key: value for key, value in kept.items() if key not in NOT_STRICT}
    if "properties" in kept:
        kept |= {"required": list(kept["properties"]), "additionalProperties": False}
    return {"$ref": kept["$ref"]} if "$ref" in kept else kept


def _named(nodes: Mapping[str, Any]) -> dict[str, Any]:
    """Keep a property that is called like a keyword (``title``)."""
    return {name: _strict(node) for name, node in nodes.items()}
