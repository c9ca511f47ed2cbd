"""The pictures that other sites show beside a link: maps of published positions, by night.

A picture has no words: the link's title stands beside it, and no font has the letters of every
city. It shows only what the pages publish already: dots, areas and walks.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter

from guidegen.geo import Floats
from guidegen.website.dots import Dots
from guidegen.website.theme_colours import Palette, rgb
from guidegen.website.views import CityView, PlaceView
from guidegen.website.walks import WalkView

WIDTH, HEIGHT = 1200, 630
FOLDER = "share"
_METRES_PER_DEGREE = 111_320.0  # of latitude, near enough for a picture
_FEWEST_METRES = 900.0  # that a picture is wide: nearer, dots are a grid of 5 m
_MARGIN = 1.3
_EDGE = 1.001  # a dot at the very edge is in
_RAMP = 48  # colours of photographs, from the ground up
_COARSE = 6  # pixels, a divisor of both sides
_INKS = 16  # of lines, from the ground up
_GLOWS = (0.33, 0.8)  # how much of the glow's colour is between the ground and the dots
_LEVELS = (0.0, 0.18, 0.45, 0.78, 1.0)

Shade = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Frame:
    """A part of the world that fills a picture.

    Attributes:
        lon: of its middle, in degrees.
        lat: of its middle, in degrees.
        metres: from its left to its right edge.
    """

    lon: float
    lat: float
    metres: float

    @classmethod
    def around(cls, lon: Floats, lat: Floats) -> Frame:
        """The frame that holds these points with a margin."""
        middle_lat = float(lat.min() + lat.max()) / 2
        per_degree = _METRES_PER_DEGREE * np.cos(np.radians(middle_lat))
        width_m = float(np.ptp(lon)) * per_degree
        height_m = float(np.ptp(lat)) * _METRES_PER_DEGREE
        metres = _MARGIN * max(width_m, height_m * WIDTH / HEIGHT)
        return cls(float(lon.min() + lon.max()) / 2, middle_lat, max(metres, _FEWEST_METRES))

    @cached_property
    def pixels_per_metre(self) -> float:
        """The scale."""
        return WIDTH / self.metres

    def seen(self, dots: Dots) -> Dots:
        """The dots in the picture, of which there are few where it shows one place of many."""
        narrow = np.cos(np.radians(self.lat))
        half_lon = self.metres / 2 / _METRES_PER_DEGREE / narrow * _EDGE
        half_lat = self.metres / 2 / _METRES_PER_DEGREE * HEIGHT / WIDTH * _EDGE
        return dots.near(
            self.lon - half_lon, self.lat - half_lat, self.lon + half_lon, self.lat + half_lat
        )

    def pixels(self, lon: Floats, lat: Floats) -> Floats:
        """Where points lie in the picture, as (right, down) in pixels, shape (n, 2)."""
        narrow = np.cos(np.radians(self.lat))
        scale = _METRES_PER_DEGREE * self.pixels_per_metre
        right = (lon - self.lon) * narrow * scale + WIDTH / 2
        return np.column_stack([right, (self.lat - lat) * scale + HEIGHT / 2])


def city_picture(view: CityView, colours: Palette) -> bytes:
    """The whole city; a PNG."""
    dots = view.dots
    if not dots.lon.size:
        box = view.guide.city.bbox
        lon, lat = np.array([box.west, box.east]), np.array([box.south, box.north])
        return _png(dots, Frame.around(lon, lat), [], colours)
    # most of the photographs: a few far away would leave the middle small
    low, high = np.percentile(dots.lon, [2, 98]), np.percentile(dots.lat, [2, 98])
    return _png(dots, Frame.around(low, high), [], colours)


def place_picture(view: CityView, place: PlaceView, colours: Palette) -> bytes:
    """A place and what is around it, its area outlined; a PNG."""
    rings = [np.array(ring, dtype=float) for ring in _rings(place.area)]
    here = np.array([[place.facts["lon"], place.facts["lat"]]], dtype=float)
    corners = np.concatenate([*rings, here])
    return _png(view.dots, Frame.around(corners[:, 0], corners[:, 1]), rings, colours)


def walk_picture(view: CityView, walk: WalkView, colours: Palette) -> bytes:
    """A walk's way over the photographs; a PNG."""
    line = walk.suggestion.walk.line
    return _png(view.dots, Frame.around(line[:, 0], line[:, 1]), [line], colours)


