from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from guidegen.descriptions.candidate import Candidate
from guidegen.descriptions.wikidata import PROVIDER, parse_items
from guidegen.errors import AnswerError
from tests.descriptions.answers import as_answer, spoilt
from tests.descriptions.wikis import PISA, TOWER, Asking, asking, assert_sound, fixed, told
from tests.doubles.http import Asked
from tests.doubles.mediawiki import Item, World, statement

LON, LAT = TOWER
YEAR = "+1173-00-00T00:00:00Z"
WORLD = World(
    items={
        "Q1": Item(
            labels={"en": "Old Tower", "it": "Torre vecchia", "de": "Alter Turm"},
            descriptions={"en": "bell tower in Pisa"},
            claims={
                "P31": ["Q100"],
                "P18": ["Old_tower.jpg", "Tower 2.jpg"],
                "P625": [(LON, LAT)],
                "P571": [YEAR],
            },
            sitelinks={"enwiki": "Old Tower", "itwiki": "Torre", "commonswiki": "Category:Tower"},
        ),
        "Q2": Item(labels={"mul": "Caf\u00e9 X"}, claims={"P625": [(LON, LAT)], "P31": ["Q101"]}),
        "Q3": Item(labels={"en": "Far Castle"}, claims={"P625": [(LON + 0.02, LAT)]}),
        "Q4": Item(labels={"en": "Towers"}, claims={"P625": [(LON, LAT)], "P31": ["Q13406463"]}),
        "Q5": Item(redirect="Q3"),
        "Q6": Item(labels={"en": "Old Cinema"}, claims={"P625": [(LON, LAT)], "P3999": [YEAR]}),
        "Q100": Item(labels={"it": "campanile", "en": "bell tower"}),
        "Q101": Item(labels={"en": "coffeehouse"}),
    }
)
ENTITIES = told(
    WORLD,
    "wikidata/w/api.php",
    action="wbgetentities",
    ids="Q1|Q2|Q5|Q77",
    props="labels|descriptions|claims|sitelinks",
)


def found(ask: Asking, *languages: str, **more: Any) -> dict[tuple[str, str], Candidate]:
    candidates = list(PROVIDER.find(ask, ask.wish(*languages, **more)))
    for candidate in candidates:
        assert_sound(candidate)
    return {(candidate.language, candidate.subject): candidate for candidate in candidates}


def item(**claims: list[Any]) -> Any:
    """What is read of an item with these statements."""
    world = World(items={"Q1": Item(claims=claims)})
    data = told(world, "wikidata/w/api.php", action="wbgetentities", ids="Q1", props="claims")
    return parse_items(as_answer(data))["Q1"]


def test_items_near_a_place_in_every_language(tmp_path: Path) -> None:
    with asking(WORLD, tmp_path) as ask:
        near = found(ask, "en", "it")
        assert not ask.failed
    assert {subject for _, subject in near} == {"Q1", "Q2", "Q6"}
    tower = near["en", "Q1"]
    assert (tower.title, tower.kind, tower.text) == ("Old Tower", "bell tower in Pisa (1173)", "")
    assert (tower.lon, tower.lat, tower.closed) == (LON, LAT, False)
    assert tower.images == ("Old tower.jpg", "Tower 2.jpg")
    assert (tower.url, tower.licence) == ("https://www.wikidata.org/wiki/Q1", "CC0 1.0")
    # there is no Italian description: the label of its type has to do
    assert near["it", "Q1"].kind == "campanile (1173)"
    assert near["it", "Q1"].title == "Torre vecchia"
    assert near["it", "Q1"].prominence == pytest.approx(0.238, abs=0.001)  # ln 3 / ln 101
    assert near["it", "Q2"].title == "Caf\u00e9 X"  # the same in all languages
    assert near["en", "Q6"].closed


def test_languages_with_a_region_and_none_at_all(tmp_path: Path) -> None:
    with asking(WORLD, tmp_path) as ask:
        near = found(ask, "de-AT", items=frozenset({"Q3"}))
    assert near["de-AT", "Q1"].title == "Alter Turm"
    assert near["en", "Q3"].title == "Far Castle"  # better than nothing


def test_items_of_editors_even_if_they_were_merged(tmp_path: Path) -> None:
    with asking(WORLD, tmp_path) as ask:
        near = found(ask, "en", items=frozenset({"Q5", "Q77", "nonsense"}), spots=())
        assert not ask.failed
    assert list(near) == [("en", "Q5")]
    assert near["en", "Q5"].title == "Far Castle"


