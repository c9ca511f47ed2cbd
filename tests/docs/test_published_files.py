"""The list of published files is that of built guides: nothing missing, nothing made up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.old_town import build_old_town
from tests.end_to_end.pisa import built_pisa
from tests.shared import made_once

PAGE = Path(__file__).parents[2] / "docs/reference/published-files.md"
# Rows of files that these two guides have none of.
NOT_HERE = ("images/", "sitemap", "robots", "feed.xml", "share/", "<language>.html")


def patterns() -> dict[str, re.Pattern[str]]:
    """Of each file that the page names in code, which paths it means."""
    page = PAGE.read_text("utf-8")
    cells = re.findall(r"^\| (`.+?) \|", page, re.MULTILINE)
    [scripts] = re.findall(r"Scripts that pages load.*?\n\n?They", page, re.DOTALL) or [page]
    cells += re.findall(r"`[^`]*\*\.js`", scripts)
    found = {}
    for cell in cells:
        first = ""
        for name in re.findall(r"`([^`]+)`", cell):
            path = name
            if first and re.fullmatch(r"\.\w+", name):
                path = first.rsplit(".", 1)[0] + name
            elif "/" in first and "/" not in name:
                path = f"{first.rsplit('/', 1)[0]}/{name}"
            first = first or path
            found[path] = re.compile(_expression(path))
    return found


def _expression(path: str) -> str:
    told = re.escape(path).replace("…", ".+").replace(r"\*", "[^/]+")
    return re.sub(r"<\w+>", "[^/]+", told)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The files of Pisa, which has routes, and of Porto, which has streets."""
    pisa = built_pisa(tmp_path_factory) / "output"
    porto = made_once(tmp_path_factory, "porto", build_old_town) / "site"
    return [
        path.relative_to(site).as_posix()
        for site in (pisa, porto)
        for path in sorted(site.rglob("*"))
        if path.is_file()
    ]


def test_every_file_of_a_guide_is_on_the_page(built: list[str]) -> None:
    known = patterns().values()
    strangers = [path for path in built if not any(each.fullmatch(path) for each in known)]
    assert not strangers, strangers[:20]


def test_every_file_on_the_page_is_made(built: list[str]) -> None:
    made_up = [
        name
        for name, each in patterns().items()
        if not any(part in name for part in NOT_HERE)
        and not any(each.fullmatch(path) for path in built)
    ]
    assert not made_up
