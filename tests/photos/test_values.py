"""Clean text out of what strangers wrote."""

from __future__ import annotations

import pyarrow as pa
import pytest

from guidegen.photos import values


@pytest.mark.parametrize("odd", ["\n", "\x00", "\x7f", "\x9b", "\u202e", "\u2066"])
def test_no_text_can_turn_what_stands_after_it(odd: str) -> None:
    texts = pa.chunked_array([[f"{odd}a tower{odd * 2}by night", odd]])
    assert values.prose(texts).fillna("").tolist() == ["a tower by night", ""]


def test_writing_from_right_to_left_stays() -> None:
    texts = ["\u05de\u05d2\u05d3\u05dc\u200f", "\u0628\u0631\u062c\u200c\u0647\u0627"]
    assert values.prose(pa.chunked_array([texts])).tolist() == texts
