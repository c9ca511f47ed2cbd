from __future__ import annotations

from pathlib import Path

import pytest

from guidegen.website.gather import view_city
from guidegen.website.guide import Guide
from guidegen.website.render import render_site
from guidegen.website.views import CityView
from tests.website.sample import sample_guide


@pytest.fixture(scope="session")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Guide:
    return sample_guide(tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="session")
def view(guide: Guide) -> CityView:
    return view_city(guide)


@pytest.fixture(scope="session")
def site(guide: Guide, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    render_site([guide], folder)
    return folder
