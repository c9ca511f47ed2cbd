from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from guidegen.streets import quads
from guidegen.streets.scores import edge_authors, street_scores, street_scores_by_quad
from guidegen.streets.windows import Windows, photo_windows
from tests.streets.drawn import METRES, photos, streets, streets_of

Floats = npt.NDArray[np.float64]

# AB is 50 m long; the photos are 10 m and 40 m from it
STREET = """
   *


 *
A    B
"""
# four streets of 40 m meet at E, where the photo is
CROSSING = """
    A



B   E   C
    *


    D
"""


def town(photo_count: int = 300) -> tuple[Floats, Floats, gpd.GeoDataFrame]:
    rng = np.random.default_rng(7)
    lines = rng.uniform(0, 600, (40, 3, 2))
    x_m, y_m = rng.uniform(-50, 650, (2, photo_count))
    return x_m, y_m, streets_of([[tuple(point) for point in line] for line in lines.tolist()])


def windows_of(drawing: str, edges: gpd.GeoDataFrame) -> Windows:
    return photo_windows(*photos(drawing), edges, METRES, window_m=50.0)


def test_four_scores_of_one_street() -> None:
    edges = streets(STREET, "AB")
    found = street_scores(windows_of(STREET, edges), edges, window_m=50.0)
    (row,) = found.to_dict("records")
    assert row == {
        "score_a": 2,
        "score_b": 2 / 50,
        "score_c": 2,
        "score_d": pytest.approx((40 / 50 + 10 / 50) / 50),
    }


def test_a_smaller_window_leaves_out_the_farther_photo() -> None:
    edges = streets(STREET, "AB")
    found = street_scores(windows_of(STREET, edges), edges, window_m=20.0)
    assert found["score_a"].tolist() == [1]
    assert found["score_d"].tolist() == [pytest.approx(0.5 / 50)]


def test_a_photo_at_a_crossing_is_shared_among_four_streets() -> None:
    edges = streets(CROSSING, "AE", "BE", "CE", "DE")
    found = street_scores(windows_of(CROSSING, edges), edges, window_m=50.0)
    assert found["score_a"].tolist() == [1, 1, 1, 1]
    assert found["score_c"].tolist() == [0.25, 0.25, 0.25, 0.25]
    # it is on the street to the south, and 10 m from the others
    assert found["score_d"].tolist() == pytest.approx([0.8 / 40, 0.8 / 40, 0.8 / 40, 1 / 40])


def test_it_is_shared_among_the_streets_of_the_window_that_is_asked_for() -> None:
    edges = streets(CROSSING, "AE", "BE", "CE", "DE")
    found = street_scores(windows_of(CROSSING, edges), edges, window_m=5.0)
    assert found["score_c"].tolist() == [0, 0, 0, 1]


def test_weights_count_photos_of_one_photographer_day_once() -> None:
    edges = streets(STREET, "AB")
    found = street_scores(
        windows_of(STREET, edges), edges, window_m=50.0, photo_weights=np.array([0.5, 0.25])
    )
    (row,) = found.to_dict("records")
    assert row["score_a"] == row["score_c"] == 0.75
    # the first photo is the one at 40 m
    assert row["score_d"] == pytest.approx((0.5 * 10 / 50 + 0.25 * 40 / 50) / 50)


def test_a_street_of_no_length_is_divided_by_one_metre() -> None:
    edges = streets_of([[(0, 0), (0, 0)]])
    near = photo_windows(np.zeros(3), np.zeros(3), edges, METRES, window_m=10.0)
    (row,) = street_scores(near, edges, window_m=10.0).to_dict("records")
    assert row == {"score_a": 3, "score_b": 3, "score_c": 3, "score_d": 3}


def test_without_photos_all_streets_score_nothing_and_keep_their_index() -> None:
    edges = streets(CROSSING, "AE", "BE").set_axis(["first", "second"])
    near = photo_windows(np.empty(0), np.empty(0), edges, METRES, window_m=10.0)
    found = street_scores(near, edges, window_m=10.0)
    assert found.index.tolist() == ["first", "second"]
    assert (found.to_numpy() == 0).all()


def test_without_streets_there_are_no_scores() -> None:
    edges = streets(CROSSING)
    near = photo_windows(np.zeros(1), np.zeros(1), edges, METRES, window_m=10.0)
    assert street_scores(near, edges, window_m=10.0).shape == (0, 4)
    assert edge_authors(near, np.zeros(1, np.int32), 10).shape == (0,)


