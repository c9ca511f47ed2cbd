from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidegen.crowd import seen_by_several


def by_hand(x_m: np.ndarray, y_m: np.ndarray, authors: np.ndarray) -> list[bool]:
    """The rule, word for word."""
    near = np.hypot(x_m[:, None] - x_m, y_m[:, None] - y_m) <= 100
    return [len(set(authors[row])) >= 3 for row in near]


@pytest.mark.parametrize(
    ("x_m", "authors", "shown"),
    [
        ([0, 0, 0], [0, 1, 2], [True, True, True]),  # three people at one spot
        ([0, 0, 0], [0, 1, 1], [False, False, False]),  # two people, three photos
        ([0, 100, 200], [0, 1, 2], [False, True, False]),  # only the middle has all within 100 m
        ([0, 100.1, 50], [0, 1, 2], [False, False, True]),  # 10 cm too far
        ([-99, 0, 99, 5000], [0, 1, 2, 0], [False, True, False, False]),
        ([], [], []),
    ],
)
def test_three_people_within_100_m(x_m: list[float], authors: list[int], shown: list[bool]) -> None:
    x = np.array(x_m, dtype=float)
    assert seen_by_several(x, x * 0, np.array(authors, dtype=np.int64)).tolist() == shown


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(1, 120), st.integers(1, 30), st.floats(20, 3000))
def test_it_agrees_with_the_rule_word_for_word(
    seed: int, photos: int, people: int, size_m: float
) -> None:
    random = np.random.default_rng(seed)
    # positions in whole metres, so that some repeat
    x_m, y_m = random.integers(0, int(size_m), (2, photos)).astype(float)
    authors = random.integers(0, people, photos)
    assert seen_by_several(x_m, y_m, authors).tolist() == by_hand(x_m, y_m, authors)


@pytest.mark.parametrize("seed", range(40))
def test_people_with_a_large_share_count_like_others(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr("guidegen.crowd._NEVER_HEAVY", 3)
    random = np.random.default_rng(seed)
    x_m, y_m = random.uniform(0, 600, (2, 60))
    authors = random.geometric(0.4, 60) - 1
    assert seen_by_several(x_m, y_m, authors).tolist() == by_hand(x_m, y_m, authors)


def test_a_million_photos_of_which_one_person_took_most() -> None:
    random = np.random.default_rng(1)
    x_m, y_m = random.uniform(0, 3000, (2, 1_000_000))
    authors = np.where(random.random(x_m.size) < 0.999, 0, random.integers(1, 500, x_m.size))
    seen = seen_by_several(x_m, y_m, authors)
    for one in range(0, x_m.size, 20_000):
        near = np.hypot(x_m - x_m[one], y_m - y_m[one]) <= 100
        assert seen[one] == (np.unique(authors[near]).size >= 3)
