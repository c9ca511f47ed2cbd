"""Trees of modes drawn by hand: (scale, photographer-days, parent row), coarse before fine."""

import numpy as np
import pandas as pd
import pytest

from guidegen.places.tree import choose, fixed_levels

SIZES_M = 320 / np.sqrt(2) ** np.arange(11)


def nodes(*rows: tuple[int, int, int]) -> pd.DataFrame:
    scale, days, parent = (np.array(column) for column in zip(*rows, strict=True))
    return pd.DataFrame(
        {
            "scale": scale,
            "bandwidth_m": SIZES_M[scale],
            "photographer_days": days,
            "parent": parent,
        }
    )


def told(table: pd.DataFrame) -> list[tuple[str, int, int]]:
    return [(row.level, row.photographer_days, row.parent) for row in table.itertuples(index=False)]


def test_a_mode_that_never_splits_is_one_place() -> None:
    one = choose(nodes(*[(scale, 50, scale - 1) for scale in range(11)]))
    assert told(one) == [("place", 50, -1)]
    # it is shown at every bandwidth of the series, and a little beyond its ends
    assert one["from_m"][0] < SIZES_M[-1] < SIZES_M[0] < one["to_m"][0]


def test_two_squares_in_a_quarter() -> None:
    # a quarter of 100 days at 160 m splits into two squares of 40 that live from 113 to 28 m;
    # another mode of 900 days is the rest of the city
    rows = [(2, 900, -1), (2, 100, -1), (3, 900, 0), (3, 40, 1), (3, 40, 1)]
    for scale in range(4, 8):
        rest = len(rows) - 3
        rows += [(scale, 900, rest), (scale, 40, rest + 1), (scale, 40, rest + 2)]
    table = choose(nodes(*rows))
    assert told(table) == [
        ("place", 900, -1),
        ("quarter", 100, -1),
        ("place", 40, 1),
        ("place", 40, 1),
    ]


def test_a_square_that_splits_at_a_small_scale_keeps_its_spots() -> None:
    # one mode of 100 days from 160 to 28 m, then two spots of 50 days at 20, 14 and 10 m
    rows = [(scale, 100, scale - 3) for scale in range(2, 8)]
    rows[0] = (2, 100, -1)
    rows += [(8, 50, 5), (8, 50, 5), (9, 50, 6), (9, 50, 7), (10, 50, 8), (10, 50, 9)]
    table = choose(nodes(*rows))
    assert told(table) == [("place", 100, -1), ("spot", 50, 0), ("spot", 50, 0)]
    assert table["to_m"][1] == pytest.approx(
        table["from_m"][0]
    )  # the spots appear where the square ends


def test_a_part_that_lives_at_one_bandwidth_only_is_noise() -> None:
    rows = [(4, 100, -1), (5, 100, 0), (6, 80, 1), (6, 20, 1), (7, 80, 2), (8, 80, 4)]
    # so the mode of 20 days makes neither a split nor a spot: one place, of one branch
    [(level, _, parent)] = told(choose(nodes(*rows)))
    assert (level, parent) == ("place", -1)


def test_fixed_levels_by_number() -> None:
    rows = nodes((0, 9, -1), (1, 5, 0), (2, 5, 1))
    assert fixed_levels(rows, [150, 60, 20])["level"].tolist() == ["quarter", "place", "spot"]
    assert fixed_levels(rows[:2], [60, 20])["level"].tolist() == ["place", "spot"]
    assert fixed_levels(rows[:1], [60])["level"].tolist() == ["place"]
    # also where the finest or the coarsest bandwidth has no modes
    assert fixed_levels(rows[:2], [150, 60, 20])["level"].tolist() == ["quarter", "place"]
    fine = fixed_levels(nodes((1, 5, -1)), [300, 20])
    assert fine["level"].tolist() == ["spot"]
    assert fine["to_m"].notna().all()
    # each level begins where the next coarser one ends
    table = fixed_levels(rows, [150, 60, 20])
    assert table["to_m"].tolist()[1:] == table["from_m"].tolist()[:-1]


def test_no_modes_no_places() -> None:
    empty = nodes((0, 1, -1)).iloc[:0]
    assert choose(empty).empty
    assert fixed_levels(empty, [60]).empty
