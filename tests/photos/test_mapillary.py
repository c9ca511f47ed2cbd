"""Mapillary: its refusals, its drives, its clocks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from guidegen.errors import AnswerError, MissingKeyError, ServiceError
from guidegen.faults import Fault, mapillary_fault
from guidegen.geo import Box
from guidegen.photos import mapillary
from guidegen.photos.checks import Limits, judge
from guidegen.photos.divide import BEGIN, Part, notes_of
from guidegen.web import Answer
from tests.doubles.http import Reply, serving
from tests.doubles.mapillary import TOKEN, Image
from tests.doubles.mapillary import mapillary as double
from tests.photos.services import city_of, open_web
from tests.photos.test_sources import assert_keeps_contract

NOON_MS = 1_590_922_800_000  # 2020-05-31 11:00 UTC, noon in London
BOX = (-0.16, 51.46, -0.04, 51.56)  # larger than Mapillary allows in one question
DAY = date(2020, 5, 31)
AT = (-0.1, 51.5)
KEYS = {"GUIDEGEN_MAPILLARY_TOKEN": TOKEN}
LIMITS = Limits(Box(*BOX), date(2026, 1, 1))
Gather = Callable[..., pd.DataFrame]


@pytest.fixture
def gather(tmp_path: Path) -> Iterator[Gather]:
    """Asks a service double for all that it has in the city."""
    with open_web(tmp_path, keys=KEYS) as web:

        def ask(images: Sequence[Image], **options: object) -> pd.DataFrame:
            with serving(double(images, **options)) as server:  # type: ignore[arg-type]
                city = city_of("mapillary", server.url, bbox=BOX)
                return mapillary.ask(city.photos[0], city, web)  # type: ignore[arg-type]

        yield ask


def verdicts(rows: pd.DataFrame) -> dict[str, str]:
    """By photo: why it is not used, or ""."""
    return dict(zip(rows["photo_id"], judge(rows, LIMITS), strict=True))


@st.composite
def worlds(draw: st.DrawFn) -> list[Image]:
    """Photos all over the box, in heaps of space and time, and on the edges of parts."""
    heap = (draw(st.floats(BOX[0], BOX[2])), draw(st.floats(BOX[1], BOX[3])))
    edges = [(BOX[0], BOX[1]), (BOX[2], BOX[3]), ((BOX[0] + BOX[2]) / 2, (BOX[1] + BOX[3]) / 2)]
    images = []
    for number in range(draw(st.integers(0, 60))):
        spread = draw(st.sampled_from([0.0, 0.0001, 0.03]))
        lon, lat = draw(st.sampled_from([heap, *edges]))
        lon = min(max(lon + spread * draw(st.integers(-5, 5)) / 5, BOX[0]), BOX[2])
        lat = min(max(lat + spread * draw(st.integers(-5, 5)) / 5, BOX[1]), BOX[3])
        ms = NOON_MS + 3_700_000 * draw(st.sampled_from([0, number, number**2]))
        images.append(Image(str(number + 1), lon, lat, ms + number, sequence=f"s{number}"))
    return images


@settings(max_examples=6)
@given(worlds(), st.sampled_from([5, 30, 10**9]))
def test_every_photo_arrives_exactly_once(images: list[Image], dense: int) -> None:
    """As long as no moment at one spot holds more than an answer: here, 60 photos."""
    with (
        TemporaryDirectory() as folder,
        pytest.MonkeyPatch.context() as patch,
        open_web(Path(folder), keys=KEYS) as web,
        serving(double(images, dense=dense)) as server,
    ):
        most = max(8, 1 + heaviest(images))
        patch.setattr(mapillary, "MOST", most)
        city = city_of("mapillary", server.url, bbox=BOX)
        rows = mapillary.ask(city.photos[0], city, web)  # type: ignore[arg-type]
        areas = [asked.query["bbox"].split(",") for asked in server.requests]
    missing = dense < heaviest(images)
    assert rows["photo_id"].is_unique
    assert missing or sorted(rows["photo_id"]) == sorted(image.id for image in images)
    assert bool(notes_of(rows)) <= missing
    assert all((float(e) - float(w)) * (float(n) - float(s)) < 0.01 for w, s, e, n in areas)


def heaviest(images: Sequence[Image]) -> int:
    """The most photos within an hour and 20 m or so."""
    return max(
        (
            sum(
                abs(a.lon - b.lon) < 5e-4
                and abs(a.lat - b.lat) < 5e-4
                and abs(a.captured_ms - b.captured_ms) < 7_200_000
                for b in images
            )
            for a in images
        ),
        default=0,
    )


def test_a_full_answer_is_not_taken_for_all(gather: Gather) -> None:
    """2000 is the most of an answer, and there is no second page."""
    images = [Image(str(n), -0.1 + n * 1e-5, 51.5, NOON_MS + n) for n in range(2050)]
    assert len(gather(images)) == 2050


def test_what_cannot_be_had_is_told(gather: Gather, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapillary, "MOST", 20)
    rows = gather([Image(str(n), -0.1013, 51.5021, NOON_MS) for n in range(21)])
    assert notes_of(rows) == [
        "Mapillary has more photos of one spot or moment than it gives; some are missing"
    ]
    assert len(rows) == 20


def test_a_drive_does_not_drown_the_city(gather: Gather) -> None:
    """1000 frames, one a metre: 20 stay; so do two drivers' photos of the same place."""
    drive = [
        Image(str(n), -0.1, 51.5 + n / 111_200, NOON_MS + 1000 * n, "ann", "a") for n in range(1000)
    ]
    other = [Image("5000", -0.1, 51.5, NOON_MS, "barbara", "b")]
    again = [Image("6000", -0.1, 51.5, NOON_MS + 10**9, "ann", "c")]
    found = verdicts(gather([*drive, *other, *again]))
    kept = [photo for photo, why in found.items() if not why]
    assert {"0", "5000", "6000"} <= set(kept)
    assert 20 <= len(kept) - 2 <= 21
    reasons = pd.Series([why for why in found.values() if why])
    assert dict(reasons.value_counts()) == {"one of the many frames of a drive": 1002 - len(kept)}


