from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from guidegen.geo import Projection
from guidegen.places.find import find_places
from guidegen.places.identity import Identified, identify
from guidegen.places.lock import Lock
from guidegen.places.relock import next_lock, redirects, without_reviews
from tests.places.conftest import make_photos

HERE = Projection(10.4, 43.7)
NOTHING = Lock(version=1)
Row = tuple[str, str, float, float, range]


def table(*rows: Row, authors: int = 9) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Places (id, level, x_m, radius_m, photos) in a line; the bandwidth is the radius."""
    ids, levels, x_m, radius_m, photos = zip(*rows, strict=True)
    lon, lat = HERE.to_degrees(np.array(x_m, float), np.zeros(len(rows)))
    areas = [Point(x, 0).buffer(radius) for x, radius in zip(x_m, radius_m, strict=True)]
    found = gpd.GeoDataFrame(
        {
            "place_id": ids,
            "level": levels,
            "bandwidth_m": np.array(radius_m, float),
            "lon": lon,
            "lat": lat,
            "authors": authors,
            "photos": [len(each) for each in photos],
        },
        geometry=gpd.GeoSeries(areas, crs=HERE.crs).to_crs("EPSG:4326"),
    )
    pairs = [(f"f:{i}", name) for name, each in zip(ids, photos, strict=True) for i in each]
    return found, pd.DataFrame(pairs, columns=["photo_id", "place_id"], dtype="str")


def build(
    found: gpd.GeoDataFrame, members: pd.DataFrame, lock: Lock = NOTHING
) -> tuple[Identified, dict[str, str], Lock]:
    """A build whose new places keep the ids they have before."""
    identified = identify(found, members, lock, HERE)
    ids = {place: known or place for place, known in identified.ids.items()}
    return identified, ids, next_lock(lock, found, identified, ids, edited=set(ids.values()))


def told(identified: Identified) -> list[str]:
    return [event.told({}) for event in identified.events]


SQUARE: Row = ("square", "place", 0, 60, range(100))
BRIDGE: Row = ("bridge", "place", 300, 60, range(100, 150))


def test_the_same_places_keep_their_ids_in_any_order() -> None:
    _, _, lock = build(*table(SQUARE, BRIDGE))
    renamed = ("x", *BRIDGE[1:]), ("y", *SQUARE[1:])
    identified, _, again = build(*table(*renamed), lock)
    assert identified.ids == {"x": "bridge", "y": "square"}
    assert (identified.reviews, identified.events, again) == ({}, (), lock)


def test_a_spot_may_become_a_place() -> None:
    _, _, lock = build(*table(("well", "spot", 0, 20, range(50))))
    identified, _, lock = build(*table(("p", "place", 5, 28, range(60))), lock)
    assert identified.ids == {"p": "well"}
    assert lock.places["well"].level == "place"


def test_photos_tell_neighbours_apart_where_all_has_shifted() -> None:
    # by 20 m, the distance of two spots: nearest would give each the other's name
    rows: list[Row] = [(f"s{i}", "spot", 20 * i, 12, range(40 * i, 40 * i + 40)) for i in range(4)]
    _, _, lock = build(*table(*rows))
    moved = [(f"n{i}", level, x + 20, r, photos) for i, (_, level, x, r, photos) in enumerate(rows)]
    assert build(*table(*moved), lock)[0].ids == {f"n{i}": f"s{i}" for i in range(4)}


def test_an_id_does_not_wander_however_many_photos_are_shared() -> None:
    _, _, lock = build(*table(SQUARE))
    identified, ids, lock = build(*table(("far", "place", 150, 60, range(100))), lock)
    assert identified.ids == {"far": None}
    assert told(identified) == ["far is new", "square was not found any more"]
    assert lock.places["square"].gone
    assert redirects(lock, identified, ids, {}, {"far"}) == {"square": ""}


def test_with_new_photo_ids_the_areas_decide() -> None:
    _, _, lock = build(*table(SQUARE, BRIDGE))
    others = ("x", *SQUARE[1:4], range(1000, 1100)), ("y", *BRIDGE[1:4], range(2000, 2100))
    identified, _, _ = build(*table(*others), lock)
    assert identified.ids == {"x": "square", "y": "bridge"}
    assert identified.reviews == {}


def test_a_near_match_keeps_the_id_and_says_why_to_look() -> None:
    _, _, lock = build(*table(SQUARE))
    identified, _, lock = build(*table(("x", "place", 55, 60, range(60, 160))), lock)
    assert identified.ids == {"x": "square"}
    assert "moved 55 m, shares" in identified.reviews["square"]
    assert told(identified) == ["square moved 55 m"]
    # it waits in the lock until it is handed on to the editors' file
    again, _, lock = build(*table(("x", "place", 55, 60, range(60, 160))), lock)
    assert again.reviews == {}
    assert "moved 55 m" in lock.places["square"].review
    assert without_reviews(lock, {"square"}).places["square"].review == ""


def test_a_sure_pair_is_not_given_up_for_two_weak_ones() -> None:
    # by photos and area k1 is f1; f1 = k2 and f2 = k1 would be the higher sum, 0.32 + 0.29 > 0.58
    known: list[Row] = [
        ("k1", "place", 0, 40, range(100)),
        ("k2", "place", 30, 40, range(200, 300)),
    ]
    _, _, lock = build(*table(*known))
    found: list[Row] = [
        ("f1", "place", 8, 40, range(40)),
        ("f2", "place", -25, 40, range(500, 600)),
    ]
    identified, _, _ = build(*table(*found), lock)
    assert identified.ids == {"f1": "k1", "f2": None}
    assert identified.reviews == {}
    # nor where photos say nothing, although both of the others would be sure, too
    strange = [(name, level, x, r, range(900, 950)) for name, level, x, r, _ in found]
    identified, _, _ = build(*table(*strange), lock)
    assert identified.ids == {"f1": "k1", "f2": None}


def test_what_is_not_sure_is_matched_so_that_most_keep_their_ids() -> None:
    # f1 is nearest to k2, but then k1 would be lost; editors are asked to look at both
    known: list[Row] = [
        ("k1", "place", 0, 40, range(100)),
        ("k2", "place", 60, 40, range(200, 300)),
    ]
    _, _, lock = build(*table(*known, BRIDGE))
    found: list[Row] = [
        ("f1", "place", 33, 40, range(500, 540)),
        ("f2", "place", 90, 40, range(600, 625)),
    ]
    identified, _, _ = build(*table(*found, BRIDGE), lock)
    assert identified.ids == {"f1": "k1", "f2": "k2", "bridge": "bridge"}
    assert identified.reviews.keys() == {"k1", "k2"}


def test_equal_scores_are_taken_by_id() -> None:
    twins: list[Row] = [("b", "place", 0, 40, range(50)), ("a", "place", 0, 40, range(50))]
    _, _, lock = build(*table(*twins))
    again: list[Row] = [("y", *twins[0][1:]), ("x", *twins[1][1:])]
    assert build(*table(*again), lock)[0].ids == {"x": "a", "y": "b"}


def test_a_place_that_is_gone_waits_for_no_review() -> None:
    _, _, lock = build(*table(SQUARE, BRIDGE))
    _, _, lock = build(*table(BRIDGE, ("x", "place", 55, 60, range(60, 160))), lock)
    assert lock.places["square"].review
    _, _, lock = build(*table(BRIDGE), lock)
    assert lock.places["square"].gone
    assert lock.places["square"].review == ""


def test_the_lock_keeps_no_noise_of_machines() -> None:
    noisy = 320 / np.sqrt(2) ** 4
    assert noisy != 80
    _, _, lock = build(*table(("square", "place", 0, noisy, range(100))))
    assert lock.places["square"].bandwidth_m == 80.0


def test_a_split_is_told_and_the_larger_part_keeps_the_id() -> None:
    _, _, lock = build(*table(("square", "place", 0, 100, range(100))))
    parts = ("a", "place", -20, 70, range(75)), ("b", "place", 70, 30, range(75, 100))
    identified, _, _ = build(*table(*parts), lock)
    assert identified.ids == {"a": "square", "b": None}
    assert told(identified) == ["b is new", "square has split; b was part of it"]
    assert [event.told({"b": "corner"}) for event in identified.events] == [
        "corner is new",
        "square has split; corner was part of it",
    ]


def test_a_merge_is_told_and_the_smaller_leads_to_the_whole() -> None:
    parts: list[Row] = [
        ("a", "place", -20, 70, range(75)),
        ("b", "place", 70, 30, range(75, 100)),
    ]
    _, _, lock = build(*table(*parts))
    identified, ids, after = build(*table(("new", "place", 0, 100, range(100))), lock)
    assert identified.ids == {"new": "a"}
    assert told(identified) == ["b is part of a now"]
    assert redirects(after, identified, ids, {}, {"a"}) == {"b": "a"}
    # and when they part again, each has its id
    identified, _, _ = build(*table(*[(f"{row[0]}2", *row[1:]) for row in parts]), after)
    assert identified.ids == {"a2": "a", "b2": "b"}
    assert "b was found again" in told(identified)


def test_what_vanished_leads_to_the_smallest_that_holds_it() -> None:
    around: list[Row] = [
        ("town", "quarter", 0, 400, range(300)),
        ("square", "place", 0, 100, range(100)),
    ]
    _, _, lock = build(*table(*around, ("well", "spot", 30, 15, range(20))))
    identified, ids, lock = build(*table(*around), lock)
    assert told(identified) == ["well was not found any more"]
    assert redirects(lock, identified, ids, {}, set(ids.values())) == {"well": "square"}
    # where the square is hidden or merged, what stands for it
    assert redirects(lock, identified, ids, {"square": "town"}, {"town"}) == {
        "square": "town",
        "well": "town",
    }
    # a circle leads to the city, not round and round
    circle = {"square": "town", "town": "square"}
    assert set(redirects(lock, identified, ids, circle, set()).values()) == {""}


def test_a_new_key_makes_the_old_id_an_alias_and_back() -> None:
    found, members = table(SQUARE)
    _, _, lock = build(found, members)
    identified = identify(found, members, lock, HERE)
    renamed = next_lock(lock, found, identified, {"square": "piazza"})
    assert renamed.places.keys() == {"piazza"}
    assert renamed.alias_of() == {"square": "piazza"}
    identified = identify(found, members, renamed, HERE)
    assert identified.ids == {"square": "piazza"}
    assert redirects(renamed, identified, {"square": "piazza"}, {}, {"piazza"}) == {
        "square": "piazza"
    }
    back = next_lock(renamed, found, identified, {"square": "square"})
    assert back.alias_of() == {"piazza": "square"}


def test_few_authors_leave_no_sketch() -> None:
    assert build(*table(SQUARE, authors=2))[2].places["square"].sketch == ""
    assert build(*table(SQUARE))[2].places["square"].sketch


def test_nothing_known_and_nothing_found() -> None:
    found, members = table(SQUARE)
    assert identify(found, members, NOTHING, HERE).ids == {"square": None}
    _, _, lock = build(found, members)
    identified = identify(found.iloc[:0], members.iloc[:0], lock, HERE)
    assert (identified.ids, identified.redirects) == ({}, {"square": ""})


@settings(max_examples=15)
@given(
    seed=st.integers(0, 10**6),
    shift=st.tuples(st.floats(-15, 15), st.floats(-15, 15)),
    noise_m=st.floats(0, 4),
    left=st.floats(0.7, 1),
)
def test_a_planted_city_keeps_its_ids(
    seed: int, shift: tuple[float, float], noise_m: float, left: float
) -> None:
    rng = np.random.default_rng(seed)
    centres = np.array([(x, y) for x in (0, 500, 1000) for y in (0, 600)], float)
    place = rng.integers(0, len(centres), 600)
    at = centres[place] + rng.normal(0, 15, (600, 2))
    photos = make_photos(at[:, 0], at[:, 1], [f"{i % 200}" for i in range(600)])
    before, members = find_places(photos, HERE)
    _, _, lock = build(before, members)
    kept = rng.permutation(600)[: int(600 * left)]
    x, y = (at[kept] + shift + rng.normal(0, noise_m, (len(kept), 2))).T
    lon, lat = HERE.to_degrees(x, y)
    changed = photos.iloc[kept].assign(x_m=x, y_m=y, lon=lon, lat=lat).reset_index(drop=True)
    after, members = find_places(changed, HERE, known=lock.living())
    identified, ids, _ = build(after, members, lock)
    places = before.loc[before["level"] == "place", "place_id"]
    assert len(places) == len(centres)
    assert set(places) <= set(ids.values())
    old = before.set_index("place_id")
    for found, known in identified.ids.items():
        if known is not None:
            now = after.set_index("place_id").loc[found]
            there = HERE.to_metres(*(np.array([old.loc[known, each], now[each]]) for each in AXES))
            assert np.hypot(*(np.diff(axis) for axis in there)) < max(40, now["bandwidth_m"])


AXES = ("lon", "lat")


@pytest.mark.parametrize("rows", [(), (SQUARE,), (SQUARE, BRIDGE)])
def test_the_lock_of_a_build_is_the_same_in_any_order(rows: tuple[Row, ...]) -> None:
    if rows:
        found, members = table(*rows)
        shuffled = members.sample(frac=1, random_state=1, ignore_index=True)
        assert build(found, members)[2] == build(found.iloc[::-1], shuffled)[2]
