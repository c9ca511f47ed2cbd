"""Which pictures of a place are fetched, and when no more are."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
from PIL import Image

from guidegen.descriptions.collect import Asker
from guidegen.descriptions.illustrate import Shot, illustrate
from guidegen.web import Web
from tests.descriptions.city_of_services import wish
from tests.doubles.http import Asked, Reply, serving
from tests.doubles.mediawiki import File, World

FREE, UNFREE = {"License": "cc0"}, {"License": "cc-by-nc-2.0"}


def picture(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), (shade, 90, 60)).save(out, "JPEG")
    return out.getvalue()


FILES = {
    f"{name}.jpg": File(picture(50 + 20 * n), 400, 300, facts=FREE if name > "B" else UNFREE)
    for n, name in enumerate("ABCDEF")
}


def shown(
    folder: Path,
    *,
    most: int = 3,
    own: int = 0,
    reply: Reply | None = None,
    photo: tuple[str, str] = ("flickr:1", "https://photos.example/1"),
) -> tuple[list[Shot], list[str], list[str]]:
    """The pictures of a place with files A to F, of which A and B are not free."""
    world = World(files=FILES)

    def answer(asked: Asked) -> Reply:
        if asked.path.startswith("/own/"):
            return reply or Reply(picture(200), 200, {"Content-Type": "image/jpeg"})
        return world.handler(asked)

    with serving(answer) as server, Web(folder / "web", contact="me@example.org") as web:
        ask = Asker(web)
        wanted = wish(server.url, folder)
        services = dict(wanted.services) | world.services(server.url)
        services["photo_files"] = f"{server.url}/own"
        row = {
            "place_id": "p", "photo_id": photo[0], "url": photo[1],
            "title": "Noon", "licence": "CC BY 2.0", "attribution": "Ann",
        }  # fmt: skip
        rows = [row | {"image_url": f"{server.url}/own/{n}.jpg"} for n in range(own)]
        shots = illustrate(
            ask,
            type(wanted)(wanted.box, wanted.languages, services=services),
            own=pd.DataFrame(rows, columns=[*row, "image_url"]),
            images={"p": sorted(FILES)},
            most=most,
            folder=folder / "pictures",
        )
        fetched = [each.path for each in server.requests if not each.path.endswith("api.php")]
        return shots.get("p", []), ask.problems(), fetched


def test_files_that_are_not_free_cost_no_place(tmp_path: Path) -> None:
    shots, problems, fetched = shown(tmp_path)
    assert [shot.title for shot in shots] == ["C", "D", "E"]
    assert problems == []
    assert len(fetched) == 3  # no more are fetched than are shown, and none that is not free


def test_photographers_own_pictures_come_first(tmp_path: Path) -> None:
    shots, _, fetched = shown(tmp_path, own=1)
    assert [(shot.title, shot.own) for shot in shots] == [
        ("Noon", True),
        ("C", False),
        ("D", False),
    ]
    assert shots[0].url == "https://photos.example/1"
    assert (shots[0].provider, shots[0].attribution) == ("Flickr", "Ann")
    assert len(fetched) == 3


def test_a_file_of_commons_is_not_shown_twice(tmp_path: Path) -> None:
    photo = ("commons:5003", "https://commons.wikimedia.org/wiki/File:C.jpg")
    shots, problems, _ = shown(tmp_path, own=1, photo=photo)
    assert problems == []
    assert [(shot.title, shot.provider) for shot in shots] == [
        ("Noon", "Wikimedia Commons"),
        ("D", "Wikimedia Commons"),
        ("E", "Wikimedia Commons"),
    ]


def test_a_picture_that_is_none_is_told_and_another_takes_its_place(tmp_path: Path) -> None:
    none = Reply(b"GIF89a", 200, {"Content-Type": "image/jpeg"})
    shots, problems, _ = shown(tmp_path, own=1, reply=none)
    assert [shot.title for shot in shots] == ["C", "D", "E"]
    assert len(problems) == 1


def test_a_photo_that_its_owner_took_away_is_nobodys_fault(tmp_path: Path) -> None:
    shots, problems, _ = shown(tmp_path, own=1, reply=Reply("gone", 404))
    assert [shot.title for shot in shots] == ["C", "D", "E"]
    assert problems == []


def test_none_are_wanted(tmp_path: Path) -> None:
    assert shown(tmp_path, most=0, own=1) == ([], [], [])
