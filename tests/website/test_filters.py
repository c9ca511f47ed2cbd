"""What the about page tells of the filters of quality."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from defusedxml import ElementTree

from guidegen.cityquality import Bulk, Hotspots, Luminance, Quality, Speed
from guidegen.languages import speaking
from guidegen.quality import Sifted, sift
from guidegen.website.check import check_site
from guidegen.website.density_maps import change, letters, svg
from guidegen.website.filters import TITLES, filters_story
from guidegen.website.guide import Guide
from guidegen.website.render import render_site
from tests.quality.sample import BOX, at, photos
from tests.website.test_render import Elements

QUALITY = Quality(
    duplicates=False,
    hotspots=Hotspots(),
    speed=Speed(),
    bulk=Bulk(),
    luminance=Luminance(minimum_bv=4),
)


@pytest.fixture(scope="module")
def sifted() -> Sifted:
    """Squares of five people, eight and three.

    Photos of one, five and three of them are dark; nothing else is wrong.
    """
    x_m = [10.0] * 5 + [500.0] * 8 + [900.0] * 3
    table = photos(x_m, authors="ABCDEFGHIJKLMNOP")
    spread = table["lon"] + np.arange(16) * 3e-7  # no two on one point
    light = np.full(16, 8.0)
    light[[4, 8, 9, 10, 11, 12, 13, 14, 15]] = 2.0
    return sift(at(table, spread, table["lat"] + 1e-6).assign(luminance_bv=light), QUALITY, BOX)


def about(guide: Guide, folder: Path, sifted: Sifted) -> Elements:
    told = replace(guide, report={**guide.report, "quality": sifted.facts}, density=sifted.density)
    render_site([told], folder)
    assert check_site(folder) == []
    return Elements(folder / "sampletown/about.html")


def test_the_planted_photos_are_the_only_ones(sifted: Sifted) -> None:
    assert sifted.facts["left_out"] == {"darker than 4 Bv": 9}


def test_what_the_maps_show(sifted: Sifted) -> None:
    both = change(sifted.density, "before", "luminance")
    # that five people are four now is not told: it would tell of the one
    assert both.counts == (3, 2, 2, 1)
    assert (both.before > 0).sum() == 3
    assert (both.after > 0).sum() == 2
    assert both.fewer.sum() == 2
    assert both.sentence == (
        "Three people or more photographed in 3 squares of 29 m before and in 2 after; "
        "in 2 there are clearly fewer than before, in 1 of these fewer than three."
    )
    same = change(sifted.density, "before", "before")
    assert same.sentence == (
        "Three people or more photographed in 3 squares of 29 m before and in 3 after; "
        "nowhere are there clearly fewer than before."
    )


def test_a_coarse_map_shows_the_same_squares(sifted: Sifted) -> None:
    fine, coarse = (change(sifted.density, "before", "luminance", most) for most in (160, 10))
    assert coarse.before.shape[1] <= 10
    assert coarse.before.max() == fine.before.max()
    assert coarse.fewer.any()
    assert coarse.counts == fine.counts
    assert "×" in "".join(letters(coarse))


def test_the_drawing_is_sound(sifted: Sifted) -> None:
    both = change(sifted.density, "before", "luminance")
    before, after = (ElementTree.fromstring(svg(both, "x", after=side)) for side in (False, True))
    paths = [path.attrib for path in before.iter("path")]
    assert [path["class"] for path in paths] == ["people-1", "people-2"]
    assert paths[0]["d"].count("M") == 2  # two squares apart
    marks = [path.attrib["class"] for path in after.iter("path")]
    assert marks == ["people-1", "fewer"]
    assert before.attrib["viewBox"] == after.attrib["viewBox"]
    assert "style" not in svg(both, "x", after=True)


def test_the_about_page_tells_of_each_filter(guide: Guide, tmp_path: Path, sifted: Sifted) -> None:
    page = about(guide, tmp_path, sifted)
    text = " ".join(page.text.split())
    assert "16 photographs came to the first, 7 passed the last." in text
    assert "brightness below 4 Bv (APEX); those that tell nothing of the light stay." in text
    assert "16 photographs tell of the light." in text
    assert "Darker than 4 Bv9 Kept7Came to this filter16" in text
    assert "in 2 there are clearly fewer than before, in 1 of these fewer than three." in text
    assert text.count("No photograph was left out; 16 photographs came and stayed.") == 4
    assert "Off in this guide: Duplicates, Events and Faces." in text
    html = (tmp_path / "sampletown/about.html").read_text("utf-8")
    drawings = re.findall(r'<svg class="density".*?</svg>', html)
    assert len(drawings) == 2  # of the one filter that left something out
    assert all('role="img"' in each and "<title" in each for each in drawings)


def test_filters_are_told_in_the_units_of_the_page(guide: Guide, sifted: Sifted) -> None:
    city = guide.city.model_copy(update={"quality": QUALITY})
    told = replace(guide, city=city, report={"quality": sifted.facts})
    with speaking("en", "imperial"):
        words = {each.key: each.words for each in filters_story(told)["filters"]}
    assert "authors within 328 ft than" in words["hotspots"]
    assert "faster than 124.3 mph both" in words["speed"]


def test_nothing_left_out_and_no_filter_at_all(guide: Guide, tmp_path: Path) -> None:
    table = photos([0.0], authors="A")
    page = about(guide, tmp_path / "a", sift(table, QUALITY, BOX))
    assert "1 photograph came to the first, 1 passed the last. No photograph was left out." in (
        " ".join(page.text.split())
    )
    off = Quality(duplicates=False, precision=False, hotspots=False)
    page = about(guide, tmp_path / "b", sift(table, off, BOX))
    text = " ".join(page.text.split())
    assert "No filter was on, so no photograph was left out on purpose." in text
    assert "Off in this guide: Duplicates, Rough positions, Hot spots," in text


def test_a_guide_that_knows_nothing_of_filters_says_nothing(site: Path, guide: Guide) -> None:
    assert "on purpose" not in Elements(site / "sampletown/about.html").text
    assert filters_story(replace(guide, report={})) == {
        "filters": [],
        "filters_off": [],
        "sifted": {},
    }


def test_every_filter_has_a_title() -> None:
    from guidegen.quality import FILTERS

    assert list(TITLES) == list(FILTERS)
