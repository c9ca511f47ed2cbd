from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidegen.descriptions.candidate import Candidate
from guidegen.descriptions.listings import listings
from guidegen.descriptions.wikivoyage import (
    _ARTICLE,
    PROVIDER,
    Article,
    articles,
    districts,
)
from guidegen.errors import AnswerError
from guidegen.wikimedia.query import parse_chunk
from tests.descriptions.answers import NASTY, as_answer, spoilt
from tests.descriptions.wikis import PISA, TOWER, Asking, asking, assert_sound, fixed, told
from tests.doubles.http import Asked
from tests.doubles.mediawiki import Item, Page, World

LON, LAT = TOWER
ENGLISH = f"""
'''Testville''' is a town.
==See==
* {{{{see
| name=Old Tower | alt=Torre vecchia | url=https://example.org
| lat={LAT} | long={LON} | wikidata=Q1 | image=Old_tower.jpg
| hours={{{{Hours|9}}}} | price=
| content=The '''tower''' of [[Testville|this town]] has [https://x.y bells].<!-- how many? -->
[[File:x.jpg|thumb|A picture]]Built in 1173{{{{cn}}}}.<ref>A book</ref>
}}}}
* {{{{eat | name=Caf\u00e9 X | lat=NA
 | long={{{{#invoke:Where|long|Q2}}}} | wikidata=Q2 | content=}}}}
* {{{{Sleep | name=Hotel Far | lat=44.9 | long={LON} | content=Far away.}}}}
* {{{{listing | type=viewpoint | name=View | lat={LAT} | long={LON} | content=See<br>far.}}}}
* {{{{see | name={{{{label|Q7}}}} | lat={LAT} | long={LON} }}}}
* {{{{see | name=Nowhere | content=It has no position.}}}}
* {{{{climate | name=Rain | lat={LAT} | long={LON} }}}}
{{{{regionlist | region1name=[[Testville/North|North]] }}}}
"""
NORTH = f"* {{{{do | name=Swim | lat={LAT} | long={LON} | content=Cold.}}}}"
GERMAN = f"""
* {{{{vCard|name=Alter Turm|type=museum|lat={LAT}|long={LON}|wikidata=Q1|description=Ein Turm.}}}}
* {{{{vCard|name=Bad|type=do|lat={LAT}|long={LON}|comment=Kalt.}}}}
"""
FRENCH = f"""
* {{{{Voir| nom=Vieille tour | latitude={LAT} | longitude={LON} | description=Une tour. }}}}
* {{{{Boire un verre/Sortir| nom=Le Bar | latitude={LAT} | longitude={LON} | description=Bon. }}}}
"""
ITALIAN = f"* {{{{see|nome=Torre|lat={LAT}|long={LON}|descrizione=Pende.|immagine=Torre.jpg}}}}"
RUSSIAN = f"* {{{{see|name=Башня|lat={LAT}|long={LON}|content=Старая.}}}}"
WORLD = World(
    voyages=[
        Page("en", "Testville", LON + 0.02, LAT, wikitext=ENGLISH),
        Page("en", "Testville/North", None, None, wikitext=NORTH),
        Page("de", "Teststadt", LON, LAT, wikitext=GERMAN),
        Page("fr", "Testville", LON, LAT, wikitext=FRENCH),
        Page("it", "Città", LON, LAT, wikitext=ITALIAN),
        Page("ru", "Город", LON, LAT, wikitext=RUSSIAN),
    ],
    items={"Q2": Item(claims={"P625": [(LON, LAT)]})},
)
ANSWER = told(WORLD, "wikivoyage/en/w/api.php", pageids="1001|1002", **_ARTICLE)


def found(ask: Asking, *languages: str, **more: Any) -> dict[str, Candidate]:
    candidates = list(PROVIDER.find(ask, ask.wish(*languages, **more)))
    for candidate in candidates:
        assert_sound(candidate)
    return {candidate.title: candidate for candidate in candidates}


def test_listings_near_a_place(tmp_path: Path) -> None:
    with asking(WORLD, tmp_path) as ask:
        near = found(ask, "en", "ast")
        assert not ask.failed
    assert set(near) == {"Old Tower", "Caf\u00e9 X", "View", "Swim"}
    tower = near["Old Tower"]
    assert tower.subject == "Q1"
    assert tower.text == ("<p>The tower of this town has bells.</p>\n<p>Built in 1173.</p>")
    assert (tower.lon, tower.lat, tower.kind) == (LON, LAT, "sight")
    assert tower.url == "https://en.wikivoyage.org/wiki/Testville#Old_Tower"
    assert (tower.licence, tower.attribution) == ("CC BY-SA 4.0", "Wikivoyage contributors")
    assert tower.images == ("Old tower.jpg",)
    # its position is the item's
    assert (near["Caf\u00e9 X"].lon, near["Caf\u00e9 X"].kind) == (LON, "restaurant")
    assert near["View"].subject == "wikivoyage:en:Testville#View"
    assert (near["View"].kind, near["View"].text) == ("viewpoint", "<p>See</p>\n<p>far.</p>")
    assert near["Swim"].url.endswith("/Testville/North#Swim")
    assert 0 < near["Swim"].prominence < tower.prominence < 1


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", [("Alter Turm", "museum", "<p>Ein Turm.</p>"), ("Bad", "activity", "<p>Kalt.</p>")]),
        ("fr", [("Vieille tour", "sight", "<p>Une tour.</p>"), ("Le Bar", "bar", "<p>Bon.</p>")]),
        ("it", [("Torre", "sight", "<p>Pende.</p>")]),
        ("ru", [("Башня", "sight", "<p>Старая.</p>")]),
    ],
)
def test_templates_of_other_languages(
    tmp_path: Path, language: str, expected: list[tuple[str, str, str]]
) -> None:
    with asking(WORLD, tmp_path) as ask:
        near = found(ask, language)
        assert not ask.failed
    assert [(each.title, each.kind, each.text) for each in near.values()] == expected


