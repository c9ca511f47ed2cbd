"""The old town of Porto, whole (see tests/data/NOTICE.md)."""

from __future__ import annotations

import pytest

from guidegen.basemap.build import Basemap
from guidegen.basemap.kinds import Kind
from tests.basemap.maps import built, layers_of
from tests.streets.test_porto import BOX, EXTRACT


@pytest.fixture(scope="module")
def porto() -> Basemap:
    return built(EXTRACT, BOX)


def test_its_size(porto: Basemap) -> None:
    assert 150_000 < sum(map(len, porto.files.values())) < 350_000
    assert all(len(text) <= 64 * 1024 for text in porto.files.values())


def test_what_everybody_knows_of_it(porto: Basemap) -> None:
    names = {
        tile.names[0][name]
        for kind in (Kind.RIVER, Kind.STATION, Kind.PRIMARY, Kind.PEDESTRIAN, Kind.SQUARE_NAME)
        for tile, layer in layers_of(porto, kind)
        for name in layer.names
    }
    assert {"Rio Douro", "Praça da Batalha", "Rua de Santa Catarina"} <= names
    assert {name for name in names if name.endswith("São Bento")}


def test_the_river_is_water_at_all_zooms(porto: Basemap) -> None:
    assert all(layers_of(porto, Kind.WATER, zoom) for zoom in (10, 12, 14))


def test_the_same_file_gives_the_same_bytes(porto: Basemap) -> None:
    assert built(EXTRACT, BOX) == porto
