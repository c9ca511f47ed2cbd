"""Reading extracts, good and bad ones."""

from __future__ import annotations

import bz2
import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidegen.errors import InputError
from guidegen.geo import Box
from guidegen.streets.build import build_network
from guidegen.streets.extract import read_extract
from guidegen.streets.ways import Ways
from tests.streets.maps import BOX, SQUARE, STREET, xml

PORTO = Path(__file__).parents[1] / "data" / "porto.osm.pbf"
TOWN = "A-B-C\n|   |\nD---E"
WAYS = {"ABC": {**STREET, "name": "Rua da Sé"}, "ADECA": SQUARE, "DE": {"building": "yes"}}


def assert_same(one: Ways, other: Ways) -> None:
    pd.testing.assert_frame_equal(one.tags, other.tags)
    for name in ("starts", "nodes", "node_id", "lon", "lat"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert one.covered == other.covered


def test_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "town.osm"
    path.write_text(xml(TOWN, WAYS), "utf-8")
    ways = read_extract(path)
    assert ways.tags["way_id"].tolist() == [101, 102]  # houses are no streets
    assert ways.tags["name"].tolist() == ["Rua da Sé", None]
    assert ways.node_id.tolist() == [ord(letter) for letter in "ABCDE"]
    assert ways.starts.tolist() == [0, 3, 8]
    assert ways.nodes.tolist() == [0, 1, 2, 0, 3, 4, 2, 0]
    assert (ways.lon[0], ways.lat[0]) == (-8.61, 41.14)


@pytest.mark.parametrize("ending", [".osm.gz", ".osm.bz2"])
def test_packed_files(tmp_path: Path, ending: str) -> None:
    plain, packed = tmp_path / "town.osm", tmp_path / f"town{ending}"
    plain.write_text(xml(TOWN, WAYS), "utf-8")
    pack = gzip.compress if ending == ".osm.gz" else bz2.compress
    packed.write_bytes(pack(plain.read_bytes()))
    assert_same(read_extract(plain), read_extract(packed))


def test_ways_may_come_before_their_nodes(tmp_path: Path) -> None:
    sorted_, unsorted = tmp_path / "sorted.osm", tmp_path / "unsorted.osm"
    sorted_.write_text(xml(TOWN, WAYS), "utf-8")
    unsorted.write_text(xml(TOWN, WAYS, ways_first=True), "utf-8")
    assert_same(read_extract(sorted_), read_extract(unsorted))


def test_what_a_file_says_it_covers(tmp_path: Path) -> None:
    path = tmp_path / "town.osm"
    bounds = '<bounds minlon="-8.7" minlat="41.1" maxlon="-8.6" maxlat="41.2"/>'
    path.write_text(xml(TOWN, WAYS).replace("<node", f"{bounds}<node", 1), "utf-8")
    assert read_extract(path).covered == Box(-8.7, 41.1, -8.6, 41.2)


def test_what_is_not_an_extract_is_refused(tmp_path: Path) -> None:
    whole = PORTO.read_bytes()
    bad = {
        "empty.osm.pbf": (b"", "the file is empty; get one anew"),
        "half.osm.pbf": (whole[: len(whole) // 2], "not an OpenStreetMap extract, or cut off"),
        "head.osm.pbf": (whole[:10], "not an OpenStreetMap extract, or cut off"),
        "page.osm.pbf": (b"<!DOCTYPE html><html></html>", "not an OpenStreetMap extract"),
        "half.osm": (xml(TOWN, WAYS)[:-20].encode(), "not an OpenStreetMap extract, or cut off"),
        "half.osm.gz": (gzip.compress(xml(TOWN, WAYS).encode())[:-30], "not an OpenStreetMap"),
        "page.osm": (b"<html><body/></html>", "not an OpenStreetMap extract"),
        "other.osm": (b"lon,lat\n1,2\n", "not an OpenStreetMap extract"),
        "mars.osm": (xml(TOWN, WAYS).replace('"-8.61', '"-861').encode(), "not an OpenStreetMap"),
        "numbers.osm": (
            xml(TOWN, WAYS).replace('ref="6', 'ref="' + 20 * "9").encode(),
            "not an Open",
        ),
        "houses.osm": (xml(TOWN, {"ABC": {"building": "yes"}}).encode(), "holds no streets"),
        "lost.osm": (xml("", {"ABC": STREET}).encode(), "holds no streets"),
        "roads.shp": (b"x", "streets come from .osm.pbf, .pbf, .osm, .osm.gz, .osm.bz2 files"),
    }
    for name, (content, told) in bad.items():
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(InputError) as raised:
            read_extract(path)
        assert str(raised.value).startswith(f"{path}: {told}"), name
    with pytest.raises(InputError, match="no such file; give the extract's place"):
        read_extract(tmp_path / "none.osm.pbf")


def test_what_an_editor_drew_and_never_uploaded_is_left_out(tmp_path: Path) -> None:
    """Its ids are negative until OpenStreetMap gives it others."""
    path = tmp_path / "drawn.osm"
    drawn = xml(TOWN, WAYS).replace(f'"{ord("C")}"', f'"-{ord("C")}"')
    path.write_text(drawn, "utf-8")
    ways = read_extract(path)
    assert [chr(node) for node in ways.node_id] == ["A", "B", "D", "E"]
    assert ways.nodes.tolist() == [0, 1, -1, 0, 2, 3, -1, 0]


@given(st.data())
def test_spoilt_files_never_surprise(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    text = xml(TOWN, WAYS)
    at = data.draw(st.integers(0, len(text) - 1))
    cut = data.draw(st.integers(0, 12))
    path = tmp_path_factory.mktemp("spoilt") / "town.osm"
    put = data.draw(st.text('0123456789-.<>/"&;= xé', max_size=6))
    path.write_text(text[:at] + put + text[at + cut :], "utf-8")
    try:
        ways = read_extract(path)
        assert len(build_network(ways, BOX, "town.osm").edges) > 0
    except InputError:
        return
    assert (abs(ways.lon) <= 180).all()
    assert (abs(ways.lat) <= 90).all()
    assert ways.nodes.max() < ways.node_id.size
