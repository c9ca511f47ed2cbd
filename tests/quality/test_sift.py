"""All filters together: what always holds, and what they find in planted cities."""

from __future__ import annotations

import base64
import json
import zlib
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.plant import plant
from benchmarks.simulate import CENTRE
from guidegen.cityquality import Bulk, Events, Luminance, Quality, Speed
from guidegen.geo import Box
from guidegen.quality import BEFORE, FILTERS, Sifted, density_of, layers_of, sift
from guidegen.quality.density import Squares
from guidegen.tables import PHOTOS, SIFTED_OUT, check
from tests.quality.sample import BOX, at, photos

ALL = Quality(speed=Speed(), bulk=Bulk(), luminance=Luminance(), events=Events())
NONE = Quality(duplicates=False, precision=False, hotspots=False)
PAPER = NONE.model_copy(update={"events": Events(rule="paper")})


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    """Few people at few points and times, so that everything coincides."""
    count = draw(st.integers(0, 40))

    def some(values: list[object]) -> list[object]:
        return draw(st.lists(st.sampled_from(values), min_size=count, max_size=count))

    table = photos(
        some([0.0, 3.0, 40.0, 900.0, 4000.0]),  # type: ignore[arg-type]
        some([0, 1, 2, 3, 60, 4000, 90_000]),  # type: ignore[arg-type]
        "".join(some(list("ABCDEFGH"))),  # type: ignore[arg-type]
        time_known=some(["second", "minute", "day", "none"]),
        source=some(["file", "flickr"]),
        accuracy=np.array(some([np.nan, 11.0, 16.0]), float),
        luminance_bv=np.array(some([np.nan, 3.0, 5.0]), float),
    )
    decimals = draw(st.sampled_from([2, 4, 6]))
    return at(table, table["lon"].round(decimals), table["lat"].round(decimals))


def same(one: Sifted, other: Sifted) -> bool:
    told = [json.dumps([each.facts, each.density], sort_keys=True) for each in (one, other)]
    return (
        one.photos.equals(other.photos) and one.dropped.equals(other.dropped) and told[0] == told[1]
    )


@settings(max_examples=12)
@given(tables(), st.randoms(use_true_random=False), st.sampled_from([ALL, PAPER]))
def test_the_order_of_rows_decides_nothing_and_counts_add_up(
    table: pd.DataFrame, random: object, quality: Quality
) -> None:
    sifted = sift(table, quality, BOX)
    order = list(range(len(table)))
    random.shuffle(order)  # type: ignore[attr-defined]
    assert same(sifted, sift(table.iloc[order], quality, BOX))
    check(sifted.photos, PHOTOS)
    check(sifted.dropped, SIFTED_OUT)
    ids = [*sifted.photos["photo_id"], *sifted.dropped["photo_id"]]
    assert sorted(ids) == sorted(table["photo_id"])
    came = len(table)
    for step in sifted.steps:
        assert step.photos == came
        came = step.kept
        assert step.photos == step.kept + sum(step.left_out.values())
        assert (step.before == step.after) == (step.photos == step.kept)
        counted = sifted.dropped.loc[sifted.dropped["filter"] == step.name, "reason"].value_counts()
        assert counted.to_dict() == dict(step.left_out)
    assert came == len(sifted.photos)
    facts = sifted.facts
    assert facts["photos"] == facts["kept"] + sum(facts["left_out"].values())


@settings(max_examples=10)
@given(tables(), st.sampled_from(["duplicates", "hotspots", "speed", "luminance"]))
def test_filtering_twice_is_filtering_once(table: pd.DataFrame, name: str) -> None:
    quality = NONE.model_copy(update={name: getattr(ALL, name)})
    once = sift(table, quality, BOX).photos
    assert sift(once, quality, BOX).photos.equals(once)


def test_all_filters_off_leave_every_photo() -> None:
    table = photos([0, 0, 0], [0, 0, 1])
    sifted = sift(table, NONE, BOX)
    assert sifted.photos.equals(table)
    assert [step.on for step in sifted.steps] == [False] * len(FILTERS)
    assert list(sifted.density["layers"]) == [BEFORE]


def test_no_photos_at_all() -> None:
    sifted = sift(photos([]), ALL, BOX)
    assert (len(sifted.photos), len(sifted.dropped)) == (0, 0)


def test_who_gets_the_list_of_what_was_left_out_learns_no_authors() -> None:
    sifted = sift(photos([0, 0]), ALL, BOX)
    assert list(sifted.dropped) == ["photo_id", "filter", "reason"]
    assert sifted.dropped["photo_id"].tolist() == ["file:0001"]


