"""Pictures made ready for pages: stripped, resized and encoded; and which own photos may be shown.

Whatever comes in is hostile. Only pixels come out: orientation and colour profile are applied and
dropped, and so are EXIF with its position, XMP and comments.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

from guidegen.alone import move_into_place, scratch_file
from guidegen.errors import AnswerError, OutputError
from guidegen.geo import Projection
from guidegen.licences import FREE_OF_CREDIT, licence_of

if TYPE_CHECKING:
    import pandas as pd

# What Pillow finds odd in a stranger's file is nothing that the operator could mend. The filter
# stays: one for each picture would change those of other threads.
warnings.filterwarnings("ignore", module=r"PIL\.")
logging.getLogger("PIL").addHandler(logging.NullHandler())

WIDTHS = (400, 800, 1600)
"""Pixels; a picture is never made wider than it came."""
MOST_PIXELS = 60_000_000
LEAST_SIDE = 120
MOST_STRETCHED = 8
"""How many times a picture may be as long as it is wide, or as wide as it is high."""
MOST_OWN_PHOTOS = 3

_SHOWN = ("image_url", "url", "title", "licence", "attribution")
# Counts up when the files that come out change, so that kept ones are made anew.
_VERSION = "1"
# No TIFF: browsers show none, so nobody links to one, and its reader writes to the terminal.
_READ = ("JPEG", "PNG", "WEBP")
# One thread: with more, the same picture comes out in other bytes.
_AVIF = {"quality": 60, "speed": 8, "subsampling": "4:2:0", "max_threads": 1}
_WEBP = {"quality": 78, "method": 4}
_FORMATS: dict[str, tuple[str, dict[str, Any]]] = {"avif": ("AVIF", _AVIF), "webp": ("WEBP", _WEBP)}
_NAME = re.compile(r"[0-9a-f]{16}-\d{1,5}\.(avif|webp)")
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class PictureError(AnswerError):
    """What should be a picture cannot be shown: no picture, half of one, far too large."""


@dataclass(frozen=True)
class Rendition:
    """One file of a picture.

    Attributes:
        name: of the file in the site, made of its content.
        path: where it is kept, to be copied from.
        width: pixels.
        height: pixels.
        format: "avif" or "webp".
    """

    name: str
    path: Path
    width: int
    height: int
    format: str


def prepare(data: bytes, folder: Path) -> tuple[Rendition, ...]:
    """The files of a picture for pages, by format and then width.

    The same bytes always give the same files; a second call only looks them up.

    Args:
        data: a JPEG, PNG or WebP file; of an animated one, the first frame is taken.
        folder: where the files are kept.

    Raises:
        PictureError: when the data is no such picture or is not fit to be shown.
        OutputError: when the folder cannot be written.
    """
    listing = folder / f"{hashlib.sha256(_VERSION.encode() + data).hexdigest()[:32]}.json"
    if kept := _kept(listing):
        return kept
    image = _read(data)
    smaller = [_resized(image, width) for width in _widths(image.width)]
    made = tuple(_encoded(one, kind, folder) for kind in _FORMATS for one in smaller)
    facts = [[one.name, one.width, one.height, one.format] for one in made]
    _write(listing, json.dumps(facts).encode())
    return made


def own_photos(
    photos: pd.DataFrame, members: pd.DataFrame, places: pd.DataFrame, projection: Projection
) -> pd.DataFrame:
    """The photos of each place that may be shown: the nearest to its mode, one an author.

    A photo needs an image_url, a licence that allows publishing and, unless that is in the public
    domain, a page to link to or a name: without, its author would go uncredited.

    Args:
        photos: see tables.PHOTOS.
        members: see tables.MEMBERS.
        places: see tables.PLACES.
        projection: of the city.

    Returns:
        place_id, photo_id, image_url, url, title, licence (a key of `licences.LICENCES`),
        attribution and distance_m; text that is missing is "". By place, the nearest first, at
        most 3 a place.
    """
    shown = showable(photos)
    shown = shown[shown["image_url"] != ""]
    modes = places[["place_id", "lon", "lat"]]
    near = shown.merge(members, on="photo_id").merge(modes, on="place_id", suffixes=("", "_mode"))
    x_m, y_m = projection.to_metres(near["lon"].to_numpy(), near["lat"].to_numpy())
    to_x, to_y = projection.to_metres(near["lon_mode"].to_numpy(), near["lat_mode"].to_numpy())
    near["distance_m"] = np.hypot(x_m - to_x, y_m - to_y)
    near = near.sort_values(["place_id", "distance_m", "photo_id"])
    near = near.drop_duplicates(["place_id", "author_id"])
    wanted = ["place_id", "photo_id", *_SHOWN, "distance_m"]
    return near.groupby("place_id").head(MOST_OWN_PHOTOS)[wanted].reset_index(drop=True)


def showable(photos: pd.DataFrame) -> pd.DataFrame:
    """The photos whose licence allows showing them, and whose authors can be credited.

    Args:
        photos: see tables.PHOTOS.

    Returns:
        photo_id, author_id, lon, lat, image_url, url, title, licence (a key of
        `licences.LICENCES`) and attribution; text that is missing is "".
    """
    shown = photos.reindex(columns=["photo_id", "author_id", "lon", "lat", *_SHOWN])
    texts = list(_SHOWN)
    shown[texts] = shown[texts].astype(object).where(shown[texts].notna(), "").astype(str)
    names = {text: licence_of(text) for text in shown["licence"].unique()}
    shown["licence"] = shown["licence"].map(names)
    credited = (shown[["url", "attribution"]] != "").any(axis=1)
    credited |= shown["licence"].isin(FREE_OF_CREDIT)
    found: pd.DataFrame = shown[(shown["licence"] != "") & credited]
    return found


def _kept(listing: Path) -> tuple[Rendition, ...]:
    """What an earlier call made, if all of it is still there."""
    try:
        facts = json.loads(listing.read_text("utf-8"))
        made = tuple(
            Rendition(str(name), listing.parent / name, int(width), int(height), str(kind))
            for name, width, height, kind in facts
        )
    except (OSError, ValueError, TypeError):
        return ()
    whole = all(_NAME.fullmatch(one.name) and one.path.is_file() for one in made)
    return made if whole else ()


def _read(data: bytes) -> Image.Image:
    """The pixels of a picture, upright, in sRGB and mode RGB.

    Raises:
        PictureError: whatever is wrong with it.
    """
    try:
        with Image.open(io.BytesIO(data), formats=_READ) as image:
            _check_size(*image.size)
            # libjpeg decodes large ones at a half, a quarter or an eighth in a fraction of the time
            image.draft(None, (WIDTHS[-1], WIDTHS[-1]))
            image.load()
            return _in_srgb(_upright(image))
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(f"a picture of more than {MOST_PIXELS // 10**6} megapixels") from error
    except UnidentifiedImageError as error:
        raise PictureError("neither a JPEG nor a PNG nor a WebP picture") from error
    except Exception as error:  # Pillow's readers raise nearly anything over broken files
        raise PictureError(f"a broken picture ({type(error).__name__})") from error


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise PictureError(
            f"a picture of {width} × {height}, more than {MOST_PIXELS // 10**6} megapixels"
        )
    short, long = sorted((width, height))
    if short < LEAST_SIDE or long > MOST_STRETCHED * short:
        raise PictureError(f"a picture of {width} × {height}, too small or too narrow to be shown")


def _upright(image: Image.Image) -> Image.Image:
    try:
        turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # broken EXIF tells nothing, and the pixels are whole
        return image
    return image.transpose(turn) if turn is not None else image


def _in_srgb(image: Image.Image) -> Image.Image:
    """The picture in sRGB and mode RGB; what is transparent becomes white."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith(("I", "F")):
        image = image.convert("F").point(lambda value: value * (1 / 256)).convert("L")
    elif image.mode not in ("L", "RGB", "CMYK"):
        behind = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(behind, image.convert("RGBA")).convert("RGB")
    return _by_profile(image, profile) if profile else image.convert("RGB")


