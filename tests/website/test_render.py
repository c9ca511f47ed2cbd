from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from guidegen.errors import ConfigError, OutputError
from guidegen.places.visitors import summary
from guidegen.website.check import check_site
from guidegen.website.guide import Credit, Guide
from guidegen.website.readers import Readers, read_by
from guidegen.website.render import render_site
from tests.website.sample import CITY, renamed, sample_guide

HOSTILE = "<script>alert(1)</script> \"'& {{ 7 * 7 }} ../../x \u202e مرحبا 🏰"


class Elements(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def is_no_code_of_its_own(script: dict[str, str | None]) -> bool:
    """Whether a script is a file, or data that no browser runs."""
    return bool(script.get("src")) or script == {"type": "application/ld+json"}


def test_the_site_has_the_files_of_the_contract(site: Path) -> None:
    city = site / "sampletown"
    for name in (
        "index.html", "about.html", "places/market.html", "data/places.geojson",
        "data/areas.geojson", "data/photos.json", "data/report.json",
        "data/places/market.geojson", "places/old-market.html", "places/ferry.html",
    ):  # fmt: skip
        assert (city / name).is_file(), name
    assert (site / "index.html").is_file()
    assert len(list((city / "places").iterdir())) == 7 + 2


def test_every_link_leads_somewhere_and_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    assert check_site(site) == []


def test_no_page_has_a_script_or_a_style_of_its_own(site: Path) -> None:
    for page in pages(site):
        elements = Elements(page)
        assert all(map(is_no_code_of_its_own, elements.all("script"))), page
        if page.name == "404.html":
            continue  # it cannot load a style, see test_addressed
        assert not elements.all("style"), page
        for _, attributes in elements.found:
            assert not any(name == "style" or name.startswith("on") for name in attributes), page
        policy = [m for m in elements.all("meta") if m.get("http-equiv")]
        assert "default-src 'none'" in (policy[0]["content"] or "")


def test_hostile_names_are_shown_as_they_are_and_do_nothing(guide: Guide, tmp_path: Path) -> None:
    render_site([renamed(guide, HOSTILE)], tmp_path)
    assert check_site(tmp_path) == []
    for page in pages(tmp_path):
        elements = Elements(page)
        assert all(map(is_no_code_of_its_own, elements.all("script"))), page
        assert not any("javascript:" in (a.get("href") or "") for a in elements.all("a"))
    assert HOSTILE in Elements(tmp_path / "sampletown/places/market.html").text


def test_two_builds_are_the_same_to_the_byte(guide: Guide, site: Path, tmp_path: Path) -> None:
    render_site([guide], tmp_path)
    for path in site.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / path.relative_to(site)).read_bytes(), path


def test_pages_that_somebody_looks_at_are_written_first_and_the_same(
    guide: Guide, site: Path, tmp_path: Path
) -> None:
    market, data = "sampletown/places/market.html", "sampletown/data/guide.js"
    wanted = {market, "sampletown/index.html", "othertown/index.html", "sampletown/absent.html"}
    seen: dict[str, bytes] = {}

    def show(folder: Path, paths: Collection[str]) -> None:
        assert not (folder / "sampletown/about.html").exists()
        seen.update({path: (folder / path).read_bytes() for path in paths})

    with read_by(Readers(wanted, show)):
        render_site([guide], tmp_path)
    assert {market, "sampletown/index.html", data} <= seen.keys()
    assert seen == {path: (site / path).read_bytes() for path in seen}
    assert contents(tmp_path) == contents(site)


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_base_url_gives_pages_an_address(guide: Guide, site: Path, tmp_path: Path) -> None:
    render_site([guide], tmp_path, base_url="https://example.org/guides/")
    market = tmp_path / "sampletown/places/market.html"
    line = (
        '<link rel="canonical" href="https://example.org/guides/sampletown/places/market.html">\n'
    )
    assert line in market.read_text("utf-8")
    assert "canonical" not in (site / "sampletown/places/market.html").read_text("utf-8")
    assert 'href="https://example.org/guides/sampletown/"' in (
        tmp_path / "sampletown/index.html"
    ).read_text("utf-8")
    # what readers see and what the page loads is the same everywhere
    body = [path.read_text("utf-8").partition("<body")[2] for path in (
        market, site / "sampletown/places/market.html",
    )]  # fmt: skip
    assert body[0] == body[1]


def test_other_languages_are_marked_as_such(site: Path) -> None:
    page = Elements(site / "sampletown/places/market.html")
    assert page.all("html") == [{"lang": "en", "dir": "ltr", "data-units": "metric"}]
    assert {"lang": "it", "dir": "auto"} in page.all("span")


def test_a_place_tells_its_story(site: Path) -> None:
    text = Elements(site / "sampletown/places/market.html").text
    assert "Photographed by 100 people; mostly visitors; at its best" in text
    assert "with 95% certainty it lies between 60% and 85%" in text
    assert "Stalls on Saturdays." in text
    assert "not told" in text


def test_places_without_a_season_say_why(site: Path) -> None:
    hill = Elements(site / "sampletown/places/hill.html").text
    assert "there is too little to tell one season from another" in hill
    assert "too few to say more" in hill


def test_what_is_near_leaves_out_what_is_above_and_below(site: Path) -> None:
    page = Elements(site / "sampletown/places/market.html")
    links = [a.get("href") for a in page.all("a")]
    near = [link for link in links if link in ("../places/bridge.html", "../places/station.html")]
    assert near == ["../places/bridge.html", "../places/station.html"]
    assert "350 m east" in page.text