def test_thinning_does_not_see_the_order_of_rows(gather: Gather) -> None:
    drive = [Image(str(n), -0.1 + n * 1e-5, 51.5, NOON_MS + 1000 * n) for n in range(50)]
    assert verdicts(gather(drive)) == verdicts(gather(drive[::-1]))


def test_without_a_sequence_a_day_of_an_author_is_one(gather: Gather) -> None:
    near = [Image(str(n), -0.1 + n * 1e-5, 51.5, NOON_MS + 1000 * n, sequence="") for n in range(3)]
    next_day = Image("9", -0.1, 51.5, NOON_MS + 86_400_000, sequence="")
    found = verdicts(gather([*near, next_day]))
    assert [photo for photo, why in found.items() if not why] == ["0", "9"]


def test_a_row(gather: Gather) -> None:
    rows = gather([Image("17", -0.1, 51.5, NOON_MS + 250, "ann")])
    assert_keeps_contract(rows)
    [row] = rows.to_dict("records")
    assert row["taken_at"] == pd.Timestamp("2020-05-31 12:00:00.250")  # as clocks there
    assert (row["time_known"], row["author_id"]) == ("second", "10003")
    assert row["url"] == "https://www.mapillary.com/app/?pKey=17"
    assert (row["licence"], row["attribution"]) == ("CC BY-SA 4.0", "ann on Mapillary")
    assert pd.isna(row["image_url"])
    assert "SIGNED" not in str(row)


def test_what_cannot_be_used_is_counted(gather: Gather) -> None:
    images = [
        Image("1", -0.1, 51.5, NOON_MS, creator=""),
        Image("2", -0.1, 51.5, 86_400_000 * 365),  # the camera's clock began in 1970
        Image("3", -0.09, 51.5, NOON_MS, computed=False),
    ]
    found = verdicts(gather(images))
    assert found == {"1": "no author id", "2": "time before 1990", "3": ""}


def test_only_the_days_that_are_wanted(tmp_path: Path) -> None:
    """The last seconds of 30 May and the first of 1 June in London are not of 31 May."""
    day = 1_590_879_600_000  # 2020-05-31 00:00 in London
    images = [
        Image(str(n), -0.1, 51.5, ms) for n, ms in enumerate((day - 2000, day, day + 86_399_000))
    ]
    with (
        open_web(tmp_path, keys=KEYS) as web,
        serving(double([*images, Image("9", -0.1, 51.5, day + 86_402_000)])) as server,
    ):
        city = city_of("mapillary", server.url, bbox=BOX, since=DAY, until=DAY)
        rows = mapillary.ask(city.photos[0], city, web)  # type: ignore[arg-type]
    assert list(rows["photo_id"]) == ["1", "2"]


def test_a_day_may_have_25_hours(tmp_path: Path) -> None:
    """On 25 October 2020 clocks in London were put back at 1:00 UTC."""
    late = 1_603_668_600_000  # 23:30
    day = date(2020, 10, 25)
    with open_web(tmp_path, keys=KEYS) as web, serving(double([Image("1", *AT, late)])) as server:
        city = city_of("mapillary", server.url, bbox=BOX, since=day, until=day)
        rows = mapillary.ask(city.photos[0], city, web)  # type: ignore[arg-type]
    assert list(rows["taken_at"]) == [pd.Timestamp("2020-10-25 23:30:00")]