def test_items_of_editors_wherever_they_lie(tmp_path: Path) -> None:
    with asking(WORLD, tmp_path) as ask:
        near = found(ask, "en", items=frozenset({"Q1"}), spots=((10.38, 43.73, 10.0),))
    assert list(near) == ["Old Tower"]


@pytest.mark.parametrize("broken", ["/wikidata/", "titles", "gsradius"])
def test_what_fails_costs_no_more_than_itself(tmp_path: Path, broken: str) -> None:
    def refuse(asked: Asked) -> bool:
        return broken in asked.query or asked.path.startswith(broken)

    with asking(WORLD, tmp_path, refuse) as ask:
        near = found(ask, "en")
        assert ask.failed
    assert {"Old Tower", "View"} <= set(near)


def test_parts_of_an_article_are_those_it_links() -> None:
    text = "[[Tokyo/Roppongi|R]] [[ Tokyo/Old_Town#See]] [[Kyoto/West]] [[Tokyo]] [[Tokyo/|x]]"
    assert districts(Article("Tokyo", "", text)) == ["Tokyo/Roppongi", "Tokyo/Old Town"]
    many = "".join(f"[[Tokyo/{n}]]" for n in range(500))
    assert len(districts(Article("Tokyo", "", many))) < 100


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [
        ("43.7", "10.4", (10.4, 43.7)),
        (" 43.7\n", "-10", (-10.0, 43.7)),
        ("", "10.4", None),
        ("NA", "NA", None),
        ("43°42′N", "10°24′E", None),
        ("91", "10.4", None),
        ("nan", "inf", None),
        ("4,3", "10", None),
    ],
)
def test_positions(lat: str, lon: str, expected: object) -> None:
    assert listings(f"{{{{see|name=A|lat={lat}|long={lon}}}}}")[0].at == expected


def test_listings_in_listings_and_without_names() -> None:
    text = "{{see|name=A|content=with {{marker|name=B}} and {{see|name=C|content=c}}}}{{see|name=}}"
    assert [(each.name, each.text) for each in listings(text)] == [("C", "c"), ("A", "with  and")]


@pytest.mark.parametrize(
    "nasty",
    [
        "{{see|name=" * 90_000,
        "{{see|name=" * 5000 + "}}" * 5000,
        ("{{see|name=A" + "{{see" * 6 + "}}" * 7) * 500,
        *(
            "{{see|name=A|content=" + bit * (4900 // len(bit)) + "}}"
            for bit in ("[[", "<b>", "<b ", "<b a=", "'''", "[//", "{|", "[[a|", "[[File:x]]")
        ),
        "<!--" * 200_000,
        "<ref" * 200_000,
        "{{{" * 9000 + "}" * 9000,
    ],
    ids=range(15),
)
def test_wikitext_that_is_made_to_be_slow_is_not(nasty: str) -> None:
    # one that is slow takes hours
    assert all(len(found.name) < 10_000 for found in listings(nasty))


def test_an_article_that_is_far_too_long_is_none() -> None:
    pages = [
        {"pageid": 1, "title": "A", "revisions": [{"slots": {"main": {"content": "x" * 2**21}}}]}
    ]
    assert articles(parse_chunk(as_answer({"query": {"pages": pages}}))) == []


@given(st.text(alphabet="{}|[]=<>'see namltog&#;/!-\n ", max_size=300))
def test_any_wikitext_can_be_read(text: str) -> None:
    for listing in listings(f"{{{{see|name=A{text}"):
        assert listing.name


@settings(max_examples=60)
@given(spoilt(ANSWER), st.sampled_from(NASTY))
def test_spoilt_answers_make_sound_candidates(data: Any, nasty: str) -> None:
    text = f"{{{{see|name=A{nasty}|lat={LAT}|long={LON}|content={nasty}|image={nasty}}}}}"
    page = {"pageid": 9, "title": "B", "fullurl": nasty}
    page |= {"revisions": [{"slots": {"main": {"content": text}}}]}
    try:
        articles(parse_chunk(as_answer(data)))
    except AnswerError:
        data = {"query": {"pages": []}}
    if isinstance(data["query"].get("pages"), list):
        data["query"]["pages"].append(page)
    hits = [{"pageid": n, "title": "A", "lon": LON, "lat": LAT} for n in (1001, 1002, 9)]
    answers = {
        "list=geosearch": {"query": {"geosearch": hits}},
        "action=wbgetentities": {"entities": {}},
        "prop=revisions": data,
    }
    ask = fixed(answers, languages=("en",), box=PISA)
    for candidate in PROVIDER.find(ask, ask.wish):
        assert_sound(candidate)
