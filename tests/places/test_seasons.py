from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from guidegen.places.seasons import CITY, best_time, profiles

Rng = np.random.Generator

MONTHS = np.array([1, 1, 2, 3, 4, 5, 6, 6, 5, 3, 1, 1]) / 38
HOURS = np.repeat([0.2, 0.4, 3.0, 4.0, 2.0, 1.0], [6, 2, 4, 6, 3, 3]) / 47


def photos_of(rows: list[tuple[str, str, str]], known: str = "second") -> pd.DataFrame:
    """Photos from (author, place, time); the place is what becomes their member."""
    author, place, time = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "photo_id": [f"file:{at:06}" for at in range(len(rows))],
            "author_id": author,
            "taken_at": np.array(time, dtype="datetime64[us]"),
            "time_known": known,
            "place_id": place,
        }
    )


def members_of(photos: pd.DataFrame) -> pd.DataFrame:
    return photos.loc[photos["place_id"] != "", ["photo_id", "place_id"]]


def profile(photos: pd.DataFrame, place_id: str, kind: str) -> pd.DataFrame:
    table = profiles(photos, members_of(photos))
    return table[(table["place_id"] == place_id) & (table["kind"] == kind)].set_index("bin")


ROWS = [
    ("anna", "tower", "2012-05-03T14:10:00"),  # a Thursday
    ("anna", "tower", "2012-05-03T14:50:00"),
    ("anna", "tower", "2012-05-03T16:00:00"),
    ("bob", "tower", "2012-05-06T14:00:00"),  # a Sunday
    ("bob", "park", "2012-06-06T09:00:00"),
    ("bob", "", "2012-06-07T09:00:00"),  # at no place
]


def test_days_and_hours_of_an_author_count_once() -> None:
    photos = photos_of(ROWS)
    month, weekday, hour = (profile(photos, "tower", k) for k in ("month", "weekday", "hour"))
    assert month["photographer_days"][month["photographer_days"] > 0].to_dict() == {5: 2}
    assert month["authors"][5] == 2
    assert weekday["photographer_days"].tolist() == [0, 0, 0, 1, 0, 0, 1]
    # anna at 14 and 16 h, bob at 14 h
    assert hour["photographer_days"][[14, 16]].tolist() == [2, 1]


def test_the_city_counts_all_photos_and_is_what_is_expected() -> None:
    photos = photos_of(ROWS)
    assert profile(photos, CITY, "month")["photographer_days"][[5, 6]].tolist() == [2, 2]
    # half of the city's four days were in June; so should be half of the tower's two
    june = profile(photos, "tower", "month").loc[6]
    assert (june["expected"], june["lift"]) == (1.0, 0.0)
    may = profile(photos, "tower", "month").loc[5]
    assert (may["expected"], may["lift"]) == (1.0, 2.0)
    # both of two days in May, which come in May with probability 1/2
    assert may["p_value"] == pytest.approx(0.25)
    assert not may["claimed"]


def test_days_are_no_hours_and_unknown_times_are_nothing() -> None:
    photos = photos_of(ROWS, known="day")
    assert profile(photos, "tower", "hour")["photographer_days"].sum() == 0
    assert profile(photos, "tower", "hour")["p_value"].isna().all()
    assert profile(photos, "tower", "month")["photographer_days"].sum() == 2
    assert profile(photos_of(ROWS, known="none"), "tower", "month")["photographer_days"].sum() == 0


def test_times_before_1970_are_in_their_month_weekday_and_hour() -> None:
    photos = photos_of([("anna", "tower", "1969-12-28T23:30:00")])  # a Sunday
    for kind, bin_ in (("month", 12), ("weekday", 6), ("hour", 23)):
        assert profile(photos, "tower", kind)["photographer_days"][bin_] == 1


def test_no_photos() -> None:
    photos = photos_of(ROWS).iloc[:0]
    table = profiles(photos, members_of(photos))
    assert table["place_id"].unique().tolist() == [CITY]
    assert table["photographer_days"].sum() == 0


def simulate(rng: Rng, places: int) -> list[tuple[str, str, str]]:
    """Tourists who come once for some days in season, and locals who come all year round."""
    popularity = rng.dirichlet(np.ones(places))
    rows = []
    for author in range(1500):
        is_local = author % 20 == 0
        month = rng.choice(12, p=MONTHS) + 1
        first = np.datetime64(f"2012-{month:02}-01") + rng.integers(0, 28)
        days = first + np.arange(rng.integers(1, 5))
        if is_local:
            days = np.datetime64("2010-01-01") + rng.integers(0, 1500, size=rng.integers(5, 100))
        for day in days:
            visited = rng.choice(places, rng.integers(1, 4), p=popularity)
            hours = rng.choice(24, len(visited), p=HOURS)
            rows += [
                (f"a{author}", f"p{place}", f"{day}T{hour:02}:30:00")
                for place, hour in zip(visited, hours, strict=True)
            ]
    return rows


def test_places_that_follow_the_city_claim_next_to_nothing() -> None:
    """Whether or not somebody walks past one of them every day of a summer."""
    claims, places = 0, 0
    for seed in range(6):
        rows = simulate(np.random.default_rng(seed), 25)
        summer = np.datetime64("2013-07-01") + np.arange(60)
        rows += [("neighbour", "p0", f"{day}T18:00:00") for day in summer]
        photos = photos_of(rows)
        claimed = profiles(photos, members_of(photos)).groupby("place_id")["claimed"].any()
        claims += int(claimed.sum())
        places += len(claimed) - 1
    assert claims / places <= 0.05


def test_a_planted_season_is_found() -> None:
    """A place where 150 more come in July and August, on the evenings of Saturdays and Sundays."""
    rng = np.random.default_rng(1)
    rows = simulate(rng, 25)
    saturdays = np.datetime64("2012-07-07") + 7 * np.arange(8)
    for author in range(150):
        day = rng.choice(saturdays) + rng.integers(0, 2)
        rows.append((f"s{author}", "beach", f"{day}T{rng.integers(18, 21)}:00:00"))
    photos = photos_of(rows)
    table = profiles(photos, members_of(photos))
    best = best_time(table[table["place_id"] == "beach"])
    assert best is not None
    assert best.months == ((7, 8),)
    assert best.weekdays == ((5, 6),)
    assert best.hours == ((18, 20),)


def test_many_days_of_few_authors_are_no_season() -> None:
    rows = simulate(np.random.default_rng(1), 25)
    few = [f"s{author}" for author in range(6)]
    winter = np.datetime64("2012-01-01") + np.arange(40)
    rows += [(author, "ice", f"{day}T12:00:00") for author in few for day in winter]
    photos = photos_of(rows)
    table = profiles(photos, members_of(photos))
    ice = table[(table["place_id"] == "ice") & (table["kind"] == "month")].set_index("bin")
    assert ice["photographer_days"].sum() == 240
    assert ice["lift"][1] > 5
    assert not ice["claimed"].any()


def test_hours_in_which_hardly_anybody_is_up_are_not_tested() -> None:
    rows = simulate(np.random.default_rng(1), 25)
    # travellers whose cameras show the time at home
    rows += [
        (f"s{author}", "tower", f"2012-07-{author % 28 + 1:02}T03:00:00") for author in range(30)
    ]
    hours = profile(photos_of(rows), "tower", "hour")
    assert hours["p_value"].isna()[:6].all()
    assert not hours["claimed"][:6].any()
