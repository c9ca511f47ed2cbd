from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from guidegen.city import City, load_city
from guidegen.photos import LoadedPhotos, load_photos

CITY = """\
name: Testford
timezone: Europe/Rome
bbox: [10.0, 43.0, 11.0, 44.0]
photos:
"""
HEADER = "photo_id,user_id,lat,lon,taken_at\n"
GOOD = "p1,anna,43.5,10.5,2012-05-03 14:15:16\n"

Load = Callable[..., LoadedPhotos]


def city_of(folder: Path, *names: str, options: str = "") -> City:
    sources = "".join(f"  - {{source: file, path: {name}{options}}}\n" for name in names)
    path = folder / "testford.yaml"
    path.write_text(CITY + sources)
    return load_city(path)


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Write photo files by name and load them as a city's photos."""

    def load_files(options: str = "", **files: str | bytes) -> LoadedPhotos:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (tmp_path / name.replace("_", ".")).write_bytes(data)
        names = [name.replace("_", ".") for name in files]
        city = city_of(tmp_path, *names, options=options)
        return load_photos(city, b"salt", today=date(2020, 6, 1))

    return load_files
