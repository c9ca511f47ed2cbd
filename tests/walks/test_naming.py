"""What walks on drawn streets are called."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from guidegen.slugs import is_slug
from guidegen.walks.naming import Namer
from guidegen.walks.passing import passes
from guidegen.walks.suggestion import Passing, Sight
from guidegen.walks.walk import Walk
from tests.walks.maps import Town, town
from tests.walks.test_steps import streets, walk

SQUARE = """
A---B---C
|       #
|       #
D-------E
"""
VALUES = {"A": 5.0, "B": 9.0, "C": 7.0, "E": 3.0, "D": 1.0}


def sights(where: Town, names: Mapping[str, str | None], **values: Any) -> list[Sight]:
    """Places at letters with their names."""
    return [
        dataclasses.replace(Sight(at, name, "place", *where.at(at), VALUES[at]), **values)
        for at, name in names.items()
    ]


def kind_of(where: Town, way: str, kind: str = "") -> Walk:
    kind = kind or ("loop" if way[0] == way[-1] else "between")
    return dataclasses.replace(walk(where, way), kind=kind, wish_minutes=60)


def called(namer: Namer, way: Walk, passed: Sequence[Passing]) -> tuple[str, str]:
    title, walk_id = namer.name(way, passed)
    return title.worded(), walk_id


def name(way: str, names: Mapping[str, str | None], kind: str = "", **said: Any) -> str:
    where = town(SQUARE)
    some = sights(where, names)
    there = kind_of(where, way, kind)
    stops = [(each, 5.0) for each in some] if kind == "tour" else []
    namer = Namer(where.graph, streets(where, **said), some)
    return called(namer, there, passes(there, some, where.graph, stops))[0]


KNOWN = {"A": "Aliados", "B": "Ribeira", "C": "Clérigos", "E": "Sé"}


def test_names_after_places() -> None:
    assert name("ABCEDA", KNOWN) == "From Aliados and back: Ribeira, Clérigos"
    # in the order of the walk
    assert name("ADECBA", KNOWN) == "From Aliados and back: Clérigos, Ribeira"
    assert name("ABCEDA", KNOWN | {"A": None}) == "Ribeira and Clérigos: a round walk"
    assert name("ABCE", KNOWN) == "From Aliados to Sé past Ribeira"
    assert name("BC", KNOWN) == "From Ribeira to Clérigos"
    assert name("ABCEDA", KNOWN | {"A": None}, "tour") == "Ribeira, Clérigos and Sé: a tour"
    assert name("ABA", {"B": "Ribeira"}) == "Ribeira: a round walk"
    assert name("ABA", {"A": "Aliados"}) == "From Aliados and back"


def test_a_way_whose_ends_have_no_names_is_named_after_what_it_passes() -> None:
    assert name("ABCE", KNOWN | {"A": None}) == "Past Ribeira and Clérigos"


def test_names_after_streets() -> None:
    said = {"AB": {"name": "Rua A"}, "BC": {"name": "Rua B"}, "CE": {"name": "Rua C"}}
    assert name("ABCEDA", {"A": None}, **said) == "Rua A and Rua C: a round walk"
    assert name("ABCE", {}, **said) == "From Rua A to Rua C past Rua B"
    assert name("ADE", {}, AD={"name": "Rua D"}) == "Along Rua D"
    assert name("ABCEDA", {"B": None}, "tour", **said) == "Rua A, Rua B and Rua C: a tour"


def test_what_has_no_names_at_all() -> None:
    assert name("ABCEDA", {"A": " \x07 "}) == "A loop of 60 minutes"
    assert name("ABC", {}) == "A walk of 60 minutes"


def test_spots_give_names_only_beside_places() -> None:
    where = town(SQUARE)
    spot = sights(where, {"B": "Statue"}, level="spot")
    there = kind_of(where, "ABCEDA")

    def named(some: list[Sight]) -> str:
        namer = Namer(where.graph, streets(where), some)
        return called(namer, there, passes(there, some, where.graph))[0]

    two = sights(where, {"C": "Clérigos", "E": "Sé"})
    assert named(spot + two) == "Clérigos and Sé: a round walk"
    assert named(spot + two[1:]) == "Statue and Sé: a round walk"


def test_the_next_walk_is_named_after_something_else() -> None:
    where = town(SQUARE)
    some = sights(where, KNOWN) + sights(where, {"D": "Lapa"}, value=4.0)
    namer = Namer(where.graph, streets(where), some)
    there = kind_of(where, "ABCEDA")
    found = [called(namer, there, passes(there, some, where.graph)) for _ in range(2)]
    assert found[0] == (
        "From Aliados and back: Ribeira, Clérigos",
        "from-aliados-and-back-ribeira-clerigos",
    )
    assert found[1][0] == "From Aliados and back: Ribeira, Lapa"


def test_names_and_ids_are_all_different() -> None:
    where = town(SQUARE)
    some = sights(where, {"B": "Ribeira"})
    namer = Namer(where.graph, streets(where), some)
    there = kind_of(where, "ABCEDA")
    found = [called(namer, there, passes(there, some, where.graph)) for _ in range(3)]
    assert found == [
        ("Ribeira: a round walk", "ribeira-a-round-walk"),
        ("Ribeira: a round walk, 60 minutes", "ribeira-a-round-walk-60-minutes"),
        ("Ribeira: a round walk, 60 minutes (2)", "ribeira-a-round-walk-60-minutes-2"),
    ]


def test_ids_of_names_without_latin_letters_are_numbers() -> None:
    where = town(SQUARE)
    some = sights(where, {"A": "東京", "B": "Ribeira", "E": "大阪"})
    namer = Namer(where.graph, streets(where), some)
    ids = []
    for way in ("ABA", "ADA", "EDE"):
        there = kind_of(where, way)
        ids.append(called(namer, there, passes(there, some, where.graph))[1])
    assert ids == ["walk-1", "walk-2", "walk-3"]


def test_long_names_are_cut_and_ids_end_with_a_whole_name() -> None:
    where = town(SQUARE)
    long = {"A": "Avenida dos Aliados", "B": "Porto Cathedral", "C": "Bolhão market square"}

    def named(names: Mapping[str, str], kind: str) -> tuple[str, str]:
        some = sights(where, names)
        there = kind_of(where, "ABCEDA", kind)
        stops = [(each, 5.0) for each in some]
        namer = Namer(where.graph, streets(where), some)
        return called(namer, there, passes(there, some, where.graph, stops))

    words, walk_id = named(long, "tour")
    assert words == "Avenida dos Aliados, Porto Cathedral and Bolhão market square: a tour"
    assert walk_id == "avenida-dos-aliados-porto-cathedral-bolhao-market-square"
    words, walk_id = named(long | {"E": "Igreja de Nossa Senhora da Lapa dos Mercadores"}, "loop")
    assert walk_id == "avenida-dos-aliados-porto-cathedral-bolhao-market-square"
    words, walk_id = named({"A": "Rua " * 2000, "B": "Sé"}, "loop")
    assert len(words) < 120
    assert walk_id == 12 * "rua-" + "se"


@given(
    st.lists(st.one_of(st.none(), st.text(max_size=90)), min_size=5, max_size=5),
    st.lists(st.text(max_size=20), min_size=5, max_size=5),
)
def test_any_names_give_lines_and_slugs(places: list[str | None], roads: list[str]) -> None:
    where = town(SQUARE)
    some = sights(where, dict(zip("ABCDE", places, strict=True)))
    table = streets(where)
    table["name"] = pd.Series(roads, dtype=object)
    namer = Namer(where.graph, table, some)
    walks = [kind_of(where, way) for way in ("ABCEDA", "ABCEDA", "ABC", "CBA", "ADE")]
    found = [called(namer, each, passes(each, some, where.graph)) for each in walks]
    assert len({name for name, _ in found}) == len({walk_id for _, walk_id in found}) == 5
    for words, walk_id in found:
        assert is_slug(walk_id)
        assert words.splitlines() == [words]


def test_a_name_is_told_with_other_names_of_its_places() -> None:
    where = town(SQUARE)
    some = sights(where, KNOWN)
    there = kind_of(where, "ABCE")
    title, _ = Namer(where.graph, streets(where), some).name(
        there, passes(there, some, where.graph)
    )
    assert title.worded({"E": "Cathedral"}) == "From Aliados to Cathedral past Ribeira"
