"""Which photos are asked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from guidegen.descriptions.pictures import Rendition
from guidegen.survey.sample import draw

SHOWN = {"licence": "CC BY 4.0", "url": "https://example.org/1", "attribution": None,
         "image_url": "https://example.org/1.jpg"}  # fmt: skip


def photos(**sources: int) -> pd.DataFrame:
    rows = [
        {"photo_id": f"{source}:{n}", "author_id": "a", "lon": 0.0, "lat": 0.0, "source": source,
         "title": None, "luminance_bv": 5.0 if n % 2 else None, **SHOWN}
        for source, count in sources.items() for n in range(count)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def picture(row: Mapping[str, Any]) -> Rendition:
    return Rendition(f"{row['photo_id']}.webp", Path("x"), 800, 600, "webp")


def drawn(table: pd.DataFrame, most: int, **more: Any) -> list[str]:
    return [each.photo_id for each in draw(table, picture, most, failures=5, **more)]


def test_as_many_of_each_source_as_there_are() -> None:
    found = drawn(photos(flickr=50, commons=50, geograph=3), 21)
    assert Counter(photo.partition(":")[0] for photo in found) == {
        "flickr": 9, "commons": 9, "geograph": 3,
    }  # fmt: skip
    assert len(drawn(photos(flickr=4), 21)) == 4


def test_the_lot_depends_on_the_photos_only() -> None:
    table = photos(flickr=50, commons=50)
    found = drawn(table, 20)
    assert drawn(table.iloc[::-1], 20) == found
    assert found != sorted(found)
    assert {f"flickr:{n}" for n in range(50)} - set(found)
    # photos that come later change little
    more = drawn(photos(flickr=55, commons=50), 20)
    assert len(set(more) & set(found)) >= 16


def test_only_photos_that_may_be_shown() -> None:
    table = photos(flickr=5)
    table["licence"] = ["CC BY 2.0", "CC BY-NC 2.0", None, "CC0 1.0", "CC BY-SA 2.0"]
    table["url"] = [None, "https://example.org", "https://example.org", None, None]
    table["attribution"] = [None, None, None, None, "Ann"]
    found = draw(table, picture, 9, failures=5)
    # the first names nobody, the fourth need not
    assert sorted((each.photo_id, each.licence, each.attribution) for each in found) == [
        ("flickr:3", "CC0 1.0", ""),
        ("flickr:4", "CC BY-SA 2.0", "Ann"),
    ]


def test_a_source_whose_pictures_fail_is_given_up_and_the_others_are_not() -> None:
    asked: list[str] = []

    def broken(row: Mapping[str, Any]) -> Rendition | None:
        asked.append(row["source"])
        return picture(row) if row["source"] == "commons" else None

    found = draw(photos(flickr=50, commons=10), broken, 20, failures=5)
    assert Counter(asked) == {"flickr": 5, "commons": 10}
    assert len(found) == 10


def test_light_goes_with_the_photo() -> None:
    light = {each.photo_id: each.luminance_bv for each in draw(photos(f=4), picture, 4, failures=1)}
    assert light == {"f:0": None, "f:1": 5.0, "f:2": None, "f:3": 5.0}
