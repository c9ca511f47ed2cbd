"""The parts of a walk that are worth telling, and what is done where each begins.

A walk through an old town changes its way every ten metres: onto pavements, over crossings and
corners of squares. Told are the ways that one remembers; what is short between two of them is
part of the turn from one into the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from guidegen.walks.course import BEND_DEG, NEAR_M, Course, difference

# A turn larger than this is a sharp one.
SHARP_DEG = 130.0
# Less than this between two ways only joins them: the turns at both its ends are told as one.
LINK_M = 30.0
# Who leaves a square for less than this has not left it.
PLACE_M = 50.0
# One sentence tells what is done within so many metres: straight on, at the other side of a
# square, and any other turn …
AHEAD_M, ACROSS_M, TURN_M = 150.0, 100.0, 75.0
# … but no more than one can remember; the start is as much as a turn.
TOGETHER_M, MOST_TOGETHER, MOST_TURNS = 200.0, 3, 3


@dataclass(frozen=True)
class Way:
    """What one walks on.

    Attributes:
        kind: street, steps, square, or spur for what is not told.
        name: the map's, or none.
        noun: what a nameless street is called.
        slope: of steps, 1 up, -1 down, 0 unknown.
    """

    kind: str
    name: str
    noun: str = ""
    slope: int = 0

    def is_same(self, other: Way) -> bool:
        """Whether to go from one to the other is to go on: one name, or nameless and alike."""
        if "steps" in (self.kind, other.kind):
            return self == other
        return self.name == other.name and bool(self.name or self.kind == other.kind)

    def goes_on_from(self, other: Way) -> bool:
        """Whether to go straight on from the other is nothing to tell."""
        off_steps = self.kind != "steps" and self.name and self.name == other.name
        return self.is_same(other) or bool(off_steps or (self.noun and other.noun))


_SPUR = Way("spur", "")


@dataclass(frozen=True)
class Leg:
    """A part of a walk that is one step.

    Attributes:
        way: what it is on.
        begin: number of its first edge along the walk.
        kind: of its step.
        then: the second of two turns soon after each other, left or right, or "".
    """

    way: Way
    begin: int
    kind: str
    then: str = ""


@dataclass(frozen=True)
class _Piece:
    """Edges along the walk from `first` up to before `last`, on one way and without a turn."""

    way: Way
    first: int
    last: int


def legs_of(course: Course, ways: Sequence[Way]) -> list[Leg]:
    """The legs of a walk.

    Args:
        course: the walk.
        ways: what each of its edges is.
    """
    runs = _squares_joined(course, _runs(course, ways))
    told = _told(course, [piece for run in runs for piece in _split(course, run, ways)])
    legs = [Leg(told[0].way, 0, "start")]
    for before, piece in pairwise(told):
        kind, then = _manoeuvre(course, before.last, piece.first)
        goes_on = piece.way.goes_on_from(before.way)
        if kind == "back" or not goes_on or not (kind == "ahead" or piece.way.kind == "square"):
            legs.append(Leg(piece.way, before.last, kind, then))
            if _is_rejoined(legs[-3:]):
                del legs[-2:]
    return legs


def _is_rejoined(legs: Sequence[Leg]) -> bool:
    """Whether two of three legs lead straight on and back onto the first's way, without a name."""
    if len(legs) < 3 or any(leg.kind != "ahead" for leg in legs[1:]):
        return False
    return (
        not legs[1].way.name and legs[1].way.kind == "street" and (legs[2].way.is_same(legs[0].way))
    )


def sentences(
    legs: Sequence[Leg], course: Course, stops: Sequence[int] = ()
) -> list[tuple[int, int]]:
    """Which legs are told together: the first and the one after the last of each sentence.

    Args:
        legs: of a walk.
        course: the walk.
        stops: junctions along the walk where one stays; what comes after is told after.
    """
    starts = [0]
    for k, leg in enumerate(legs[1:], 1):
        first, before = legs[starts[-1]], legs[k - 1]
        turns = sum((each.kind != "ahead") + bool(each.then) for each in legs[starts[-1] : k + 1])
        soon = course.length_m(before.begin, leg.begin) < _soon_m(before, leg)
        short = course.length_m(first.begin, leg.begin) < TOGETHER_M
        few = turns <= MOST_TURNS and k - starts[-1] < MOST_TOGETHER
        if not (soon and short and few) or any(first.begin < at <= leg.begin for at in stops):
            starts.append(k)
    return list(pairwise([*starts, len(legs)]))


def _soon_m(before: Leg, leg: Leg) -> float:
    """What is done within so many metres is told with the leg before it."""
    if "back" in (before.kind, leg.kind):
        return 0.0
    if leg.kind == "ahead":
        return AHEAD_M
    return ACROSS_M if before.way.kind == "square" else TURN_M


