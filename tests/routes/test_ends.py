from __future__ import annotations

import numpy as np

from guidegen.routes.ends import attach, join

WEST = np.array([[-200.0, 0], [-100, 0]])


def test_lines_ahead_of_each_other_become_one() -> None:
    east = np.array([[200.0, 5], [-60, 0]])  # drawn the other way
    assert [line.tolist() for line in join([WEST, east])] == [
        [[-200, 0], [-100, 0], [-60, 0], [200, 5]]
    ]


def test_extensions_meet_in_a_corner() -> None:
    north = np.array([[-60.0, 30], [-60, 200]])
    (line,) = join([WEST, north])
    np.testing.assert_allclose(line, [[-200, 0], [-100, 0], [-60, 0], [-60, 30], [-60, 200]])


def test_what_is_far_or_beside_stays_apart() -> None:
    far, beside = np.array([[-30.0, 0], [200, 0]]), np.array([[-200.0, 30], [-100, 30]])
    assert len(join([WEST, far])) == 2
    assert len(join([WEST, beside])) == 2
    assert join([]) == []


def test_a_chain_of_lines() -> None:
    lines = [np.array([[x, 0.0], [x + 80, 0.0]]) for x in (200, 0, 100)]
    assert [line[[0, -1], 0].tolist() for line in join(lines)] in ([[0, 280]], [[280, 0]])


def test_an_end_is_led_to_the_line_ahead() -> None:
    across = np.array([[-60.0, -100], [-60, 100]])
    led, crossed = attach([WEST, across])
    np.testing.assert_allclose(led[-1], [-60, 0], atol=1e-9)
    assert (crossed == led[-1]).all(axis=1).any()  # both have that very vertex


def test_what_sticks_out_is_cut_off() -> None:
    across = np.array([[-120.0, -100], [-120, 100]])
    led, _ = attach([WEST, across])
    np.testing.assert_allclose(led, [[-200, 0], [-120, 0]], atol=1e-9)


def test_nothing_near_nothing_changes() -> None:
    (line,) = attach([WEST])
    assert line.tolist() == WEST.tolist()


def test_a_line_that_begins_and_ends_at_one_junction_keeps_its_way() -> None:
    ring = np.array([[10.0, 0], [100, 0], [100, 100], [0, 100], [0, 10]])
    across = np.array([[-100.0, 100], [100, -100]])
    led, _ = attach([ring, across])
    assert len(led) >= 5
    np.testing.assert_allclose(led[[0, -1]], [[0, 0], [0, 0]], atol=1e-6)
