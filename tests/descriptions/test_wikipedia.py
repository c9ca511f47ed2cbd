from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings

from guidegen.descriptions.candidate import Candidate
from guidegen.descriptions.wikipedia import _DETAILS, PROVIDER, articles
from guidegen.errors import AnswerError
from guidegen.wikimedia.query import parse_chunk
from tests.descriptions.answers import as_answer, spoilt
from tests.descriptions.wikis import TOWER, Asking, asking, assert_sound, fixed, told
from tests.doubles.http import Asked
from tests.doubles.mediawiki import Item, Page, World

LON, LAT = TOWER
WORLD = World(
    pages=[
        Page(
            "en",
            "Old Tower",
            LON,
            LAT,
            "The tower leans.\nIt has <bells>.",
            item="Q1",
            image="Old_tower.jpg",
            description="bell tower",
        ),
        Page("it", "Torre vecchia", LON, LAT, "La torre pende.", item="Q1", redirects=["Torre"]),
        Page("en", "Small Church", LON + 0.001, LAT, "A church.", length=999),
        Page("it", "Chiesa piccola", LON + 0.001, LAT, "Una chiesa.", item="Q2"),
        Page("en", "Far Castle", LON + 0.01, LAT, "A castle.", item="Q3"),
        Page("it", "Castello", None, None, "Un castello.", item="Q3"),
        Page("en", "List of towers", LON, LAT, "Towers."),
        Page("en", "Tower (disambiguation)", LON, LAT, "Tower may be", disambiguation=True),
        Page("en", "Little church", None, None, "It is little.", item="Q2"),
    ],
    items={
        "Q1": Item(sitelinks={"frwiki": "Tour", "commonswiki": "Category:Tower"}),
        "Q2": Item(),
        "Q3": Item(),
    },
)
ANSWER = told(WORLD, "wikipedia/en/w/api.php", pageids="1001|1003", **_DETAILS)


def found(ask: Asking, *languages: str, **more: object) -> dict[tuple[str, str], Candidate]:
    candidates = list(PROVIDER.find(ask, ask.wish(*languages, **more)))
    for candidate in candidates:
        assert_sound(candidate)
    named = {(candidate.language, candidate.title): candidate for candidate in candidates}
    assert len(named) == len(candidates)
    return named


def test_articles_near_a_place(tmp_path: Path) -> None:
    with asking(WORLD, tmp_path) as ask:
        near = found(ask, "en")
        assert not ask.failed
    assert set(near) == {("en", "Old Tower"), ("en", "Small Church")}
    tower = near["en", "Old Tower"]
    assert tower.subject == "Q1"
    assert tower.text == "<p>The tower leans.</p>\n<p>It has &lt;bells&gt;.</p>"
    assert (tower.lon, tower.lat, tower.kind) == (LON, LAT, "bell tower")
    assert tower.url == "https://en.wikipedia.org/wiki/Old_Tower"
    assert (tower.licence, tower.attribution) == ("CC BY-SA 4.0", "Wikipedia contributors")
    assert tower.images == ("Old tower.jpg",)
    assert len(tower.fetched_at) == len("2026-05-04")
    assert near["en", "Small Church"].subject == "wikipedia:en:1003"


def test_prominence_is_by_languages_else_by_length(tmp_path: Path) -> None:
    with asking(WORLD, tmp_path) as ask:
        near = found(ask, "en")
    # three Wikipedias: two in the world and the French one; Commons is none
    assert near["en", "Old Tower"].prominence == pytest.approx(math.log(4) / math.log(101))
    expected = math.log(1000) / math.log(100_001)
    assert near["en", "Small Church"].prominence == pytest.approx(expected)


def test_other_languages_by_position_and_by_item(tmp_path: Path) -> None:
    with asking(WORLD, tmp_path) as ask:
        near = found(ask, "en", "it", "xx")
    assert set(near) == {
        ("en", "Old Tower"),
        ("en", "Small Church"),
        ("en", "Little church"),
        ("it", "Torre vecchia"),
        ("it", "Chiesa piccola"),
    }
    # without a position of its own it has that of the Italian article on the same item
    assert near["en", "Little church"].lon == LON + 0.001
    assert near["en", "Little church"].subject == "Q2"


def test_titles_that_redirect_are_followed(tmp_path: Path) -> None:
    world = World(
        pages=[
            Page("en", "Old Tower", LON, LAT, "It leans.", item="Q1"),
            Page("it", "Torre vecchia", None, None, "Pende.", redirects=["Torre"], item="Q9"),
        ],
        items={"Q1": Item(sitelinks={"itwiki": "torre"})},
    )
    with asking(world, tmp_path) as ask:
        near = found(ask, "en", "it")
    assert near["it", "Torre vecchia"].subject == "Q1"


def test_items_of_editors_wherever_they_lie(tmp_path: Path) -> None:
    with asking(WORLD, tmp_path) as ask:
        near = found(ask, "it", items=frozenset({"Q3", "Q77"}), spots=())
        assert not ask.failed
    assert set(near) == {("it", "Castello")}
    assert near["it", "Castello"].lon is None


def test_scripts_of_chinese(tmp_path: Path) -> None:
    world = World(pages=[Page("zh", "斜塔", LON, LAT, "古塔。", item="Q1")])
    with asking(world, tmp_path) as ask:
        near = found(ask, "zh-Hant")
        assert ask.asked(variant="zh-hant", prop=_DETAILS["prop"])
    assert near["zh-Hant", "斜塔"].text == "<p>古塔。</p>"


@pytest.mark.parametrize(
    ("broken", "left"),
    [
        ("/wikidata/", {("en", "Old Tower"), ("en", "Small Church"), ("it", "Torre vecchia")}),
        ("/wikipedia/en/", {("it", "Torre vecchia"), ("it", "Chiesa piccola")}),
    ],
)
def test_what_fails_costs_no_more_than_itself(
    tmp_path: Path, broken: str, left: set[tuple[str, str]]
) -> None:
    def refuse(asked: Asked) -> bool:
        return asked.path.startswith(broken)

    with asking(WORLD, tmp_path, refuse) as ask:
        near = found(ask, "en", "it")
        assert ask.failed
    assert left <= set(near)


def test_many_articles_come_in_batches(tmp_path: Path) -> None:
    pages = [Page("en", f"Page {n}", LON, LAT, f"Text {n}.") for n in range(45)]
    with asking(World(pages, chunk=8), tmp_path) as ask:
        near = found(ask, "en")
        batches = {each.query["pageids"].count("|") + 1 for each in ask.asked(exintro="1")}
    assert batches == {20, 5}
    assert all(near["en", f"Page {n}"].text == f"<p>Text {n}.</p>" for n in range(45))


@given(spoilt(ANSWER))
def test_spoilt_answers_lose_rows_only(data: object) -> None:
    try:
        told_articles = articles(parse_chunk(as_answer(data)))
    except AnswerError:
        return
    for article in told_articles:
        assert article.title
        assert type(article.extract) is str
        assert article.at is None or abs(article.at[1]) <= 90


@settings(max_examples=60)
@given(spoilt(ANSWER))
def test_spoilt_answers_make_sound_candidates(data: object) -> None:
    ask = fixed(
        {
            "list=geosearch": told(
                WORLD, "wikipedia/en/w/api.php", list="geosearch", gsbbox="43.8|10.3|43.6|10.5"
            ),
            "prop=coordinates": data,
            "action=wbgetentities": {"entities": []},
        }
    )
    for candidate in PROVIDER.find(ask, ask.wish):
        assert_sound(candidate)
