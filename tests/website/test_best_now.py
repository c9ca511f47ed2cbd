"""Which places are at their best at a moment, as browsers tell it, in Node."""

from __future__ import annotations

from typing import Any

import pytest

from tests.routes.movers import THEME, in_node

SUMMER_EVENINGS = {"months": [[5, 9]], "weekdays": [], "hours": [[17, 19]]}
WINTER = {"months": [[11, 2]], "weekdays": [], "hours": []}
NIGHTS_OF_WEEKENDS = {"months": [], "weekdays": [[5, 6]], "hours": [[22, 1]]}


def told(function: str, *cases: tuple[dict[str, Any] | None, int, int, int]) -> list[bool]:
    script = f"""
      import {{ {function} }} from "@best";
      console.log(JSON.stringify(given.map(([when, month, weekday, hour]) =>
        {function}(when, {{ month, weekday, hour }}))));
    """
    found: list[bool] = in_node(script, cases, best=THEME / "src" / "best-now.js")
    return found


def test_every_kind_of_time_that_is_claimed_has_to_hold() -> None:
    assert told(
        "isBest",
        (SUMMER_EVENINGS, 7, 2, 17),
        (SUMMER_EVENINGS, 7, 2, 19),
        (SUMMER_EVENINGS, 7, 2, 20),
        (SUMMER_EVENINGS, 4, 2, 18),
    ) == [True, True, False, False]


def test_ranges_go_over_the_turn_of_the_year_and_of_the_day() -> None:
    assert told("isBest", *((WINTER, month, 0, 12) for month in (10, 11, 12, 1, 2, 3))) == [
        False, True, True, True, True, False
    ]  # fmt: skip
    nights = [(NIGHTS_OF_WEEKENDS, 6, 5, hour) for hour in (21, 22, 23, 0, 1, 2)]
    assert told("isBest", *nights) == [False, True, True, True, True, False]


def test_a_place_that_claims_nothing_is_never_told_of() -> None:
    assert told("isBest", (None, 7, 2, 17)) == [False]
    assert told("comesToday", (None, 7, 2, 10)) == [False]


def test_what_comes_later_today_does_so_on_this_day_of_this_season() -> None:
    assert told(
        "comesToday",
        (SUMMER_EVENINGS, 7, 2, 10),
        (SUMMER_EVENINGS, 7, 2, 17),
        (SUMMER_EVENINGS, 1, 2, 10),
        (NIGHTS_OF_WEEKENDS, 7, 2, 10),
        (NIGHTS_OF_WEEKENDS, 7, 6, 10),
    ) == [True, False, False, False, True]


@pytest.mark.parametrize(
    ("moment", "zone", "expected"),
    [
        ("2026-06-14T23:30:00Z", "Europe/Rome", {"month": 6, "weekday": 0, "hour": 1}),
        ("2026-12-31T23:30:00Z", "Asia/Tokyo", {"month": 1, "weekday": 4, "hour": 8}),
        ("2026-03-01T05:00:00Z", "America/New_York", {"month": 3, "weekday": 6, "hour": 0}),
    ],
)
def test_the_clock_is_the_city_s(moment: str, zone: str, expected: dict[str, int]) -> None:
    script = """
      import { cityTime } from "@best";
      console.log(JSON.stringify(cityTime(new Date(given.moment), given.zone)));
    """
    given = {"moment": moment, "zone": zone}
    assert in_node(script, given, best=THEME / "src" / "best-now.js") == expected
