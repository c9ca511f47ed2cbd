"""No published file lets fewer than three authors be told apart; docs/threat-model.md says what of.

The town is built without and with each of those who can be singled out, and all that is published
is read again.
"""

from __future__ import annotations

import base64
import io
import json
import re
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
import shapely
from PIL import Image

from guidegen.city import FEWEST_AUTHORS
from guidegen.geo import Box, Projection
from guidegen.routes.density import squares
from guidegen.routes.field import REACH
from guidegen.routes.raster import SIGMA_M
from guidegen.routes.support import NEAR_M
from guidegen.scored import WINDOW_M
from tests.doubles.http import Asked, Reply, serving
from tests.privacy.published import (
    Cells,
    contents,
    data,
    leaves,
    numbers,
    positions,
    script,
    tables,
)
from tests.privacy.simulated import (
    ALONE,
    CITY,
    HOME,
    LONE_STREET,
    SIGHTS,
    build_town,
    everybody,
    table_of,
    with_others,
)

EVERYBODY = "everybody"
NOBODY = "nobody"
BOX = Box(-8.617, 41.135, -8.603, 41.145)
COUNTS = ("photos", "authors", "photographer_days", "tourists", "locals", "unknown")
# What moves only with where people are, so that somebody far from all others leaves no trace in it.
OF_SEVERAL = (
    "data/routes.geojson", "data/routes.js", "data/field.json", "data/field.js", "data/tracks.js",
    "data/network.js", "data/walks.geojson", "data/walks.js", "data/dots.js",
    "downloads/streets.parquet", "downloads/streets.gpkg",
)  # fmt: skip
# What holds sums over a whole city, or hashes of such files.
WITH_TOTALS = re.compile(
    r"index\.html|manytown/(index|about|places/[\w-]+)\.html|manytown/sw\.js"
    r"|manytown/data/(city|files|photos|report)\.json"
)
# What is drawn of OpenStreetMap, whoever was there.
OF_THE_MAP = re.compile(r"manytown/data/(basemap/.*|network\.js)|manytown/downloads/streets\..*")
# Sums over a whole city that are told whatever they rest on: they tell neither where nor when, and
# of nobody but that somebody was there. A number that is added to the report must be judged anew.
TOTALS = re.compile(
    r"photos\.(rows_read|kept)|quality\.(photos|kept|left_out\..*)"
    r"|quality\.filters\.\w+\.(photos|kept|before|after|left_out\..*)"
    r"|places\.(photos|in_a_place|left_out\..*)|streets\.photos"
    r"|routes\.(photos|same_spot|stops|sessions|steps|movements|left_out\..*|breaks\..*|dropped\..*)"
    r"|dots\.(photos|published|withheld|positions)"
)
PEOPLE = re.compile(
    r"visitors\.(authors|local|tourist|probable_tourist|unknown|evidence.*)|routes\.authors"
)
SHARES = re.compile(r"visitors\.\w+_share|streets\.photos_near_share")
# What is found of places, streets and routes, each of which rests on three people or more.
FOUND = re.compile(r"places\.found\..*|labels\..*|seasons\.claims|routes\.(routes|km)"
                   r"|streets\.edges_with_photos")  # fmt: skip


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The town by who is there beside the thirty."""
    folder = tmp_path_factory.mktemp("manytown")
    towns = {NOBODY: everybody(), **{name: with_others(name) for name in ALONE}}
    towns[EVERYBODY] = with_others(*ALONE)
    return {
        name: build_town(table_of(shots), folder / name.replace(" ", "-"))
        for name, shots in towns.items()
    }


@pytest.fixture(scope="session")
def photos() -> pd.DataFrame:
    """All photos, with their metres."""
    table = table_of(with_others(*ALONE))
    x_m, y_m = Projection.around(BOX).to_metres(table["lon"].to_numpy(), table["lat"].to_numpy())
    return table.assign(x_m=x_m, y_m=y_m, time=pd.to_datetime(table["taken_at"]))


def metres(lon: Any, lat: Any) -> npt.NDArray[np.float64]:
    """Points in metres, shape (n, 2)."""
    both = Projection.around(BOX).to_metres(np.asarray(lon, float), np.asarray(lat, float))
    return np.column_stack(both)


def people_near(points: npt.NDArray[np.float64], of: Mapping[str, Any], within_m: float) -> Any:
    """How many people have something within some metres of each point, shape (n,).

    Args:
        points: metres, shape (n, 2).
        of: a geometry of each person, in metres.
        within_m: how far.
    """
    marks = shapely.points(points)
    return sum(
        (shapely.dwithin(marks, shape, within_m) for shape in of.values()), np.zeros(len(marks))
    )


@pytest.fixture(scope="session")
def stood(photos: pd.DataFrame) -> dict[str, Any]:
    """Where each person photographed."""
    groups = photos.groupby("author_id")
    return {str(who): shapely.multipoints(rows[["x_m", "y_m"]].to_numpy()) for who, rows in groups}


@pytest.fixture(scope="session")
def walked(photos: pd.DataFrame) -> dict[str, Any]:
    """Straight lines between each person's photos of a day."""
    found: dict[str, list[Any]] = {}
    for (who, _), rows in photos.sort_values("time").groupby(["author_id", photos["time"].dt.date]):
        if len(rows) > 1:
            line = shapely.linestrings(rows[["x_m", "y_m"]].to_numpy())
            found.setdefault(str(who), []).append(line)
    return {who: shapely.multilinestrings(lines) for who, lines in found.items()}


