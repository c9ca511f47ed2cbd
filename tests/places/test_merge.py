from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from guidegen.places.merge import merge_places
from tests.places.conftest import make_photos

# Ten photos by five authors on two days; the spot lies in the place, the place in the quarter.
PHOTOS = make_photos(
    [0] * 10, [0] * 10, [f"a{i % 5}" for i in range(10)], [i // 5 for i in range(10)]
)
HELD = {"q": range(10), "p": range(4), "s": range(2), "o": range(3, 9)}


@pytest.fixture
def found() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "place_id": pd.array(["q", "o", "p", "s"], dtype="str"),
            "level": ["quarter", "place", "place", "spot"],
            "parent": pd.array([None, "q", "q", "p"], dtype="str"),
            "lon": [10.0, 10.1, 10.2, 10.3],
            "photos": [10, 6, 4, 2],
            "authors": [5, 5, 4, 2],
            "photographer_days": [10, 6, 4, 2],
            "rank": [1, 1, 2, 1],
        },
        geometry=[box(0, 0, 9, 9), box(1, 0, 2, 1), box(0, 0, 1, 1), box(0, 0, 0.5, 0.5)],
        crs="EPSG:4326",
    )


@pytest.fixture
def members() -> pd.DataFrame:
    pairs = [(f"file:{i:06d}", place) for place, held in HELD.items() for i in held]
    return pd.DataFrame(pairs, columns=["photo_id", "place_id"], dtype="str")


def test_two_places_become_one(found: gpd.GeoDataFrame, members: pd.DataFrame) -> None:
    places, joined = merge_places(found, members, PHOTOS, {"p": ["o"]})
    row = places.set_index("place_id").loc["p"]
    assert row["lon"] == 10.1  # of the bigger
    # photos 0 to 8: all five authors on the first day, four on the second
    assert (row["photos"], row["authors"], row["photographer_days"], row["rank"]) == (9, 5, 9, 1)
    assert row.geometry.equals(box(0, 0, 2, 1))
    assert joined["place_id"].value_counts().to_dict() == {"q": 10, "p": 9, "s": 2}
    assert places.set_index("place_id")["parent"].to_dict()["s"] == "p"
    assert places.crs == found.crs
    assert places.dtypes.equals(found.dtypes)


def test_what_lay_in_a_merged_place_lies_in_the_whole(
    found: gpd.GeoDataFrame, members: pd.DataFrame
) -> None:
    parents = merge_places(found, members, PHOTOS, {"o": ["p"]})[0].set_index("place_id")["parent"]
    assert parents["s"] == "o"
    assert parents["o"] == "q"


def test_a_place_and_what_it_lies_in(found: gpd.GeoDataFrame, members: pd.DataFrame) -> None:
    # s has q's mode and level now, and lies in nothing
    places, _ = merge_places(found, members, PHOTOS, {"s": ["q", "p"]})
    rows = places.set_index("place_id")
    assert rows.loc["s", "level"] == "quarter"
    assert pd.isna(rows.loc["s", "parent"])
    assert rows.loc["o", "parent"] == "s"


def test_no_merges_change_nothing(found: gpd.GeoDataFrame, members: pd.DataFrame) -> None:
    places, same = merge_places(found, members, PHOTOS, {})
    assert places is found
    assert same is members