def _by_profile(image: Image.Image, profile: bytes) -> Image.Image:
    """The picture in sRGB; one whose profile cannot be used is taken as it is."""
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb: Any = ImageCms.createProfile("sRGB")
        turned = ImageCms.profileToProfile(image, own, srgb, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        turned = None
    return turned if turned is not None else image.convert("RGB")


def _widths(width: int) -> list[int]:
    """The widths to make: no two nearly the same, none wider than the picture."""
    smaller = [one for one in WIDTHS if one * 1.2 < width]
    return smaller if len(smaller) == len(WIDTHS) else [*smaller, min(width, WIDTHS[-1])]


def _resized(image: Image.Image, width: int) -> Image.Image:
    height = max(1, round(image.height * width / image.width))
    # a copy, because that carries none of the original's notes
    small = Image.new("RGB", (width, height))
    small.paste(image.resize((width, height), Image.Resampling.LANCZOS))
    return small


def _encoded(image: Image.Image, kind: str, folder: Path) -> Rendition:
    name, settings = _FORMATS[kind]
    buffer = io.BytesIO()
    image.save(buffer, name, **settings)
    content = buffer.getvalue()
    file = f"{hashlib.sha256(content).hexdigest()[:16]}-{image.width}.{kind}"
    _write(folder / file, content)
    return Rendition(file, folder / file, image.width, image.height, kind)


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: others may be reading the folder."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with scratch_file(path.parent, ".making-") as (making, file):
            file.write(content)
            move_into_place(making, file, path)
    except OSError as error:
        from guidegen.store import FOLDER_VARIABLE  # not before it is needed: it brings pandas

        raise OutputError(
            f"{path.parent}: pictures cannot be kept there ({error.strerror or error}); "
            f"make room, or set {FOLDER_VARIABLE} to a folder that can be written"
        ) from error