def test_no_id_time_or_position_of_a_photo_is_published(
    sites: Mapping[str, Path], photos: pd.DataFrame
) -> None:
    site = sites[EVERYBODY]
    whole = contents(site)
    texts = {*photos["author_id"], *photos["photo_id"], *photos["taken_at"], *photos["uploaded_at"]}
    alone = photos[~photos["author_id"].str.startswith("crowd")]
    texts |= {day for day in alone["taken_at"].str[:10] if day[-2:] != "01"}  # a month may be told
    texts |= {text for column in ("lon", "lat") for text in photos[column].map("{:.7f}".format)}
    told = re.compile("|".join(map(re.escape, sorted(texts))).encode())
    assert {
        name: found[0] for name, content in whole.items() if (found := told.search(content))
    } == {}
    exact = {f"{value:.6f}" for column in ("lon", "lat") for value in alone[column]}
    dots = {
        text
        for pair in data(site, "photos.json")["positions"]
        for text in map("{:.6f}".format, pair)
    }
    of_streets = {f"{value:.6f}" for edges in tables(site).values()
                  for value in edges.get_coordinates().to_numpy().ravel()}  # fmt: skip
    for name, content in whole.items():
        if name.endswith((".html", "json", ".js", ".gpx", ".kml", ".xml")):
            assert not numbers(content) & (exact - dots - of_streets), name


def test_each_dot_is_where_three_people_were(
    sites: Mapping[str, Path], stood: Mapping[str, Any]
) -> None:
    told = data(sites[EVERYBODY], "photos.json")
    at = metres(*np.transpose(told["positions"]))
    assert len(at) > 500
    rounded_m = told["rounded_to_m"] / 2**0.5
    assert people_near(at, stood, told["within_m"] + rounded_m).min() >= FEWEST_AUTHORS
    # what the map and the pictures for links show is the same
    packed = script(sites[EVERYBODY], "dots")
    lon, lat = (
        np.repeat(np.cumsum(packed[name]) / 1e6, packed["photos"]) for name in ("lon", "lat")
    )
    assert np.allclose(np.column_stack([lon, lat]), told["positions"])


