import geopandas as gpd
import numpy as np
import pytest

from guidegen.geo import Projection
from guidegen.places.curated_file import CuratedPlace
from guidegen.places.curation import FoundName, Settled, name_places, settle
from guidegen.places.lock import Lock, LockedPlace

# Four found places on a line, 200 m apart; the quarter lies where the first place does.
ROWS = [
    ("quarter-1", "quarter", None, 160.0, 0),
    ("place-1", "place", "quarter-1", 60.0, 0),
    ("place-2", "place", "quarter-1", 60.0, 200),
    ("spot-1", "spot", "place-2", 20.0, 210),
    ("place-3", "place", None, 60.0, 2000),
]


@pytest.fixture
def found(projection: Projection) -> gpd.GeoDataFrame:
    ids, levels, parents, sizes, x_m = zip(*ROWS, strict=True)
    lon, lat = projection.to_degrees(np.array(x_m, float), np.zeros(len(ROWS)))
    return gpd.GeoDataFrame(
        {
            "place_id": ids,
            "level": levels,
            "parent": parents,
            "bandwidth_m": sizes,
            "lon": lon,
            "lat": lat,
            "rank": [1, 1, 2, 1, 3],
        }
    )


def entry(projection: Projection, x_m: float, **more: object) -> CuratedPlace:
    lon, lat = projection.to_degrees(np.array([x_m]), np.zeros(1))
    return CuratedPlace.model_validate({"at": [float(lon[0]), float(lat[0])], **more})


def test_an_entry_finds_its_place_and_gives_it_name_and_id(
    found: gpd.GeoDataFrame, projection: Projection
) -> None:
    entries = {"big-square": entry(projection, 15, name={"en": "Big Square", "it": "Piazza"})}
    named = name_places(found, entries, projection, ["it", "en"])
    row = named.places.set_index("place_id").loc["big-square"]
    # the place, though the quarter's mode is at the same point; Italian comes first here
    assert (row["level"], row["name"], row["name_source"]) == ("place", "Piazza", "curated")
    assert named.ids["place-1"] == "big-square"
    assert named.unmatched == []


def test_levels_can_be_named(found: gpd.GeoDataFrame, projection: Projection) -> None:
    entries = {"old-town": entry(projection, 0, level="quarter", name={"en": "Old Town"})}
    named = name_places(found, entries, projection, ["en"])
    assert named.ids["quarter-1"] == "old-town"
    # what lies in it knows its new id
    assert named.places.set_index("place_id").loc["place-2", "parent"] == "old-town"


def test_two_entries_and_two_places_are_matched_so_that_both_are_near(
    found: gpd.GeoDataFrame, projection: Projection
) -> None:
    entries = {name: entry(projection, x, level="place") for name, x in (("b", 55), ("c", 190))}
    named = name_places(found, entries, projection, ["en"])
    assert (named.ids["place-1"], named.ids["place-2"]) == ("b", "c")


def test_an_entry_where_no_place_is_stays_unmatched(
    found: gpd.GeoDataFrame, projection: Projection
) -> None:
    named = name_places(found, {"gone": entry(projection, 900)}, projection, ["en"])
    assert named.unmatched == ["gone"]
    assert named.entries == {}


def test_the_nameless_are_named_by_what_is_near_or_by_their_position(
    found: gpd.GeoDataFrame, projection: Projection
) -> None:
    entries = {"square": entry(projection, 0, level="place", name={"en": "Square"})}
    names = name_places(found, entries, projection, ["en"]).places.set_index("place_id")
    assert names.loc["place-2", ["name", "name_source"]].tolist() == [
        "Near Square, 200 m east",
        "near",
    ]
    # 2 km away nothing is near
    assert names.loc["place-3", ["name", "name_source"]].tolist() == [
        "43.7000° N, 10.4248° E",
        "position",
    ]


def test_hidden_places_are_gone_and_what_lay_in_them_moves_up(
    found: gpd.GeoDataFrame, projection: Projection
) -> None:
    entries = {"secret": entry(projection, 200, level="place", hide=True)}
    places = name_places(found, entries, projection, ["en"]).places.set_index("place_id")
    assert "secret" not in places.index
    assert places.loc["spot-1", "parent"] == "quarter-1"
    assert places.loc["place-3", "rank"] == 2


def test_an_id_that_an_entry_has_is_never_given_to_another_place(
    found: gpd.GeoDataFrame, projection: Projection
) -> None:
    entries = {"place-1": entry(projection, 200, level="place")}
    ids = name_places(found, entries, projection, ["en"]).ids
    assert ids["place-2"] == "place-1"
    assert len(set(ids.values())) == len(ROWS)


