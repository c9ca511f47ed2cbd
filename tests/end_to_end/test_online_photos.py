"""Cities whose photos come from services: built whole, broken off and taken up again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from guidegen import build_guide, load_city
from guidegen.errors import OfflineError
from guidegen.explanation import explain
from guidegen.photos.gather import gather
from guidegen.store import Store
from tests.doubles.flickr import Photo, flickr
from tests.doubles.http import Asked, Reply, Server, serving
from tests.doubles.mediawiki import File, World
from tests.photos.services import open_web

BOX = [-0.104, 51.498, -0.096, 51.502]
SPOTS = ((-0.1020, 51.4990), (-0.0980, 51.5010))


def _at(n: int) -> tuple[float, float]:
    """Around one of two spots, within some metres."""
    lon, lat = SPOTS[n % 2]
    return lon + n % 5 / 1e5, lat + n % 7 / 1e5


def _picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (320, 240), (40, 90, 160)).save(out, "JPEG")
    return out.getvalue()


PICTURE = _picture()
LICENCES = (0, 5, 2)  # all rights reserved, BY-SA and BY-NC, of one photo after the other
FILES = {
    f"View {n:03}.jpg": File(
        PICTURE,
        *(320, 240),
        at=_at(n),
        exif={"DateTimeOriginal": f"2012:05:{n % 28 + 1:02d} 12:{n % 60:02d}:01"},
        facts={
            "License": "cc-by-4.0" if n % 3 else "cc-by-nc-4.0",
            "Artist": f'<a href="//commons.wikimedia.org/wiki/User:Artist_{n % 30}">Artist</a>',
        },
    )
    for n in range(120)
}


def photos(host: str) -> list[Photo]:
    """Flickr's, with pictures on a host."""
    return [
        Photo(
            str(n),
            *_at(n),
            owner=f"{n % 30}@N00",
            taken=f"2012-05-{n % 28 + 1:02d} 12:{n % 60:02d}:01",
            licence=LICENCES[n % 3],
            more={
                "ownername": f"<b>Owner {n % 30}</b>",
                "url_z": f"http://{host}/files/{n}_z.jpg",
            },
        )
        for n in range(120)
    ]


def answer(asked: Asked) -> Any:
    """Flickr, Commons and the hosts of their pictures; Geograph is down."""
    if asked.path.startswith("/flickr"):
        return flickr(photos(asked.headers["host"]))(asked)
    if asked.path.startswith("/geograph"):
        return Reply("", 500)
    if asked.path.startswith("/commons"):
        return World(files=FILES).handler(asked)
    return Reply(PICTURE, headers={"Content-Type": "image/jpeg"})


def write_city(folder: Path, name: str, url: str, *sources: str) -> Path:
    """A city file beside which everything is."""
    path = folder / f"{name}.yaml"
    services = {
        "flickr": f"{url}/flickr/",
        "commons": f"{url}/commons/w/api.php",
        "geograph": f"{url}/geograph/",
        "photo_files": f"{url}/files",
        "commons_files": f"{url}/files",
    }
    path.write_text(
        f"name: {name.title()}\nbbox: {BOX}\ntimezone: Europe/London\n"
        f"photos: [{', '.join(f'{{source: {each}}}' for each in sources)}]\n"
        f"services: {json.dumps(services)}\n"
    )
    return path


def test_cities_of_flickr_and_of_commons(tmp_path: Path) -> None:
    store, output = Store(tmp_path / "cache"), tmp_path / "site"
    with serving(answer) as server, ExitStack() as opened:
        cities = [
            load_city(write_city(tmp_path, "flickrton", server.url, "flickr")),
            load_city(write_city(tmp_path, "commonsville", server.url, "commons", "geograph")),
        ]
        assert next(iter(explain(cities[0], store))).startswith("runs  flickr ")
        with (
            open_web(tmp_path / "empty", offline=True) as web,
            pytest.raises(OfflineError, match='run "guidegen fetch flickrton" online'),
        ):
            build_guide(cities[:1], output, store=store, web=web)
        assert server.requests == []
        web = opened.enter_context(open_web(store.folder / "web"))
        summary = build_guide(cities, output, store=store, web=web)
        [missing] = summary.missing
        assert missing.startswith("commonsville: Geograph: ")
        assert "none of its photos are used" in missing
        assert next(iter(explain(cities[0], store))).startswith("kept  flickr ")
        _check_guide(output / "flickrton", "Photos: Flickr", "SmugMug")
        _check_guide(output / "commonsville", "Photos: Wikimedia Commons", "CC BY")
        asked = len(server.requests)
        build_guide(cities[:1], output, store=store, web=web)
        assert len(server.requests) == asked
    site = "".join(page.read_text("utf-8") for page in output.rglob("*.html"))
    assert "&lt;b&gt;Owner" in site  # named, and harmless
    assert "<b>Owner" not in site
    assert "CC BY-SA 2.0" in site
    assert "CC BY 4.0" in site
    assert "NC" not in "".join(word for word in site.split() if word.startswith(("CC", "BY")))
    pictures = [each for each in _pictures(server) if each]
    assert pictures
    # of All Rights Reserved and non-commercial ones not even the picture was fetched
    assert all(LICENCES[int(each) % 3] == 5 for each in pictures if each.isdigit())


def _check_guide(folder: Path, *thanks: str) -> None:
    places = json.loads((folder / "data/places.geojson").read_text("utf-8"))
    found = [each["geometry"]["coordinates"] for each in places["features"]]
    for lon, lat in SPOTS:
        assert any(abs(x - lon) < 2e-4 and abs(y - lat) < 2e-4 for x, y in found)
    about = (folder / "about.html").read_text("utf-8")
    assert all(each in about for each in thanks)


def _pictures(server: Server) -> list[str]:
    """The numbers of Flickr's photos, and the names of files, whose pictures were fetched."""
    paths = [each.path for each in server.requests if each.path.endswith(".jpg")]
    return [path.rpartition("/")[2].partition("_")[0] for path in paths]


GATHER = """
import sys
from pathlib import Path
from guidegen import load_city
from guidegen.photos.gather import gather
from guidegen.store import Store
from tests.photos.services import open_web
store = Store(Path("cache"))
with open_web(store.folder / "web") as web:
    gather(load_city(Path("town.yaml")), store, web, print, anew=True)
"""


def test_what_a_killed_process_asked_for_is_not_asked_again(tmp_path: Path) -> None:
    def deadly(asked: Asked) -> Any:
        if len(server.requests) == 3:  # the search, fifty files, and no more
            process.kill()
            process.wait()
        return answer(asked)

    with serving(deadly) as server:
        write_city(tmp_path, "town", server.url, "commons", "flickr")
        process = subprocess.Popen(
            [sys.executable, "-c", GATHER], cwd=tmp_path, stdout=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        )  # fmt: skip
        assert process.wait() == -signal.SIGKILL
        store = Store(tmp_path / "cache")
        with open_web(store.folder / "web") as web:
            gather(load_city(tmp_path / "town.yaml"), store, web, lambda _: None, anew=True)
        ids = [each.query["pageids"] for each in server.requests if "pageids" in each.query]
        # the one that was under way when it happened is asked for again, nothing else
        assert ids[1] == ids[2]
        assert len(set(ids)) == len(ids) - 1 == 3
        assert sum("geosearch" in each.query.values() for each in server.requests) == 1
