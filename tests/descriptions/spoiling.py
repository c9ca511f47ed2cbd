"""Answers of services with something wrong in them."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from guidegen.web import Answer

JUNK = st.sampled_from(
    [
        *(None, True, 0, -1, 10**400, 1e308, "", "x", "nan", "1e999", "<b>", "\u202e<script>"),
        *([], [[]], {}, {"a": 1}),
    ]
)


def answer_of(body: Any, **headers: str) -> Answer:
    """An answer of 1 March 2026 that holds something as JSON."""
    return Answer(json.dumps(body).encode(), headers, "2026-03-01")


def spoiled(data: st.DataObject, body: Any) -> Any:
    """A copy in which one key is gone, or one value is something else."""
    body = copy.deepcopy(body)
    holder, name = data.draw(st.sampled_from(list(_steps(body))))
    if isinstance(holder, dict) and data.draw(st.booleans()):
        del holder[name]
    else:
        holder[name] = data.draw(JUNK)
    return body


def _steps(value: Any) -> Iterator[tuple[Any, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for name, inner in items:
        yield value, name
        if isinstance(inner, dict | list):
            yield from _steps(inner)
