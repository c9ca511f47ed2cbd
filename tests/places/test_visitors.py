from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from guidegen.places.visitors import Rule, classify_authors, summary


def photos_of(**authors: str) -> pd.DataFrame:
    """Photos from the days on which each author took one: ``anna="2012-05-03 2012-05-04"``."""
    rows = [(author, day) for author, days in authors.items() for day in days.split()]
    author, day = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "photo_id": [f"file:{at}" for at in range(len(rows))],
            "author_id": author,
            "taken_at": np.array([f"{text}T12:00:00" for text in day], dtype="datetime64[us]"),
            "time_known": "second",
        }
    )


@pytest.mark.parametrize(
    ("days", "trips", "seed", "fischer"),
    [
        # one day, or one short trip: nothing speaks for a local
        ("2012-05-03", "probable_tourist", "unknown", "unknown"),
        ("2012-05-03 2012-05-17", "probable_tourist", "unknown", "unknown"),
        # a trip of 15 days: too long for one trip, too short for a local
        ("2012-05-03 2012-05-10 2012-05-18", "unknown", "local", "unknown"),
        # every August again: the span is years, but it is two short trips in two months
        ("2011-08-01 2011-08-05 2012-08-01 2012-08-03 2012-08-05", "probable_tourist", "local",
         "local"),
        # five days in three months over more than 30 days
        ("2012-05-03 2012-05-20 2012-06-03 2012-06-20 2012-07-03", "local", "local", "local"),
        # the same in two months, and in trips that run on for 29 days
        ("2012-05-03 2012-05-10 2012-05-20 2012-05-30 2012-06-01", "unknown", "local", "unknown"),
        # three months, but four days, each a trip of its own
        ("2012-05-03 2012-05-20 2012-06-20 2012-07-20", "probable_tourist", "local", "local"),
    ],
)  # fmt: skip
def test_rules(days: str, trips: str, seed: str, fischer: str) -> None:
    photos = photos_of(anna=days)
    rules: tuple[Rule, ...] = ("trips", "seed", "fischer")
    found = [classify_authors(photos, rule)["visitor"].item() for rule in rules]
    assert found == [trips, seed, fischer]


def test_history_and_evidence() -> None:
    photos = photos_of(bob="2012-05-03", anna="2012-05-30 2012-05-30 2012-06-02")
    authors = classify_authors(photos)
    assert list(authors["author_id"]) == ["anna", "bob"]
    assert list(authors["active_days"]) == [2, 1]
    assert list(authors["months"]) == [2, 1]
    assert authors["first_at"].dt.day.tolist() == [30, 3]
    assert authors["last_at"].dt.day.tolist() == [2, 3]
    assert list(authors["evidence"]) == ["one trip of 14 days at most", "one day"]


def test_times_that_are_not_known_are_no_evidence() -> None:
    photos = photos_of(anna="2012-05-03 2013-06-03", bob="2012-05-03")
    # the later photo of anna, and bob's only one, were taken "after" their upload
    photos["time_known"] = ["second", "none", "none"]
    authors = classify_authors(photos, "seed")
    assert list(authors["visitor"]) == ["unknown", "unknown"]
    assert list(authors["active_days"]) == [1, 0]
    assert authors["first_at"].isna().tolist() == [False, True]
    assert authors["evidence"].iloc[1] == "no time that is known"


def test_order_and_copies_of_photos_change_nothing() -> None:
    photos = photos_of(anna="2012-05-03 2012-05-20 2012-06-20", bob="2012-05-03 2012-05-17")
    mixed = pd.concat([photos, photos]).sample(frac=1, random_state=1)
    assert_frame_equal(classify_authors(photos), classify_authors(mixed))


def test_no_photos() -> None:
    assert classify_authors(photos_of(anna="2012-05-03").iloc[:0]).empty


def test_summary_counts_everybody_once() -> None:
    authors = classify_authors(
        photos_of(
            anna="2012-05-03",
            bob="2012-05-03 2012-05-10 2012-05-18",
            carl="2012-05-03 2012-05-20 2012-06-03 2012-06-20 2012-07-03",
            dora="2012-06-03",
        )
    )
    facts = summary(authors, "trips")
    assert facts["authors"] == 4
    assert [facts[name] for name in ("local", "tourist", "probable_tourist", "unknown")] == [
        1, 0, 2, 1,
    ]  # fmt: skip
    assert facts["unknown_share"] == 0.25
    assert facts["probable_share"] == 1.0
    assert sum(facts["evidence"].values()) == 4
    assert "cannot show where somebody lives" in facts["cannot_know"]


def test_summary_of_nobody() -> None:
    facts = summary(classify_authors(photos_of(anna="2012-05-03").iloc[:0]), "seed")
    assert facts["unknown_share"] is None
    assert facts["probable_share"] is None