def test_each_number_of_a_place_rests_on_three(sites: Mapping[str, Path]) -> None:
    for site in sites.values():
        features = data(site, "places.geojson")["features"]
        alone = sorted((site / "manytown/data/places").glob("*.geojson"))
        assert len(alone) == len(features) > 0
        for path in alone:
            features += json.loads(path.read_text("utf-8"))["features"]
        for feature in [each for each in features if "authors" in each["properties"]]:
            facts = feature["properties"]
            bins = [*facts["months"], *facts["weekdays"], *facts["hours"]]
            for value in [*(facts[name] for name in COUNTS), *bins]:
                assert value is None or value == 0 or value >= FEWEST_AUTHORS, (facts, value)
            assert facts["authors"] >= FEWEST_AUTHORS


def test_numbers_of_people_in_the_report_rest_on_three(sites: Mapping[str, Path]) -> None:
    for site in sites.values():
        for path, value in leaves(data(site, "report.json")):
            if PEOPLE.fullmatch(path):
                assert value is None or value == 0 or value >= FEWEST_AUTHORS, path


@pytest.mark.parametrize(("who", "hour"), [("at night", 3), ("at home", 21), (EVERYBODY, 3)])
def test_the_hour_of_one_person_is_told_on_no_page(
    sites: Mapping[str, Path], who: str, hour: int
) -> None:
    places = sorted((sites[who] / "manytown" / "places").glob("*.html"))
    assert places
    for page in [*places, sites[who] / "manytown" / "index.html"]:
        text = page.read_text("utf-8")
        rows = [row for row in Cells(text).rows if row and row[0] == f"{hour} to {hour + 1} h"]
        assert rows, page
        # neither what was there nor what the city would make one expect
        assert all(cell == "not told" for row in rows for cell in row[1:]), (page, rows)
    # the steps of the city's share are the same as without anybody at that hour
    assert hour_steps(sites[who], hour) == set()


def hour_steps(site: Path, hour: int) -> set[str]:
    """Where lines of the city's shares end at the end of an hour, in any chart of hours."""
    pages = sorted((site / "manytown" / "places").glob("*.html"))
    charts = [re.findall(r'aria-labelledby="hour-t.*?</svg>', page.read_text("utf-8"), re.S)
              for page in pages]  # fmt: skip
    lines = [line for found in charts for chart in found
             for line in re.findall(r'class="city" d="([^"]*)"', chart)]  # fmt: skip
    assert lines
    return {line for line in lines if f"H{(hour + 1) * 15:.1f}" in line}


def test_who_is_far_from_all_others_leaves_no_trace(sites: Mapping[str, Path]) -> None:
    assert data(sites[NOBODY], "walks.geojson")["features"]
    before = contents(sites[NOBODY])
    for who in ("at home", "on a way", "two at a corner"):
        after = contents(sites[who])
        for name in OF_SEVERAL:
            assert before[f"manytown/{name}"] == after[f"manytown/{name}"], (who, name)
        positions = [data(sites[each], "photos.json")["positions"] for each in (NOBODY, who)]
        assert positions[0] == positions[1], who


def test_no_file_of_any_kind_changes_with_who_is_alone_but_for_totals(
    sites: Mapping[str, Path],
) -> None:
    before, after = contents(sites[NOBODY]), contents(sites["on a way"])
    assert before.keys() == after.keys()
    changed = {name for name in before if before[name] != after[name]}
    assert {name for name in changed if not WITH_TOTALS.fullmatch(name)} == set()
    # what machines read on these pages tells no totals either
    linked = re.compile(rb'<script type="application/ld.json">.*?</script>', re.S)
    assert linked.findall(before["manytown/index.html"])
    for name in before:
        assert linked.findall(before[name]) == linked.findall(after[name]), name


