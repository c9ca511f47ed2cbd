"""Answers of services, and what becomes of them when they are spoilt in every way."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from guidegen.web import Answer


def as_answer(data: Any, **headers: str) -> Answer:
    """An answer of 4 May 2026 that holds something as JSON."""
    return Answer(json.dumps(data).encode(), headers, "2026-05-04")


NASTY = [
    "<script>alert(1)</script><p onclick=alert(1)>x</p>",
    "javascript:alert(1)",
    'http://a.b/"><script>',
    "\u202eevil\u2066\x00\x1b[2J\ud800",
    "a|b#c[[d]]{{e}}",
    "../../etc/passwd",
    "x" * 5000,
    "nan",
    "1e999",
    "",
]
_leaf = (
    st.sampled_from(NASTY)
    | st.none()
    | st.booleans()
    | st.sampled_from([0, -1, 2**63, 10**400, 1e308, -0.0, 91, 181.5])
    | st.text(max_size=20)
)
_junk = (
    _leaf | st.lists(_leaf, max_size=3) | st.dictionaries(st.text(max_size=8), _leaf, max_size=3)
)


@st.composite
def spoilt(draw: st.DrawFn, good: Any) -> Any:
    """Good data in which a few keys are missing or hold something else."""
    data = copy.deepcopy(good)
    for _ in range(draw(st.integers(1, 4))):
        spots = list(_spots(data))
        if not spots:
            break
        holder, key = draw(st.sampled_from(spots))
        if draw(st.booleans()):
            holder[key] = draw(_junk)
        else:
            del holder[key]
    return data


def _spots(data: Any) -> Iterator[tuple[Any, Any]]:
    keys = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    for key in list(keys):
        yield data, key
        yield from _spots(data[key])
