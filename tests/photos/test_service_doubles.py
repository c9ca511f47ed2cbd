"""The doubles have the limits of the services, so that whoever runs into one is seen to."""

from __future__ import annotations

import json
from typing import Any

from tests.doubles import flickr, geograph
from tests.doubles.http import Asked
from tests.doubles.mediawiki import File, World

AT = (-0.1, 51.5)
BBOX = "-0.2,51.4,0.0,51.6"


def search(photos: list[flickr.Photo], **query: str) -> Any:
    base = {"method": "flickr.photos.search", "api_key": flickr.KEY, "bbox": BBOX, "format": "json"}
    reply = flickr.flickr(photos)(Asked("/", {**base, "nojsoncallback": "1", **query}, {}))
    return json.loads(reply.body)


def test_flickr_repeats_itself_after_4000() -> None:
    photos = [flickr.Photo(f"{n:05}", *AT) for n in range(4300)]
    pages = [
        [each["id"] for each in search(
            photos, min_upload_date="1", sort="date-posted-asc", per_page="500", page=str(page)
        )["photos"]["photo"]]
        for page in (1, 16, 17)
    ]  # fmt: skip
    assert [len(page) for page in pages] == [250, 250, 250]
    assert pages[2] == pages[0] != pages[1]


def test_flickr_tells_of_the_last_twelve_hours_unless_it_is_asked_for_more() -> None:
    photos = [flickr.Photo(str(n), *AT, uploaded_s=flickr.NOW_S - n * 3600) for n in range(24)]
    assert search(photos)["photos"]["total"] == 13
    assert search(photos, min_upload_date="1")["photos"]["total"] == 24


def test_flickr_answers_errors_with_status_200() -> None:
    assert search([], api_key="x")["code"] == 100
    assert search([], method="flickr.photos.dance")["stat"] == "fail"


def test_geograph_ends_after_250() -> None:
    handler = geograph.geograph([geograph.Photo(str(n), *AT) for n in range(300)])
    where = {"key": geograph.KEY, "location": "51.5,-0.1", "distance": "1", "perpage": "100"}
    sizes = []
    for page in ("1", "2", "3"):
        told = handler(Asked("/", {**where, "page": page}, {}))
        sizes.append((len(told["items"]), "nextURL" in told))
    assert sizes == [(100, True), (100, True), (50, False)]
    assert handler(Asked("/", {**where, "page": "4"}, {})).body == b""


def test_commons_gives_500_files_and_no_second_page() -> None:
    world = World(files={f"F{n}.jpg": File(at=AT) for n in range(501)})
    query = {
        "action": "query", "format": "json", "formatversion": "2", "list": "geosearch",
        "gsnamespace": "6", "gslimit": "max", "gsbbox": "51.51|-0.11|51.49|-0.09",
    }  # fmt: skip
    told = json.loads(world.handler(Asked("/commons/w/api.php", query, {"host": "x"})).body)
    assert len(told["query"]["geosearch"]) == 500
    assert "continue" not in told