def _rings(area: Mapping[str, Any] | None) -> list[Any]:
    """The outer rings of an area."""
    if area is None:
        return []
    polygons = [area["coordinates"]] if area["type"] == "Polygon" else area["coordinates"]
    return [polygon[0] for polygon in polygons]


def _png(dots: Dots, frame: Frame, lines: Sequence[Floats], colours: Palette) -> bytes:
    shade = (_light(dots, frame) * (_RAMP - 1)).astype(np.uint8)
    inked = _lines(frame, lines) >> 4  # 16 levels
    picture = Image.fromarray(np.where(inked > 0, _RAMP + inked, shade).astype(np.uint8))
    picture.putpalette(_palette(colours))
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=6)
    return file.getvalue()


def _light(dots: Dots, frame: Frame) -> Shade:
    """How bright each pixel is, 0 to 1: dots as in the page's map, and a glow around them."""
    dots = frame.seen(dots)
    at = frame.pixels(dots.lon, dots.lat)
    size = float(np.clip(3.0 * frame.pixels_per_metre, 1.1, 2.2))
    spots = _blurred(np.minimum(_counts(at, dots, 1), 6), size)
    # so soft that a small one does
    small = Image.fromarray(_blurred(_counts(at, dots, _COARSE), 6 * size / _COARSE))
    glow = np.asarray(small.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))
    return _risen(spots) * np.float32(0.7) + _risen(glow) * np.float32(0.3)


def _counts(at: Floats, dots: Dots, pixels: int) -> Shade:
    """Photographs in each square of so many pixels."""
    shape, edges = (HEIGHT // pixels, WIDTH // pixels), ((0, HEIGHT), (0, WIDTH))
    counts, _, _ = np.histogram2d(at[:, 1], at[:, 0], shape, edges, weights=dots.photos)
    return counts.astype(np.float32)


def _blurred(counts: Shade, sigma: float) -> Shade:
    blurred: Shade = gaussian_filter(counts, sigma, mode="constant", truncate=3.0)
    return blurred


def _risen(light: Shade) -> Shade:
    """Light against its brighter parts, the dim ones raised."""
    lit = light[light > light.max() * 1e-3]
    bright = float(np.percentile(lit, 97)) if lit.size else 1.0
    risen: Shade = np.sqrt(np.clip(light / bright, 0, 1)).astype(np.float32)
    return risen


def _lines(frame: Frame, lines: Sequence[Floats]) -> npt.NDArray[np.uint8]:
    """How much of each pixel lines cover, 0 to 255."""
    if not lines:
        return np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    twice = Image.new("L", (2 * WIDTH, 2 * HEIGHT))
    draw = ImageDraw.Draw(twice)
    for line in lines:
        points = [tuple(point) for point in (2 * frame.pixels(line[:, 0], line[:, 1])).tolist()]
        draw.line(points, fill=255, width=14, joint="curve")
    return np.asarray(twice.reduce(2))


def _palette(colours: Palette) -> list[int]:
    """The colours of photographs, then those of lines, as Pillow wants them."""
    names = ("ground", "dot-glow", "dot", "dot-core", "local")
    ground, glow, dot, core, ink = (np.array(rgb(colours.dark[name]), float) for name in names)
    at = np.linspace(0, 1, _RAMP)
    stops = np.array([ground, *(ground + share * (glow - ground) for share in _GLOWS), dot, core])
    ramp = np.column_stack([np.interp(at, _LEVELS, stops[:, each]) for each in range(3)])
    covered = np.linspace(0, 1, _INKS)[:, None]
    inks = ground * (1 - covered) + ink * covered
    palette: list[int] = np.rint(np.concatenate([ramp, inks])).astype(int).ravel().tolist()
    return palette
