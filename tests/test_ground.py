"""The map under everything, and when it is made anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from guidegen import ground
from guidegen.ground import basemap_of
from tests.basemap.maps import written
from tests.drawn_city import job_in, write_files
from tests.test_stages import PACKAGE, SHARED, reached


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_files(tmp_path)
    written(tmp_path)
    return tmp_path


def kept(folder: Path) -> list[str]:
    return sorted(each.name for each in (folder / "store" / ground.NAME).iterdir())


def test_it_is_kept(folder: Path) -> None:
    made = basemap_of(job_in(folder))
    assert made is not None
    assert made.files
    [entry] = kept(folder)
    (folder / "store" / ground.NAME / entry / "entry.json").touch()
    again = basemap_of(job_in(folder))
    assert again == made
    assert kept(folder) == [entry]


@pytest.mark.parametrize(
    "change", [{"languages": ["en", "pt"]}, {"bbox": [-8.62, 41.13, -8.6, 41.16]}]
)
def test_another_city_file_makes_another(folder: Path, change: dict[str, object]) -> None:
    basemap_of(job_in(folder))
    basemap_of(job_in(folder, **change))
    assert len(kept(folder)) == 2


def test_another_extract_makes_another(folder: Path) -> None:
    basemap_of(job_in(folder))
    written(folder, points={})
    basemap_of(job_in(folder))
    assert len(kept(folder)) == 2


def test_its_key_names_all_the_code_that_decides_it() -> None:
    named = {
        file
        for path in ground._CODE
        for file in (
            (PACKAGE / path).rglob("*.py") if (PACKAGE / path).is_dir() else [PACKAGE / path]
        )
    }
    decides = reached([file for file in named if file.name != "ground.py"]) - named
    assert {file.name for file in decides} - SHARED == set()


def test_without_an_extract_there_is_none(folder: Path) -> None:
    assert basemap_of(job_in(folder, streets={"source": "overpass"})) is None
    assert basemap_of(job_in(folder, streets={"source": "none"})) is None


def test_an_extract_of_elsewhere_has_none_and_that_is_kept_too(folder: Path) -> None:
    elsewhere = {"bbox": [10.0, 40.0, 10.1, 40.1]}
    assert basemap_of(job_in(folder, **elsewhere)) is None
    assert len(kept(folder)) == 1
    assert basemap_of(job_in(folder, **elsewhere)) is None
