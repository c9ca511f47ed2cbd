"""JSON as strictly as programs of others read it, and the addresses in linked data (JSON-LD)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn
from urllib.parse import urldefrag

from guidegen.website.references import Reference

LINKED_DATA = "application/ld+json"
_ADDRESSES = {"@id", "url", "item", "image", "contentUrl", "mainEntityOfPage"}


def read_json(text: str) -> Any:
    """Read JSON without what only some readers take: NaN, Infinity, one key twice.

    Raises:
        ValueError: with what is wrong, as the end of a sentence.
    """
    try:
        return json.loads(text, parse_constant=_refuse, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON: {error}") from error
    except RecursionError as error:
        raise ValueError("is nested too deeply") from error


def linked_references(data: Any, line: int) -> Iterator[Reference]:
    """The addresses in linked data, of which the site's own must be there.

    Raises:
        ValueError: when it says nothing that others could read.
    """
    for node in data if isinstance(data, list) else [data]:
        if not isinstance(node, dict) or "@context" not in node:
            raise ValueError("names no @context")
        if not ("@type" in node or "@graph" in node):
            raise ValueError("has neither @type nor @graph")
    # what is behind # names the thing itself, and is no anchor of the page
    yield from (Reference(urldefrag(url).url, line, "metadata") for url in _addresses(data))


def _addresses(data: Any) -> Iterator[str]:
    if isinstance(data, list):
        for each in data:
            yield from _addresses(each)
    elif isinstance(data, dict):
        for key, value in data.items():
            if isinstance(value, str):
                if key in _ADDRESSES:
                    yield value
            else:
                yield from _addresses(value)


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"holds {name}, which is no JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"has {max(names, key=names.count)!r} twice in one object")
    return found
