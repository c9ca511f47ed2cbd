import pytest

from guidegen.units import parse_duration_min, parse_length_m


@pytest.mark.parametrize(
    ("value", "metres"),
    [(60, 60.0), (0.5, 0.5), ("60 m", 60.0), ("60m", 60.0), ("1.2 km", 1200.0), (" .5 km ", 500.0)],
)
def test_lengths(value: object, metres: float) -> None:
    assert parse_length_m(value) == metres


@pytest.mark.parametrize(
    ("value", "minutes"), [(90, 90.0), ("90 min", 90.0), ("2 h", 120.0), ("1.5h", 90.0)]
)
def test_durations(value: object, minutes: float) -> None:
    assert parse_duration_min(value) == minutes


@pytest.mark.parametrize(
    "value",
    ["60", "60 miles", "1,2 km", "-3 m", "", None, True, [60], 0, -1, float("inf"), 10**400],
)
def test_what_is_no_length(value: object) -> None:
    with pytest.raises(ValueError, match="must be"):
        parse_length_m(value)


def test_a_length_is_no_duration() -> None:
    with pytest.raises(ValueError, match="a duration such as 90 min or 2 h, not '60 m'"):
        parse_duration_min("60 m")


def test_what_is_shown_of_a_mistake_is_short() -> None:
    with pytest.raises(ValueError, match=r"x{59}$"):
        parse_length_m("x" * 100_000)
