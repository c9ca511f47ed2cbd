from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidegen.routes.sessions import Movements, movements
from tests.routes.drawn import photos


def adds_up(facts: Any) -> bool:
    return bool(
        facts["photos"] == facts["stops"] + facts["same_spot"] + sum(facts["left_out"].values())
        and facts["stops"] == facts["sessions"] + facts["steps"]
        and facts["steps"] == facts["movements"] + sum(facts["dropped"].values())
        and facts["sessions"] == facts["authors"] + sum(facts["breaks"].values())
    )


def ways(moved: Movements) -> list[tuple[float, ...]]:
    s = moved.cleaned
    return [
        tuple(float(v) for v in row) for row in zip(s.x0_m, s.y0_m, s.x1_m, s.y1_m, strict=True)
    ]


def test_a_walk_is_a_movement_from_photo_to_photo() -> None:
    moved = movements(photos(("ann", [(0, 0, 0), (100, 0, 2), (100, 90, 5)])))
    assert ways(moved) == [(0, 0, 100, 0), (100, 0, 100, 90)]
    assert moved.cleaned.seconds.tolist() == [120, 180]
    assert moved.cleaned.left_at[1] == np.datetime64("2012-05-03T10:02")
    assert moved.cleaned.session.tolist() == [0, 0]
    assert adds_up(moved.facts)


def test_authors_are_apart_and_rows_may_be_mixed() -> None:
    table = photos(("ann", [(0, 0, 0), (100, 0, 2)]), ("bob", [(5, 50, 1), (100, 50, 3)]))
    mixed = movements(table.sort_values("taken_at", ignore_index=True))
    assert ways(mixed) == [(0, 0, 100, 0), (5, 50, 100, 50)]
    assert mixed.cleaned.author.tolist() == [0, 1]
    assert mixed.cleaned.session.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("second", "name"), [((100, 0, 61), "gap"), ((1001, 0, 30), "jump"), ((100, 0, 59), "")]
)
def test_a_gap_or_a_jump_ends_a_session(second: tuple[float, float, float], name: str) -> None:
    moved = movements(photos(("ann", [(0, 0, 0), second])))
    assert len(moved.cleaned) == (0 if name else 1)
    assert moved.facts["breaks"] == {"gap": int(name == "gap"), "jump": int(name == "jump")}
    assert adds_up(moved.facts)


def test_what_is_too_fast_is_dropped_but_stays_in_the_raw_session() -> None:
    # 600 m in 3 minutes are 12 km/h, 400 m are 8
    moved = movements(photos(("ann", [(0, 0, 0), (600, 0, 3), (600, 400, 6)])))
    assert ways(moved) == [(600, 0, 600, 400)]
    assert len(moved.raw) == 2
    assert moved.facts["dropped"]["faster than 10 km/h"] == 1
    assert adds_up(moved.facts)


def test_times_to_the_minute_may_be_half_a_minute_off() -> None:
    # 200 m in one minute are 12 km/h, in a minute and a half 8
    walk = [(0.0, 0.0, 0.0), (200.0, 0.0, 1.0)]
    assert len(movements(photos(("ann", walk), known="second")).cleaned) == 0
    assert len(movements(photos(("ann", walk), known="minute")).cleaned) == 1


def test_photos_at_one_spot_are_one_stop() -> None:
    moved = movements(photos(("ann", [(0, 0, 0), (10, 0, 4), (5, 6, 8), (100, 2, 11)])))
    assert ways(moved) == [(5, 2, 100, 2)]
    assert moved.cleaned.seconds.tolist() == [180]  # from the last photo there
    assert moved.facts["same_spot"] == 2
    assert adds_up(moved.facts)


def test_one_author_in_several_places_at_one_time_is_left_out() -> None:
    walk = [(0, 0, 0), (100, 0, 5), (100, 80, 5), (100, 160, 5), (200, 0, 8)]
    moved = movements(photos(("ann", walk)))
    assert ways(moved) == [(0, 0, 200, 0)]
    assert moved.facts["left_out"]["in several places at one time"] == 3
    assert adds_up(moved.facts)


def test_within_a_minute_one_may_walk() -> None:
    walk = [(0.0, 0.0, 0.0), (100.0, 0.0, 5.0), (100.0, 80.0, 5.0), (200.0, 40.0, 8.0)]
    moved = movements(photos(("ann", walk), known="minute"))
    assert ways(moved) == [(0, 0, 100, 40), (100, 40, 200, 40)]  # their order is not known


@pytest.mark.parametrize("known", ["day", "none"])
def test_without_a_time_of_day_nothing_moved(known: str) -> None:
    moved = movements(photos(("ann", [(0, 0, 0), (100, 0, 5)]), known=known))
    assert len(moved.cleaned) == len(moved.raw) == 0
    assert moved.facts["left_out"]["no time of day"] == 2
    assert adds_up(moved.facts)


def test_midnight_exactly_is_no_time_of_day() -> None:
    midnight = 14 * 60.0
    moved = movements(photos(("ann", [(0, 0, midnight), (100, 0, midnight), (90, 0, midnight)])))
    assert moved.facts["left_out"]["no time of day"] == 3


def test_no_photos() -> None:
    table = photos(("ann", [(0, 0, 0)]))
    moved = movements(table.iloc[:0])
    assert len(moved.cleaned) == len(moved.raw) == 0
    assert adds_up(moved.facts)


_photo = st.tuples(
    st.sampled_from("abc"),
    st.integers(-900, 900),
    st.integers(-900, 900),
    st.integers(0, 300),
    st.sampled_from(["second", "minute", "day", "none"]),
)


@settings(deadline=None, max_examples=100)
@given(st.lists(_photo, min_size=1, max_size=40))
def test_facts_add_up_and_movements_keep_the_rules(rows: list[tuple[Any, ...]]) -> None:
    table = photos(*((who, [(x, y, t)]) for who, x, y, t, _ in rows))
    table["time_known"] = pd.array([row[4] for row in rows], dtype="str")
    moved = movements(table)
    s = moved.cleaned
    assert adds_up(moved.facts)
    assert len(s) == moved.facts["movements"]
    length_m = np.hypot(s.x1_m - s.x0_m, s.y1_m - s.y0_m)
    assert (length_m > 0).all()
    assert (length_m <= (s.seconds + 30) * 10 / 3.6 + 1e-6).all()
    assert (s.seconds >= 0).all()
    assert (s.seconds <= 3600).all()
    assert (np.diff(s.session) >= 0).all()
    assert (np.diff(s.author) >= 0).all()
