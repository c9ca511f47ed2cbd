"""Answers of wikis, which come in chunks."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from guidegen.descriptions.candidate import Wish
from guidegen.descriptions.mediawiki import query
from guidegen.errors import AnswerError
from guidegen.wikimedia.query import batches, fetch, final_title, parse_chunk
from tests.descriptions.answers import as_answer, spoilt
from tests.descriptions.wikis import PISA, asking, told
from tests.doubles.http import Reply, serving
from tests.doubles.mediawiki import Page, World

WORLD = World(
    pages=[
        Page("en", f"Page {n}", 10.4, 43.7, f"Text {n}.", redirects=[f"Old {n}"]) for n in range(7)
    ],
    chunk=3,
)
PAGES = {"prop": "coordinates|extracts|info", "exintro": "1", "colimit": "max", "redirects": "1"}
ANSWER = told(WORLD, "wikipedia/en/w/api.php", titles="page_1|Old 2|Nothing", **PAGES)


def test_batches_fit_into_an_address() -> None:
    assert list(batches(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(batches([], 2)) == []
    # 98 letters of two bytes are 588 characters in an address, of which a list has 6000
    cyrillic = [f"{n:02}" + "ж" * 98 for n in range(50)]
    assert [len(batch) for batch in batches(cyrillic, 50)] == [10, 10, 10, 10, 10]


def test_chunks_are_merged_by_page(tmp_path: Path) -> None:
    with asking(WORLD, tmp_path) as ask:
        ids = "|".join(str(1001 + n) for n in range(7))
        whole = fetch(ask, query(ask.wish(), "wikipedia", "en", pageids=ids, **PAGES))
        # positions and texts go on side by side, three pages at a time
        assert [each.query.get("excontinue") for each in ask.server.requests] == [None, "3", "6"]
    assert len(whole.pages) == 7
    for number, page in whole.pages.items():
        assert page["extract"] == f"Text {number - 1001}."
        assert page["coordinates"][0]["lat"] == 43.7


def test_a_lost_chunk_costs_what_was_in_it(tmp_path: Path) -> None:
    def refuse(asked: object) -> bool:
        return asked.query.get("excontinue") == "6"  # type: ignore[attr-defined]

    with asking(WORLD, tmp_path, refuse) as ask:
        ids = "|".join(str(1001 + n) for n in range(7))
        whole = fetch(ask, query(ask.wish(), "wikipedia", "en", pageids=ids, **PAGES))
    assert sum("extract" in page for page in whole.pages.values()) == 6
    assert len(ask.failed) == 1


def test_a_wiki_that_never_ends_is_left(tmp_path: Path) -> None:
    answer = {"continue": {"excontinue": 1, "continue": "||"}, "query": {"pages": []}}
    with serving(lambda _: Reply(answer)) as server, asking(World(), tmp_path) as ask:
        wish = Wish(PISA, ("en",), services={"wikipedia": server.url})
        fetch(ask, query(wish, "wikipedia", "en", titles="A"))
        assert len(server.requests) == 2


def test_titles_stand_for_others() -> None:
    chunk = parse_chunk(as_answer(ANSWER))
    assert final_title("page_1", chunk.renamed) == "Page 1"
    assert final_title("Old 2", chunk.renamed) == "Page 2"
    assert [page["title"] for page in chunk.pages.values()] == ["Page 1", "Page 2"]
    assert final_title("a", {"a": "b", "b": "a"}) in {"a", "b"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            {"error": {"code": "toobig", "info": "Bounding box\nis too big"}},
            "refused: toobig: .* is",
        ),
        ({"batchcomplete": True}, "no 'query'"),
        ([], "no 'query'"),
        ({"query": []}, "no 'query'"),
        ({"error": "x"}, "no 'query'"),
    ],
)
def test_what_is_no_answer(data: object, message: str) -> None:
    with pytest.raises(AnswerError, match=message):
        parse_chunk(as_answer(data))


@given(spoilt(ANSWER | {"continue": {"excontinue": 20, "continue": "||info"}}))
def test_spoilt_answers_lose_rows_only(data: object) -> None:
    try:
        chunk = parse_chunk(as_answer(data))
    except AnswerError:
        return
    assert all(type(page) is int and page > 0 for page in chunk.pages)
    assert all(type(text) is str for text in [*chunk.more.values(), *chunk.renamed.values()])
    str(chunk.more).encode()


def test_one_bad_page_costs_no_other() -> None:
    pages = [
        {"pageid": 1, "title": "A"},
        {"title": "B"},
        7,
        None,
        {"pageid": True},
        {"pageid": "2"},
    ]
    assert list(parse_chunk(as_answer({"query": {"pages": pages}})).pages) == [1]
