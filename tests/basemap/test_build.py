"""Drawn towns as tiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from guidegen.basemap.build import build_basemap
from guidegen.basemap.kinds import Kind
from guidegen.errors import InputError
from guidegen.geo import Box
from tests.basemap.maps import WAYS, Layer, built, layers_of, tiles, written
from tests.streets.maps import BOX, STREET, xml

HOSTILE = "</script><img src=x onerror=alert(1)>\u202e"


def area_of(layer: Layer) -> list[float]:
    """The signed area of each ring, by the shoelace formula."""
    areas, at = [], 0
    for length in layer.lengths:
        ring = layer.points[at : at + length]
        pairs = zip(ring, ring[1:] + ring[:1], strict=True)
        areas.append(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) / 2)
        at += length
    return areas


def test_what_a_town_has(tmp_path: Path) -> None:
    made = built(written(tmp_path))
    assert {kind for tile in tiles(made, 14).values() for kind in tile.layers} == {
        Kind.WATER, Kind.BUILDING, Kind.MINOR, Kind.WATER_NAME, Kind.STATION,
    }  # fmt: skip
    assert {kind for tile in tiles(made, 12).values() for kind in tile.layers} == {
        Kind.WATER, Kind.MINOR, Kind.WATER_NAME, Kind.STATION,
    }  # fmt: skip
    assert made.index["languages"] == ["en", "pt"]


def test_a_building_is_where_it_stands_and_as_large(tmp_path: Path) -> None:
    [(_, building)] = layers_of(built(written(tmp_path)), Kind.BUILDING)
    # 300 m by 300 m at 41.14 degrees north; a unit of zoom 14 is 0.45 m there
    assert abs(area_of(building)[0]) == pytest.approx((300 / 0.4498) ** 2, rel=0.01)
    assert building.lengths == [4]


def test_a_station_has_its_name_in_each_language(tmp_path: Path) -> None:
    made = built(written(tmp_path))
    [(tile, station)] = layers_of(made, Kind.STATION)
    assert tile.names[0][station.names[0]] == "São Bento"
    [(tile, street), *_] = layers_of(made, Kind.MINOR)
    local, english, portuguese = tile.names
    assert local[street.names[0]] == "Rua da Sé"
    assert english[street.names[0]] == "Cathedral Street"
    assert portuguese == []  # no other than on the spot


def test_a_lake_has_its_island(tmp_path: Path) -> None:
    members = (
        '<member type="way" ref="101" role="outer"/><member type="way" ref="102" role="inner"/>'
    )
    tags = '<tag k="type" v="multipolygon"/><tag k="natural" v="water"/>'
    ways = {"ABCDA": {}, "MNDM": {"surface": "grass"}}
    path = written(tmp_path, ways, {}, f'<relation id="1" version="1">{members}{tags}</relation>')
    [(_, water)] = layers_of(built(path), Kind.WATER)
    outer, inner = sorted(area_of(water), key=abs, reverse=True)
    assert outer * inner < 0  # they go round different ways


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("natural", "water", Kind.WATER),
        ("leisure", "park", Kind.GREEN),
        ("landuse", "forest", Kind.WOOD),
    ],
)
def test_a_river_or_park_that_the_file_holds_in_part(
    tmp_path: Path, key: str, value: str, kind: Kind
) -> None:
    """Of its four edges two are missing; they lie outside the box, as the ends of the two do."""
    roles = "".join(
        f'<member type="way" ref="{way}" role="outer"/>' for way in (101, 102, 998, 999)
    )
    tags = f'<tag k="type" v="multipolygon"/><tag k="{key}" v="{value}"/>'
    # the map is what lies between the columns of B and I: the ends of A to J and D to K are outside
    middle = Box(BOX.west + 0.0145, BOX.south, BOX.west + 0.0185, BOX.north)
    ways = {"ABIJ": {}, "DCLK": {}, "EF": STREET}
    relation = f'<relation id="7" version="1">{roles}{tags}</relation>'
    path = written(tmp_path, ways, {}, relation, covered=middle)
    [(_, area), *_] = layers_of(built(path, middle), kind)
    assert area.lengths == [4]


@pytest.mark.parametrize("kind", ["site", "multipolygon"])
def test_ways_that_are_no_torn_outline_enclose_nothing(tmp_path: Path, kind: str) -> None:
    """Paths that belong to a park are not its edge, and a whole outline that is open is wrong."""
    members = '<member type="way" ref="101" role="outer"/>'
    missing = '<member type="way" ref="999" role="outer"/>' if kind == "site" else ""
    tags = f'<tag k="type" v="{kind}"/><tag k="leisure" v="park"/>'
    relation = f'<relation id="7" version="1">{members}{missing}{tags}</relation>'
    path = written(tmp_path, {"ABIJ": {}, "EF": STREET}, {}, relation)
    middle = Box(BOX.west + 0.0145, BOX.south, BOX.west + 0.0185, BOX.north)
    assert layers_of(built(path, middle), Kind.GREEN) == []


def test_streets_of_one_name_are_one_line(tmp_path: Path) -> None:
    street = {**STREET, "name": "Rua"}
    path = written(tmp_path, {"EN": street, "NF": street}, {})
    assert [layer.lengths for _, layer in layers_of(built(path), Kind.MINOR)] == [[3]]


def test_what_the_file_has_in_part_is_drawn_in_part(tmp_path: Path) -> None:
    path = written(tmp_path, {"EFNO": STREET}, {})
    text = path.read_text("utf-8")
    path.write_text(text.replace(f'<nd ref="{ord("E")}"/>', '<nd ref="999"/>'), "utf-8")
    assert [layer.lengths for _, layer in layers_of(built(path), Kind.MINOR)] == [[3]]


def test_the_map_ends_where_the_file_does(tmp_path: Path) -> None:
    covered = Box(BOX.west + 0.001, BOX.south, BOX.east, BOX.north)
    made = built(written(tmp_path, covered=covered))
    assert made.index["box"] == [covered.west, covered.south, covered.east, covered.north]


def test_nothing_there_is_no_map(tmp_path: Path) -> None:
    elsewhere = Box(10, 40, 10.1, 40.1)
    assert build_basemap(written(tmp_path), elsewhere, ["en"]) is None
    assert build_basemap(written(tmp_path, {}, {}), BOX, ["en"]) is None


def test_hostile_names_are_plain_short_text(tmp_path: Path) -> None:
    made = built(written(tmp_path, {**WAYS, "EF": {**STREET, "name": HOSTILE * 5}}))
    [(tile, street), *_] = layers_of(made, Kind.MINOR)
    name = tile.names[0][street.names[0]]
    assert len(name) <= 60
    assert "\u202e" not in name
    assert all(text.isascii() and text.isprintable() for text in made.files.values())


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert built(path) == built(path)


def test_a_file_that_is_not_sorted_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "town.osm"
    text = xml("A-B\n|\nC", {"AB": STREET, "ACBA": {"natural": "water"}})
    path.write_text(text.replace('way id="101"', 'way id="901"'), "utf-8")
    with pytest.raises(InputError, match=r"town\.osm: not sorted, or damaged .* osmium sort"):
        build_basemap(path, BOX, ["en"])
