"""Files of Commons: whose they are, and whether they may be published."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from guidegen.descriptions.candidate import Wish
from guidegen.descriptions.commons import _details
from guidegen.descriptions.mediawiki import query
from guidegen.errors import AnswerError
from guidegen.jsonvalues import web_address
from guidegen.licences import LICENCES
from guidegen.wikimedia.files import FileInfo, parse_files
from guidegen.wikimedia.query import fetch, parse_chunk
from tests.descriptions.answers import as_answer, spoilt
from tests.descriptions.wikis import PISA, asking, told
from tests.doubles.http import Reply, in_turn, serving
from tests.doubles.mediawiki import File, World

BY = {"License": "cc-by-sa-3.0-it", "Artist": '<a href="//x/User:Ann">Ann <b>Lee</b></a>'}
ANSWER = told(
    World(files={"Tower.jpg": File(facts=BY), "Small.png": File(width=9, mime="image/png")}),
    "commons/w/api.php",
    **_details(["Tower.jpg", "Small.png", "Missing.jpg"]),
)


def info(**file: Any) -> FileInfo | None:
    """What is read of one file."""
    world = World(files={"Tower.jpg": File(**file)})
    data = told(world, "commons/w/api.php", **_details(["Tower.jpg"]))
    # the double's addresses have no host of their own
    page = data["query"]["pages"][0]["imageinfo"][0]
    page |= {key: f"https://{key}{page[key]}" for key in ("url", "thumburl")}
    return parse_files(parse_chunk(as_answer(data))).get("File:Tower.jpg")


def facts(**changed: str) -> dict[str, str]:
    return BY | changed


@pytest.mark.parametrize(
    "file",
    [
        {"facts": facts(License="cc-by-nc-2.0")},
        {"facts": facts(License="")},
        {"facts": {"Artist": "Ann"}},
        {"facts": facts(NonFree="true")},
        {"mime": "image/svg+xml"},
        {"mime": "application/pdf"},
        {"facts": facts(Artist=""), "user": ""},
        {"facts": facts(Artist="<script>x</script>"), "user": "FlickreviewR 2"},
    ],
)
def test_what_may_not_be_published(file: dict[str, Any]) -> None:
    assert info(**file) is None


@pytest.mark.parametrize(
    ("file", "attribution"),
    [
        ({"facts": facts(Attribution="© Ann &amp; Bob")}, "© Ann & Bob"),
        ({"facts": facts(Artist="<ul><li>Ann</li><li>Bob</li></ul>")}, "Ann Bob"),
        ({"facts": facts(Artist="\u202eAnn<script>1</script>")}, "Ann"),
        ({"facts": facts(Artist=""), "user": "Bo Abbott"}, "Bo Abbott"),
        ({"facts": {"License": "pd-old"}, "user": "Geograph Update Bot"}, ""),
    ],
)
def test_whom_to_name(file: dict[str, Any], attribution: str) -> None:
    found = info(**file)
    assert found
    assert found.attribution == attribution


def test_small_pictures_that_browsers_cannot_show_are_taken_converted() -> None:
    found = info(mime="image/tiff", width=800, height=600)
    assert found
    assert found.url == "https://thumburl/files/Tower.jpg"


def test_older_versions_of_a_file_do_not_count(tmp_path: Path) -> None:
    titles = {"titles": "File:Tower.jpg"}
    new, old = copy.deepcopy(ANSWER), copy.deepcopy(ANSWER)
    new["continue"] = {"iistart": "2010-04-16T22:53:21Z", "continue": "||"}
    assert parse_chunk(as_answer(new)).more == {}
    # but they may come along with the rest of something else
    new["continue"]["iicontinue"] = "x"
    old["query"]["pages"][0]["imageinfo"][0]["user"] = "Old"
    with serving(in_turn(Reply(new), Reply(old))) as server, asking(World(), tmp_path) as ask:
        wish = Wish(PISA, ("en",), services={"commons": server.url})
        chunk = fetch(ask, query(wish, "commons", **titles))
        assert server.requests[1].query["iistart"] == "2010-04-16T22:53:21Z"
    assert [page["imageinfo"][0]["user"] for page in chunk.pages.values()] == ["Ann", "Ann"]


@given(spoilt(ANSWER))
def test_spoilt_answers_make_sound_infos(data: Any) -> None:
    try:
        infos = parse_files(parse_chunk(as_answer(data)))
    except AnswerError:
        return
    for found in infos.values():
        assert found.name
        assert found.url == web_address(found.url) != ""
        assert found.page_url == web_address(found.page_url) != ""
        assert found.licence in LICENCES
        assert found.attribution or found.licence in {"CC0 1.0", "Public domain"}
        assert "<script" not in found.attribution
        assert not set("\u202e\x00\n") & set(found.attribution)
