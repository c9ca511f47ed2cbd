"""The planner's page and the streets it plans on."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from guidegen.website.gather import view_city
from guidegen.website.guide import Guide
from guidegen.website.planner import network_data, planner_story
from guidegen.website.render import render_site
from guidegen.website.views import CityView
from tests.website.sample_walks import with_walks

HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def walked(guide: Guide) -> CityView:
    return view_city(with_walks(guide, street=HOSTILE))


def test_places_come_first_then_spots_that_are_in_none(walked: CityView) -> None:
    story = planner_story(walked)
    assert story["has_streets"]
    names = [sight.name for sight in story["sights"]]
    assert names == [place.name for place in walked.of_level("place")]


def test_positions_are_written_as_in_addresses(walked: CityView) -> None:
    market = next(s for s in planner_story(walked)["sights"] if s.name == "Market Square")
    lon, lat = (float(part) for part in market.at.split(","))
    facts = walked.by_id["market"].facts
    assert (lon, lat) == pytest.approx((facts["lon"], facts["lat"]), abs=5e-7)
    assert [len(part.split(".")[1]) for part in market.at.split(",")] == [6, 6]


def test_the_network_has_every_street(walked: CityView) -> None:
    [(name, packed)] = network_data(walked)
    assert name == "network"
    streets = walked.guide.streets
    assert streets
    assert packed["edges"] == len(streets.network.edges)
    text = zlib.decompress(base64.b64decode(packed["bytes"]))
    assert b"Mill Lane" in text
    assert np.isfinite(packed["mean_score"])


def test_without_streets_there_is_no_network_and_the_page_says_why(
    guide: Guide, view: CityView, tmp_path: Path
) -> None:
    assert list(network_data(view)) == []
    assert not planner_story(view)["has_streets"]
    render_site([guide], tmp_path)
    assert not (tmp_path / "sampletown" / "data" / "network.js").exists()
    page = (tmp_path / "sampletown" / "planner.html").read_text("utf-8")
    assert "No walks can be planned here" in page
    assert "<form" not in page


def test_what_the_guide_says_about_missing_walks_is_on_the_page(
    guide: Guide, tmp_path: Path
) -> None:
    render_site([replace(guide, no_walks="The streets <could> not be had.")], tmp_path)
    page = (tmp_path / "sampletown" / "planner.html").read_text("utf-8")
    assert "The streets &lt;could&gt; not be had." in page


def test_the_written_network_cannot_leave_its_script(walked: CityView, tmp_path: Path) -> None:
    render_site([walked.guide], tmp_path)
    script = (tmp_path / "sampletown" / "data" / "network.js").read_text("utf-8")
    assert "<" not in script.split("=", 1)[1]
    packed = json.loads(script.split(".network = ")[1].rstrip(";\n"))
    assert HOSTILE.encode() in zlib.decompress(base64.b64decode(packed["bytes"]))


def test_without_scripts_there_are_the_walks_of_the_guide(walked: CityView, tmp_path: Path) -> None:
    for guide, href in (
        (walked.guide, "index.html#walks-title"),
        (replace(walked.guide, walks=()), "index.html"),
    ):
        render_site([guide], tmp_path)
        page = (tmp_path / "sampletown" / "planner.html").read_text("utf-8")
        note = page.split('<p class="for-no-script">')[1].split("</p>")[0]
        assert "The planner needs JavaScript." in note
        assert f'href="{href}"' in note


def test_the_map_credits_openstreetmap(walked: CityView, tmp_path: Path) -> None:
    render_site([walked.guide], tmp_path)
    page = (tmp_path / "sampletown" / "planner.html").read_text("utf-8")
    credit = page.split('<p class="attribution">')[1].split("</p>")[0]
    assert 'href="https://www.openstreetmap.org/copyright"' in credit
    assert "© OpenStreetMap contributors" in credit
    assert "nobody" in credit  # the photos' credit beside it
