from __future__ import annotations

from guidegen.languages import speaking
from guidegen.website.reasons import by_count, problem, reason


def test_reasons_with_a_number_are_translated() -> None:
    with speaking("it"):
        assert reason("position with fewer than 4 decimals") == "posizione con meno di 4 decimali"
        assert reason("a reason of nobody with 4 legs") == "a reason of nobody with 4 legs"


def test_speeds_are_in_the_units_of_the_page() -> None:
    fast = "faster than 10 km/h"
    assert reason(fast) == fast
    with speaking("en", "imperial"):
        assert by_count({fast: 3}) == [("faster than 6.2 mph", 3)]
        assert problem(f"walks: {fast}") == "walks: faster than 6.2 mph"
    with speaking("ru"):
        assert reason(fast) == "быстрее 10 км/ч"
    with speaking("de", "imperial"):
        assert reason("faster than 12.5 km/h") == "schneller als 7,8 mi/h"
