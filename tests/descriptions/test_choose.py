"""Choosing among things around places, on maps small enough to know the answer."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from guidegen.descriptions.candidate import Candidate, candidate_table
from guidegen.descriptions.choose import PINNED, Hints, choose, open_ones, unify
from guidegen.descriptions.names import Speech
from guidegen.geo import Projection

PROJECTION = Projection(10.4, 43.7)


def at(east_m: float, north_m: float = 0.0) -> tuple[float, float]:
    return PROJECTION.to_degrees(east_m, north_m)  # type: ignore[arg-type,return-value]


def places(*spots: tuple[str, float], level: str = "place", bandwidth_m: float = 50.0):
    """Round places of 40 m on a line, by id and metres east."""
    lon_lat = [at(east) for _, east in spots]
    degrees = 40 / 111_000
    return gpd.GeoDataFrame(
        {
            "place_id": [name for name, _ in spots],
            "level": level,
            "bandwidth_m": bandwidth_m,
            "lon": [float(lon) for lon, _ in lon_lat],
            "lat": [float(lat) for _, lat in lon_lat],
        },
        geometry=[Point(lon, lat).buffer(degrees) for lon, lat in lon_lat],
        crs=4326,
    )


def thing(subject: str, title: str, east_m: float, **more: object) -> Candidate:
    lon, lat = at(east_m)
    facts = {"provider": "wikipedia", "language": "en", "prominence": 0.5} | more
    return Candidate(subject=subject, title=title, lon=float(lon), lat=float(lat), **facts)  # type: ignore[arg-type]


def chosen(table: pd.DataFrame) -> dict[str, str]:
    picked = table[table["chosen"]]
    return dict(zip(picked["place_id"], picked["subject"], strict=True))


def choices(found: gpd.GeoDataFrame, things: Sequence[Candidate], hints: Hints = Hints()):  # noqa: B008
    return choose(found, candidate_table(things), PROJECTION, hints)


def why(table: pd.DataFrame, subject: str) -> str:
    return str(table.set_index("subject").loc[subject, "why"])


def test_the_near_one_is_chosen_and_its_rival_is_kept() -> None:
    table = choices(places(("a", 0)), [thing("Q1", "Tower", 5), thing("Q2", "Church", 70)])
    assert chosen(table) == {"a": "Q1"}
    assert table["subject"].tolist() == ["Q1", "Q2"]
    assert why(table, "Q2") == "its score is too low"


def test_a_well_known_thing_beats_a_nearer_unknown_one() -> None:
    near = thing("Q1", "Kiosk", 5, prominence=0.0)
    table = choices(places(("a", 0)), [near, thing("Q2", "Cathedral", 25, prominence=1.0)])
    assert chosen(table) == {"a": "Q2"}


def test_nothing_fits_and_nothing_is_guessed() -> None:
    table = choices(places(("a", 0)), [thing("Q1", "Tower", 95, prominence=1.0)])
    assert chosen(table) == {}
    assert choices(places(("a", 0)), []).empty
    assert choices(places(("a", 0)), [thing("Q1", "Tower", 900)]).empty


def test_each_thing_names_one_place() -> None:
    """Both places are nearest to Q1, but the second has another that fits it, too."""
    found = places(("a", 0), ("b", 30))
    table = choices(found, [thing("Q1", "Tower", 10), thing("Q2", "Church", 50)])
    assert chosen(table) == {"a": "Q1", "b": "Q2"}
    alone = choices(found, [thing("Q1", "Tower", 5)])
    assert chosen(alone) == {"a": "Q1"}
    assert alone.set_index("place_id").loc["b", "why"] == "another pair fits better"


def test_what_is_closed_and_the_city_itself_are_never_chosen() -> None:
    things = [thing("Q1", "Old Café", 0, closed=True), thing("Q2", "Pisa", 1)]
    table = choices(places(("a", 0)), things, Hints(city_names=["Pisa"]))
    assert chosen(table) == {}
    assert why(table, "Q1") == "it is closed or gone"
    assert why(table, "Q2") == "it is the city itself"


def test_editors_pins_hold_even_far_away_and_for_several_places() -> None:
    hints = Hints(items={"a": "Q2", "b": "Q2"})
    things = [thing("Q1", "Tower", 0), thing("Q2", "Market", 800)]
    table = choices(places(("a", 0), ("b", 60)), things, hints)
    assert chosen(table) == {"a": "Q2", "b": "Q2"}
    assert set(table.loc[table["chosen"], "why"]) == {PINNED}


def test_what_editors_call_otherwise_gets_no_text() -> None:
    """The palace is right at the mode, but the editors' name says that the square is meant."""
    things = [thing("Q1", "Palazzo Blu", 0), thing("Q2", "Piazza Dante Alighieri", 30)]
    hints = Hints(names={"a": ["Dante Square", "Piazza Dante"]})
    table = choices(places(("a", 0)), things, hints)
    assert chosen(table) == {"a": "Q2"}
    assert why(table, "Q1") == "editors call the place otherwise"


