from __future__ import annotations

import pandas as pd
import pytest

from guidegen.descriptions.pictures import own_photos
from guidegen.geo import Box, Projection

MODES = pd.DataFrame({"place_id": ["tower", "bridge"], "lon": [10.4, 10.41], "lat": [43.7, 43.71]})
NEAR = Projection.around(Box(10.39, 43.69, 10.42, 43.72))


def photos(**changes: dict[str, object]) -> pd.DataFrame:
    """Five photos of the tower, each about 11 m farther from it than the one before."""
    table = pd.DataFrame(
        {
            "photo_id": [f"flickr:{n}" for n in range(5)],
            "author_id": ["a", "b", "a", "c", "d"],
            "lon": 10.4,
            "lat": [43.7 + n * 1e-4 for n in range(5)],
            "image_url": [f"https://example.org/{n}.jpg" for n in range(5)],
            "url": [f"https://example.org/{n}" for n in range(5)],
            "title": [f"No {n}" for n in range(5)],
            "licence": "CC BY 2.0",
            "attribution": None,
        }
    ).set_index("photo_id", drop=False)
    for photo, values in changes.items():
        for column, value in values.items():
            table.loc[f"flickr:{photo.removeprefix('p')}", column] = value
    return table.reset_index(drop=True)


def chosen(table: pd.DataFrame) -> pd.DataFrame:
    members = pd.DataFrame({"photo_id": table["photo_id"], "place_id": "tower"})
    return own_photos(table, members, MODES, NEAR)


def test_the_nearest_photos_of_different_people_are_taken() -> None:
    found = chosen(photos())
    assert found["photo_id"].tolist() == ["flickr:0", "flickr:1", "flickr:3"]
    assert found["distance_m"].tolist() == pytest.approx([0, 11.1, 33.3], abs=0.1)
    assert found["place_id"].unique().tolist() == ["tower"]
    assert "author_id" not in found
    assert found["licence"].unique().tolist() == ["CC BY 2.0"]


def test_photos_that_may_not_be_published_are_not_taken() -> None:
    table = photos(
        p0={"licence": "All Rights Reserved"},
        p1={"licence": None},
        p2={"image_url": None},
        p3={"url": None},  # nobody could be credited
        p4={"url": None, "licence": "CC0", "title": None},
    ).drop(columns="attribution")
    found = chosen(table)
    assert found["photo_id"].tolist() == ["flickr:4"]
    assert found[["url", "title", "licence"]].to_numpy().tolist() == [["", "", "CC0 1.0"]]


def test_tables_without_the_columns_have_no_photos_to_show() -> None:
    bare = photos()[["photo_id", "author_id", "lon", "lat"]]
    found = chosen(bare)
    assert found.empty
    assert list(found) == [
        "place_id", "photo_id", "image_url", "url", "title", "licence", "attribution",
        "distance_m",
    ]  # fmt: skip


def test_who_is_named_needs_no_page() -> None:
    found = chosen(photos(p0={"url": None, "attribution": "Ann Lee"}))
    assert found["attribution"].tolist() == ["Ann Lee", "", ""]


def test_the_order_of_photos_changes_nothing() -> None:
    table = photos()
    again = chosen(table.sample(frac=1, random_state=3))
    pd.testing.assert_frame_equal(again, chosen(table))
