from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from guidegen.routes.raster import Grid
from guidegen.routes.segments import Segments
from guidegen.routes.slices import (
    EVIDENT_AUTHORS,
    EVIDENT_MOVEMENTS,
    enough,
    partitions,
    slices,
    tellable,
)
from tests.routes.movers import BOX, crowd, joined, movements

GRID = Grid.over(BOX)


def at(*times: str) -> Segments:
    return movements([(0, 0, 100, 0)] * len(times), left_at=times)


def named(kind: str, segments: Segments, visitor: list[str]) -> list[str]:
    parts = partitions(segments, visitor)[kind]
    return [
        next(part.name for part in parts if part.chosen[number]) for number in range(len(segments))
    ]


@pytest.mark.parametrize(
    ("time", "band"),
    [
        ("00:00", "night"), ("05:59", "night"), ("06:00", "morning"), ("10:59", "morning"),
        ("11:00", "midday"), ("14:00", "afternoon"), ("17:59", "afternoon"), ("18:00", "evening"),
        ("22:00", "night"), ("23:59", "night"),
    ],
)  # fmt: skip
def test_hours(time: str, band: str) -> None:
    assert named("hours", at(f"2024-07-01T{time}"), [""]) == [band]


def test_seasons() -> None:
    months = at(*(f"2024-{month:02}-15T12:00" for month in range(1, 13)))
    seasons = ["winter"] * 2 + ["spring"] * 3 + ["summer"] * 3 + ["autumn"] * 3 + ["winter"]
    assert named("seasons", months, [""] * 12) == seasons


def test_visitors() -> None:
    labels = ["tourist", "probable_tourist", "local", "unknown"]
    movers = at(*["2024-07-01T12:00"] * 4)
    assert named("visitors", movers, labels) == ["tourists", "tourists", "locals", "rest"]


def test_each_movement_is_in_one_part_of_each_kind() -> None:
    segments = crowd(500)
    for parts in partitions(segments, ["local", "unknown"] * 250).values():
        assert (np.sum([part.chosen for part in parts], axis=0) == 1).all()


def test_a_slice_needs_movements_and_people() -> None:
    authors = np.arange(EVIDENT_MOVEMENTS) % EVIDENT_AUTHORS
    just = movements([(0, 0, 100, 0)] * EVIDENT_MOVEMENTS, authors.tolist())
    assert enough(just)
    assert not enough(just.rows(np.arange(EVIDENT_MOVEMENTS) > 0))
    fewer = np.minimum(just.author, EVIDENT_AUTHORS - 2)
    assert not enough(replace(just, author=fewer))


def test_only_what_has_evidence_is_shown() -> None:
    segments = crowd(2000)
    few = np.where(np.arange(2000) < EVIDENT_MOVEMENTS - 1, "local", "tourist").tolist()
    found = slices(segments, few, GRID)
    names = [(each.kind, each.name) for each in found]
    assert names[0] == ("all", "all")
    assert ("hours", "morning") in names
    assert ("visitors", "tourists") in names
    assert ("visitors", "locals") not in names
    assert all(each.movements >= EVIDENT_MOVEMENTS for each in found)


def test_a_slice_is_the_field_of_its_movements() -> None:
    """South in the morning, north in the evening, by the same people."""
    ways = [(-200, 400, -200, -400)] * 120 + [(200, -400, 200, 400)] * 120
    hours = ["2024-05-04T08:00"] * 120 + ["2024-05-04T20:00"] * 120
    there_and_back = movements(ways, [*range(120)] * 2, hours)
    found = {each.name: each for each in slices(there_and_back, ["unknown"] * 240, GRID)}
    assert found.keys() == {"all", "morning", "evening", "spring"}
    morning, evening = found["morning"].field.north, found["evening"].field.north
    assert morning.min() == pytest.approx(-120, rel=0.05)
    assert morning.max() < 1
    assert evening.max() == pytest.approx(120, rel=0.05)
    np.testing.assert_allclose(found["all"].field.north, morning + evening, atol=1)


def test_nobody_is_what_the_parts_leave_of_the_whole() -> None:
    # three groups at four points
    people = np.array([[[9, 9, 9, 9]], [[5, 5, 0, 4]], [[0, 1, 1, 3]]])
    told = tellable(people)
    assert told[:, 0].T.tolist() == [
        [True, True, False],  # nobody is hidden
        [True, False, False],  # with the one, five more are silent
        [False, False, False],  # with the one, the only others
        [True, True, True],
    ]


def test_one_persons_evening_cannot_be_had_by_subtraction() -> None:
    crowded = movements([(-300, 0, 300, 0)] * 120, left_at="2024-05-04T08:00")
    alone = movements([(-300, 0, 300, 0)], [500], ["2024-05-04T20:00"])
    both = joined(crowded, alone)
    found = slices(both, ["unknown"] * 121, GRID)
    assert [each.name for each in found] == ["all", "spring"]
