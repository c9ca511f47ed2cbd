"""What search engines, feed readers and other sites are told."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from defusedxml import ElementTree

from guidegen.website.check import check_site
from guidegen.website.feeds import city_feed
from guidegen.website.gather import view_city
from guidegen.website.guide import Guide, Story
from guidegen.website.render import render_site
from guidegen.website.sitemap import Listing, city_sitemaps, robots
from tests.website.sample import renamed, sample_guide
from tests.website.sample_walks import with_walks

BASE = "https://example.org/guides"
HOSTILE = "</script><script>alert(1)</script> \"'& ]]> {{ 7 * 7 }} مرحبا 🏰"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"


class Head(HTMLParser):
    """The metadata, links and linked data of a page."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: dict[tuple[str, str], str] = {}
        self.data: list[Any] = []
        self._in_data = False
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta":
            name = given.get("property") or given.get("name") or given.get("http-equiv") or ""
            self.meta[name] = given.get("content", "")
        if tag == "link":
            self.links[given["rel"], given.get("type", "")] = given["href"]
        self._in_data = given.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data += json.loads(data)["@graph"]
            self._in_data = False

    def of_type(self, name: str) -> Any:
        [found] = [node for node in self.data if node["@type"] == name]
        return found


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Guide:
    return with_walks(sample_guide(tmp_path_factory.mktemp("walked")))


