"""What the index tells of each city; also of cities that stay from an earlier build."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup

from guidegen.website.charts import dot_portrait
from guidegen.website.views import CityView

CARD = "data/city.json"


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
    """

    slug: str
    name: str
    places: int
    photos: int
    people: int
    years: tuple[int, int] | None

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
    )


def read_card(folder: Path) -> Card | None:
    """The card of a city built earlier, or None if the folder holds none that can be read."""
    try:
        portrait(folder)
        facts = json.loads((folder / CARD).read_text("utf-8"))
        places, photos, people = (int(facts[name]) for name in ("places", "photos", "people"))
        years = (int(facts["years"][0]), int(facts["years"][1])) if facts["years"] else None
        return Card(folder.name, str(facts["name"]), places, photos, people, years)
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def portrait(folder: Path) -> Markup:
    """The city as an engraving, drawn from its published positions."""
    published = json.loads((folder / "data/photos.json").read_text("utf-8"))
    spots, photos = np.unique(
        np.array(published["positions"], dtype=float).reshape(-1, 2), axis=0, return_counts=True
    )
    return dot_portrait(spots[:, 0], spots[:, 1], photos.astype(float))


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
