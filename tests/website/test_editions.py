from __future__ import annotations

import gettext
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from guidegen.languages import speaking
from guidegen.website import compiled, season_charts
from guidegen.website.check import check_site
from guidegen.website.gather import view_city
from guidegen.website.guide import Guide
from guidegen.website.render import render_site
from tests.website.sample import sample_guide, speaking_guide
from tests.website.sample_walks import with_walks

BASE = "https://example.org/guides"


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Guide:
    return with_walks(sample_guide(tmp_path_factory.mktemp("walked")))


@pytest.fixture(scope="module")
def site(walked: Guide, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("editions")
    render_site([speaking_guide(walked, "en", "xx", "he", units="imperial")], folder)
    return folder


def test_every_page_is_there_in_every_language_that_the_interface_speaks(site: Path) -> None:
    home = site / "sampletown"
    pages = {path.relative_to(home).as_posix() for path in home.rglob("*.html")}
    hebrew = {path for path in pages if path.startswith("he/")}
    assert {f"he/{path}" for path in pages - hebrew} == hebrew
    assert not (home / "xx").exists()
    assert (site / "index.he.html").exists()


def test_only_what_has_words_is_there_twice(site: Path) -> None:
    data = site / "sampletown/he/data"
    assert sorted(path.name for path in data.iterdir()) == ["guide.js", "search.js", "walks.js"]


def test_links_and_files_of_all_languages_are_sound(site: Path) -> None:
    assert check_site(site) == []


def test_a_page_from_right_to_left_says_so(site: Path) -> None:
    text = (site / "sampletown/he/places/market.html").read_text("utf-8")
    assert '<html lang="he" dir="rtl" data-units="imperial">' in text
    assert "assets/strings.he-" in text
    english = (site / "sampletown/places/market.html").read_text("utf-8")
    assert '<html lang="en" dir="ltr" data-units="imperial">' in english
    assert "assets/strings." not in english
    paces = [path for path in (site / "sampletown/walks").iterdir() if "mph" in path.read_text()]
    assert paces


def test_what_templates_hold_is_told_in_the_language_and_units(site: Path) -> None:
    """100 metres around a dot stand in the template."""
    text = (site / "sampletown/about.html").read_text("utf-8")
    assert "within 330 ft of them" in text


@pytest.mark.parametrize("folder", ["", "he/"])
def test_no_lengths_are_metric_on_imperial_pages(site: Path, folder: str) -> None:
    for page in sorted((site / "sampletown" / folder).glob("*.html")):
        text = re.sub(r"<[^>]+>", "\n", page.read_text("utf-8"))
        assert not re.findall(r".*\d[ \xa0](?:k?m|מ׳|ק״מ|km/h|קמ״ש)\b.*|.*metres.*", text), page


def test_files_for_other_programs_have_no_marks_of_direction(walked: Guide, tmp_path: Path) -> None:
    render_site([speaking_guide(walked, "he")], tmp_path, base_url=BASE)
    texts = {
        path: path.read_text("utf-8")
        for ending in ("gpx", "kml", "geojson", "json", "xml", "txt", "html")
        for path in sorted(tmp_path.rglob(f"*.{ending}"))
    }
    marked = {path.suffix for path, text in texts.items() if re.search("[\u200f\u2068]", text)}
    assert marked == {".html"}
    pages = "".join(text for path, text in texts.items() if path.suffix == ".html")
    assert "בטווח של ⁨100 מ׳⁩ מהם" in pages  # not in the words of another page
    assert not re.search(r'\b(href|src|datetime|class|id)="[^"]*[\u200f\u2068]', pages)
    for data in re.findall(r"ld\+json\">(.*?)</script>", pages):
        assert "\u2068" not in data


def test_a_page_leads_to_itself_in_other_languages(site: Path) -> None:
    text = (site / "sampletown/he/places/market.html").read_text("utf-8")
    here = (
        '<a href="../../../sampletown/places/market.html" lang="en" hreflang="en" data-same-place>'
    )
    assert f"{here}English</a>" in text
    assert 'rel="alternate" hreflang' not in text  # where it will be, nobody knows


def test_a_kept_city_holds_all_its_languages(site: Path) -> None:
    files = [
        path for path, *_ in json.loads((site / "sampletown/data/files.json").read_text())["files"]
    ]
    assert "he/index.html" in files
    assert any(path.startswith("../assets/strings.he-") for path in files)


class Marked(gettext.NullTranslations):
    """A language in which every text is the English one in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


def unmarked(page: str) -> list[str]:
    """Pieces of a page with words that hold English sentences together, outside of brackets."""
    for pattern in (
        r"<(script|style|bdi|cite)\b.*?</\1>", r'<section lang=.*?</section>', r"<[^>]+>",
    ):  # fmt: skip
        page = re.sub(pattern, "\n", page, flags=re.S)
    while page != (page := re.sub(r"⟦[^⟦⟧]*⟧", "", page)):
        pass
    found = re.findall(r".*\b(?:the|of|is|are|people|photographs?|walks?|places?)\b.*", page)
    return [line for line in found if not line.startswith("Photos:")]


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """All languages are in brackets, and no text is remembered from before or for later."""
    monkeypatch.setattr("guidegen.languages._texts", lambda _language: Marked())
    remembered = (compiled._marked, compiled._unfilled, season_charts._named)
    for texts in remembered:
        texts.cache_clear()
    yield
    for texts in remembered:
        texts.cache_clear()


@pytest.mark.usefixtures("marked")
def test_every_text_of_a_page_can_be_translated(walked: Guide, tmp_path: Path) -> None:
    render_site([speaking_guide(walked, "it")], tmp_path)
    pages = {path: path.read_text("utf-8") for path in sorted(tmp_path.rglob("*.html"))}
    left = {path.name: found for path, text in pages.items() if (found := unmarked(text))}
    assert left == {}


def test_one_language_needs_no_switch(guide: Guide, tmp_path: Path) -> None:
    render_site([speaking_guide(guide, "en")], tmp_path)
    assert "hreflang" not in (tmp_path / "sampletown/index.html").read_text("utf-8")
    assert not (tmp_path / "index.en.html").exists()


def listed_versions(sitemap: Path) -> list[tuple[str | None, str | None]]:
    """Languages and addresses that a sitemap has, page after page."""
    tree = ElementTree.parse(sitemap)  # noqa: S314 - our own
    links = tree.iter("{http://www.w3.org/1999/xhtml}link")
    return [(each.get("hreflang"), each.get("href")) for each in links]


def test_absolute_addresses_for_search_engines(guide: Guide, tmp_path: Path) -> None:
    render_site([speaking_guide(guide, "it", "en")], tmp_path, base_url=BASE)
    text = (tmp_path / "sampletown/en/about.html").read_text("utf-8")
    assert f'hreflang="x-default" href="{BASE}/sampletown/about.html"' in text
    assert f'<link rel="canonical" href="{BASE}/sampletown/en/about.html">' in text
    assert '<html lang="it"' in (tmp_path / "sampletown/about.html").read_text("utf-8")
    links = listed_versions(tmp_path / "sampletown/sitemap.xml")
    assert ("it", f"{BASE}/sampletown/") in links
    assert ("en", f"{BASE}/sampletown/en/") in links
    home = [("it", f"{BASE}/index.it.html"), ("en", f"{BASE}/")]
    home.append(("x-default", f"{BASE}/index.it.html"))
    assert listed_versions(tmp_path / "sitemap-home.xml") == home * 2


def test_a_site_without_english_has_an_index_all_the_same(guide: Guide, tmp_path: Path) -> None:
    render_site([speaking_guide(guide, "it")], tmp_path)
    assert (tmp_path / "index.it.html").exists()
    assert '<html lang="it"' in (tmp_path / "index.html").read_text("utf-8")


def test_places_have_the_names_of_the_pages_language(guide: Guide) -> None:
    place = view_city(speaking_guide(guide, "en", "it")).by_id["market"]
    assert "it" in place.told.names
    english = place.name
    with speaking("it"):
        assert place.name == place.told.names["it"] != english
        assert english in dict(place.story.also).values()
        assert [text.language for text in place.story.texts][:1] in ([], ["it"])


def test_a_place_beside_another_is_called_after_its_name_in_the_language(guide: Guide) -> None:
    places = guide.places.copy()
    row = places.index[places["place_id"] == "fountain"][0]
    places.loc[row, ["name", "name_source"]] = ["Near Market Square, 10 m north", "near"]
    view = view_city(speaking_guide(replace(guide, places=places), "en", "it"))
    near = view.by_id["fountain"]
    assert near.name == "Near Market Square, 10 m north"
    with speaking("it"):
        assert near.naming.beside
        assert near.naming.beside[0].name in near.name