@pytest.fixture(scope="module")
def based(walked: Guide, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("based")
    render_site([walked], folder, base_url=f"{BASE}/")
    return folder


@pytest.fixture(scope="module")
def hostile(guide: Guide, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    render_site([renamed(guide, HOSTILE)], folder, base_url=BASE)
    return folder


def locations(path: Path) -> list[str]:
    return [found.text or "" for found in ElementTree.parse(path).iter(f"{SITEMAP}loc")]


def test_sitemaps_list_every_page_that_stands_for_itself_once(based: Path) -> None:
    maps = locations(based / "sitemap.xml")
    assert maps == [f"{BASE}/sitemap-home.xml", f"{BASE}/sampletown/sitemap.xml"]
    found = [each for path in maps for each in locations(based / path.removeprefix(f"{BASE}/"))]
    pages = {path.relative_to(based).as_posix() for path in based.rglob("*.html")}
    moved = {"sampletown/places/old-market.html", "sampletown/places/ferry.html", "404.html"}
    assert sorted(found) == sorted(
        f"{BASE}/{page.removesuffix('index.html')}" for page in pages - moved
    )


def test_large_cities_have_several_sitemaps() -> None:
    files = dict(city_sitemaps("x", [Listing(f"https://a.b/?{at}&<") for at in range(5)], most=2))
    assert [text.count("<loc>") for text in files.values()] == [2, 2, 1]
    assert list(files) == ["x/sitemap.xml", "x/sitemap-2.xml", "x/sitemap-3.xml"]
    assert "<loc>https://a.b/?4&amp;&lt;</loc>" in files["x/sitemap-3.xml"]


def test_a_city_from_a_build_for_another_address_is_not_listed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    elsewhere = dict(city_sitemaps("elsewhere", [Listing("https://other.example/elsewhere/")]))
    (tmp_path / "elsewhere/sitemap.xml").write_text(elsewhere["elsewhere/sitemap.xml"])
    render_site([], tmp_path, base_url=BASE)
    assert locations(tmp_path / "sitemap.xml") == [f"{BASE}/sitemap-home.xml"]


def test_robots_are_told_only_where_they_ask() -> None:
    assert dict(robots("https://example.org"))["robots.txt"].endswith(
        "\nSitemap: https://example.org/sitemap.xml\n"
    )
    assert dict(robots(BASE)) == {}


def test_the_feed_dates_places_by_months_with_three_people_and_walks_by_their_places(
    based: Path,
) -> None:
    feed = ElementTree.parse(based / "sampletown/feed.xml").getroot()
    entries = {
        str(entry.findtext(f"{ATOM}id")).removeprefix(f"{BASE}/sampletown/"): str(
            entry.findtext(f"{ATOM}updated")
        )
        for entry in feed.iter(f"{ATOM}entry")
    }
    # the market is photographed from June to August; four people at the hill never meet in a month
    assert entries["places/market.html"] == "2012-08-01T00:00:00Z"
    assert "places/hill.html" not in entries
    assert entries["walks/market-to-station.html"] == entries["places/station.html"]
    assert list(entries.values()) == sorted(entries.values(), reverse=True)
    assert feed.findtext(f"{ATOM}updated") == next(iter(entries.values()))
    city = Head(based / "sampletown/index.html")
    assert city.links["alternate", "application/atom+xml"] == f"{BASE}/sampletown/feed.xml"


def test_editors_who_looked_at_a_place_make_it_news(guide: Guide) -> None:
    looked = {"market": Story(reviewed=date(2026, 11, 22))}
    feed = city_feed(view_city(replace(guide, stories=looked)), BASE)
    assert "<updated>2026-11-22T00:00:00Z</updated>" in feed.partition("<entry>")[0]


def test_a_city_without_dates_has_no_feed(guide: Guide) -> None:
    timeless = guide.photos.assign(time_known="none", taken_at=pd.NaT)
    timeless["taken_at"] = timeless["taken_at"].astype("datetime64[us]")
    assert city_feed(view_city(replace(guide, photos=timeless, stories={})), BASE) == ""


def test_links_elsewhere_show_a_title_a_text_and_a_map(based: Path) -> None:
    meta = Head(based / "sampletown/places/market.html").meta
    assert meta["og:title"] == "Market Square, Sampletown"
    assert meta["og:description"] == meta["description"]
    assert meta["og:image"] == f"{BASE}/sampletown/share/places/market.png"
    for page in ("index", "about", "places/market", "walks/town-tour"):
        address = Head(based / f"sampletown/{page}.html").meta["og:image"]
        assert (based / address.removeprefix(f"{BASE}/")).is_file()
    moved = Head(based / "sampletown/places/old-market.html")
    assert not moved.data
    assert "og:title" not in moved.meta


def test_a_place_is_linked_data(based: Path) -> None:
    page = Head(based / "sampletown/places/market.html")
    place = page.of_type("TouristAttraction")
    assert place["name"] == "Market Square"
    assert place["alternateName"] == ["Piazza del Mercato"]
    assert place["sameAs"][0] == "https://www.wikidata.org/wiki/Q1"
    assert place["geo"]["latitude"] == pytest.approx(45.015, abs=0.001)
    assert place["image"][0]["license"] == "https://creativecommons.org/licenses/by/3.0/"
    assert place["image"][0]["creditText"] == "A. Painter"
    file = place["image"][0]["contentUrl"].removeprefix(f"{BASE}/")
    assert (based / file).is_file()
    trail = page.of_type("BreadcrumbList")["itemListElement"]
    assert [each["name"] for each in trail] == [
        "City guides", "Sampletown", "Old Town", "Market Square",
    ]  # fmt: skip


def test_a_city_lists_its_places_and_a_walk_those_on_its_way(based: Path) -> None:
    city = Head(based / "sampletown/index.html").of_type("ItemList")
    assert city["numberOfItems"] == len(city["itemListElement"]) == 4
    walk = Head(based / "sampletown/walks/town-tour.html").of_type("TouristTrip")
    passed = walk["itinerary"]["itemListElement"]
    assert [each["position"] for each in passed] == list(range(1, len(passed) + 1))
    assert passed[0]["item"]["url"].startswith(f"{BASE}/sampletown/places/")
    assert Head(based / "index.html").of_type("ItemList")["numberOfItems"] == 1


def test_hostile_names_stay_names(hostile: Path) -> None:
    place = Head(hostile / "sampletown/places/market.html")
    assert place.of_type("TouristAttraction")["name"] == HOSTILE
    assert place.meta["og:title"] == f"{HOSTILE}, {HOSTILE}"
    assert "javascript:" not in json.dumps(place.data)
    feed = ElementTree.parse(hostile / "sampletown/feed.xml").getroot()
    assert HOSTILE in {entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")}
    manifest = json.loads((hostile / "sampletown/manifest.webmanifest").read_text("utf-8"))
    assert manifest["short_name"] == HOSTILE
    assert check_site(hostile) == []


def test_without_an_address_nothing_is_said_that_needs_one(site: Path) -> None:
    names = {path.name for path in site.rglob("*")}
    assert not names & {"sitemap.xml", "robots.txt", "feed.xml", "share"}
    page = Head(site / "sampletown/places/market.html")
    assert page.meta["og:title"] == "Market Square, Sampletown"
    assert not {"og:url", "og:image", "twitter:card"} & page.meta.keys()
    url = page.of_type("TouristAttraction")["url"]
    assert (site / "sampletown/places" / url).is_file()  # relative to the page


def test_the_page_for_missing_ones_needs_nothing_but_itself(based: Path, site: Path) -> None:
    text = (based / "404.html").read_text("utf-8")
    style = re.search("<style>(.*)</style>", text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert (
        f"style-src 'sha256-{digest}'" in Head(based / "404.html").meta["Content-Security-Policy"]
    )
    assert re.findall('(?:href|src)="([^"]*)"', text) == [f"{BASE}/"]
    assert re.findall('(?:href|src)="([^"]*)"', (site / "404.html").read_text("utf-8")) == []
