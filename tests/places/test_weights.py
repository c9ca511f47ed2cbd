import numpy as np

from guidegen.places.weights import count_by_label, photo_weights, sessions
from tests.places.conftest import make_photos

# Three photos by a on one day, one by a on the next, one by b.
PHOTOS = make_photos([0, 1, 50, 0, 0], [0, 0, 0, 0, 0], ["a", "a", "a", "a", "b"], [0, 0, 0, 1, 0])


def test_an_author_counts_once_a_day_and_cell() -> None:
    # in cells of 10 m, a's photos at 0 and 1 m share one vote; the one 50 m on has its own
    weights = photo_weights(sessions(PHOTOS), *_metres(), 10.0)
    assert weights.tolist() == [0.5, 0.5, 1, 1, 1]


def test_a_larger_cell_holds_more_of_an_authors_day() -> None:
    weights = photo_weights(sessions(PHOTOS), *_metres(), 100.0)
    assert weights.tolist() == [1 / 3, 1 / 3, 1 / 3, 1, 1]


def test_counting_authors_and_days_by_label() -> None:
    # label 0: a on two days and b; label 1: a's photo 50 m on; label 2: nothing
    counts = count_by_label(sessions(PHOTOS), np.array([0, 0, 1, 0, 0], np.int32), 3)
    assert counts.photos.tolist() == [4, 1, 0]
    assert counts.authors.tolist() == [2, 1, 0]
    assert counts.days.tolist() == [3, 1, 0]
    assert counts.day_squares.tolist() == [5, 1, 0]
    # a on two days and b on one are worth 3²/5 authors
    assert counts.effective_authors().tolist() == [1.8, 1, 0]


def test_photos_without_a_known_time_share_one_day() -> None:
    photos = make_photos([0, 0], [0, 0], "a", [0, 5]).assign(time_known="none")
    counts = count_by_label(sessions(photos), np.zeros(2, np.int32), 1)
    assert counts.days.tolist() == [1]


def _metres() -> tuple[np.ndarray, np.ndarray]:
    return PHOTOS["x_m"].to_numpy(), PHOTOS["y_m"].to_numpy()
