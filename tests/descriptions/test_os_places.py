from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidegen.descriptions.candidate import Candidate, Wish
from guidegen.descriptions.os_places import PROVIDER, parse, read
from guidegen.errors import InputError
from guidegen.geo import Box

BOX = Box(10.38, 43.70, 10.44, 43.74)
SPOT = (10.4, 43.72, 40.0)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("<b>\u202e")
JUNK = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5
)


def row(place_id: str, **more: Any) -> dict[str, Any]:
    """An open place at the spot, as a release has it."""
    return {
        "fsq_place_id": place_id,
        "name": f"Name {place_id}",
        "latitude": SPOT[1],
        "longitude": SPOT[0],
        "date_refreshed": "2025-06-11",
        "date_closed": None,
        "fsq_category_ids": ["4d4b7105d754a06377d81259"],
        "fsq_category_labels": ["Landmarks and Outdoors > Plaza", "Retail"],
        "unresolved_flags": None,
    } | more


def parquet(path: Path, *rows: dict[str, Any]) -> Path:
    pd.DataFrame(list(rows)).to_parquet(path)
    return path


def wish_for(path: Path, *spots: tuple[float, float, float]) -> Wish:
    return Wish(BOX, ("en",), spots=spots or (SPOT,), files={"os_places": path})


def never(*_: Any, **__: Any) -> Any:
    raise AssertionError("nothing is asked of a service")


def found(path: Path, *spots: tuple[float, float, float]) -> list[Candidate]:
    return list(PROVIDER.find(never, wish_for(path, *spots)))


def test_a_row_becomes_a_candidate(tmp_path: Path) -> None:
    path = parquet(tmp_path / "places.parquet", row("4a", name=" Piazza\n<b>Finta</b> "))
    assert found(path) == [
        Candidate(
            provider="os_places",
            subject="foursquare:4a",
            language="",
            title="Piazza Finta",
            lon=10.4,
            lat=43.72,
            kind="Plaza",
            url="https://foursquare.com/v/4a",
            licence="Apache-2.0",
            attribution="Foursquare OS Places",
            fetched_at="2025-06-11",
        )
    ]


def test_only_open_places_with_a_position_and_a_name_are_taken_in_order(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "places.parquet",
        row("9f"),
        row("1a"),
        row("2b", date_closed="2020-01-31"),
        row("3c", latitude=None),
        row("3d", longitude=math.nan),
        row("4d", name=None),
        row("5e", name="<p></p>"),
        row("../x"),
        row("6f", unresolved_flags=["delete", "closed"]),
        row("6e", unresolved_flags=["privatevenue"]),
        row("7a", unresolved_flags=["harmless"]),
        row("8a", unresolved_flags=[]),
        row("8b", latitude=43.75),  # north of the box
    )
    assert [each.subject.partition(":")[2] for each in found(path)] == ["1a", "7a", "8a", "9f"]


def test_only_what_is_near_a_spot_is_taken(tmp_path: Path) -> None:
    # a degree of latitude is 111.1 km here: 0.0008 are 89 m, 0.0012 are 133 m, 0.0024 are 267 m
    path = parquet(
        tmp_path / "places.parquet",
        row("1a", latitude=SPOT[1] + 0.0008),
        row("2b", latitude=SPOT[1] + 0.0012),
        row("3c", latitude=SPOT[1] + 0.0024),
    )
    reached = {radius: len(found(path, (*SPOT[:2], radius))) for radius in (10.0, 90.0, 180.0)}
    assert reached == {10.0: 1, 90.0: 2, 180.0: 3}
    assert list(PROVIDER.find(never, Wish(BOX, ("en",), files={"os_places": path}))) == []


def test_releases_without_flags_and_with_other_types_are_read(tmp_path: Path) -> None:
    old = row("1a", latitude="43.72", date_refreshed=pd.Timestamp("2024-11-19"))
    del old["unresolved_flags"]
    assert [each.fetched_at for each in found(parquet(tmp_path / "a.parquet", old))] == [
        "2024-11-19"
    ]
    odd = row("1a", fsq_category_labels=None, date_refreshed="yesterday", latitude="x")
    assert found(parquet(tmp_path / "b.parquet", odd)) == []
    odd["latitude"] = {"degrees": 43.72}
    assert found(parquet(tmp_path / "b.parquet", odd)) == []
    odd["latitude"] = "43.72"
    told = found(parquet(tmp_path / "b.parquet", odd))
    assert [(each.kind, each.fetched_at) for each in told] == [("", "")]


@pytest.mark.parametrize("name", ["it's.parquet", "a[1].parquet", "a*.parquet", 'q?"; --.parquet'])
def test_a_file_of_any_name_is_read_and_no_other(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "name=other"  # the name of a folder must not become a column
    folder.mkdir()
    for other in ("a1.parquet", "aX.parquet", 'qx"; --.parquet'):
        parquet(folder / other, row("bad"))
    assert [each.title for each in found(parquet(folder / name, row("1a")))] == ["Name 1a"]


def test_no_file_no_candidates() -> None:
    assert list(PROVIDER.find(never, Wish(BOX, ("en",), spots=(SPOT,)))) == []


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _text(path: Path) -> Path:
    path.write_text("fsq_place_id,name\n1a,Piazza\n")
    return path


def _cut_off(path: Path) -> Path:
    parquet(path, row("1a"))
    path.write_bytes(path.read_bytes()[:-20])
    return path


def _other_table(path: Path) -> Path:
    pd.DataFrame({"name": ["x"], "latitude": [1.0], "longitude": [{"a": 1}]}).to_parquet(path)
    return path


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path, "there is no such file"),
        (lambda path: path.with_name("*.parquet"), "no such file, and patterns are not followed"),
        (_folder, "is a folder"),
        (_text, "cannot be read"),
        (_cut_off, "cannot be read"),
        (_other_table, "has no column fsq_place_id, date_closed, date_refreshed, fsq_category"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, make: Any, said: str) -> None:
    path = make(tmp_path / "places.parquet")
    with pytest.raises(InputError) as caught:
        found(path)
    assert str(path) in str(caught.value)
    assert said in str(caught.value)
    assert "must name one Parquet file" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_table_is_that_of_the_box(tmp_path: Path) -> None:
    edge = row("2b", latitude=BOX.north, longitude=BOX.east)
    table = read(parquet(tmp_path / "a.parquet", row("1a"), edge), BOX)
    assert table["id"].tolist() == ["1a", "2b"]
    assert list(table) == ["id", "name", "lon", "lat", "label", "refreshed"]


@given(st.fixed_dictionaries(dict.fromkeys(("id", "name", "label", "refreshed"), JUNK)))
def test_any_row_makes_a_sound_candidate_or_none(values: dict[str, Any]) -> None:
    for each in parse([values | {"lon": 1.0, "lat": 2.0}]):
        for field in dataclasses.fields(Candidate):
            assert isinstance(getattr(each, field.name), str | float | bool | tuple)
        assert each.title.strip()
        assert "\n" not in each.title
        assert "\u202e" not in each.title + each.kind
        assert each.url.removeprefix("https://foursquare.com/v/").isalnum()
