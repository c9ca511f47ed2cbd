"""A city of five drawn streets, and people who photograph in the middle of each."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from guidegen.city import City
from guidegen.geo import Box
from guidegen.stages import Job
from guidegen.store import Store
from tests.places.conftest import make_photos
from tests.streets.maps import BOX, STREET, Town, xml

# a letter is 100 m from the next; A is the city's centre
TOWN = """
ABCD
 EF
"""
WAYS = {
    "ABCD": {**STREET, "name": "Rua da Sé", "lit": "yes"},
    "BE": {"highway": "steps", "incline": "up"},
    "CF": {**STREET, "tunnel": "yes"},
}
MIDDLES = {"AB": (50, 0), "BC": (150, 0), "CD": (250, 0), "BE": (100, -60), "CF": (200, -60)}
MANY = {
    "AB": ["tourist"] * 3 + ["probable_tourist"] * 9,
    "BC": ["local"] * 12,
    "CD": ["tourist", "probable_tourist"],
    "BE": ["unknown"] * 5 + ["local"] * 2,
}


def extract(drawing: str = TOWN, ways: Town = WAYS, covered: Box = BOX) -> str:
    """An extract of drawn streets that says what it covers."""
    bounds = (
        f'<bounds minlon="{covered.west}" minlat="{covered.south}"'
        f' maxlon="{covered.east}" maxlat="{covered.north}"/>'
    )
    return xml(drawing, ways, step_m=100).replace("<node", f"{bounds}<node", 1)


def write_files(folder: Path) -> None:
    """Write the extract, and a file of photos that nothing but keys is made from."""
    (folder / "town.osm").write_text(extract(), "utf-8")
    (folder / "photos.csv").write_text("1,a,41.14,-8.61,2012-05-01\n")


def job_in(folder: Path, **options: object) -> Job:
    """What a guide of the city is made from; options of its file can be given."""
    city = {
        "name": "Drawn", "bbox": [BOX.west, BOX.south, BOX.east, BOX.north],
        "photos": [{"source": "file", "path": "photos.csv"}],
        "streets": {"source": "file", "path": "town.osm"}, **options,
    }  # fmt: skip
    read = City.model_validate(city, context=folder / "drawn.yaml")
    return Job.of(read, Store(folder / "store"))


def people(visitors: dict[str, list[str]]) -> dict[str, pd.DataFrame]:
    """Photos in the middle of streets, each by somebody else, who is what the list says."""
    rows = [
        (*MIDDLES[street], f"{street}{number}", visitor)
        for street, each in visitors.items()
        for number, visitor in enumerate(each)
    ]
    x_m, y_m, author, visitor = zip(*rows, strict=True)
    authors = pd.DataFrame({"author_id": author, "visitor": visitor})
    return {"photos": make_photos(x_m, y_m, author), "authors": authors}