def settled(
    found: gpd.GeoDataFrame,
    entries: dict[str, CuratedPlace],
    known: dict[str, str],
    projection: Projection,
    **aliases: str,
) -> Settled:
    """What a lock that knows some of the found places, and aliases of them, leads to."""
    where = "POLYGON ((0 0, 1 0, 1 1, 0 0))"
    place = LockedPlace(level="place", position=(0, 0), bandwidth_m=9, area=where, photos=1)
    places = dict.fromkeys(known.values(), place)
    for alias, name in aliases.items():
        places[name] = place.model_copy(update={"aliases": (alias,)})
    ids = {name: known.get(name) for name in found["place_id"]}
    return settle(found, ids, entries, Lock(version=1, places=places), projection)


def test_an_entry_follows_its_place_and_not_its_position(
    found: gpd.GeoDataFrame, projection: Projection
) -> None:
    entries = {"square": entry(projection, 0, name={"en": "Square"})}
    after = settled(found, entries, {"place-3": "square", "place-1": "other"}, projection)
    assert after.ids["place-3"] == "square"
    assert after.ids["place-1"] == "other"
    assert after.unmatched == []


def test_an_entry_of_a_place_that_is_gone_takes_no_other(
    found: gpd.GeoDataFrame, projection: Projection
) -> None:
    entries = {"square": entry(projection, 0)}
    after = settled(found, entries, {"lost": "square"}, projection)
    assert after.unmatched == ["square"]
    assert set(after.ids.values()) == {None}


def test_a_new_key_at_the_same_position_renames_the_place(
    found: gpd.GeoDataFrame, projection: Projection
) -> None:
    entries = {"piazza": entry(projection, 3)}
    assert settled(found, entries, {"place-1": "old"}, projection).ids["place-1"] == "piazza"
    # and an old key that came back renames it back
    after = settled(found, {"old": entry(projection, 3)}, {"place-1": "new"}, projection, old="new")
    assert after.ids["place-1"] == "old"


def test_a_place_with_an_entry_is_not_renamed_by_another(
    found: gpd.GeoDataFrame, projection: Projection
) -> None:
    entries = {"old": entry(projection, 0), "piazza": entry(projection, 3, level="place")}
    after = settled(found, entries, {"place-1": "old"}, projection)
    assert after.ids["place-1"] == "old"
    assert after.unmatched == ["piazza"]


def test_new_places_are_called_after_what_providers_found(
    found: gpd.GeoDataFrame, projection: Projection
) -> None:
    names = {"place-2": FoundName("Città Alta", "wikipedia"), "place-3": FoundName("東京", "x")}
    named = name_places(found, {}, projection, ["en"], found_names=names, used={"citta-alta"})
    assert named.ids["place-2"] == "citta-alta-2"  # the other id was another place's
    assert named.ids["place-3"] == "place-3"  # no letters for an address
    passing = {"place-2": FoundName("Bar Uno", "foursquare", lasts=False)}
    brief = name_places(found, {}, projection, ["en"], found_names=passing)
    assert brief.ids["place-2"] == "place-2"  # an address is for good, such a name is not
    row = named.places.set_index("place_id").loc["citta-alta-2"]
    assert (row["name"], row["name_source"]) == ("Città Alta", "wikipedia")
    # editors have the last word, and an id does not change because a name was found
    entries = {"square": entry(projection, 200, level="place", name={"en": "Square"})}
    after = settled(found, entries, {"place-2": "square", "place-3": "place-9"}, projection)
    named = name_places(found, entries, projection, ["en"], settled=after, found_names=names)
    rows = named.places.set_index("place_id")
    assert rows.loc["square", "name"] == "Square"
    assert rows.loc["place-9", "name"] == "東京"


def test_labels_reviews_hidden_and_merged_places(
    found: gpd.GeoDataFrame, projection: Projection
) -> None:
    entries = {
        "square": entry(projection, 0, level="place", label_at=[10.4, 43.7], review="moved"),
        "secret": entry(projection, 200, level="place", hide=True, merge=["far"]),
        "far": entry(projection, 2000, merge=["well", "unknown"]),
        "well": entry(projection, 210, level="spot"),
    }
    named = name_places(found, entries, projection, ["en"])
    assert named.labels == {"square": (10.4, 43.7)}
    assert named.reviews == {"square": "moved"}
    assert named.instead == {"secret": "quarter-1"}
    after = settle(found, {}, entries, Lock(version=1), projection)
    assert after.groups(entries) == {"place-2": ["place-3", "spot-1"]}
    left = found[found["place_id"] != "spot-1"]
    named = name_places(left, entries, projection, ["en"], settled=after)
    assert "well" not in named.entries
    assert named.ids["spot-1"] == "well"
