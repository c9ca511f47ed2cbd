"""Surveys for tests: a folder of drawn pictures beside a city file, and saved answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL.ExifTags import GPS, Base

from guidegen.city import City, load_city
from tests.photos.pictures import NOON, PISA, SUNNY, exif_of
from tests.website.sample import scene

CITY = """\
name: Pisa
timezone: Europe/Rome
bbox: [10.374, 43.694, 10.449, 43.726]
photos: [{source: folder, path: pictures, licence: CC BY 4.0, author: A. Painter}]
descriptions: {providers: [curated]}
streets: {source: none}
"""


def city_with_pictures(
    folder: Path, *, pictures: int = 3, city: str = CITY, artists: bool = True
) -> City:
    """A city file in the folder, and so many small pictures beside it, which may name artists."""
    (folder / "pictures").mkdir(parents=True)
    for number in range(pictures):
        moved = {**PISA, GPS.GPSLongitude: (10.0, 23.0, 45.6 + number)}
        artist = {Base.Artist: f"Painter {number}"} if artists else {}
        exif = exif_of(artist, {**NOON, **SUNNY}, moved)
        path = folder / f"pictures/{number}.jpg"
        scene(240, 160, seed=number + 1).save(path, "JPEG", exif=exif)
    (folder / "pisa.yaml").write_text(city, "utf-8")
    return load_city(folder / "pisa.yaml")


def saved(
    path: Path, answers: Mapping[str, Mapping[str, Any]], rater: str = "", **more: Any
) -> Path:
    """A file as the page saves it."""
    told = {"format": 1, "survey": "s", "city": "pisa", "rater": rater, "answers": answers}
    path.write_text(json.dumps(told | more), "utf-8")
    return path