def test_without_search_the_items_of_editors_are_left(tmp_path: Path) -> None:
    def refuse(asked: Asked) -> bool:
        return asked.query.get("list") == "geosearch"

    with asking(WORLD, tmp_path, refuse) as ask:
        near = found(ask, "en", items=frozenset({"Q1"}))
        assert len(ask.failed) == 1
    assert list(near) == [("en", "Q1")]


def test_preferred_statements_come_first_and_deprecated_ones_never() -> None:
    assert item(P18=["a.jpg", statement("P18", "b.jpg", "preferred")]).images == ["B.jpg"]
    assert item(P18=["a.jpg", statement("P18", "b.jpg", "deprecated")]).images == ["A.jpg"]
    assert item(P18=[statement("P18", "a.jpg", "deprecated")]).images == []
    assert item(P18=[statement("P18", None), "b.jpg"]).images == ["B.jpg"]


def test_statements_that_have_ended_are_dropped() -> None:
    ended = statement("P31", "Q7", "preferred", qualifiers={"P582": [{"snaktype": "somevalue"}]})
    assert item(P31=[ended, "Q8"]).types == ["Q8"]


@pytest.mark.parametrize(
    ("time", "precision", "year"),
    [
        ("+1929-05-07T00:00:00Z", 11, "1929"),
        ("+1173-00-00T00:00:00Z", 9, "1173"),
        ("+00000000850-01-00T00:00:00Z", 10, "850"),
        ("+1920-00-00T00:00:00Z", 8, ""),  # some year of a decade
        ("+1200-00-00T00:00:00Z", 7, ""),  # some year of a century
        ("-0044-03-15T00:00:00Z", 11, ""),
        ("+99999-00-00T00:00:00Z", 9, ""),
        ("1929", 9, ""),
        (None, 9, ""),
        ("+1929-05-07T00:00:00Z", None, ""),
    ],
)
def test_years(time: object, precision: object, year: str) -> None:
    known = statement("P1619", YEAR)
    known["mainsnak"]["datavalue"]["value"] |= {"time": time, "precision": precision}
    assert item(P1619=[known]).opened == year


@pytest.mark.parametrize(
    ("claims", "closed"),
    [
        ({}, False),
        ({"P576": ["+1944-08-00T00:00:00Z"]}, True),
        ({"P3999": [statement("P3999", None)]}, True),  # nobody knows when, but it is
        ({"P582": [YEAR]}, True),
        ({"P576": ["+2026-06-01T00:00:00Z"]}, False),  # planned: the answer is of 2026-05-04
        ({"P576": [statement("P576", YEAR, "deprecated")]}, False),
        ({"P576": [{"mainsnak": {"snaktype": "novalue"}, "rank": "normal"}]}, False),
    ],
)
def test_what_is_closed_or_gone(claims: dict[str, list[Any]], closed: bool) -> None:
    assert item(**claims).closed is closed


def test_positions_are_on_earth() -> None:
    moon = statement("P625", TOWER)
    moon["mainsnak"]["datavalue"]["value"]["globe"] = "http://www.wikidata.org/entity/Q405"
    assert item(P625=[moon]).at is None
    assert item(P625=[moon, TOWER]).at == TOWER


def test_empty_maps_may_be_lists() -> None:
    entity = {"id": "Q1", "labels": [], "descriptions": [], "claims": [], "sitelinks": []}
    parsed = parse_items(as_answer({"entities": {"Q1": entity}}))["Q1"]
    assert (parsed.labels, parsed.images, parsed.at) == ({}, [], None)


def test_what_is_no_answer() -> None:
    with pytest.raises(AnswerError, match="no-such-entity"):
        parse_items(as_answer({"error": {"code": "no-such-entity", "info": "Q0"}}))
    with pytest.raises(AnswerError, match="entities"):
        parse_items(as_answer({"success": 1}))


def test_many_items_come_in_batches(tmp_path: Path) -> None:
    many = {f"Q{n}": Item(labels={"en": f"X {n}"}, claims={"P625": [TOWER]}) for n in range(1, 46)}
    with asking(World(items=many), tmp_path) as ask:
        assert len(found(ask, "en")) == 45
        sizes = [each.query["ids"].count("|") + 1 for each in ask.asked(action="wbgetentities")]
    assert sizes == [20, 20, 5]


@given(spoilt(ENTITIES))
def test_spoilt_answers_make_sound_candidates(data: Any) -> None:
    hits = [{"pageid": n, "title": f"Q{n}", "lon": LON, "lat": LAT} for n in (1, 2, 5)]
    answers = {"list=geosearch": {"query": {"geosearch": hits}}, "action=wbgetentities": data}
    ask = fixed(answers, languages=("en", "it"), box=PISA)
    for candidate in PROVIDER.find(ask, ask.wish):
        assert_sound(candidate)
