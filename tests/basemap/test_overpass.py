"""The map from Overpass's answers: the questions, and that it is the extract's."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from guidegen.basemap import kinds
from guidegen.basemap.build import Basemap, reach
from guidegen.basemap.kinds import area_kind, line_kind, name_kind, point_kind
from guidegen.basemap.questions import cells, questions
from guidegen.basemap.written import write_extract
from guidegen.errors import AnswerError
from guidegen.geo import Box
from guidegen.overpass import Elements, parse
from tests.basemap.maps import built, written
from tests.descriptions.answers import as_answer, spoilt
from tests.doubles.overpass import Known
from tests.streets.maps import BOX, STREET
from tests.streets.test_porto import EXTRACT

# the extract reaches a kilometre farther on all sides
OLD_TOWN = Box(-8.6120, 41.1390, -8.6060, 41.1460)
RELATION = {
    "type": "relation", "id": 3, "tags": {"type": "multipolygon", "natural": "water"},
    "members": [{"type": "way", "ref": 7, "role": "outer"}],
}  # fmt: skip
GOOD = {
    "elements": [
        {"type": "way", "id": 7, "nodes": [1, 2, 4, 1], "tags": {"building": "yes"}},
        RELATION,
        {"type": "node", "id": 1, "lat": 41.14, "lon": -8.61, "tags": {"place": "square"}},
        {"type": "node", "id": 2, "lat": 41.141, "lon": -8.611},
        {"type": "node", "id": 4, "lat": 41.141, "lon": -8.612},
        {"type": "way", "id": 7, "nodes": [1, 2, 4, 1]},
        {"type": "node", "id": 1, "lat": 41.14, "lon": -8.61},
    ]
}


def from_overpass(folder: Path, extract: Path, box: Box) -> Basemap:
    """The map of what the questions find in an extract."""
    known, every = Known.of(extract), Elements()
    for asked in questions(reach(box)):
        selectors = asked.split(";(")[1].split(");out")[0]
        every.add(parse(as_answer({"elements": known.answer(selectors)})))
    path = folder / "answers.osm.pbf"
    write_extract(every, path)
    return built(path, box)


def test_porto_is_the_same_as_from_its_extract(tmp_path: Path) -> None:
    assert from_overpass(tmp_path, EXTRACT, OLD_TOWN) == built(EXTRACT, OLD_TOWN)


def test_it_is_the_same_in_any_number_of_questions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guidegen.basemap.questions._CELL", 1)
    monkeypatch.setattr("guidegen.basemap.questions._SLIVER", 0)
    monkeypatch.setattr("guidegen.basemap.build.MARGIN_M", 100.0)
    assert len(questions(reach(OLD_TOWN))) == 1 + 2 * 2
    assert from_overpass(tmp_path, EXTRACT, OLD_TOWN) == built(EXTRACT, OLD_TOWN)


def test_ways_that_cross_a_cell_without_a_node_in_it_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guidegen.basemap.questions._CELL", 1)
    monkeypatch.setattr("guidegen.basemap.questions._SLIVER", 0)
    path = written(tmp_path, {"AK": STREET, "EF": {**STREET, "name": "Rua"}})
    assert from_overpass(tmp_path, path, BOX) == built(path)


def test_a_lake_of_several_ways_that_reach_beyond_the_map(tmp_path: Path) -> None:
    roles = "".join(f'<member type="way" ref="{way}" role="outer"/>' for way in (101, 102))
    tags = '<tag k="type" v="multipolygon"/><tag k="natural" v="water"/><tag k="name" v="Lago"/>'
    relation = f'<relation id="7" version="1">{roles}{tags}</relation>'
    path = written(tmp_path, {"ABIJ": {}, "JKLCDA": {}, "EF": STREET}, {}, relation)
    small = Box(BOX.west, BOX.south, BOX.west + 0.002, BOX.north)
    assert from_overpass(tmp_path, path, small) == built(path, small)


def test_the_grid_lies_fixed() -> None:
    one, other = (list(cells(Box(west, 41.13, -8.2, 41.16))) for west in (-8.62, -8.64))
    assert one[1:] == other[1:]
    assert one[0].east == other[0].east == -8.6
    assert {round(each.east / 0.05, 6) % 1 for each in one[:-1]} == {0}


@pytest.mark.parametrize("box", [OLD_TOWN, Box(10, -0.3, 10.31, 0.2), Box(-0.001, 0, 0.0, 0.001)])
def test_cells_cover_the_box_and_hardly_more(box: Box) -> None:
    every = list(cells(box))
    assert min(each.west for each in every) <= box.west
    assert max(each.east for each in every) >= box.east
    assert min(each.south for each in every) <= box.south
    assert max(each.north for each in every) >= box.north
    assert all(0 < each.east - each.west < 0.071 for each in every)
    assert all(0 < each.north - each.south < 0.071 for each in every)
    area = sum((each.east - each.west) * (each.north - each.south) for each in every)
    assert area <= (box.east - box.west + 0.02) * (box.north - box.south + 0.02)


def test_a_small_city_is_two_questions() -> None:
    assert len(questions(reach(OLD_TOWN))) == 2


def values() -> Iterator[dict[str, str]]:
    """Every key and value that a rule knows."""
    for table in (kinds._AREAS, kinds._NAMED):
        yield from ({key: value} for key, each in table.items() for value in each)
    keys = {"highway": kinds._STREETS, "railway": kinds._RAILWAYS, "waterway": kinds._WATERWAYS}
    for key, table in {**keys, "place": kinds._PLACES}.items():
        yield from ({key: value} for value in table)
    yield from ({key: value} for key in kinds.KEYS for value in ("yes", "coastline", "pier"))
    yield from ({"railway": "station"}, {"railway": "halt"}, {"barrier": "city_wall"})


def is_asked(tags: dict[str, str], *tables: kinds.Values) -> bool:
    return any(
        key in table and (not table[key] or value in table[key])
        for (key, value), table in itertools.product(tags.items(), tables)
    )


@pytest.mark.parametrize("tags", [*values()], ids=str)
def test_all_that_the_rules_know_is_asked_for(tags: dict[str, str]) -> None:
    way = area_kind(tags, is_closed_way=True)
    relation = area_kind(tags, is_closed_way=False)
    if line_kind(tags) is not None or way is not None or name_kind(tags, way):
        assert is_asked(tags, kinds.AREAS, kinds.LINES)
    if relation is not None or name_kind(tags, relation):
        assert is_asked(tags, kinds.RELATIONS, kinds.SPRAWLING)
    if point_kind(tags):
        assert is_asked(tags, kinds.POINTS)


def test_an_answer_is_read_with_all_that_maps_need() -> None:
    found = parse(as_answer(GOOD))
    assert found.labels == {1: {"place": "square"}}
    assert found.ways == {7: ({"building": "yes"}, [1, 2, 4, 1])}  # not the bare one
    assert found.relations == {3: (RELATION["tags"], [("way", 7, "outer")])}


@given(spoilt(GOOD))
def test_spoilt_answers_are_written_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: Any
) -> None:
    try:
        found = parse(as_answer(data))
    except AnswerError:
        return
    path = tmp_path_factory.mktemp("spoilt") / "answers.osm.pbf"
    write_extract(found, path)
    assert path.stat().st_size


@pytest.mark.parametrize("text", ["x" * 5000, "a\0b", "é" * 255, "\u202e\n<"])
def test_odd_texts_and_ids_are_no_danger(tmp_path: Path, text: str) -> None:
    odd = {**STREET, text: text, "name": text}
    every = Elements(
        {1: (-8.61, 41.14), 2: (-8.609, 41.141), 2**62: (-8.6, 41.1)},
        {7: (odd, [1, 2, 2**62]), 2**62: (STREET, [1, 2])},
        {3: ({"natural": "water", "type": "multipolygon"}, [("way", 2**62, "outer")])},
        {1: {"place": text, "name": text}},
    )
    path = tmp_path / "answers.osm.pbf"
    write_extract(every, path)
    assert built(path).files
