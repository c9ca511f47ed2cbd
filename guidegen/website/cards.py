"""What the index tells of each city; also of cities that stay from an earlier build."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup

from guidegen.geo import Floats, as_complex
from guidegen.languages import SOURCE_LANGUAGE, spoken, spoken_of
from guidegen.website.charts import dot_portrait
from guidegen.website.editions import languages_of, subfolder
from guidegen.website.theme_colours import Palette
from guidegen.website.views import CityView

CARD = "data/city.json"
PICTURE = "data/portrait.svg"
"""The portrait as a file, for indexes of more cities than can be drawn in one page."""

FEW_CITIES = 12  # more have smaller pictures, and a field to find one
MOST_DRAWN = 50  # more would make a page of megabytes


@dataclass(frozen=True)
class Card:
    """A city in the index.

    Attributes:
        slug: its folder.
        name: as readers see it.
        places: how many, of the level place.
        photos: how many.
        people: who took them.
        years: the first and the last of them, if known.
        languages: that it has pages in, the main one first.
    """

    slug: str
    name: str
    places: int
    photos: int
    people: int
    years: tuple[int, int] | None
    languages: tuple[str, ...] = (SOURCE_LANGUAGE,)

    @property
    def folder(self) -> str:
        """Where its pages are in the language that is being written, or else its main one."""
        return f"{self.slug}/{subfolder(self.languages, spoken())}"

    def facts(self) -> dict[str, Any]:
        """The card, ready for JSON."""
        return asdict(self)


def card_of(view: CityView) -> Card:
    """The card of a city that is being built."""
    guide = view.guide
    return Card(
        guide.city.slug,
        guide.city.name,
        len(view.of_level("place")),
        len(guide.photos),
        len(guide.authors),
        (int(view.years[0]), int(view.years[1])) if view.years else None,
        languages_of(guide.city),
    )


def read_card(folder: Path) -> Card | None:
    """The card of a city built earlier, or None if the folder holds none that can be read."""
    try:
        if not (folder / PICTURE).is_file():
            portrait(folder)
        facts = json.loads((folder / CARD).read_text("utf-8"))
        places, photos, people = (int(facts[name]) for name in ("places", "photos", "people"))
        years = (int(facts["years"][0]), int(facts["years"][1])) if facts["years"] else None
        languages = spoken_of([str(tag) for tag in facts.get("languages", ())])
        return Card(folder.name, str(facts["name"]), places, photos, people, years, languages)
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def portrait(folder: Path, *, small: bool = False) -> Markup:
    """The city as an engraving, drawn from its published positions."""
    file = folder / "data/photos.json"
    return _drawn(_Positions(sha256(file.read_bytes()).digest(), file), small)


def portrait_picture(folder: Path, colours: Palette) -> str:
    """The portrait of a city whose positions are written, as an SVG file of its own.

    Args:
        folder: of the city.
        colours: of its theme; what shows the file tells it which mood is on.
    """
    drawn = str(portrait(folder, small=True))  # markup would escape what is added
    if not drawn:
        return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400"/>'
    night = f"@media (prefers-color-scheme:dark){{{_inks(colours.dark)}}}"
    style = f"path{{fill:none;stroke-width:3.4;stroke-linecap:round}}{_inks(colours.light)}{night}"
    head, rest = drawn.split(">", 1)
    space = 'xmlns="http://www.w3.org/2000/svg" class'
    return f"{head.replace('class', space, 1)}><style>{style}</style>{rest}"


def _inks(colours: Mapping[str, str]) -> str:
    dot = colours.get("dot", colours["accent"])
    core = colours.get("dot-core", dot)
    return f"path{{stroke:{dot}}}.ink0{{opacity:.75}}.ink2{{stroke:{core}}}"


def shown_portrait(site: Path, slug: str, cities: int) -> Markup:
    """A city's portrait in an index: drawn, or a file that is loaded when it comes into view.

    Args:
        site: the folder of all cities.
        slug: the city's folder.
        cities: how many the index has.
    """
    if cities > MOST_DRAWN and (site / slug / PICTURE).is_file():
        here = Markup('<img class="portrait" src="{}/{}" alt="" loading="lazy">')
        return here.format(slug, PICTURE)
    return portrait(site / slug, small=cities > FEW_CITIES)


@dataclass(frozen=True)
class _Positions:
    """The published positions of a city, known by the hash of their file: they may be large."""

    digest: bytes
    file: Path = field(compare=False)


@lru_cache(128)  # previews ask for all cities again and again
def _drawn(published: _Positions, small: bool) -> Markup:
    lon, lat, photos = _spots(published)
    return dot_portrait(lon, lat, photos, across=130 if small else 400)


@lru_cache(1)  # to be drawn in two sizes
def _spots(published: _Positions) -> tuple[Floats, Floats, Floats]:
    """The published positions, and how many photos there are at each, shape (n,) each."""
    told = json.loads(published.file.read_text("utf-8"))
    positions = np.array(told["positions"], dtype=float).reshape(-1, 2)
    spots, photos = np.unique(as_complex(positions), return_counts=True)
    return spots.real, spots.imag, photos.astype(float)


def keep_other_cities(old: Path, new: Path, built: Collection[str]) -> None:
    """Copy the cities of an earlier site that are not being built again, and what they load."""
    others = [
        folder
        for folder in (sorted(old.iterdir()) if old.is_dir() else [])
        if folder.is_dir() and folder.name not in built and read_card(folder) is not None
    ]
    for folder in others:
        shutil.copytree(folder, new / folder.name)
    if others and (old / "assets").is_dir():
        shutil.copytree(old / "assets", new / "assets", dirs_exist_ok=True)
