from __future__ import annotations

import pytest

from guidegen.languages import speaking
from guidegen.places.best_time import BestTime, Peak
from guidegen.website import words
from guidegen.website.reasons import problem


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0 people"), (1, "1 person"), (1234, "1,234 people"), (None, "an untold number people")],
)
def test_counts(value: int | None, said: str) -> None:
    assert words.count(value, "person", "people") == said


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0%"), (0.009, "under 1%"), (0.01, "1%"), (0.5, "50%"), (0.996, "over 99%"), (1, "100%")],
)
def test_shares(share: float, said: str) -> None:
    assert words.percent(share) == said


@pytest.mark.parametrize(
    ("label", "share", "said"),
    [
        ("tourist", 0.9, "mostly visitors"),
        # more visitors than usual where nearly all are locals: not "mostly"
        ("tourist", 0.3, "more visitors than usual"),
        ("local", 0.2, "mostly locals"),
        ("local", 0.7, "more locals than usual"),
        # a share that is withheld may be on either side of a half
        ("local", None, "more locals than usual"),
        ("tourist", None, "more visitors than usual"),
        ("mixed", 0.9, "visitors and locals in the usual mix"),
        ("undetermined", None, "too few people to tell who comes"),
    ],
)
def test_labels_never_say_more_than_they_mean(label: str, share: float | None, said: str) -> None:
    assert words.who(label, share) == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (17, 19, "in the late afternoon"),
        (8, 10, "in the morning"),
        (23, 1, "at night"),  # over midnight
        (10, 15, "around midday"),
        (20, 20, "in the evening"),
    ],
)
def test_times_of_day(first: int, last: int, said: str) -> None:
    assert words.time_of_day(first, last) == said


def peak(kind: str, first: int, last: int) -> Peak:
    return Peak(kind, first, last, 1.5, 0.01, 200, 50)


@pytest.mark.parametrize(
    ("peaks", "said"),
    [
        ([peak("month", 5, 10), peak("hour", 17, 19)], "in the late afternoon, May to October"),
        ([peak("month", 12, 1)], "December and January"),
        ([peak("month", 4, 4), peak("month", 9, 9)], "April and September"),
        ([peak("weekday", 5, 6)], "on Saturday and Sunday"),
    ],
)
def test_best_times(peaks: list[Peak], said: str) -> None:
    assert words.at_its_best(BestTime(tuple(peaks), 500)) == said


@pytest.mark.parametrize(
    ("east_m", "north_m", "said"),
    [
        (0, 1, "north"),
        (1, 1, "north-east"),
        (-1, 0, "west"),
        (0.1, -5, "south"),
        (-3, 3, "north-west"),
    ],
)
def test_directions(east_m: float, north_m: float, said: str) -> None:
    assert words.direction(east_m, north_m) == said


@pytest.mark.parametrize(
    ("metres", "said"),
    [(2, "10 m"), (244, "240 m"), (994, "990 m"), (996, "1.0 km"), (1234, "1.2 km")],
)
def test_distances(metres: float, said: str) -> None:
    assert words.distance(metres) == said


def test_positions() -> None:
    assert words.coordinates(10.3966, 43.72301) == "43.7230° N, 10.3966° E"
    assert words.coordinates(-70.5, -33.0) == "33.0000° S, 70.5000° W"


@pytest.mark.parametrize(
    ("items", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists(items: list[str], said: str) -> None:
    assert words.listed(items) == said


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0.2, "0 min"), (44.6, "45 min"), (59.7, "1 h"), (81.9, "1 h 22 min"), (120, "2 h")],
)
def test_durations(minutes: float, text: str) -> None:
    assert words.duration(minutes) == text


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, "loop", ""),
        (0.8, "between", "less photographed than the shortest way"),
        (1.02, "loop", "about as photographed as the other photographed streets around"),
        (1.05, "between", "1.1 times as many photographs a metre as along the shortest way"),
        (2.44, "between", "2.4 times as many photographs a metre as along the shortest way"),
        (
            12.3,
            "tour",
            "12 times as many photographs a metre as along the other photographed streets around",
        ),
    ],
)
def test_gains(value: float | None, kind: str, text: str) -> None:
    assert words.gain(value, kind) == text


@pytest.mark.parametrize(
    ("here", "everywhere", "text"),
    [
        (0, 12, ""),
        (7, 12, "passes 7 of the 12 places of this guide"),
        (12, 12, "passes all 12 places of this guide"),
        (1, 1, "passes the one place of this guide"),
    ],
)
def test_places_on_the_way(here: int, everywhere: int, text: str) -> None:
    assert words.passed(here, everywhere) == text


def test_letters_go_on_after_z() -> None:
    assert [words.letter(index) for index in (0, 25, 26, 52)] == ["A", "Z", "AA", "BA"]


def test_speeds_are_in_the_units_of_distances() -> None:
    assert [words.speed(5), words.speed(4.5)] == ["5 km/h", "4.5 km/h"]
    with speaking("en", "imperial"):
        assert words.speed(5) == "3.1 mph"
    with speaking("ru"):
        assert words.speed(4.5) == "4,5 км/ч"


def test_what_could_not_be_had_is_told_in_the_language() -> None:
    with speaking("it"):
        assert problem("OpenStreetMap: the streets could not be had").endswith("non ottenute")
        assert (
            problem("Wikidata: 3 answers could not be had") == "Wikidata: 3 risposte non ottenute"
        )
        assert problem("Somewhere: something new") == "Somewhere: something new"
