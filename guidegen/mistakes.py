"""What pydantic finds wrong, in words for the person who wrote the file."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

Key = tuple[str | int, ...]

_TAG = "source"  # the key by which kinds of mappings are told apart

_MESSAGES = {
    "string_type": "must be text (put it in quotes), not {value}",
    "int_type": "must be a whole number, not {value}",
    "float_type": "must be a number, not {value}",
    "bool_type": "must be true or false, not {value}",
    "list_type": "must be a list, such as [a, b], not {value}",
    "tuple_type": "must be a list, such as [a, b], not {value}",
    "dict_type": "must be a mapping (key: value), not {value}",
    "model_type": "must be a mapping (key: value), not {value}",
    "path_type": "must be a path, not {value}",
    "date_type": "must be a date, such as 2026-01-31, not {value}",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "greater_than_equal": "must be at least {ge}, not {value}",
    "less_than_equal": "must be at most {le}, not {value}",
    "greater_than": "must be more than {gt}, not {value}",
    "finite_number": "must be a finite number",
}


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question to append to an error, or nothing: ``"; did you mean 'bbox'?"``."""
    by_folded = {name.casefold(): name for name in known}
    folded = word.casefold()
    # "latitude" is nearer to "lat" than edit distance thinks
    close = [name for name in by_folded if len(name) >= 3 and folded.startswith(name)]
    close += difflib.get_close_matches(folded, by_folded, n=1)
    return f"; did you mean {by_folded[close[0]]!r}?" if close else ""


def describe(
    error: ValidationError, model: type[BaseModel], data: Any
) -> Iterator[tuple[Key, str]]:
    """Each mistake as the path of its key in the data, and a message."""
    for detail in error.errors(include_url=False):
        key = _key_in_data(detail["loc"], data)
        if detail["type"].startswith("union_tag"):
            key = (*key, _TAG)
        yield key, _message(detail, key, model, data)


def _key_in_data(loc: Key, data: Any) -> Key:
    """The location without the steps that are pydantic's own, such as ``[key]``."""
    key: list[str | int] = []
    for depth, part in enumerate(loc):
        inside = data[part] if _has(data, part) else None
        is_last = depth == len(loc) - 1 and isinstance(data, dict)
        is_missing_key = is_last and part not in ("[key]", data.get(_TAG))
        if _has(data, part) or is_missing_key:
            key.append(part)
            data = inside
    return tuple(key)


def _has(data: Any, part: str | int) -> bool:
    if isinstance(data, dict):
        return part in data
    return isinstance(data, list) and isinstance(part, int) and part < len(data)


def _message(detail: ErrorDetails, key: Key, model: type[BaseModel], data: Any) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(str(key[-1]), _fields_at(model, key[:-1], data))
    if kind in ("missing", "union_tag_not_found"):
        return _missing_key(_fields_at(model, key[:-1], data).get(str(key[-1]), ""))
    if kind == "literal_error":
        return _not_one_of(detail["input"], re.findall(r"'([^']*)'", context["expected"]))
    if kind == "union_tag_invalid":
        known = re.findall(r"'([^']*)'", context["expected_tags"])
        return _not_one_of(detail["input"][_TAG], known)
    if kind == "value_error":
        return str(context["error"])
    template = _MESSAGES.get(kind)
    if template is None:
        return detail["msg"].replace("Input should", "must").replace("Value should", "must")
    return template.format(**context | {"value": shown(detail["input"])})


def shown(value: Any) -> str:
    """A value from the file, short enough for a message and on one line."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a mapping"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _unknown_key(name: str, fields: dict[str, str]) -> str:
    return "unknown key" + (did_you_mean(name, fields) or f"; known here: {', '.join(fields)}")


def _missing_key(description: str) -> str:
    return f"is missing: {description}" if description else "is missing"


def _not_one_of(value: Any, known: list[str]) -> str:
    return f"{shown(value)} is none of {', '.join(known)}{did_you_mean(str(value), known)}"


def _fields_at(model: type[BaseModel], key: Key, data: Any) -> dict[str, str]:
    """Names and descriptions of the keys that the model knows at this path."""
    models = [model]
    for part in key:
        data = data[part] if _has(data, part) else None
        fields = [each.model_fields.get(str(part)) for each in models]
        models = [m for field in fields if field for m in _models(field.annotation)] or models
        models = [each for each in models if _is_meant(each, data)] or models
    fields_there = models[0].model_fields
    return {name: field.description or "" for name, field in fields_there.items()}


def _is_meant(model: type[BaseModel], data: Any) -> bool:
    """Whether it is the one of several kinds of mappings that the data say they are."""
    field = model.model_fields.get(_TAG)
    return _has(data, _TAG) and field is not None and data[_TAG] in get_args(field.annotation)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    for argument in get_args(annotation):
        yield from _models(argument)
