"""The figures of the documentation are those of the guide of Pisa as it is built now.

When they are not, `FIGURES=1 scripts/docs` draws them anew from the guide in output/.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from docs import figures
from tests.end_to_end.pisa import built_pisa

DOCS = Path(__file__).parents[2] / "docs"
QUICK = ("places", "scales", "labels", "best-time", "costs", "walks")


def test_every_figure_is_there() -> None:
    assert {path.stem for path in (DOCS / "figures").glob("*.svg")} >= set(figures.FIGURES)


@pytest.mark.parametrize("name", QUICK)
def test_it_shows_the_guide_as_it_is(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    drawn = figures.FIGURES[name](built_pisa(tmp_path_factory) / "output/pisa")
    assert ET.fromstring(drawn).tag.endswith("svg")  # noqa: S314 - our own
    assert drawn == (DOCS / "figures" / f"{name}.svg").read_text("utf-8")