def _runs(course: Course, ways: Sequence[Way]) -> list[_Piece]:
    """The edges on one way in a row, or until one turns back."""
    ways = [_SPUR if course.has_spur(k, k + 1) else way for k, way in enumerate(ways)]
    starts = [
        k for k in range(course.size)
        if k == 0 or not ways[k].is_same(ways[k - 1]) or course.is_back(k)
    ]  # fmt: skip
    bounds = pairwise([*starts, course.size])
    return [_Piece(_main(course, ways, first, last), first, last) for first, last in bounds]


def _main(course: Course, ways: Sequence[Way], first: int, last: int) -> Way:
    """What edges on one way are: a square if one is, else what the longest is."""
    edges = range(first, last)
    return ways[max(edges, key=lambda k: (ways[k].kind == "square", course.length_m(k, k + 1)))]


def _squares_joined(course: Course, runs: Sequence[_Piece]) -> list[_Piece]:
    """The runs, those on one square being one even if it is left for a few metres."""
    joined: list[_Piece] = []
    for run in runs:
        before = _before(course, joined, run)
        if before is None:
            joined.append(run)
        else:
            way = max(joined[before].way, run.way, key=lambda way: way.kind == "square")
            joined[before:] = [_Piece(way, joined[before].first, run.last)]
    return joined


def _before(course: Course, runs: Sequence[_Piece], run: _Piece) -> int | None:
    """The number of the run that was left for this one's square a few metres ago, if any."""
    for number in range(len(runs) - 1, -1, -1):
        earlier = runs[number]
        end = runs[number + 1].first if number + 1 < len(runs) else run.first
        if course.is_back(end) or course.length_m(earlier.last, run.first) >= PLACE_M:
            return None
        on_square = "square" in (earlier.way.kind, run.way.kind) and run.way.name
        if on_square and earlier.way.is_same(run.way):
            return number
    return None


def _split(course: Course, run: _Piece, ways: Sequence[Way]) -> list[_Piece]:
    """A run in pieces, each beginning with a turn that has to be told."""
    if run.way.kind in ("square", "spur"):
        return [run]
    has_turn = course.is_fork if run.way.name else course.has_choice
    inside = range(run.first + 1, run.last)
    turns = [k for k in inside if _side(course.turn(k, k)) != "ahead" and has_turn(k)]
    lasting = [k for k, end in pairwise([*turns, run.last]) if _is_lasting(course, k, end)]
    bounds = pairwise([run.first, *lasting, run.last])
    return [_Piece(_main(course, ways, first, last), first, last) for first, last in bounds]


def _is_lasting(course: Course, joint: int, end: int) -> bool:
    """Whether a turn is still one a few metres on, if there is no other until the end."""
    later = range(joint, end)
    last = max(k for k in later if k == joint or course.length_m(joint, k) < LINK_M)
    return _side(course.turn(joint, last)) != "ahead"


def _told(course: Course, pieces: Sequence[_Piece]) -> list[_Piece]:
    """The pieces that are told: the others in a row between two of them only join these."""
    lengths = [
        0.0 if piece.way == _SPUR else course.length_m(piece.first, piece.last) for piece in pieces
    ]
    told = [
        course.is_back(piece.first) or course.is_back(piece.last) or length >= LINK_M
        for piece, length in zip(pieces, lengths, strict=True)
    ]
    told[0] = told[-1] = True
    for first, last in list(_gaps(told)):
        _tell_longest(lengths, told, first, last)
    return [piece for piece, is_told in zip(pieces, told, strict=True) if is_told]


def _gaps(told: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """The first and the one after the last of those that are not told, row by row."""
    numbers = [number for number, is_told in enumerate(told) if is_told]
    for one, other in pairwise(numbers):
        if other > one + 1:
            yield one + 1, other


def _tell_longest(lengths: Sequence[float], told: list[bool], first: int, last: int) -> None:
    """Tell of short pieces in a row the longest, until what is between any two joins them."""
    if sum(lengths[first:last]) < LINK_M:
        return
    longest = max(range(first, last), key=lambda number: lengths[number])
    told[longest] = True
    _tell_longest(lengths, told, first, longest)
    _tell_longest(lengths, told, longest + 1, last)


def _manoeuvre(course: Course, joint: int, edge: int) -> tuple[str, str]:
    """What is done from the end of one piece to the begin of another, and then."""
    if course.is_back(joint):
        return "back", ""
    whole = course.turn(joint, edge)
    if course.length_m(joint, edge) < NEAR_M or course.has_spur(joint, edge):
        return _side(whole), ""
    first, second = course.turn(joint, joint), course.turn(edge, edge)
    are_all = abs(difference(first + second, whole)) < BEND_DEG
    is_one = first * second > 0 and abs(whole) <= SHARP_DEG  # a turn in two halves
    sides = _side(first), _side(second)
    return sides if are_all and not is_one and "ahead" not in sides else (_side(whole), "")


def _side(turn_deg: float) -> str:
    if abs(turn_deg) < BEND_DEG:
        return "ahead"
    side = "right" if turn_deg > 0 or turn_deg < -179.9 else "left"  # round is to either side
    return f"sharp {side}" if abs(turn_deg) > SHARP_DEG else side
