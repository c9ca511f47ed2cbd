from __future__ import annotations

from pathlib import Path

from hypothesis import given

from guidegen.descriptions.geosearch import geosearch, parse_found
from guidegen.errors import AnswerError
from guidegen.geo import Box
from tests.descriptions.answers import as_answer, spoilt
from tests.descriptions.wikis import asking, told
from tests.doubles.mediawiki import Page, World

GOOD = told(
    World(pages=[Page("en", f"Page {n}", 10.4 + n / 1000, 43.7) for n in range(3)]),
    "wikipedia/en/w/api.php",
    list="geosearch",
    gsbbox="43.8|10.3|43.6|10.5",
)


def crowd(count: int) -> World:
    """Pages on a line of 1 km through the middle of the box."""
    return World(
        pages=[Page("en", f"Page {n}", 10.39 + n * 0.0125 / count, 43.72) for n in range(count)]
    )


def test_full_answers_are_asked_again_in_quarters(tmp_path: Path) -> None:
    spots = tuple((10.39 + n * 0.001, 43.72, 40.0) for n in range(13))
    with asking(crowd(1200), tmp_path) as ask:
        hits = geosearch(ask, ask.wish(spots=spots), "wikipedia", "en")
        assert not ask.failed
        assert len(ask.server.requests) > 4
    assert [hit.pageid for hit in hits] == list(range(1001, 2201))


def test_quarters_without_a_place_are_not_asked(tmp_path: Path) -> None:
    with asking(crowd(1200), tmp_path) as ask:
        west = ((10.3905, 43.72, 40.0),)
        hits = geosearch(ask, ask.wish(spots=west), "wikipedia", "en")
        everywhere = len(ask.server.requests)
    # all within 250 m (some 0.0031° here) of the place are found, though 500 are nearer the centre
    assert {hit.pageid for hit in hits if hit.lon < 10.3935} == set(range(1001, 1001 + 336))
    assert everywhere < 12


def test_large_boxes_are_asked_in_cells_that_hold_a_place(tmp_path: Path) -> None:
    box = Box(8.0, 41.0, 13.0, 46.0)
    world = World(pages=[Page("en", "A", 8.1, 41.1), Page("en", "B", 12.9, 45.9)])
    spots = ((8.1, 41.1, 50.0), (12.9, 45.9, 50.0))
    with asking(world, tmp_path) as ask:
        hits = geosearch(ask, ask.wish(box=box, spots=spots), "wikipedia", "en")
        assert [hit.title for hit in hits] == ["A", "B"]
        assert not ask.failed  # no box was too big
        assert len(ask.server.requests) == 2


def test_without_places_nothing_is_asked(tmp_path: Path) -> None:
    with asking(World(), tmp_path) as ask:
        assert geosearch(ask, ask.wish(spots=()), "wikipedia", "en") == []
        assert not ask.server.requests


def test_a_cell_that_fails_costs_no_other(tmp_path: Path) -> None:
    box = Box(10.0, 43.0, 10.4, 43.1)  # three cells side by side
    pages = [
        Page("en", name, lon, 43.05) for name, lon in (("A", 10.05), ("B", 10.2), ("C", 10.35))
    ]
    spots = tuple((page.lon or 0.0, page.lat or 0.0, 50.0) for page in pages)
    with asking(
        World(pages), tmp_path, lambda asked: "|10.133333|" in asked.query["gsbbox"]
    ) as ask:
        hits = geosearch(ask, ask.wish(box=box, spots=spots), "wikipedia", "en")
        assert [hit.title for hit in hits] == ["A", "C"]
        assert len(ask.failed) == 1


def test_rows_without_position_are_dropped() -> None:
    good, *bad = (dict(GOOD["query"]["geosearch"][0]) for _ in range(4))
    del bad[0]["lat"]
    bad[1]["lon"] = "10.4"
    bad[2]["pageid"] = None
    found = parse_found(as_answer({"query": {"geosearch": [good, *bad, None, 3]}}))
    assert [hit.title for hit in found.hits] == [good["title"]]
    assert not found.truncated


@given(spoilt(GOOD))
def test_spoilt_answers_lose_rows_only(data: object) -> None:
    try:
        found = parse_found(as_answer(data))
    except AnswerError:
        return
    for hit in found.hits:
        assert (type(hit.pageid), type(hit.title), type(hit.lon)) == (int, str, float)
        assert abs(hit.lon) <= 180
        assert abs(hit.lat) <= 90
