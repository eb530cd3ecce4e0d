"""One value, from whatever it is written in (TOML, JSON, plain text) to what its field holds."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le, MaxLen
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from pr_agent_action.settings.sections import Takes

LONGEST_LIST = 500


class RefusedValueError(ValueError):
    """The value does not fit; ``str()`` says what fits and what kind came, never the value itself."""


def convert(model: type[BaseModel], key: str, raw: object) -> object:
    """Make ``raw`` what the field ``key`` of ``model`` holds; raise ``RefusedValueError``.

    Text is read as the field's type says: ``true``, ``1``, ``yes`` for a switch, a JSON list or a comma-separated
    one for a list. A list of regular expressions takes text that is no JSON as one expression, commas and all.
    """
    info = model.model_fields[key]
    value = _listed(raw, info) if _is_list(info) else raw
    if isinstance(value, bool) and info.annotation in (int, float):  # pydantic would take true as 1
        raise RefusedValueError(_refusal(info, raw))
    try:
        return getattr(model.model_validate({key: value}), key)
    except ValidationError as error:
        raise RefusedValueError(_refusal(info, raw)) from error


def allowed(info: FieldInfo) -> str:
    """Say what a field takes, as words: ``a whole number from 0 to 50``."""
    return _words(info.annotation, info.metadata)


def _refusal(info: FieldInfo, raw: object) -> str:
    near = get_close_matches(raw.lower(), _choices(info.annotation), n=1) if isinstance(raw, str) else []
    hint = f" (did you mean `{near[0]}`?)" if near else ""
    return f"takes {allowed(info)}, not {_kind(raw)}{hint}"


def _is_list(info: FieldInfo) -> bool:
    return get_origin(info.annotation) is tuple


def _listed(raw: object, info: FieldInfo) -> object:
    if isinstance(raw, str):
        # An expression may hold commas, so text is one expression; a plain word is not likely to.
        raw = _split(raw.strip(), whole=_takes(_metadata(_items(info.annotation))) is not None)
    if isinstance(raw, list) and len(raw) > LONGEST_LIST:
        raise RefusedValueError(f"takes at most {LONGEST_LIST} entries, not {len(raw)}")
    return raw


def _split(text: str, *, whole: bool) -> object:
    if text.startswith("["):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            pass  # a glob or an expression may start with a bracket
    parts = [text] if whole else [part.strip() for part in text.split(",")]
    return [part for part in parts if part]


def _items(annotation: Any) -> Any:  # noqa: ANN401 - a type is a value of any kind
    return get_args(annotation)[0]


def _metadata(annotation: Any) -> Sequence[Any]:  # noqa: ANN401 - a type is a value of any kind
    return annotation.__metadata__ if get_origin(annotation) is Annotated else ()


def _takes(metadata: Sequence[Any]) -> Takes | None:
    return next((item for item in metadata if isinstance(item, Takes)), None)


def _choices(annotation: Any) -> tuple[str, ...]:  # noqa: ANN401 - a type is a value of any kind
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(choice for part in get_args(annotation) for choice in _choices(part))
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def _words(annotation: Any, metadata: Sequence[Any]) -> str:  # noqa: ANN401 - a type is a value of any kind
    kinds = (annotation, *get_args(annotation))
    if takes := _takes(metadata):
        return takes.one
    if get_origin(annotation) is tuple:
        return f"a list of {_items_in_words(_items(annotation))}"
    choices = [f"`{choice}`" for choice in _choices(annotation)]
    if bool in kinds:
        choices = ["`true`", "`false`", *choices]
    if choices:
        return f"{', '.join(choices[:-1])} or {choices[-1]}"
    if int in kinds:
        return "a whole number" + _bounds(metadata)
    if float in kinds or Decimal in kinds:
        return "a number" + _bounds(metadata)
    longest = next((item.max_length for item in metadata if isinstance(item, MaxLen)), None)
    return f"text of at most {longest:,} characters" if longest else "text"


def _items_in_words(annotation: Any) -> str:  # noqa: ANN401 - a type is a value of any kind
    if takes := _takes(_metadata(annotation)):
        return takes.many
    return " or ".join(f"`{choice}`" for choice in _choices(annotation)) or "texts"


def _bounds(metadata: Sequence[Any]) -> str:
    low = next((bound.ge for bound in metadata if isinstance(bound, Ge)), None)
    high = next((bound.le for bound in metadata if isinstance(bound, Le)), None)
    if low is None:
        return ""
    return f" from {low} to {high}" if high is not None else f" of at least {low}"


def _kind(raw: object) -> str:
    match raw:
        case bool():
            return "a switch"
        case int() | float():
            return "this number"
        case str():
            return "this text" if raw.strip() else "an empty text"
        case list():
            return "this list"
        case Mapping():
            return "a table"
        case _:
            return "a date"
