"""Strokes: pieces of streets that carry on as one line, by how little they turn."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from guidegen.geo import Floats
from guidegen.routes.pieces import Longs, Pieces

# More than that is a turn into another street.
STRAIGHT_DEG = 45.0
# One line is not much used at one end and hardly at the other.
ALIKE = 4.0
# Shorter dead ends lead to where somebody stood, not on.
SPUR_M = 40.0

Chain = list[tuple[int, bool]]  # pieces and whether each is walked from a to b


def strokes(pieces: Pieces, authors: Longs, minimum_authors: int, shortest_m: float) -> list[Chain]:
    """Lines along the pieces that enough authors took, the most used first.

    Args:
        pieces: the streets.
        authors: of each piece.
        minimum_authors: that a piece must have.
        shortest_m: shorter lines are left out unless they join others.
    """
    kept = _without_spurs(pieces, np.flatnonzero(authors >= minimum_authors))
    meet = _meet(pieces, kept)
    partner = _partners(pieces, meet, authors)
    done: set[int] = set()
    chains = []
    for piece in kept[np.lexsort((kept, -authors[kept]))].tolist():
        if piece not in done:
            chain = _grown(pieces, partner, piece)
            done.update(each for each, _ in chain)
            chains.append(chain)
    return [chain for chain in chains if _is_worth(pieces, chain, meet, shortest_m)]


def _meet(pieces: Pieces, kept: Longs) -> dict[int, list[int]]:
    """The kept pieces at each node; a ring stands twice."""
    meet: dict[int, list[int]] = defaultdict(list)
    for piece in kept.tolist():
        meet[int(pieces.a[piece])].append(piece)
        meet[int(pieces.b[piece])].append(piece)
    return meet


def _without_spurs(pieces: Pieces, kept: Longs) -> Longs:
    """Without short dead ends that branch off a line."""
    meet = _meet(pieces, kept)
    gone: set[int] = set()
    for node in sorted(node for node, there in meet.items() if len(there) == 1):
        chain, length_m, at = [], 0.0, node
        while len(meet[at]) <= 2 and length_m < SPUR_M:
            on = [piece for piece in meet[at] if piece not in chain]
            if not on:
                break
            chain.append(on[0])
            length_m += float(pieces.length_m[on[0]])
            at = int(pieces.a[on[0]] + pieces.b[on[0]]) - at
        if len(meet[at]) > 2 and length_m < SPUR_M:
            gone.update(chain)
    return kept[~np.isin(kept, sorted(gone))]


def _out(pieces: Pieces, piece: int, node: int) -> Floats:
    """The direction in which a piece leaves a node."""
    shape = pieces.shapes[piece]
    if pieces.a[piece] != node:
        shape = shape[::-1]
    way: Floats = shape[-1] - shape[0]
    if len(shape) > 2:  # where it leaves counts, but not its first half metre
        way = shape[1] - shape[0] if np.hypot(*(shape[1] - shape[0])) > 5 else way
    return way / max(float(np.hypot(*way)), 1e-9)


def _partners(
    pieces: Pieces, meet: dict[int, list[int]], authors: Longs
) -> dict[tuple[int, int], int]:
    """By node and piece: the piece that carries on there."""
    partner: dict[tuple[int, int], int] = {}
    for node in sorted(meet):
        there = sorted(set(meet[node]))
        out = {piece: _out(pieces, piece, node) for piece in there}
        most = 180.0 if len(meet[node]) == 2 else STRAIGHT_DEG
        tried = sorted(
            (turn, one, other)
            for i, one in enumerate(there)
            for other in there[i + 1 :]
            if (turn := _deflection_deg(out[one], out[other])) <= most
            and (most == 180.0 or _ratio(authors[one], authors[other]) <= ALIKE)
        )
        for _, one, other in tried:
            if (node, one) not in partner and (node, other) not in partner:
                partner[node, one], partner[node, other] = other, one
    return partner


def _ratio(one: int, other: int) -> float:
    return max(one, other) / max(min(one, other), 1)


def _deflection_deg(one: Floats, other: Floats) -> float:
    """0 if two pieces that leave a node carry each other straight on."""
    return float(np.degrees(np.arccos(np.clip(-one @ other, -1, 1))))


def _grown(pieces: Pieces, partner: dict[tuple[int, int], int], piece: int) -> Chain:
    """The whole line that a piece is part of, in the piece's direction."""
    there = _half(pieces, partner, piece, True)
    if len(there) > 1 and there[-1][0] == piece:
        return there[:-1]  # a ring
    back = _half(pieces, partner, piece, False)
    return [(each, not forward) for each, forward in reversed(back[1:])] + there


def _half(pieces: Pieces, partner: dict[tuple[int, int], int], piece: int, forward: bool) -> Chain:
    """From a piece on as far as it goes; ends with the piece itself where that is a ring."""
    chain = [(piece, forward)]
    node = int(pieces.b[piece] if forward else pieces.a[piece])
    while (node, chain[-1][0]) in partner:
        following = partner[node, chain[-1][0]]
        onward = bool(pieces.a[following] == node)
        chain.append((following, onward))
        if following == piece:
            break
        node = int(pieces.b[following] if onward else pieces.a[following])
    return chain


def _is_worth(pieces: Pieces, chain: Chain, meet: dict[int, list[int]], shortest_m: float) -> bool:
    """Whether it is long, or joins others at both ends."""
    if sum(float(pieces.length_m[piece]) for piece, _ in chain) >= shortest_m:
        return True
    (first, forward), (last, onward) = chain[0], chain[-1]
    begin = int(pieces.a[first] if forward else pieces.b[first])
    end = int(pieces.b[last] if onward else pieces.a[last])
    return begin != end and all(len(meet[node]) > 2 for node in (begin, end))
