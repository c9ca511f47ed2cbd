"""The double refuses and shortens what the real wikis refuse and shorten."""

from __future__ import annotations

import pytest

from tests.descriptions.wikis import told
from tests.doubles.mediawiki import File, Item, Page, World, answer

WORLD = World(
    pages=[Page("en", f"Page {n}", 10.4, 43.7 + n / 1e5, f"Text {n}.") for n in range(600)],
    items={"Q1": Item(redirect="Q2"), "Q2": Item(labels={"en": "Tower"})},
    files={"Old tower.jpg": File(b"picture")},
)
API = "wikipedia/en/w/api.php"
IDS = "|".join(str(1001 + n) for n in range(20))


@pytest.mark.parametrize(
    ("path", "params", "code"),
    [
        (API, {"list": "geosearch", "gsbbox": "44|10|43|11"}, "toobig"),
        (API, {"list": "geosearch", "gsbbox": "43|10|44|11"}, "invalid-bbox"),
        (API, {"list": "geosearch", "gscoord": "43|10", "gsradius": "10001"}, "outofrange"),
        (API, {"list": "geosearch"}, "invalidparammix"),
        (API, {"titles": "|".join("a" * 51)}, "toomanyvalues"),
        (API, {"pageids": IDS, "prop": "extracts", "excontinue": "x"}, "badcontinue"),
        (API, {"action": "edit"}, "badvalue"),
        ("wikidata/w/api.php", {"action": "wbgetentities", "ids": "Q1|P1"}, "no-such-entity"),
    ],
)
def test_refused_with_status_200(path: str, params: dict[str, str], code: str) -> None:
    asked = {"action": "query", "format": "json", "formatversion": "2"} | params
    status, headers, _ = answer(WORLD, path, asked)
    assert (status, headers["MediaWiki-API-Error"]) == (200, code)
    assert told(WORLD, path, **params)["error"]["code"] == code


def test_searches_end_after_500_rows_the_nearest_first() -> None:
    box = {"gsbbox": "43.71|10.35|43.69|10.45", "gslimit": "9999"}
    found = told(WORLD, API, list="geosearch", **box)["query"]["geosearch"]
    assert len(found) == 500
    assert found[0]["title"] == "Page 0"
    assert "continue" not in told(WORLD, API, list="geosearch", **box)


def test_properties_are_cut_as_nobody_expects() -> None:
    data = told(WORLD, API, pageids=IDS, prop="coordinates|extracts", exlimit="20")
    pages = data["query"]["pages"]
    assert sum("coordinates" in page for page in pages) == 10  # unless colimit says otherwise
    assert sum("extract" in page for page in pages) == 1  # unless it is the introduction
    assert data["continue"] == {"cocontinue": 10, "excontinue": 1, "continue": "||info"}
    data = told(WORLD, API, pageids=IDS, prop="extracts", exintro="1", exlimit="20")
    assert data["batchcomplete"]


def test_merged_and_missing_items() -> None:
    data = told(WORLD, "wikidata/w/api.php", action="wbgetentities", ids="Q1|Q9", props="labels")
    assert data["entities"]["Q2"]["redirects"] == {"from": "Q1", "to": "Q2"}
    assert data["entities"]["Q9"] == {"id": "Q9", "missing": ""}


def test_files() -> None:
    assert answer(WORLD, "/files/thumb/1280px/Old_tower.jpg", {})[2] == b"picture"
    assert answer(WORLD, "/files/Other.jpg", {})[0] == 404
    assert answer(WORLD, "/other", {})[0] == 404
