from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from guidegen.cityquality import Events, Luminance
from guidegen.quality import events, luminance
from guidegen.quality.cells import cells
from guidegen.quality.verdict import discoveries
from tests.quality.sample import gone, photos

DAY = 86_400


def days(crowd: int, years: int = 1) -> pd.DataFrame:
    """A quiet spot with somebody every other day, where a crowd came on the tenth day."""
    count = 180 * years
    usual = [n * 2 * DAY for n in range(count)]
    table = photos([0.0] * (count + crowd), [*usual, *[10 * DAY + n for n in range(crowd)]])
    return table.assign(author_id=[f"a{n}" for n in range(len(table))])


def test_the_papers_rule_keeps_ten_users() -> None:
    table = days(30)
    found = gone(events.find(table, Events(users_per_day=10)), table)
    day = table["taken_at"].dt.date
    crowded = table[day == day.iloc[5]]
    assert len(crowded) == 31
    assert len(found) == 21
    assert set(found) < set(crowded.index)


def test_the_papers_rule_looks_at_so_many_days_only() -> None:
    seconds = [n // 12 * DAY + n for n in range(12 * 4)]  # four days with twelve people each
    table = photos([0.0] * 48, seconds).assign(author_id=[f"a{n % 12}" for n in range(48)])
    found = events.find(table, Events(users_per_day=10, days=3))
    assert found.notes["events"] == 3
    assert len(gone(found, table)) == 6


def test_users_go_with_all_that_they_took_there_that_day() -> None:
    table = photos([0.0] * 24, range(24), "ABCDEFGHIJKL" * 2)
    left = table.drop(gone(events.find(table, Events(users_per_day=10)), table))
    assert left["author_id"].value_counts().tolist() == [2] * 10


def test_another_spot_has_its_own_users() -> None:
    table = photos([0.0] * 8 + [3000.0] * 8, range(16), "ABCDEFGHIJKLMNOP")
    assert gone(events.find(table, Events(users_per_day=10)), table) == []


@pytest.mark.parametrize(("crowd", "found"), [(30, 30), (3, 0)])
def test_the_statistical_rule_caps_to_what_was_to_be_expected(crowd: int, found: int) -> None:
    table = days(crowd, years=2)
    verdict = events.find(table, Events())
    assert len(gone(verdict, table)) == found  # of the crowd and one who is always there, one stays
    assert verdict.notes["events"] == (found > 0)


def test_a_lively_season_is_no_event() -> None:
    rng = np.random.default_rng(3)
    day = np.arange(3 * 365)
    season = 2 + 2 * np.sin(2 * np.pi * (day - 80) / 365) + (day % 7 < 2)
    each = rng.poisson(season)
    seconds = list(np.repeat(day, each) * float(DAY))
    table = photos([0.0] * len(seconds), seconds)
    table["author_id"] = [f"a{n}" for n in range(len(table))]
    assert len(gone(events.find(table, Events()), table)) <= len(table) / 100


def test_photos_without_a_date_are_not_judged() -> None:
    table = days(30).assign(time_known="none")
    assert gone(events.find(table, Events()), table) == []


def test_a_cell_is_what_is_nearest_to_a_crest() -> None:
    x = np.array([0.0, 20, 40, 990, 1010, 400, 600])
    found = cells(x, np.zeros(7), np.arange(7))
    assert len(set(found[:3])) == 1
    assert found[3] == found[4] != found[0]


def test_of_many_tests_only_what_is_more_than_chance() -> None:
    assert discoveries(np.array([0.04, 0.001, 0.3]), 3, 0.05).tolist() == [False, True, False]
    assert discoveries(np.array([0.001]), 1000, 0.05).tolist() == [False]
    assert discoveries(np.array([]), 0, 0.05).tolist() == []


def test_the_dark_goes_and_the_unknown_stays() -> None:
    table = photos([0, 1, 2], luminance_bv=[3.9, 4.0, np.nan])
    verdict = luminance.find(table, Luminance())
    assert gone(verdict, table) == [0]
    assert verdict.notes == {"photos_with_light": 2}
    assert gone(luminance.find(photos([0]), Luminance()), photos([0])) == []