@pytest.mark.parametrize("who", ["at home", "on a way", "two at a corner", EVERYBODY])
def test_no_position_in_any_file_is_where_somebody_was_alone(
    sites: Mapping[str, Path], who: str
) -> None:
    way = [(-560.0 + 30 * n, 480.0 - 30 * n) for n in range(12)]
    lone = shapely.unary_union(
        [shapely.Point(*HOME).buffer(100), shapely.LineString(way).buffer(70),
         shapely.Point(*LONE_STREET).buffer(15)]
    )  # fmt: skip
    seen = 0
    for name, content in contents(sites[who]).items():
        if name.startswith("assets/") or OF_THE_MAP.fullmatch(name):
            continue
        at = np.array(positions(content, BOX)).reshape(-1, 2)
        seen += len(at)
        near = shapely.covers(lone, shapely.points(metres_of_town(at)))
        assert not near.any(), (name, at[near][:3])
    assert seen > 1000


def metres_of_town(degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Metres east and north of the crossing A, shape (n, 2), of degrees in the same shape."""
    return np.column_stack(Projection(-8.61, 41.14).to_metres(degrees[:, 0], degrees[:, 1]))


def test_the_year_of_one_person_is_in_no_file(sites: Mapping[str, Path]) -> None:
    year = re.compile(rb"(?<![\d.])2019(?![\d])")
    site = sites["later than all"]
    told = [name for name, content in contents(site).items()
            if not name.startswith("assets/") and year.search(content)]  # fmt: skip
    assert told == []
    assert data(site, "city.json")["years"] == [2014, 2014]


def test_pictures_are_of_places_and_credit_whom_they_must(tmp_path: Path) -> None:
    """One of the thirty and who is at home allow that all their photographs are shown."""
    photos = table_of(with_others("at home", "at night"))
    open_ = photos["author_id"].isin(["crowd-00", "lone-home"])
    photos["licence"] = photos["licence"].mask(open_, "CC BY 4.0")
    picture = io.BytesIO()
    Image.effect_mandelbrot((320, 240), (-2, -1.5, 1, 1.5), 9).save(picture, "JPEG")

    def answer(asked: Asked) -> Reply:
        assert asked.path.startswith("/crowd-00-"), "nobody else's may be shown"
        return Reply(picture.getvalue(), headers={"Content-Type": "image/jpeg"})

    with serving(answer) as server:
        photos["image_url"] = photos["image_url"].str.replace("https://photos.example", server.url)
        city = f"{CITY}services: {{photo_files: {server.url}}}\n"
        site = build_town(photos, tmp_path, city)
    whole = contents(site)
    pictures = [name for name in whole if name.startswith("manytown/images/")]
    credited = re.compile(rb"https://photos\.example/([\w-]+)")
    named = {who for content in whole.values() for who in credited.findall(content)}
    assert pictures
    assert len(named) == len(SIGHTS)  # one of each sight
    ours = (content for name, content in whole.items() if not name.startswith("assets/"))
    told = b"".join(content.replace(b"https://photos.example/", b"") for content in ours)
    for who in named:  # beside the credit nothing tells of the author, nor when it was
        told = told.replace(who, b"").replace(b"Seen by crowd-00", b"")
    assert not re.search(rb"crowd-\d|lone-|tag-of|All rights|2014-\d\d-(?!01)", told)


@pytest.mark.parametrize("who", ALONE)
def test_what_changes_with_somebody_is_a_total_or_a_number_of_several(
    sites: Mapping[str, Path], who: str
) -> None:
    before, after = (dict(leaves(data(sites[each], "report.json"))) for each in (NOBODY, who))
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert changed  # somebody came
    known = (TOTALS, PEOPLE, SHARES, FOUND)
    odd = {path for path in changed if not any(each.fullmatch(path) for each in known)}
    assert {
        path for path in odd if after.get(path) is not None and path != "visitors.evidence"
    } == set()


def test_each_route_was_taken_by_three(
    sites: Mapping[str, Path], walked: Mapping[str, Any]
) -> None:
    for who in (NOBODY, EVERYBODY):
        routes = data(sites[who], "routes.geojson")["features"]
        assert len(routes) >= 2
        for route in routes:
            assert route["properties"]["authors"] >= FEWEST_AUTHORS
            assert route["properties"]["photographer_days"] >= FEWEST_AUTHORS
            corners = metres(*np.transpose(route["geometry"]["coordinates"]))
            # along streets people are taken round corners: a block's side more than beside them
            assert people_near(corners, walked, NEAR_M + 100).min() >= FEWEST_AUTHORS


def test_the_field_is_nothing_where_fewer_than_three_passed(
    sites: Mapping[str, Path], walked: Mapping[str, Any]
) -> None:
    east, north = data(sites[EVERYBODY], "field.json")
    header = east["header"]
    rows, columns = np.indices((header["ny"], header["nx"]))
    at = metres(
        (header["lo1"] + columns * header["dx"]).ravel(),
        (header["la1"] - rows * header["dy"]).ravel(),
    )
    flows = (np.array(east["data"]) != 0) | (np.array(north["data"]) != 0)
    assert flows.any()
    assert people_near(at[flows], walked, REACH * SIGMA_M).min() >= FEWEST_AUTHORS
    for part in script(sites[EVERYBODY], "field")["slices"]:
        values = np.frombuffer(zlib.decompress(base64.b64decode(part["bytes"])), np.uint8)
        seen = values.reshape(3, -1).any(axis=0)
        assert people_near(at[seen], walked, REACH * SIGMA_M).min() >= FEWEST_AUTHORS


def test_squares_of_tracks_were_passed_by_three(
    sites: Mapping[str, Path], walked: Mapping[str, Any]
) -> None:
    told = script(sites[EVERYBODY], "tracks")
    west, south, east, north = told["box"]
    rows, columns = np.indices((told["rows"], told["columns"]))
    at = metres(
        (west + (columns + 0.5) / told["columns"] * (east - west)).ravel(),
        (north - (rows + 0.5) / told["rows"] * (north - south)).ravel(),
    )
    half_m = float(np.hypot(*squares(BOX).cell_m)) / 2
    for layer in told["layers"].values():
        levels = np.frombuffer(zlib.decompress(base64.b64decode(layer["bytes"])), np.uint8)
        assert (levels > 0).any()
        assert people_near(at[levels > 0], walked, half_m + 1).min() >= FEWEST_AUTHORS


def test_a_street_has_a_score_where_three_photographed(
    sites: Mapping[str, Path], stood: Mapping[str, Any]
) -> None:
    projection = Projection.around(BOX)
    for name, streets in tables(sites[EVERYBODY]).items():
        lines = shapely.transform(
            streets.geometry.to_numpy(), projection.to_metres, interleaved=False
        )
        people = sum(shapely.dwithin(lines, shape, WINDOW_M + 0.5) for shape in stood.values())
        scored = (streets.filter(regex="^score_") > 0).any(axis=1).to_numpy()
        assert scored.any(), name
        assert people[scored].min() >= FEWEST_AUTHORS, name
        corner = shapely.dwithin(lines, stood["pair-0"], 5.0)  # two people, twenty times each
        assert corner.any()
        assert not scored[corner].any(), name


def test_maps_of_filters_show_squares_of_three(
    sites: Mapping[str, Path],
) -> None:
    # with and without those who are far from others the maps of before and after are the same
    pages = [
        (sites[who] / "manytown" / "about.html").read_text("utf-8") for who in (NOBODY, "at home")
    ]
    maps = [re.findall(r'<svg class="density".*?</svg>', page, re.S) for page in pages]
    assert maps[0] == maps[1]


def test_a_sole_member_of_a_group_is_not_told() -> None:
    """See also tests/website/test_privacy.py, which holds subtraction."""
    from guidegen.website.privacy import withhold

    assert withhold({"tourists": 30, "locals": 1, "unknown": 0})["locals"] is None


def test_the_report_is_json_of_its_own(sites: Mapping[str, Path]) -> None:
    assert json.dumps(data(sites[EVERYBODY], "report.json"))
