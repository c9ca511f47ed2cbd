from __future__ import annotations

import numpy as np

from guidegen.routes.pieces import Pieces, pieces_of
from guidegen.routes.strokes import strokes
from tests.routes.drawn import CENTRE
from tests.routes.towns import Points, network


def pieces(*lines: Points) -> Pieces:
    return pieces_of(network(lines), CENTRE)


def lengths(of: Pieces, chains: list[list[tuple[int, bool]]]) -> list[int]:
    return [round(sum(of.length_m[piece] for piece, _ in chain)) for chain in chains]


def used(of: Pieces, authors: int = 5) -> np.ndarray:
    return np.full(of.a.size, authors)


def test_streets_are_cut_into_short_pieces() -> None:
    of = pieces([(0, 0), (60, 0), (60, 60)])
    assert of.length_m.round(6).tolist() == [24.0] * 5
    assert of.shapes[2].round(6).tolist() == [[48, 0], [60, 0], [60, 12]]


def test_what_goes_straight_on_is_one_stroke() -> None:
    of = pieces(*[[end, (0, 0)] for end in [(-200, 0), (200, 10), (0, 150), (5, -150)]])
    assert sorted(lengths(of, strokes(of, used(of), 3, 60))) == [300, 400]


def test_a_corner_without_a_branch_is_one_stroke() -> None:
    of = pieces([(0, 0), (100, 0)], [(100, 0), (100, 100)])
    assert lengths(of, strokes(of, used(of), 3, 60)) == [200]


def test_strokes_do_not_mix_busy_and_quiet() -> None:
    of = pieces([(-100, 0), (0, 0)], [(0, 0), (100, 0)], [(0, 0), (0, 100)])
    west = of.x_m[of.a] + of.x_m[of.b] < -1
    authors = np.where(west, 100, 5)
    assert lengths(of, strokes(of, authors, 3, 60)) == [100, 100, 100]


def test_spurs_and_short_bits_are_left_out() -> None:
    lines = [[(-100.0, 0.0), (0.0, 0.0)], [(0.0, 0.0), (100.0, 0.0)], [(0.0, 0.0), (0.0, 30.0)]]
    of = pieces(*lines, [(500, 0), (540, 0)])
    assert lengths(of, strokes(of, used(of), 3, 60)) == [200]


def test_a_ring_is_one_stroke() -> None:
    of = pieces([(0, 0), (100, 0), (100, 100)], [(100, 100), (0, 100), (0, 0)])
    assert lengths(of, strokes(of, used(of), 3, 60)) == [400]


def test_too_few_authors_no_strokes() -> None:
    of = pieces([(0, 0), (100, 0)])
    assert strokes(of, used(of, 2), 3, 60) == []
