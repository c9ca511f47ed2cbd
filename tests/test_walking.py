"""What a walker likes, and when: whose favourites, and places at their best."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from guidegen.city import load_city
from guidegen.errors import ConfigError
from guidegen.places.seasons import profiles
from guidegen.walking import STAY_MINUTES, Visit, _stops, position_of
from guidegen.walks.suggest import Sight
from tests.drawn_city import extract
from tests.end_to_end.porto import Command, command_in
from tests.places.test_seasons import members_of, photos_of, simulate
from tests.streets.maps import BOX, CENTRE, STREET

# from S to T over B in the north or over E in the south, 400 m each
TOWN = """
 ABC
XS TY
 DEF
"""
WAYS = {"XS": STREET, "TY": STREET, "SABCT": STREET, "SDEFT": STREET}
NORTH_M, MIDDLE_M, SOUTH_M = 0.0, -100.0, -200.0


def position(x_m: float, y_m: float) -> tuple[float, float]:
    lon, lat = CENTRE.to_degrees(np.array([x_m]), np.array([y_m]))
    return float(lon[0]), float(lat[0])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town where ten locals photograph the north all year, and sixty visitors the south."""
    folder = tmp_path_factory.mktemp("drawn")
    north = [(f"local{n % 10}", f"2012-{n // 10 + 1:02d}-{n % 10 + 1:02d}") for n in range(60)]
    south = [(f"visitor{n}", f"2012-07-{n % 28 + 1:02d}") for n in range(60)]
    rows = []
    for y_m, taken in ((NORTH_M, north), (SOUTH_M, south)):
        for number, (author, day) in enumerate(taken):
            lon, lat = position(150 + 10 * (number % 11), y_m)
            rows.append(f"{author}-{number},{author},{lat:.6f},{lon:.6f},{day} 12:00:00\n")
    (folder / "photos.csv").write_text("".join(rows))
    (folder / "town.osm").write_text(extract(TOWN, WAYS), "utf-8")
    box = [BOX.west, BOX.south, BOX.east, BOX.north]
    (folder / "drawn.yaml").write_text(
        f"name: Drawn\nbbox: {box}\nphotos: [{{source: file, path: photos.csv}}]\n"
        "streets: {source: file, path: town.osm}\n"
    )
    return folder


@pytest.fixture
def command(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    return command_in(folder, monkeypatch, capsys)


@pytest.mark.parametrize(("prefer", "over_m"), [("locals", NORTH_M), ("tourists", SOUTH_M)])
def test_whose_favourites_are_liked_changes_the_walk(
    command: Command, prefer: str, over_m: float
) -> None:
    start, end = ("{:.6f},{:.6f}".format(*position(x, MIDDLE_M)) for x in (100, 300))
    wish = ("--from", start, "--to", end, "--minutes", "5", "--prefer", prefer)
    code, out, told = command("walk", "drawn.yaml", "-q", *wish, "--format", "geojson")
    assert code == 0, told
    lats = [lat for _, lat in json.loads(out)["geometry"]["coordinates"]]
    farthest = max(lats, key=lambda lat: abs(lat - position(0, MIDDLE_M)[1]))
    assert farthest == pytest.approx(position(0, over_m)[1], abs=1e-5)


def test_a_place_is_told_by_its_id_or_position(folder: Path) -> None:
    city = load_city(folder / "drawn.yaml")
    assert position_of(city, " -8.61, 41.14 ") == (-8.61, 41.14)
    with pytest.raises(ConfigError, match="build drawn once, and its places have ids"):
        position_of(city, "tower")


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """Profiles of places of which only the beach has a season: July, and evenings."""
    rng = np.random.default_rng(1)
    rows = simulate(rng, 25)
    for author in range(150):
        day, hour = rng.integers(1, 29), rng.integers(18, 21)
        rows.append((f"s{author}", "beach", f"2012-07-{day:02d}T{hour}:00:00"))
    photos = photos_of(rows)
    return profiles(photos, members_of(photos))


def worth(table: pd.DataFrame, visit: Visit) -> list[float]:
    sights = [Sight(name, None, "place", 10.0, 45.0, 50.0) for name in ("beach", "p3", "unheard")]
    stops = _stops(sights, table, visit)
    assert {(stop.lon, stop.lat, stop.minutes) for stop in stops} == {(10.0, 45.0, visit.minutes)}
    return [stop.value for stop in stops]


def test_stops_are_worth_more_at_their_best(table: pd.DataFrame) -> None:
    july, evening = worth(table, Visit(month=7)), worth(table, Visit(hour=19))
    assert july[0] > 100
    assert evening[0] > 100
    assert july[1:] == evening[1:] == [50.0, 50.0]
    both = worth(table, Visit(month=7, hour=19))
    assert both[0] == pytest.approx(july[0] * evening[0] / 50)


@pytest.mark.parametrize("visit", [Visit(), Visit(month=2), Visit(hour=9), Visit(minutes=3)])
def test_stops_are_worth_the_same_when_nothing_is_claimed(
    table: pd.DataFrame, visit: Visit
) -> None:
    assert worth(table, visit) == [50.0, 50.0, 50.0]
    assert worth(table.iloc[:0], visit) == [50.0, 50.0, 50.0]
    assert Visit().minutes == STAY_MINUTES
