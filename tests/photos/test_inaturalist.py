"""iNaturalist: pages after ids, blurred positions, clocks without a zone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidegen.errors import AnswerError
from guidegen.geo import Box
from guidegen.photos import inaturalist
from guidegen.photos.checks import Limits, judge
from guidegen.photos.records import rows_of
from guidegen.web import Answer
from tests.doubles.http import Server, serving
from tests.doubles.inaturalist import Observation
from tests.doubles.inaturalist import inaturalist as double
from tests.photos.services import city_of, open_web
from tests.photos.test_sources import assert_keeps_contract

BOX = (-0.16, 51.46, -0.04, 51.56)
LIMITS = Limits(Box(*BOX), date(2026, 1, 1))
Gather = Callable[..., tuple[pd.DataFrame, Server]]


@pytest.fixture
def gather(tmp_path: Path) -> Iterator[Gather]:
    """Asks a service double for all that it has in the city."""
    with open_web(tmp_path, keys={}) as web:

        def ask(seen: Sequence[Observation], **options: object) -> tuple[pd.DataFrame, Server]:
            with serving(double(seen)) as server:
                city = city_of("inaturalist", server.url, bbox=BOX, **options)
                return inaturalist.ask(city.photos[0], city, web), server  # type: ignore[arg-type]

        yield ask


def test_every_photo_arrives_exactly_once(gather: Gather) -> None:
    """However ids are spread, at corners of the box, and over what was deleted from a page."""
    seen = [
        Observation(
            7 * n**2 + 1,
            BOX[0] if n % 3 else BOX[2],
            BOX[1] if n % 2 else 51.5,
            photos=range(10 * n + 1, 10 * n + 1 + n % 4),
            deleted=n in {3, 199, 200},
        )
        for n in range(1, 451)
    ]
    outside = Observation(9, 0.1, 51.5, photos=[1])
    rows, server = gather([*seen[::-1], outside])
    planted = [str(photo) for each in seen if not each.deleted for photo in each.photos]
    assert sorted(rows["photo_id"]) == sorted(planted)
    assert not judge(rows, LIMITS).any()
    assert len(server.requests) == 3
    assert "page" not in server.requests[-1].query  # pages end at 10,000 observations


IDS = st.sets(st.integers(1, 60) | st.integers(1, 2**50), max_size=40)


@settings(max_examples=8)
@given(IDS, st.booleans(), st.integers(2, 9))
def test_no_photo_is_lost_between_answers(ids: set[int], holes: bool, most: int) -> None:
    """However dense ids are, and if every other observation was deleted."""
    seen = [
        Observation(number, -0.1, 51.5, photos=[number], deleted=holes and row % 2 == 1)
        for row, number in enumerate(sorted(ids))
    ]
    with (
        pytest.MonkeyPatch.context() as patch,
        TemporaryDirectory() as folder,
        open_web(Path(folder)) as web,
        serving(double(seen)) as server,
    ):
        patch.setattr(inaturalist, "MOST", most)
        city = city_of("inaturalist", server.url, bbox=BOX)
        rows = inaturalist.ask(city.photos[0], city, web)  # type: ignore[arg-type]
    assert list(rows["photo_id"]) == [str(each.id) for each in seen if not each.deleted]


def test_a_row(gather: Gather) -> None:
    rows, server = gather([Observation(5, -0.1, 51.5, photos=[17], accuracy_m=8)])
    assert_keeps_contract(rows)
    [row] = rows.to_dict("records")
    assert row["taken_at"] == pd.Timestamp("2020-08-27 08:57:22")  # the clock, whatever its offset
    assert row["uploaded_at"] == pd.Timestamp("2020-09-01 13:00:00")  # an instant, in London
    assert (row["photo_id"], row["author_id"], row["accuracy"]) == ("17", "103", 16)
    assert row["url"] == "https://www.inaturalist.org/observations/5"
    assert (row["licence"], row["attribution"]) == ("cc-by", "(c) ann, some rights reserved")
    assert pd.isna(row["image_url"])  # a close-up does not show a place
    assert "quality_grade" not in server.requests[0].query  # every grade counts


@pytest.mark.parametrize("offset", ["+00:00", "-06:00", "Z", ""])
def test_the_offset_is_that_of_an_account(gather: Gather, offset: str) -> None:
    rows, _ = gather([Observation(5, -0.1, 51.5, f"2020-08-27T23:30:00{offset}")])
    assert list(rows["taken_at"]) == [pd.Timestamp("2020-08-27 23:30:00")]


def test_what_cannot_be_used_is_counted(gather: Gather) -> None:
    rows, _ = gather(
        [
            Observation(1, -0.1, 51.5, photos=[1], obscured=True),
            Observation(2, -0.1, 51.5, photos=[2], observed_at="", observed_on=""),
            Observation(3, -0.1, 51.5, photos=[3], observed_at=""),
            # one photo may be of two observations: of the bee and of the flower
            Observation(4, -0.1, 51.5, photos=[3], observed_at=""),
        ]
    )
    found = [why for why in judge(rows, LIMITS) if why]
    assert found == [
        "position blurred, to protect what was photographed",
        "no time",
        "duplicate photo id",
    ]
    assert list(rows["time_known"][2:]) == ["day", "day"]


def test_all_rights_reserved_is_no_licence(gather: Gather) -> None:
    rows, _ = gather([Observation(1, -0.1, 51.5, licence=None)])
    assert pd.isna(rows["licence"][0])


def test_only_the_days_that_are_wanted(gather: Gather) -> None:
    seen = [
        Observation(n, -0.1, 51.5, photos=[n], observed_on=f"2020-08-{n:02d}") for n in range(1, 9)
    ]
    rows, _ = gather(seen, since=date(2020, 8, 3), until=date(2020, 8, 4))
    assert list(rows["photo_id"]) == ["3", "4"]


def test_no_photos_at_all(gather: Gather) -> None:
    rows, _ = gather([])
    assert len(rows) == 0
    assert_keeps_contract(rows)


@pytest.mark.parametrize(
    ("radius_m", "level"), [(None, None), (0, None), (8, 16), (400, 15), (20_000, 9), (4e7, 1)]
)
def test_a_radius_as_a_level(radius_m: float | None, level: int | None) -> None:
    assert inaturalist.level_of(radius_m) == level


@pytest.mark.parametrize(
    "results", [None, {}, [{"id": 3}], [{"id": 5}, {"id": 5}], [{}], [7], [{"id": "9"}]]
)
def test_answers_that_would_not_come_to_an_end(results: object) -> None:
    with pytest.raises(AnswerError):
        inaturalist.parse(Answer(json.dumps({"results": results}).encode()), above=4)


def test_who_always_has_more_is_asked_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inaturalist, "MOST_PAGES", 3)
    endless = serving(lambda asked: {"results": [{"id": int(asked.query["id_above"]) + 1}]})
    with open_web(tmp_path) as web, endless as server:
        city = city_of("inaturalist", server.url, bbox=BOX)
        with pytest.raises(AnswerError, match="iNaturalist: it has more than 600 "):
            inaturalist.ask(city.photos[0], city, web)  # type: ignore[arg-type]
    assert len(server.requests) == 3


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("51.5,-0.1"),
    lambda some: (
        st.lists(some, max_size=3) | st.dictionaries(st.text(max_size=5), some, max_size=3)
    ),
    max_leaves=5,
)
NAMES = [
    "location", "obscured", "positional_accuracy", "time_observed_at", "observed_on",
    "created_at", "species_guess", "uri", "user", "photos",
]  # fmt: skip
PHOTOS = st.lists(
    st.dictionaries(st.sampled_from(["id", "license_code", "attribution"]), JSON), max_size=3
)


@settings(max_examples=15)
@given(st.dictionaries(st.sampled_from(NAMES), JSON), PHOTOS)
def test_hostile_answers_never_break_it(observation: dict[str, object], photos: object) -> None:
    found = [*inaturalist.photos_of(observation), *inaturalist.photos_of({"photos": photos})]
    told = [{**record, "file": "iNaturalist", "row": row} for row, record in enumerate(found, 1)]
    rows = rows_of(told, "inaturalist", "Europe/Rome")
    assert len(rows) == len(found) >= 2
    judge(rows, LIMITS)