def test_the_counts_on_the_about_page_add_up(site: Path, guide: Guide) -> None:
    text = " ".join(Elements(site / "sampletown/about.html").text.split())
    assert f"{len(guide.photos) + 2:,} rows were read, {len(guide.photos):,} used" in text
    assert "No time2 Used956Read958" in text  # cells of a table
    assert "954 photographs are dots on the map; 2 are withheld" in text


@pytest.mark.parametrize("has_corpus", [False, True])
def test_the_about_page_says_what_shows_who_lives_elsewhere(
    guide: Guide, tmp_path: Path, has_corpus: bool
) -> None:
    facts = summary(guide.authors, "trips", has_corpus=has_corpus)
    render_site([replace(guide, report={**guide.report, "visitors": facts})], tmp_path)
    text = Elements(tmp_path / "sampletown/about.html").text
    assert ("Nobody in them can be shown to live elsewhere" in text) != has_corpus
    assert ("Photographs of other cities show who lives elsewhere" in text) == has_corpus


def test_a_city_without_places_says_what_would_fill_it(guide: Guide, tmp_path: Path) -> None:
    bare = replace(
        guide,
        places=guide.places.iloc[:0],
        members=guide.members.iloc[:0],
        profiles=guide.profiles[guide.profiles["place_id"] == ""],
        credits=(),
    )
    render_site([bare], tmp_path)
    assert check_site(tmp_path) == []
    text = Elements(tmp_path / "sampletown/index.html").text
    assert "was photographed by 3 people or more, so there are no places yet" in text


def test_a_city_without_known_times_is_silent_about_seasons(guide: Guide, tmp_path: Path) -> None:
    timeless = replace(
        guide,
        photos=guide.photos.assign(time_known="none", taken_at=pd.NaT),
        profiles=guide.profiles.assign(photographer_days=0, authors=0, expected=0.0, claimed=False),
    )
    render_site([timeless], tmp_path)
    text = Elements(tmp_path / "sampletown/index.html").text
    assert "No photographs with a time" in text


def test_a_site_of_no_city_says_so(tmp_path: Path) -> None:
    render_site([], tmp_path)
    assert "There is no city here yet" in Elements(tmp_path / "index.html").text
    assert check_site(tmp_path) == []


def test_photos_with_pages_of_their_own_are_linked(guide: Guide, tmp_path: Path) -> None:
    photos = guide.photos.assign(
        url="https://example.org/a?b=1&c=<2>", title="At <noon>", licence="CC0"
    )
    render_site([replace(guide, photos=photos)], tmp_path)
    page = Elements(tmp_path / "sampletown/places/bridge.html")
    (link,) = {a["href"] for a in page.all("a") if (a.get("href") or "").startswith("https")} - {
        None
    }
    assert link == "https://example.org/a?b=1&c=<2>"
    assert "At <noon>" in page.text


def test_a_theme_builds_on_another_with_one_small_file(tmp_path: Path) -> None:
    theme = tmp_path / "plain"
    (theme / "templates").mkdir(parents=True)
    (theme / "theme.yaml").write_text("name: Plain\nextends: default\n")
    (theme / "templates/main.html").write_text(
        '{% extends "base.html" %}{% block colophon %}Hello{% endblock %}'
    )
    own = sample_guide(tmp_path, city=f"{CITY}theme: ./plain\n")
    render_site([own], tmp_path / "site")
    assert "Hello" in Elements(tmp_path / "site/sampletown/about.html").text


@pytest.mark.parametrize(
    ("theme", "message"),
    [
        ("defalt", "there is no theme 'defalt': give one of blueprint, default"),
        ("../../etc", "there is no theme"),
        ("./circle", "extend each other in a circle"),
    ],
)
def test_a_theme_that_cannot_be_used(tmp_path: Path, theme: str, message: str) -> None:
    (tmp_path / "circle").mkdir()
    (tmp_path / "circle/theme.yaml").write_text("name: Circle\nextends: ../circle\n")
    guide = sample_guide(tmp_path, city=f"{CITY}theme: {theme}\n")
    with pytest.raises(ConfigError, match=message):
        render_site([guide], tmp_path / "site")


def test_a_folder_that_cannot_be_written(guide: Guide, tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_text("in the way")
    with pytest.raises(OutputError, match="cannot write the site"):
        render_site([guide], target)


def test_credits_are_shown_at_the_map_and_linked_where_that_is_safe(
    guide: Guide, tmp_path: Path
) -> None:
    thanks = [Credit("One", "CC0", "https://example.org/"), Credit("Two", "", "ftp://x.org")]
    render_site([replace(guide, credits=thanks, stories={})], tmp_path)
    about = Elements(tmp_path / "sampletown/about.html")
    assert "One" in Elements(tmp_path / "sampletown/index.html").text
    assert [a["href"] for a in about.all("a") if ":" in (a["href"] or "")] == [
        "https://example.org/"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{% extends 'base.html' %}\n\n{% block oops %}", "main.html:3: is no sound template"),
        ("{% extends 'nothing.html' %}", "the theme has no template nothing.html"),
        ("{% extends 'base.html' %}\n{% block colophon %}\n{{ nobody }}{% endblock %}",
         "main.html:3: cannot be filled in: 'nobody' is undefined"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_theme_of_ones_own(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "mine/templates").mkdir(parents=True)
    (tmp_path / "mine/theme.yaml").write_text("name: Mine\nextends: default\n")
    (tmp_path / "mine/templates/main.html").write_text(text)
    guide = sample_guide(tmp_path, city=f"{CITY}theme: ./mine\n")
    with pytest.raises(ConfigError, match=re.escape(message)):
        render_site([guide], tmp_path / "site")
