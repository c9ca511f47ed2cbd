from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from guidegen.geo import Box, Projection
from guidegen.streets.network import Network, ScoredStreets
from guidegen.website.data_files import data_files, to_json
from guidegen.website.gather import view_city
from guidegen.website.guide import Guide
from guidegen.website.search import LONGEST_TEXT, named_streets, search_data
from guidegen.website.views import CityView
from tests.website.sample import renamed, whole
from tests.website.sample_walks import with_walks

HOSTILE = "</script><img src=x onerror=alert(1)> \"' \u2028 {{ 7 * 7 }} مرحبا 🏰"


@pytest.fixture(scope="module")
def walked(guide: Guide) -> Guide:
    return with_walks(guide)


@pytest.fixture(scope="module")
def searched(walked: Guide) -> dict[str, Any]:
    return search_of(walked)


def search_of(guide: Guide) -> dict[str, Any]:
    """What the search of a guide reads."""
    return {name: [*part] if name == "places" else part
            for name, part in search_data(view_city(guide)).items()}  # fmt: skip


def place(searched: dict[str, Any], place_id: str) -> list[Any]:
    return next(row for row in searched["places"] if row[0] == place_id)


def test_a_place_is_found_by_its_names_and_the_beginnings_of_its_texts(
    searched: dict[str, Any],
) -> None:
    _, name, level, label, parent, also, texts = place(searched, "market")
    assert (name, level, label) == ("Market Square", "place", "tourist")
    assert searched["places"][parent][0] == "old-town"
    assert also == {"it": "Piazza del Mercato"}
    assert texts == {"en": "Stalls on Saturdays.", "it": "Bancarelle."}
    assert place(searched, "station")[4:] == [None, {}, {}]


def test_the_most_photographed_come_first(view: CityView) -> None:
    days = {each.id: each.facts["photographer_days"] for each in view.places}
    found = [days[row[0]] for row in search_data(view)["places"]]
    assert found == sorted(found, reverse=True)


def test_only_the_beginning_of_a_long_text_can_be_searched(guide: Guide) -> None:
    market = guide.stories["market"]
    long = replace(market.texts[0], html="<p>" + "stall " * 500 + "</p><p>the end</p>")
    stories = {"market": replace(market, texts=(long,))}
    text = place(search_of(replace(guide, stories=stories)), "market")[6]["it"]
    assert len(text) <= LONGEST_TEXT
    assert "end" not in text


def test_a_walk_tells_what_it_passes(searched: dict[str, Any], walked: Guide) -> None:
    ids = [row[0] for row in searched["places"]]
    for row, walk in zip(searched["walks"], walked.walks, strict=True):
        assert row[:2] == [walk.walk_id, walk.name]
        assert [ids[at] for at in row[3]] == [passing.place_id for passing in walk.passes]
    assert searched["walks"][1][2].startswith("Round walk · 4")


def test_streets_are_there_once_and_lie_where_they_are(
    searched: dict[str, Any], walked: Guide
) -> None:
    names = [row[0] for row in searched["streets"]]
    assert "Quay Street" in names
    assert "" not in names
    assert walked.streets
    network = walked.streets.network
    known = network.edges["name"].dropna()
    assert set(names) == set(known)
    assert len(names) == len(set(names))
    row = searched["streets"][names.index("Quay Street")]
    edges = network.edges[network.edges["name"] == "Quay Street"]
    ends = network.nodes.loc[np.unique(edges[["u", "v"]])]
    here = Projection.around(walked.city.bbox).to_metres(np.array([row[2]]), np.array([row[1]]))
    away_m = np.hypot(ends["x_m"] - here[0][0], ends["y_m"] - here[1][0])
    assert away_m.max() <= row[3] <= 1.03 * away_m.max() + 5


def test_without_streets_none_can_be_found(view: CityView) -> None:
    assert search_data(view)["streets"] == []


def test_every_build_writes_the_same_bytes(walked: Guide) -> None:
    first, second = (whole(data_files(view_city(walked)))["data/search.js"] for _ in range(2))
    assert first == second
    assert first.startswith("(window.guidegen = window.guidegen || {}).search = {")


def test_names_cannot_get_out_of_the_script(guide: Guide) -> None:
    hostile = with_walks(renamed(guide, HOSTILE), street=HOSTILE, walk=HOSTILE)
    text = to_json(search_of(hostile))
    assert "<" not in text
    assert "\u2028" not in text
    data = json.loads(text)
    shown = HOSTILE.replace("\u2028 ", "")
    assert shown in {row[0] for row in data["streets"]}
    assert shown in {row[1] for row in data["walks"]}


def test_what_is_not_published_cannot_be_found(walked: Guide) -> None:
    """A place that editors hide is gone from the guide's places, but perhaps not from walks."""
    places = walked.places[walked.places["place_id"] != "fountain"]
    text = to_json(search_of(replace(walked, places=places)))
    names = json.loads(text)
    assert "fountain" not in {row[0] for row in names["places"]}
    assert all(at < len(names["places"]) for row in names["walks"] for at in row[3])
    assert "author-" not in text


# Streets drawn by hand, in metres from the centre: name, score, from, to.
Drawn = tuple[str | None, float, tuple[float, float], tuple[float, float]]
BOX = Box(10.39, 43.71, 10.41, 43.7244)


def drawn(*edges: Drawn) -> ScoredStreets:
    points = sorted({point for *_, start, end in edges for point in (start, end)})
    x, y = np.array(points, float).reshape(-1, 2).T
    lon, lat = Projection.around(BOX).to_degrees(x, y)
    nodes = pd.DataFrame({"lon": lon, "lat": lat, "x_m": x, "y_m": y})
    frame = gpd.GeoDataFrame(
        {
            "name": pd.Series([name for name, *_ in edges], dtype="str"),
            "u": [points.index(start) for *_, start, _ in edges],
            "v": [points.index(end) for *_, end in edges],
        },
        geometry=[shapely.LineString([start, end]) for *_, start, end in edges],
    )
    scores = pd.DataFrame({"score_d": [score for _, score, *_ in edges]}, dtype=float)
    return ScoredStreets(Network(nodes, frame, {}), scores, {})


def test_pieces_of_a_street_are_one_across_a_gap_and_two_far_apart() -> None:
    found = named_streets(
        drawn(
            ("Mill Lane", 0.0, (0, 0), (100, 0)),
            ("Mill Lane", 2.0, (300, 0), (400, 0)),  # 200 m of square between them
            ("Mill Lane", 1.0, (0, 900), (100, 900)),
            ("Quay", 5.0, (100, 0), (100, 50)),
        )
    )
    assert found["name"].tolist() == ["Quay", "Mill Lane", "Mill Lane"]
    assert found["reach_m"].tolist() == [29, 205, 54]


def test_names_are_lines_and_what_has_no_letter_is_no_name() -> None:
    found = named_streets(
        drawn(
            ("  two\nlines ", 0.0, (0, 0), (9, 0)),
            ("…", 0.0, (0, 0), (0, 9)),
            (None, 0.0, (9, 0), (9, 9)),
            ("x" * 300, 0.0, (0, 9), (9, 9)),
        )
    )
    assert found["name"].tolist() == ["two lines", "x" * 79 + "…"]


def test_a_town_without_names_has_nothing_to_find() -> None:
    assert named_streets(drawn((None, 1.0, (0, 0), (9, 0)))).empty