def test_maps_show_squares_of_three_people_and_more() -> None:
    table = photos([0, 0, 0, 900, 900], [0, 60, 120, 0, 60], "ABCDE")
    sifted = sift(pd.concat([table, table.iloc[:1].assign(photo_id="file:9")]), ALL, BOX)
    density = density_of(layers_of(sifted.density), BOX)
    assert density == sifted.density
    assert list(density["layers"]) == [BEFORE, "duplicates"]
    for layer in density["layers"].values():
        levels = np.frombuffer(zlib.decompress(base64.b64decode(layer["bytes"])), np.uint8)
        assert levels.size == density["rows"] * density["columns"]
        assert (np.count_nonzero(levels), levels.max(), layer["most"]) == (1, 1, 1)


def levels_of(sifted: Sifted, layer: str) -> npt.NDArray[np.uint8]:
    told = zlib.decompress(base64.b64decode(sifted.density["layers"][layer]["bytes"]))
    return np.frombuffer(told, np.uint8)


@pytest.mark.parametrize(("dark", "told"), [(1, [2, 2]), (2, [2, 2]), (3, [2, 0]), (4, [2, 0])])
def test_the_difference_of_two_maps_tells_of_no_one_or_two_people(
    dark: int, told: list[int]
) -> None:
    """Level 2 is exactly five people: one fewer would show, and that one photographed at night."""
    light = np.where(np.arange(5) < dark, 0.0, 9.0)
    table = photos([0] * 5, [0, 60, 120, 180, 240], "ABCDE", luminance_bv=light)
    sifted = sift(table, NONE.model_copy(update={"luminance": Luminance()}), BOX)
    assert [levels_of(sifted, name).max() for name in sifted.density["layers"]] == told
    assert sifted.facts["left_out"] == {"darker than 4 Bv": dark}


@settings(max_examples=12)
@given(st.lists(st.tuples(st.integers(0, 1), st.sampled_from("bnd")), min_size=1, max_size=25))
def test_no_two_maps_tell_of_one_or_two_people(people: list[tuple[int, str]]) -> None:
    """Of bright photos, night's, and those dropped in bulk, in two squares, each by one person."""
    x, seconds, authors, light = [], [], [], []
    for number, (square, kind) in enumerate(people):
        times = range(0, 6 * 3600, 1800) if kind == "d" else (0,)
        x += [900.0 * square] * len(times)
        seconds += list(times)
        authors += [chr(ord("A") + number)] * len(times)
        light += [0.0 if kind == "n" else 9.0] * len(times)
    table = photos(x, seconds, "".join(authors), luminance_bv=np.array(light))
    both = NONE.model_copy(update={"bulk": Bulk(), "luminance": Luminance()})
    sifted = sift(table, both, BOX)
    numbers = {name: np.zeros(2, int) for name in (BEFORE, "bulk", "luminance")}
    for square, kind in people:
        for name, left in ((BEFORE, "bnd"), ("bulk", "bn"), ("luminance", "b")):
            numbers[name][square] += kind in left
    seen = [levels_of(sifted, name) for name in sifted.density["layers"]]
    actual = [numbers[name] for name in sifted.density["layers"]]
    squares = [
        int(Squares.over(BOX).people(table[table["x_m"] == x]).argmax()) for x in (0.0, 900.0)
    ]
    for one, other in combinations(range(len(seen)), 2):
        for square, at_square in enumerate(squares):
            if seen[one][at_square] != seen[other][at_square]:
                assert actual[0][square] - actual[other][square] >= 3


@pytest.mark.parametrize("seed", [1, 2])
def test_planted_anomalies_are_found_and_ordinary_photos_stay(seed: int) -> None:
    city = plant(12_000, seed, each=6)
    lon, lat = CENTRE.to_degrees(np.array([-4500.0, 4500.0]), np.array([-4500.0, 4500.0]))
    box = Box(float(lon[0]), float(lat[0]), float(lon[1]), float(lat[1]))
    # people of the simulation fly, so speeds are no anomaly there
    sifted = sift(city.photos, ALL.model_copy(update={"speed": False}), box)
    gone = city.photos["photo_id"].isin(sifted.dropped["photo_id"]).to_numpy()
    assert gone[city.kind == ""].mean() <= 0.01
    for kind in ("hotspot", "bulk", "coarse", "dark"):
        assert gone[city.kind == kind].all(), kind
    for number in range(6):
        event = (city.kind == "event") & (city.number == number)
        assert (~gone[event]).sum() <= 2  # as many as on other days
        burst = (city.kind == "burst") & (city.number == number)
        assert gone[burst].sum() >= 3
    assert sifted.facts["filters"]["events"]["events"] == 6
    by_paper = sift(city.photos, PAPER, box)
    left = city.photos["photo_id"].isin(by_paper.photos["photo_id"]).to_numpy()
    for number in range(6):
        assert (left & (city.kind == "event") & (city.number == number)).sum() <= 10
    assert left[city.kind == ""].mean() >= 0.99


def test_a_planted_jump_across_the_city_is_found() -> None:
    city = plant(6_000, 1, each=4)
    jumps = city.photos[city.kind == "jump"]
    quality = NONE.model_copy(update={"speed": Speed()})
    assert len(sift(jumps, quality, BOX).dropped) == 4
