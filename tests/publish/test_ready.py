from __future__ import annotations

from pathlib import Path

import pytest

from guidegen.errors import OutputError
from guidegen.publish.ready import ready_site
from tests.publish.sites import write_site


def test_a_sound_site_with_and_without_an_address(tmp_path: Path) -> None:
    warnings: list[str] = []
    site = write_site(tmp_path / "output")
    assert ready_site(site, checked=True, warn=warnings.append) == site
    assert warnings == []
    (site / "sitemap.xml").unlink()
    ready_site(site, checked=True, warn=warnings.append)
    assert [text.partition(": ")[2][:32] for text in warnings] == [
        "was built without --base-url, so"
    ]


@pytest.mark.parametrize("missing", ["index.html", ".guidegen"])
def test_there_must_be_a_whole_site(tmp_path: Path, missing: str) -> None:
    site = write_site(tmp_path / "output")
    (site / missing).unlink()
    with pytest.raises(OutputError, match=r"there is no site here; run guidegen build first"):
        ready_site(site, checked=False, warn=print)


def test_mistakes_stop_it(tmp_path: Path) -> None:
    site = write_site(tmp_path / "output", **{"pisa/index__html": '<a href="x.html">x</a>'})
    with pytest.raises(OutputError, match=r"index.html:1: 'x.html' is not there(?s:.*)--no-check"):
        ready_site(site, checked=True, warn=print)
    ready_site(site, checked=False, warn=print)
