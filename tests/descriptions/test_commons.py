"""Files of Commons by their names."""

from __future__ import annotations

from pathlib import Path

from guidegen.descriptions.commons import picture_infos
from guidegen.wikimedia.files import FileInfo
from tests.descriptions.wikis import asking
from tests.doubles.mediawiki import File, World

BY = {"License": "cc-by-sa-3.0-it", "Artist": '<a href="//x/User:Ann">Ann <b>Lee</b></a>'}


def test_pictures_by_the_names_as_given(tmp_path: Path) -> None:
    world = World(
        files={
            "Tower.jpg": File(facts=BY),
            "Small.jpg": File(width=640, height=480, facts={"License": "cc0"}),
        }
    )
    with asking(world, tmp_path) as ask:
        names = ["Tower.jpg", "tower.jpg", "Small.jpg", "Missing.jpg", "bad|name.jpg"]
        infos = picture_infos(ask, ask.wish(), names)
        assert not ask.failed
        assert len(ask.server.requests) == 1
        url = ask.server.url
    assert list(infos) == ["Tower.jpg", "tower.jpg", "Small.jpg"]
    assert infos["Tower.jpg"] == infos["tower.jpg"]
    assert infos["Tower.jpg"] == FileInfo(
        "Tower.jpg",
        f"{url}/files/thumb/1280px/Tower.jpg",
        "https://commons.wikimedia.org/wiki/File:Tower.jpg",
        "CC BY-SA 3.0 IT",
        "Ann Lee",
    )
    assert infos["Small.jpg"].url == f"{url}/files/Small.jpg"


def test_a_hundred_files_are_two_questions(tmp_path: Path) -> None:
    world = World(files={f"Tower {n}.jpg": File() for n in range(100)})
    with asking(world, tmp_path) as ask:
        assert len(picture_infos(ask, ask.wish(), world.files)) == 100
        assert len(ask.server.requests) == 2


def test_no_names_no_question(tmp_path: Path) -> None:
    with asking(World(), tmp_path) as ask:
        assert picture_infos(ask, ask.wish(), []) == {}
        assert not ask.server.requests


def test_a_failing_service_has_no_pictures(tmp_path: Path) -> None:
    with asking(World(files={"Tower.jpg": File()}), tmp_path, lambda _: True) as ask:
        assert picture_infos(ask, ask.wish(), ["Tower.jpg"]) == {}
        assert ask.failed
