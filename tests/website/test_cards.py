"""Portraits of cities in the index: drawn for few, files of their own for many."""

from __future__ import annotations

import json
import shutil
import tracemalloc
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from guidegen.website.cards import CARD, MOST_DRAWN, PICTURE, portrait, read_card
from guidegen.website.render import render_shared_pages, render_site
from tests.website.sample import sample_guide


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cards")
    guide = sample_guide(folder)
    render_site([guide], folder / "site")
    return folder / "site"


def test_a_portrait_is_a_file_of_its_own_in_both_moods(site: Path) -> None:
    [picture] = site.glob(f"*/{PICTURE}")
    drawn = ET.fromstring(picture.read_text("utf-8"))  # noqa: S314 - our own
    paths = drawn.findall("{*}path")
    assert any("M" in path.get("d", "") for path in paths)
    assert "prefers-color-scheme:dark" in (drawn.findtext("{*}style") or "")


def test_an_index_of_many_cities_names_the_files(site: Path, tmp_path: Path) -> None:
    few, [city] = (site / "index.html").read_text("utf-8"), [*site.glob(f"*/{CARD}")]
    assert '<svg class="portrait"' in few
    for number in range(MOST_DRAWN + 1):
        for path in (CARD, PICTURE, "data/photos.json"):
            copy = tmp_path / f"copy{number}" / path
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(city.parents[1] / path, copy)
    (tmp_path / "copy7" / PICTURE).unlink()  # as built by an earlier version
    render_shared_pages(None, tmp_path)
    many = (tmp_path / "index.html").read_text("utf-8")
    assert many.count('loading="lazy"') == MOST_DRAWN
    assert many.count('<svg class="portrait"') == 1
    assert f'src="copy3/{PICTURE}" alt=""' in many


def test_a_folder_without_positions_is_no_city(site: Path, tmp_path: Path) -> None:
    [card] = site.glob(f"*/{CARD}")
    (tmp_path / CARD).parent.mkdir()
    shutil.copy(card, tmp_path / CARD)
    assert read_card(tmp_path) is None


def test_what_is_remembered_of_cities_does_not_grow_with_their_photos(tmp_path: Path) -> None:
    files = [tmp_path / str(number) / "data/photos.json" for number in range(4)]
    for number, file in enumerate(files):
        file.parent.mkdir(parents=True)
        positions = [[10.0, 45.0 + number], *[[10.1, 45.1]] * 5_000]
        file.write_text(json.dumps({"positions": positions}))
    portrait(files[0].parents[1])
    tracemalloc.start()
    try:
        for file in files[1:]:
            assert portrait(file.parents[1])
        assert tracemalloc.get_traced_memory()[0] < files[0].stat().st_size
    finally:
        tracemalloc.stop()