def test_a_smaller_window_and_a_filter_are_like_measuring_again() -> None:
    x_m, y_m, edges = town()
    kept = np.arange(x_m.size) % 3 > 0
    once = photo_windows(x_m, y_m, edges, METRES, window_m=80.0)
    again = photo_windows(x_m[kept], y_m[kept], edges, METRES, window_m=25.0)
    pd.testing.assert_frame_equal(
        street_scores(once, edges, window_m=25.0, photo_filter=kept),
        street_scores(again, edges, window_m=25.0),
        check_exact=True,
    )


def test_the_order_of_the_photos_does_not_matter() -> None:
    x_m, y_m, edges = town()
    turned = np.random.default_rng(1).permutation(x_m.size)
    weights = 1 / (1 + np.arange(x_m.size) % 5)
    as_given = photo_windows(x_m, y_m, edges, METRES, window_m=50.0)
    other = photo_windows(x_m[turned], y_m[turned], edges, METRES, window_m=50.0)
    pd.testing.assert_frame_equal(
        street_scores(as_given, edges, window_m=50.0, photo_weights=weights),
        street_scores(other, edges, window_m=50.0, photo_weights=weights[turned]),
        rtol=1e-12,
    )


def test_shares_add_up_to_the_photos_that_are_near_any_street() -> None:
    x_m, y_m, edges = town()
    near = photo_windows(x_m, y_m, edges, METRES, window_m=15.0)
    found = street_scores(near, edges, window_m=15.0)
    some = np.count_nonzero(np.diff(near.starts))
    assert 0 < some < x_m.size
    assert found["score_c"].sum() == pytest.approx(some)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("quad_m", [90.0, 1400.0])
def test_scores_by_quad_are_those_of_kept_windows(
    monkeypatch: pytest.MonkeyPatch, quad_m: float, threads: int
) -> None:
    x_m, y_m, edges = town(3000)  # more than one block in a cell
    weights, kept = 1 / (1 + np.arange(x_m.size) % 5), np.arange(x_m.size) % 7 > 0
    near = photo_windows(x_m, y_m, edges, METRES, window_m=200.0)
    monkeypatch.setattr(quads, "QUAD_M", quad_m)
    pd.testing.assert_frame_equal(
        street_scores_by_quad(
            x_m,
            y_m,
            edges,
            METRES,
            window_m=200.0,
            photo_weights=weights,
            photo_filter=kept,
            threads=threads,
        ),
        street_scores(near, edges, window_m=200.0, photo_weights=weights, photo_filter=kept),
        rtol=1e-12,
    )


def test_authors_of_a_street_are_counted_once_each() -> None:
    edges = streets_of([[(0, 0), (100, 0)], [(0, 500), (100, 500)]])
    #              near, near, near, far, near the other
    x_m = np.array([10.0, 20.0, 30.0, 40.0, 50.0])
    y_m = np.array([5.0, 5.0, 5.0, 35.0, 500.0])
    author = np.array([2, 0, 2, 1, 2], np.int32)
    near = photo_windows(x_m, y_m, edges, METRES, window_m=50.0)
    assert edge_authors(near, author, 50).tolist() == [3, 1]
    assert edge_authors(near, author, 20).tolist() == [2, 1]
    assert edge_authors(near, author - 1, 50).tolist() == [2, 1]  # the second photo is nobody's
    kept = np.array([True, False, True, True, True])
    assert edge_authors(near, author, 20, kept).tolist() == [1, 1]


def test_what_does_not_fit_is_refused() -> None:
    edges = streets(STREET, "AB")
    near = windows_of(STREET, edges)
    with pytest.raises(ValueError, match=r"at most 50\.0 m"):
        street_scores(near, edges, window_m=51.0)
    with pytest.raises(ValueError, match="more than 0"):
        edge_authors(near, np.zeros(2, np.int32), 0)
    with pytest.raises(ValueError, match=r"weights must have shape \(2,\)"):
        street_scores(near, edges, window_m=5.0, photo_weights=np.ones(3))
    for weight in (np.nan, np.inf, -1):
        with pytest.raises(ValueError, match="numbers from 0 on"):
            street_scores(near, edges, window_m=5.0, photo_weights=np.array([1, weight]))
    with pytest.raises(ValueError, match="filter must have shape"):
        street_scores(near, edges, window_m=5.0, photo_filter=np.ones(1, bool))
    with pytest.raises(ValueError, match="windows of 1 streets, but 2 streets"):
        street_scores(near, pd.concat([edges, edges]), window_m=5.0)


def test_weights_are_left_as_they_were() -> None:
    edges = streets(STREET, "AB")
    weights = np.ones(2)
    none = np.zeros(2, bool)
    street_scores(
        windows_of(STREET, edges), edges, window_m=5.0, photo_weights=weights, photo_filter=none
    )
    assert weights.tolist() == [1, 1]