def test_what_lies_on_a_border_is_in_both_parts() -> None:
    """Nobody says whether edges and ends belong to what is asked for."""
    middle = BEGIN + timedelta(days=4000)
    before = mapillary._params(Part(Box(0.0, 0.0, 0.1, 0.1), until=middle))
    after = mapillary._params(Part(Box(0.1, 0.0, 0.2, 0.1), since=middle))
    assert float(before["bbox"].split(",")[2]) > 0.1 > float(after["bbox"].split(",")[0])
    assert before["end_captured_at"] > middle.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert after["start_captured_at"] < middle.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert not {"start_captured_at"} & set(before) | {"end_captured_at"} & set(after)


def test_no_photos_at_all(gather: Gather) -> None:
    rows = gather([])
    assert len(rows) == 0
    assert_keeps_contract(rows)


def test_what_was_answered_is_not_asked_again(tmp_path: Path) -> None:
    """So a run that was interrupted goes on, and refusals are remembered too."""
    images = [Image(str(n), -0.1 + n * 1e-3, 51.5, NOON_MS) for n in range(20)]
    with serving(double(images, dense=6)) as server, open_web(tmp_path, keys=KEYS) as web:
        city = city_of("mapillary", server.url, bbox=BOX)
        first = mapillary.ask(city.photos[0], city, web)  # type: ignore[arg-type]
        asked = len(server.requests)
        again = mapillary.ask(city.photos[0], city, web)  # type: ignore[arg-type]
        assert_frame_equal(first, again)
        assert len(server.requests) == asked > 4


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        ({"message": "Please reduce the amount of data you're asking for", "code": 1}, None),
        ({"message": "limit", "code": 4}, Fault("4: limit", busy=True, wait_s=15.0)),
        ({"message": "no", "code": "x"}, Fault("error: no", wait_s=15.0)),
        ("no", Fault("error: no", wait_s=15.0)),
        (None, None),
    ],
)
def test_errors(error: object, fault: Fault | None) -> None:
    assert mapillary_fault({"error": error}) == fault


def test_a_service_that_refuses_every_box_is_given_up(gather: Gather) -> None:
    with pytest.raises(ServiceError, match="every box that it is too large"):
        gather([], broken=True)


def test_a_token_is_needed_and_must_be_good(tmp_path: Path) -> None:
    city = city_of("mapillary", "http://127.0.0.1:9", bbox=BOX)
    with open_web(tmp_path, keys={}) as web, pytest.raises(MissingKeyError):
        mapillary.ask(city.photos[0], city, web)  # type: ignore[arg-type]
    keys = {"GUIDEGEN_MAPILLARY_TOKEN": "MLY|1|wrong-token"}
    with (
        serving(double([])) as server,
        open_web(tmp_path, keys=keys) as web,
    ):
        city = city_of("mapillary", server.url, bbox=BOX)
        with pytest.raises(AnswerError, match=r"190: .*GUIDEGEN_MAPILLARY_TOKEN") as error:
            mapillary.ask(city.photos[0], city, web)  # type: ignore[arg-type]
    assert "wrong-token" not in str(error.value)


def test_a_server_error_of_another_kind_is_waited_for(tmp_path: Path) -> None:
    answers = [Reply("<html>down</html>", 500), Reply({"data": []})]
    waits: list[float] = []
    with (
        serving(lambda _: answers.pop(0) if len(answers) > 1 else answers[0]) as server,
        open_web(tmp_path, keys=KEYS, sleep=waits.append) as web,
    ):
        city = city_of("mapillary", server.url, bbox=(-0.12, 51.5, -0.08, 51.53))
        assert len(mapillary.ask(city.photos[0], city, web)) == 0  # type: ignore[arg-type]
    assert len(server.requests) == 2
    assert any(wait > 0 for wait in waits)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(51.5),
    lambda some: (
        st.lists(some, max_size=3) | st.dictionaries(st.text(max_size=5), some, max_size=3)
    ),
    max_leaves=5,
)
NAMES = ["id", "captured_at", "computed_geometry", "geometry", "creator", "sequence"]


@settings(max_examples=15)
@given(st.lists(st.dictionaries(st.sampled_from(NAMES), JSON) | JSON, max_size=4))
def test_hostile_answers_never_break_it(photos: list[object]) -> None:
    records = mapillary.parse(Answer(json.dumps({"data": photos}).encode()))
    rows = mapillary._rows(records or [], UTC)
    assert len(rows) == len(photos)
    mapillary.thinned(rows, Box(*BOX))
    assert len(judge(rows.reset_index(drop=True), LIMITS)) == len(rows)
