"""Names of the streets that nameless ways run beside."""

from __future__ import annotations

from tests.walks.maps import town
from tests.walks.test_steps import ARRIVED, placed, words

# A pavement CD from the crossing C, 8 m beside the street BE.
PAVED = {"A": (0, -200), "B": (0, 0), "C": (0, 8), "D": (200, 8), "E": (200, 0), "F": (-99, 0),
         "G": (0, 200)}  # fmt: skip


def test_a_pavement_has_the_name_of_its_street() -> None:
    paved = placed(PAVED, "AB", "BC", "CD", "BE", "BF", "CG")
    said = {"AB": {"name": "Rua A"}, "BE": {"name": "Rua B"}, "CD": {"highway": "footway"}}
    assert words(paved, "ABCD", **said)[1:] == ["After 200 m turn right into Rua B", ARRIVED]
    # beside it, but in no direction of its own
    assert words(paved, "ABCG", **said)[1] == "After 200 m continue on a street"
    far = placed(PAVED | {"C": (0, 25), "D": (200, 25)}, "AB", "BC", "CD", "BE", "BF", "CG")
    assert words(far, "ABCD", **said)[1] == "After 200 m turn right into a footpath"
    # the street begins where the footpath ends
    row = town("A---B---C")
    assert words(row, "ABC", BC={"name": "Rua"})[0] == "Start on a street, heading east"


def test_from_a_street_to_its_pavement_and_back_is_no_change() -> None:
    places = {"A": (0, 0), "B": (200, 0), "C": (200, 6), "D": (400, 6), "E": (400, 0),
              "F": (600, 0), "G": (200, 99), "H": (400, 99)}  # fmt: skip
    row = placed(places, "AB", "BC", "CD", "DE", "EF", "BE", "CG", "DH")
    said = {ends: {"name": "Rua"} for ends in ("AB", "BE", "EF")}
    assert words(row, "ABCDEF", **said) == ["Start on Rua, heading east", ARRIVED]
