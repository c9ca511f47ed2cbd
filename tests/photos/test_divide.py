"""Parts that tile: whatever a service cuts off, everything is found once, or told to be missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidegen.errors import AnswerError
from guidegen.geo import Box
from guidegen.photos import divide
from guidegen.photos.divide import BEGIN, END, Page, Part, distinct, divided, noted, notes_of

BOX = Box(10.0, 43.0, 10.4, 43.2)
SECOND = timedelta(seconds=1)
MOST = 3  # photos that the service gives of a part


class Photo(NamedTuple):
    lon: float
    lat: float
    uploaded: datetime


class Service:
    """Gives the first few of what lies in a box, edges included, and in a half-open time."""

    def __init__(self, photos: list[Photo], *, widest_deg: float = 180.0) -> None:
        self.photos, self.widest_deg, self.asked = photos, widest_deg, 0

    def __call__(self, part: Part) -> Page:
        if part.box.east - part.box.west > self.widest_deg:
            return Page((), whole=False, too_wide=True)
        self.asked += 1
        found = [
            {"id": str(number)}
            for number, (lon, lat, uploaded) in enumerate(self.photos, 1)
            if part.box.west <= lon <= part.box.east
            and part.box.south <= lat <= part.box.north
            and part.since <= uploaded < part.until
        ]
        return Page(found[:MOST], len(found) <= MOST)


def ids(rows: list[object]) -> Counter[str]:
    return Counter(row["id"] for row in rows)  # type: ignore[index]


# on the edges of parts, next to them, and anywhere
LONS = st.sampled_from([10.0, 10.1, 10.2, 10.4, 10.2 + 1e-9]) | st.floats(10.0, 10.4)
LATS = st.sampled_from([43.0, 43.05, 43.1, 43.2, 43.1 - 1e-9]) | st.floats(43.0, 43.2)
TIMES = st.sampled_from([0, 1, 2**29 - 1, 2**29, 2**29 + 1, 2**30 - 1]) | st.integers(0, 2**30 - 1)
PHOTOS = st.lists(
    st.builds(Photo, LONS, LATS, TIMES.map(lambda s: BEGIN + timedelta(seconds=s))), max_size=30
)


@settings(max_examples=40)
@given(PHOTOS)
def test_everything_is_found_once_or_told_to_be_missing(photos: list[Photo]) -> None:
    service = Service(photos)
    pages = list(divided(Part(BOX), service, "Flickr", smallest_deg=1e-4, shortest=SECOND))
    rows, cut = distinct(pages, "id")
    assert all(count == 1 for count in ids(list(rows)).values())
    if not cut:
        assert len(rows) == len(photos)
    else:  # only what shares its second and its spot with others
        near = Counter((round(lon, 3), round(lat, 3), at) for lon, lat, at in photos)
        assert max(near.values()) > 1
        assert len(rows) >= MOST


def test_a_moment_in_one_spot_is_cut_and_told() -> None:
    service = Service([Photo(10.0, 43.0, BEGIN)] * 7 + [Photo(10.3, 43.1, BEGIN)])
    rows, cut = distinct(
        divided(Part(BOX), service, "Flickr", smallest_deg=1e-3, shortest=SECOND), "id"
    )
    assert (len(rows), cut) == (MOST + 1, 1)
    [note] = notes_of(noted(pd.DataFrame({"photo_id": ["1"]}), "Flickr", cut))
    assert note == "Flickr has more photos of one spot or moment than it gives; some are missing"
    assert notes_of(noted(pd.DataFrame(), "Flickr", 0)) == []


@pytest.mark.parametrize("is_whole", [lambda _: False, lambda part: part.box.east < 10.0001])
def test_who_always_has_more_is_asked_no_more(
    is_whole: Callable[[Part], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(divide, "MOST_PARTS", 500)
    asked: list[Part] = []

    def ask(part: Part) -> Page:
        asked.append(part)
        return Page([{"id": "1"}], whole=is_whole(part))

    with pytest.raises(AnswerError, match="Flickr: it has ever more"):
        distinct(divided(Part(BOX), ask, "Flickr", smallest_deg=1e-4, shortest=SECOND), "id")
    assert len(asked) <= 501


def test_no_side_gets_too_short() -> None:
    """Services refuse boxes without an area, and such are all that far north."""
    service = Service([Photo(10.0, 43.0, BEGIN)] * 7)
    boxes: list[Box] = []

    def ask(part: Part) -> Page:
        boxes.append(part.box)
        return service(part)

    narrow = Part(Box(10.0, 43.0, 10.4, 43.003))
    assert sum(
        not page.whole for page in divided(narrow, ask, "", smallest_deg=1e-3, shortest=None)
    )
    sides = [side for box in boxes for side in (box.east - box.west, box.north - box.south)]
    assert min(sides) >= 1e-3
    assert max(min(sides[at : at + 2]) for at in range(len(sides) - 2, len(sides))) < 2e-3


@pytest.mark.parametrize("shortest", [SECOND, None])
def test_what_is_too_wide_is_cut_in_space_only(shortest: timedelta | None) -> None:
    service = Service([Photo(10.05, 43.05, BEGIN)], widest_deg=0.11)
    pages = divided(Part(BOX), service, "Flickr", smallest_deg=1e-3, shortest=shortest)
    assert len(distinct(pages, "id")[0]) == 1
    assert service.asked == 16


def test_time_comes_before_space() -> None:
    photos = [Photo(10.0 + n / 100, 43.0, BEGIN + timedelta(days=900 * n)) for n in range(13)]
    asked: list[Part] = []

    def ask(part: Part) -> Page:
        asked.append(part)
        return Service(photos)(part)

    assert len(list(divided(Part(BOX), ask, "Flickr", smallest_deg=1e-3, shortest=SECOND))) > 1
    assert {part.box for part in asked} == {BOX}
    assert asked[0] == Part(BOX, BEGIN, END)
    # the later half is asked for when all of the first has come
    assert [part.since for part in asked] == sorted(part.since for part in asked)


def test_rows_come_by_number_and_those_without_one_all_stay() -> None:
    page = Page([{"id": "10"}, {}, {"id": 9}, {"id": ""}, {"id": "9", "again": True}], whole=True)
    assert distinct([page], "id") == ([{"id": 9}, {"id": "10"}, {}, {"id": ""}], 0)
