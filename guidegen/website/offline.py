"""What lets a browser install a guide and keep a whole city offline, where the site is served.

Pages from a folder are offline anyway, and browsers give them no service worker. On a server the
city page offers to keep the city; only then a worker is registered, brings every file of the city
and answers for it from then on. A city's `sw.js` names its edition, the hash of all that is kept:
another edition is another `sw.js`, which browsers notice by themselves. Files that both editions
have in common are not brought again, because each is listed with its own hash.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw

from guidegen.city import City
from guidegen.languages import _, spoken
from guidegen.website.cards import PICTURE
from guidegen.website.data_files import Content, to_json
from guidegen.website.theme_colours import Palette

WORKER = "sw.js"
MANIFEST = "manifest.webmanifest"
FILES = "data/files.json"
ICON_SIZES = (192, 512)

# Files for other programs and other sites, which no reader opens in a page.
_NOT_KEPT = ("downloads/streets.", "share/", "sitemap", "feed.xml", PICTURE, WORKER, FILES)
# As in the theme's icon.svg, in its units: middle and radius of each dot.
_ICON_UNITS = 32
_ICON_DOTS = ((12, 11, 3.2), (18, 13, 2.2), (15, 17.5, 2.2), (21, 20, 1.5), (10, 18.5, 1.3),
              (17, 24, 1.3), (23, 9, 1.1), (24, 25, 1))  # fmt: skip
_SMOOTH = 4  # drawn so many times larger, then brought down


def offline_files(
    folder: Path, assets: Sequence[str], worker: str
) -> Iterator[tuple[str, Content]]:
    """The worker of a city and the list of what it keeps, as (path from the city's folder, text).

    Args:
        folder: of the city, with everything else written.
        assets: names of the files in the site's folder `assets` that its pages may load.
        worker: the one of them that holds the worker's code.
    """
    names = [*_own_files(folder), *(f"../assets/{name}" for name in sorted(assets))]
    listed = ",".join(_kept(str(folder), name) for name in names)
    # the code is part of the edition: pages and worker speak with each other
    edition = hashlib.sha256(f"[{to_json(worker)},[{listed}]]".encode()).hexdigest()[:16]
    yield FILES, (f'{{"edition":{to_json(edition)},"files":[', listed, "]}")
    code = f"importScripts({json.dumps(f'../assets/{worker}')});"
    yield WORKER, f"self.edition = {json.dumps(edition)};\n{code}\n"


def manifest(city: City, icons: Sequence[tuple[int, str]], colours: Palette) -> str:
    """The web manifest of a city.

    Args:
        city: whose.
        icons: (pixels, file name in the site's folder `assets`).
        colours: of the theme.
    """
    told = {
        "name": _("%(city)s: a guide from photographs") % {"city": city.name},
        "short_name": city.name,
        "lang": spoken(),
        "dir": "auto",
        "start_url": "./index.html",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": colours.light["ground"],
        "theme_color": colours.dark["ground"],
        "icons": [
            {
                "src": f"../assets/{name}",
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size, name in icons
            for purpose in ("any", "maskable")
        ],
    }
    return to_json(told)


def icons(own: Mapping[int, bytes], ground: str, dots: str) -> tuple[tuple[int, str, bytes], ...]:
    """The guide's icon as (pixels, file name, PNG); what may be cut off is only ground.

    Args:
        own: those that a theme brings, by size; the others are drawn.
        ground: their colour behind the dots.
        dots: the dots' colour.
    """
    drawn = ((size, own.get(size) or _icon(size, ground, dots)) for size in ICON_SIZES)
    return tuple(
        (size, f"icon-{size}-{hashlib.sha256(png).hexdigest()[:8].upper()}.png", png)
        for size, png in drawn
    )


@lru_cache
def _icon(size: int, ground: str, dots: str) -> bytes:
    large = size * _SMOOTH
    picture = Image.new("RGB", (large, large), ground)
    draw, unit = ImageDraw.Draw(picture), large / _ICON_UNITS
    for x, y, radius in _ICON_DOTS:
        box = (x - radius, y - radius, x + radius, y + radius)
        draw.ellipse([edge * unit for edge in box], fill=dots)
    file = io.BytesIO()
    picture.reduce(_SMOOTH).quantize(32).save(file, "PNG", compress_level=9)
    return file.getvalue()


def _own_files(folder: Path) -> list[str]:
    """The paths from the folder of what a reader may open; strings, for there are thousands."""
    top = str(folder)
    found = [
        f"{inside[len(top) + 1 :]}/{name}".replace(os.sep, "/").lstrip("/")
        for inside, _folders, files in os.walk(top)
        for name in files
    ]
    return sorted(path for path in found if not path.startswith(_NOT_KEPT))


def _kept(folder: str, name: str) -> str:
    """JSON of a file: its path from the folder, the first half of its hash, its bytes."""
    with open(f"{folder}/{name}", "rb") as file:  # noqa: PTH123 - quicker, for many files
        content = file.read()
    return to_json([name, hashlib.sha256(content).hexdigest()[:32], len(content)])
