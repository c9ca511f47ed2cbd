"""Walks where both photos and streets are real: Lyon, whose data may not be shipped.

GUIDEGEN_LYON names a folder that holds, perhaps in folders of its own, lyon.parquet (photos) and
lyon_insa.xml (crossings and pieces).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import shapely

from guidegen.city import load_city
from guidegen.pipeline import build_guide
from guidegen.store import Store
from guidegen.walks.candidates import LEAST_GAIN
from guidegen.web import Web
from guidegen.website.check import check_site
from tests.end_to_end.lyon import write_city

FOLDER = os.environ.get("GUIDEGEN_LYON")
pytestmark = pytest.mark.skipif(not FOLDER, reason="GUIDEGEN_LYON names no folder with its data")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lyon")
    data = Path(str(FOLDER))
    photos, streets = (next(data.rglob(name)) for name in ("lyon.parquet", "lyon_insa.xml"))
    city = load_city(write_city(photos, streets, folder))
    with Web(folder / "web", offline=True) as web:
        build_guide([city], folder / "site", store=Store(folder / "store"), web=web)
    return folder / "site"


@pytest.fixture(scope="module")
def walks(site: Path) -> list[dict[str, Any]]:
    collection = json.loads((site / "lyon/data/walks.geojson").read_text("utf-8"))
    features: list[dict[str, Any]] = collection["features"]
    return features


def test_the_site_is_sound(site: Path) -> None:
    assert check_site(site) == []


def test_walks_take_the_time_they_say_and_lead_where_people_photograph(
    walks: list[dict[str, Any]],
) -> None:
    assert len(walks) == 6
    assert {walk["properties"]["kind"] for walk in walks} == {"between", "loop", "tour"}
    for walk in walks:
        told = walk["properties"]
        assert told["minutes"] == pytest.approx(told["wish_minutes"], rel=0.05)
        assert told["gain"] >= LEAST_GAIN[told["kind"]]
        assert len(told["passes"]) >= 3


def test_most_walks_stay_on_the_peninsula_and_its_banks(walks: list[dict[str, Any]]) -> None:
    """Two thirds of the photos near streets are there."""
    centre = shapely.box(4.828, 45.747, 4.845, 45.776)
    lines = [shapely.geometry.shape(walk["geometry"]) for walk in walks]
    there = [line.intersection(centre).length > 0.8 * line.length for line in lines]
    assert sum(there) >= 4
