"""What may be wrong with a file: bytes, numbers, texts, and values of another kind."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st

from tests.descriptions.answers import spoilt as spoilt

_CASES = int(os.environ.get("GUIDEGEN_FUZZ", "0"))
"""How many cases each test draws; 0 draws a few, always the same."""

NASTY = (
    b"", b"\0", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b'"', b"'", b"\t", b"\n",
    b"\r\n", b"\\", b"\\ud800", b'"\\ud800"', b"\x1b[2J", b"\x85", b"\xe2\x80\xa8",
    "\u202e\u2066".encode(), "\U0001f5fc".encode(), "\ufffe\uffff".encode(), "e\u0301".encode() * 9,
    b"null", b"true", b"[]", b"{}", b"[", b"{", b"]", b"}", b":", b",", b";", b"&a", b"*a", b"<<",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"<![CDATA[", b"-->", b"<", b">", b"=1+1", b"%ZZ",
    b"../../x", b"/etc/passwd", b"<script>alert(1)</script>", b"javascript:alert(1)",
    b"[" * 5000, b"9" * 5000, b"x" * 70_000,
)  # fmt: skip
NUMBERS = (
    b"0", b"-0", b"-1", b"1e999", b"-1e999", b"1e308", b"1e-320", b"NaN", b"nan", b".nan", b".inf",
    b"inf", b"Infinity", b"-Infinity", b"180", b"-180", b"90", b"180.0000001", b"2147483648",
    b"9223372036854775807", b"9223372036854775808", b"-9223372036854775809", b"1" + b"0" * 30,
    b"0x7f", b"0o17", b"1_000", b"9" * 400, b"0000", b"99999-99-99", b"0001-01-01", b"9999-12-31",
    b"2012-13-45 99:99:99", b"-62135596800", b"253402300800", b"1e18",
)  # fmt: skip
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")


def amount(few: int, *, share: float = 1.0) -> settings:
    """How many cases a test draws: a few of the same always, or as many as asked for.

    Args:
        few: in the suite.
        share: of what is asked for, where a case takes long.
    """
    many = max(few, round(_CASES * share))
    # a large run finds many, and to make each small takes minutes
    phases = (Phase.explicit, Phase.generate) if _CASES else settings.default.phases
    return settings(max_examples=many, derandomize=not _CASES, database=None, phases=phases)


@st.composite
def damaged(draw: st.DrawFn, samples: Sequence[bytes]) -> bytes:
    """A sample with some of its bytes changed, cut off, moved, repeated or put in."""
    content = draw(st.sampled_from(samples))
    for _ in range(draw(st.integers(1, 4))):
        change = draw(st.sampled_from(_CHANGES))
        content = change(draw, content, samples)
    return content


def _place(draw: st.DrawFn, content: bytes) -> int:
    return draw(st.integers(0, len(content)))


def _span(draw: st.DrawFn, content: bytes, longest: int = 200) -> tuple[int, int]:
    begin = _place(draw, content)
    return begin, min(len(content), begin + draw(st.integers(0, longest)))


def _flip(draw: st.DrawFn, content: bytes, _: Sequence[bytes]) -> bytes:
    if not content:
        return content
    changed, at = bytearray(content), draw(st.integers(0, len(content) - 1))
    changed[at] ^= 1 << draw(st.integers(0, 7))
    return bytes(changed)


def _set(draw: st.DrawFn, content: bytes, _: Sequence[bytes]) -> bytes:
    at = _place(draw, content)
    new = draw(st.binary(min_size=1, max_size=8))
    return content[:at] + new + content[at + len(new) :]


def _cut(draw: st.DrawFn, content: bytes, _: Sequence[bytes]) -> bytes:
    begin, end = _span(draw, content)
    return content[:begin] + content[end:]


def _cut_off(draw: st.DrawFn, content: bytes, _: Sequence[bytes]) -> bytes:
    return content[: _place(draw, content)]


def _put(draw: st.DrawFn, content: bytes, _: Sequence[bytes]) -> bytes:
    at = _place(draw, content)
    return content[:at] + draw(st.sampled_from(NASTY)) + content[at:]


def _number(draw: st.DrawFn, content: bytes, _: Sequence[bytes]) -> bytes:
    found = list(_NUMBER.finditer(content[:20_000]))
    if not found:
        return content
    chosen = draw(st.sampled_from(found))
    return content[: chosen.start()] + draw(st.sampled_from(NUMBERS)) + content[chosen.end() :]


def _repeat(draw: st.DrawFn, content: bytes, _: Sequence[bytes]) -> bytes:
    begin, end = _span(draw, content)
    times = draw(st.sampled_from([2, 3, 100]))
    return content[:begin] + content[begin:end] * times + content[end:]


def _splice(draw: st.DrawFn, content: bytes, samples: Sequence[bytes]) -> bytes:
    other = draw(st.sampled_from(samples))
    return content[: _place(draw, content)] + other[_place(draw, other) :]


def _move(draw: st.DrawFn, content: bytes, _: Sequence[bytes]) -> bytes:
    begin, end = _span(draw, content)
    rest = content[:begin] + content[end:]
    at = _place(draw, rest)
    return rest[:at] + content[begin:end] + rest[at:]


_CHANGES = (_flip, _set, _cut, _cut_off, _put, _number, _number, _repeat, _splice, _move)


def damaged_json(good: Sequence[Any]) -> st.SearchStrategy[bytes]:
    """JSON with values of another kind, or with other bytes."""
    written = [json.dumps(each, ensure_ascii=False).encode() for each in good]
    spoilt_ones = st.sampled_from(good).flatmap(spoilt)
    return spoilt_ones.map(lambda told: json.dumps(told).encode()) | damaged(written)