def test_photographers_words_decide_between_neighbours() -> None:
    things = [thing("Q1", "Saint Mary", 8), thing("Q2", "Fish Market", 12)]
    said = Speech(
        {"": 100, "a": 20}, {("", "fishmarket"): 15, ("a", "fishmarket"): 14, ("", "mary"): 40}
    )
    table = choices(places(("a", 0)), things, Hints(speech=said))
    assert chosen(table) == {"a": "Q2"}
    agreement = table.set_index("subject")["agreement"]
    assert agreement["Q1"] == 0
    assert agreement["Q2"] == pytest.approx(0.7 / (0.7 + 0.15))


def test_a_quarter_is_not_one_church() -> None:
    things = [thing("Q1", "Church", 0, kind="church"), thing("Q2", "Borgo", 20, kind="quarter")]
    table = choices(places(("a", 0), level="quarter"), things)
    assert chosen(table) == {"a": "Q2"}


def test_one_thing_of_two_providers_is_one() -> None:
    wiki = thing("Q1", "Caffè dell'Ussero", 0)
    venue = thing("foursquare:1", "Caffe dell’Ussero", 20, provider="foursquare", language="")
    other = thing("foursquare:2", "Bar Sport", 10, provider="foursquare", language="")
    table = unify(candidate_table([wiki, venue, other]), PROJECTION)
    assert table["subject"].tolist() == ["Q1", "Q1", "foursquare:2"]


def test_the_order_of_candidates_changes_nothing() -> None:
    things = [thing(f"Q{n}", f"Thing {n}", 7.0 * n) for n in range(1, 9)]
    found = places(("a", 0), ("b", 30), ("c", 45))
    one, other = choices(found, things), choices(found, things[::-1])
    pd.testing.assert_frame_equal(one, other)


def test_a_closed_double_does_not_close_the_tower() -> None:
    tower = thing("Q1", "Leaning Tower", 0)
    double = thing("foursquare:1", "Leaning Tower", 20, provider="foursquare", closed=True)
    table = unify(open_ones(candidate_table([double, tower])), PROJECTION)
    assert chosen(choose(places(("a", 0)), table, PROJECTION, Hints())) == {"a": "Q1"}
    # what Wikidata itself calls closed stays in the table to say so
    gone = open_ones(candidate_table([thing("Q2", "Cinema", 0, closed=True)]))
    assert gone["subject"].tolist() == ["Q2"]


def test_titles_are_those_that_may_be_kept() -> None:
    venue = thing("Q1", "Torre bar", 0, provider="foursquare", language="")
    table = choices(places(("a", 0)), [venue, thing("Q1", "Leaning Tower", 0)])
    assert table["title"].tolist() == ["Leaning Tower"]
    assert table["language"].tolist() == ["en"]
