from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
from PIL import Image

from guidegen.website.dots import Dots
from guidegen.website.share_picture import HEIGHT, WIDTH, Frame, city_picture, place_picture
from guidegen.website.theme_colours import palette_of
from guidegen.website.views import CityView

COLOURS = palette_of("")


def pixels(png: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def test_a_frame_holds_its_points_with_a_margin_and_keeps_angles() -> None:
    frame = Frame.around(np.array([11.0, 11.04]), np.array([45.0, 45.01]))
    (left, low), (right, high) = frame.pixels(np.array([11.0, 11.04]), np.array([45.0, 45.01]))
    assert 0 < left < right < WIDTH
    assert 0 < high < low < HEIGHT
    # 0.04° to the east at 45° are 2.83 times 0.01° to the north
    assert np.isclose((right - left) / (low - high), 4 * np.cos(np.radians(45.005)), atol=0.01)


def test_pictures_are_small_and_the_same_each_time(view: CityView) -> None:
    place = view.by_id["market"]
    first, second = (place_picture(view, place, COLOURS) for _ in range(2))
    assert first == second
    assert Image.open(io.BytesIO(first)).size == (1200, 630)
    assert len(first) < 120_000


def test_a_place_is_bright_where_it_is_photographed_and_outlined(view: CityView) -> None:
    shown = pixels(place_picture(view, view.by_id["market"], COLOURS))
    assert shown[HEIGHT // 2 - 60 : HEIGHT // 2 + 60, 500:700].max() > 240
    assert (shown[:, :, 2].astype(int) - shown[:, :, 0] > 80).sum() > 500  # blue is ink


def test_a_city_without_dots_is_dark_and_no_mistake(view: CityView) -> None:
    none = np.zeros(0)
    empty = replace(view, dots=Dots(none, none, none.astype(np.int64), 0))
    assert pixels(city_picture(empty, COLOURS)).max() < 30
