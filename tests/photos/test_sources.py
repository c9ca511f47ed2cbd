"""What holds for every source of photos: its rows keep the contract, whatever comes in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from guidegen.errors import GuideError
from guidegen.photos import SOURCES
from guidegen.photos.checks import Limits, judge
from tests.photos.samples import DAY, LOCAL, Sample, as_json, load, write_city

TEXTS = ("photo_id", "author_id", "lon_raw", "lat_raw", "taken_at_raw", "source", "file")
OPTIONAL_TEXTS = ("title", "tags", "url", "image_url", "licence", "attribution", "set_aside")
NUMBERS = ("lon", "lat")
OPTIONAL_NUMBERS = ("accuracy", "luminance_bv")


def assert_keeps_contract(rows: pd.DataFrame) -> None:
    """As `guidegen.photos.checks` describes them."""
    assert rows["row"].ge(1).all()
    assert rows["broken"].dtype == bool
    assert rows["taken_at"].dtype.kind == "M"
    assert rows["taken_at"].dt.tz is None
    assert rows.loc[~rows["broken"], "time_known"].isin(["second", "minute", "day", "none"]).all()
    for name in [*TEXTS, *(each for each in OPTIONAL_TEXTS if each in rows)]:
        assert rows[name].dropna().map(lambda value: isinstance(value, str)).all(), name
    for name in [*NUMBERS, *(each for each in OPTIONAL_NUMBERS if each in rows)]:
        assert rows[name].dtype == float, name
    for name in {"url", "image_url"} & set(rows):
        assert rows[name].dropna().str.match(r"https?://").all()
    assert rows[["source", "file", "row"]].notna().all(axis=None)


def test_every_source_of_files_has_a_sample() -> None:
    assert LOCAL.keys() == SOURCES.keys() - {"corpus"}  # which is made, see its own tests


@pytest.mark.parametrize("name", LOCAL)
def test_rows_keep_the_contract(tmp_path: Path, name: str) -> None:
    city = write_city(tmp_path, LOCAL[name])
    rows = SOURCES[name](city.photos[0], city)
    assert_keeps_contract(rows)
    assert_frame_equal(rows, SOURCES[name](city.photos[0], city))


@pytest.mark.parametrize("name", LOCAL)
def test_the_sample_is_one_photo(tmp_path: Path, name: str) -> None:
    loaded = load(tmp_path, LOCAL[name])
    assert loaded.counts == {"rows_read": 1, "kept": 1, "rejected": {}, "notes": {}}


@pytest.mark.parametrize("name", LOCAL)
def test_nothing_at_the_path_is_an_error_that_names_it(tmp_path: Path, name: str) -> None:
    sample = LOCAL[name]
    path = next(iter(sample.files)).split("/")[0]
    with pytest.raises(GuideError, match=path):
        load(tmp_path, Sample(sample.line, {}))


@st.composite
def damaged(draw: st.DrawFn, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with a few of their bytes changed, cut off, doubled or put in."""

    def damage(content: bytes) -> bytes:
        begin = draw(st.integers(0, len(content)))
        end = draw(st.integers(begin, min(len(content), begin + 40)))
        new = draw(st.binary(max_size=6) | st.sampled_from(_NASTY))
        kept = content[:begin] + new + content[end:]
        return kept if draw(st.booleans()) else content + b"\n" + kept

    def odd(told: Any) -> Any:
        """The same JSON with something else somewhere in it."""
        if not isinstance(told, dict | list) or not told or draw(st.integers(0, 9)) == 0:
            return draw(st.sampled_from(_ODD))
        keys = list(told) if isinstance(told, dict) else list(range(len(told)))
        key = draw(st.sampled_from(keys))
        changed = told.copy()
        changed[key] = odd(told[key])
        return changed

    def worsened(name: str, content: bytes) -> bytes:
        if name.endswith(".json") and draw(st.booleans()):
            return as_json(odd(json.loads(content)))
        return damage(content)

    return {name: worsened(name, content) for name, content in files.items()}


_NASTY = (
    b"1e999", b"NaN", b"-0", b'"\\ud800"', b"null", b"[]", b"{}", b'"', b"\t", b"\n", b"\0",
    b"true", b"9" * 400, b"\xff\xfe", b"0000:00:00", b"[" * 20_000, b"=1+1", b"%ZZ", b"../../x",
)  # fmt: skip

_ODD = (
    None, True, -1, 1e308, 10**400, float("nan"), "", "\ud800", "9" * 400, "NaN", "0", "\0",
    "1e999", "2012-13-45 99:99:99", "<script>", "javascript:alert(1)", [], {}, [[]], {"$t": []},
    ["43.5"],
)  # fmt: skip


@pytest.mark.parametrize("name", LOCAL)
def test_hostile_files_are_an_error_or_counted(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    folder = tmp_path_factory.mktemp(name)
    city = write_city(folder, LOCAL[name])

    @settings(max_examples=15)
    @given(damaged(LOCAL[name].files))
    def check(files: dict[str, bytes]) -> None:
        for path, content in files.items():
            (folder / path).write_bytes(content)
        try:
            rows = SOURCES[name](city.photos[0], city)
        except GuideError:
            return
        assert_keeps_contract(rows)
        verdicts = judge(rows, Limits(city.bbox, DAY))
        assert len(verdicts) == len(rows)
        assert (
            rows.loc[verdicts == "", ["photo_id", "author_id", "taken_at"]].notna().all(axis=None)
        )

    check()
