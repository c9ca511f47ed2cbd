"""Wikipedia, Wikidata and Commons as a small world around Pisa, made of the editors' own texts.

Every place that the editors of the demo named is an article in English and Italian with an item
and a picture; the guide is then built without the editors' file, so all it says comes over the
wire.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from guidegen.places.curated_file import CuratedPlace, load_curated
from tests.doubles.mediawiki import File, Item, Page, World

CURATED = Path(__file__).parents[2] / "cities" / "pisa.places.yaml"
LICENCES = ("cc-by-sa-4.0", "cc-by-2.0", "cc0", "pd-old-100")
KINDS = {"quarter": ("Q123705", "neighborhood"), "": ("Q570116", "tourist attraction")}


def pisa_world() -> World:
    """The world; the same in every run."""
    entries = load_curated(CURATED).places
    pages: list[Page] = []
    items = {item: Item(labels={"en": label}) for item, label in KINDS.values()}
    files = {}
    for number, (name, entry) in enumerate(sorted(entries.items())):
        item, picture = f"Q{900_000 + number}", f"Pisa {name}.jpg"
        pages += [_page(language, entry, item, picture) for language in entry.name]
        items[item] = Item(
            labels=entry.name,
            descriptions={"en": "sight in Pisa", "it": "attrazione di Pisa"},
            claims={
                "P31": [KINDS.get(entry.level or "", KINDS[""])[0]],
                "P625": [entry.at],
                "P18": [picture],
            },
        )
        licence = LICENCES[number % len(LICENCES)]
        files[picture] = File(
            body=_drawing(number),
            width=640,
            height=480,
            facts={"License": licence, "Artist": f'<a href="//example.org">Painter {number}</a>'},
        )
    return World(pages=pages, items=items, files=files)


def _page(language: str, entry: CuratedPlace, item: str, picture: str) -> Page:
    lon, lat = entry.at
    text = entry.description.get(language, "").replace("*", "")
    name = entry.name[language]
    return Page(language, name, lon, lat, text, item=item, image=picture, length=8000)


def _drawing(number: int) -> bytes:
    """A small landscape: sky, a hill, a tower, in colours of its own, with a GPS tag in it."""
    rng = np.random.default_rng(number)
    sky, hill, wall = (tuple(int(c) for c in rng.integers(60, 230, 3)) for _ in range(3))
    image = Image.new("RGB", (1280, 960), sky)
    draw = ImageDraw.Draw(image)
    draw.ellipse((-200, 600, 1480, 1600), fill=hill)
    left = int(rng.integers(300, 800))
    draw.rectangle((left, 250, left + 180, 760), fill=wall)
    draw.ellipse((left - 20, 180, left + 200, 320), fill=wall)
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (43.0, 43.0, 23.0), 3: "E", 4: (10.0, 23.0, 47.0)}
    out = BytesIO()
    image.reduce(2).save(out, "JPEG", quality=85, exif=exif)
    return out.getvalue()
