"""Sites with one mistake, in their pictures or in a file for other programs."""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path
from shutil import copytree

import pytest

from guidegen.website.check import check_site, examine_site
from guidegen.website.guide import Guide
from guidegen.website.render import render_site

BASE = "https://example.org/guides"


@pytest.fixture(scope="session")
def sound(guide: Guide, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole site at an address."""
    folder = tmp_path_factory.mktemp("addressed")
    render_site([guide], folder, base_url=BASE)
    return folder


@pytest.fixture
def site(sound: Path, tmp_path: Path) -> Path:
    return copytree(sound, tmp_path / "site")


def changed(site: Path, path: str, old: str, new: str) -> list[str]:
    """What is wrong once a text in a file is another; worker lists, which hold hashes, are not."""
    file = site / path
    text = file.read_text("utf-8")
    assert re.search(old, text), text
    file.write_text(re.sub(old, lambda _: new, text, count=1), encoding="utf-8")
    problems = [str(problem) for problem in check_site(site)]
    return [text.replace(f"{site}/", "") for text in problems if "was changed after" not in text]


def test_a_whole_site_is_sound(sound: Path) -> None:
    found = examine_site(sound)
    assert (found.mistakes, found.doubts) == ([], [])
    assert found.pages > 5


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("data/files.json", '{"files": 3}', "files.json: is no list of files"),
        ("data/files.json", '{"files": [["a", "b"]]}', "files.json: is no list of files"),
        ("data/files.json", "[]", "files.json: is no list of files"),
        ("manifest.webmanifest", "[]", "manifest.webmanifest: has no start_url"),
        ("manifest.webmanifest", '{"start_url": 3, "icons": ["x"]}', "has no name"),
        (
            "data/areas.geojson",
            '{"type": "Feature", "properties": null, "geometry": {"type": "GeometryCollection"}}',
            "a GeometryCollection has a list of geometries",
        ),
        ("x.html", "<p>\n<![foo[", "x.html:2: is no HTML from here on"),
    ],
)
def test_files_that_hold_anything_are_told_in_a_line(
    site: Path, path: str, text: str, message: str
) -> None:
    (site / "sampletown" / path).write_text(text)
    assert message in "\n".join(map(str, check_site(site)))


@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        (
            "data/places.geojson",
            '"FeatureCollection"',
            '"Features"',
            "it must be a Feature",
        ),
        ("data/places.geojson", r'"coordinates":\s*\[[^\]]*\]', '"coordinates": [10]',
         "features[0]: [10] is no position"),
        ("data/places.geojson", r'"coordinates":\s*\[[^\]]*\]', '"coordinates": [10, 143]',
         "features[0]: [10, 143] is no position in degrees, lon before lat"),
        ("data/areas.geojson", '"Polygon"', '"Point"', "is no position"),
        ("data/report.json", r"^\{", "{,", "report.json:1: is not JSON"),
        ("data/report.json", r"^\{", '{"x": 1, "x": 2, ', "has 'x' twice in one object"),
        ("manifest.webmanifest", r'"name"', '"nom"', "has no name, without which browsers"),
        ("manifest.webmanifest", r"assets/icon-192", "assets/icon-193", "is not there"),
        ("manifest.webmanifest", r"\./index.html", "//a.b/", "leads to another site"),
        ("sw.js", r"assets/worker", "assets/walker", "sw.js:2: \"../assets/walker"),
        ("sw.js", r'edition = "\w+"', 'edition = "0"', "sw.js:1: is of another edition"),
        ("data/files.json", r"about\.html", "above.html", "kept offline, is not there"),
        ("feed.xml", "</entry>", "", "is not XML: mismatched tag"),
        ("feed.xml", r"<title>[^<]*</title>", "", "feed.xml:2: this <feed> has no <title>"),
        ("feed.xml", r"places/[\w-]*.html\"", 'places/x.html"', "x.html' is not there"),
        ("feed.xml", r"\?>", '?><!DOCTYPE feed [<!ENTITY a "b">]>', "has a DOCTYPE"),
        ("sitemap.xml", "about.html", "above.html", "/above.html' is not there"),
        ("sitemap.xml", "https://example.org/", "https://a.b/", "is not below https://example"),
        ("../sitemap.xml", "sitemap-home.xml", "sitemap-haus.xml", "is not there"),
        ("index.html", r'("url":"[^"]*places/)\w', '"url":"https://example.org/guides/x/',
         "is not there"),
        ("index.html", r'"@context"', '"context"', "names no @context"),
        ("index.html", r'ld\+json">\{', 'ld+json">', "data in this <script> is not"),
        ("index.html", r"share/index\.png", "share/x.png", "/share/x.png' is not there"),
    ],
)  # fmt: skip
def test_one_mistake(site: Path, path: str, old: str, new: str, message: str) -> None:
    path = posixpath.normpath(f"sampletown/{path}")
    found = changed(site, path, old, new)
    assert len(found) == 1, found
    assert found[0].startswith(path)
    assert message in found[0]


def test_what_is_kept_offline_is_what_is_there(site: Path) -> None:
    page = site / "sampletown/about.html"
    page.write_text(page.read_text("utf-8") + "\n", encoding="utf-8")
    [problem] = check_site(site)
    assert "'about.html' was changed after it was listed to be kept offline" in str(problem)
    (site / "sampletown/data/files.json").unlink()
    [problem] = check_site(site)
    assert str(problem) == f"{site}/sampletown/sw.js: its list data/files.json is not there"


def test_robots_and_addresses_without_one(site: Path) -> None:
    (site / "robots.txt").write_text(f"User-agent: *\nSitemap: {BASE}/x.xml\n")
    [problem] = check_site(site)
    assert str(problem) == f"{site}/robots.txt:2: '{BASE}/x.xml' is not there"
    found = changed(site, "index.html", '<link rel="canonical"[^>]*>', "")
    assert {text.partition(":")[0] for text in found} >= {"robots.txt", "sitemap.xml"}
    assert "index.html has no canonical one" in found[0]


def test_what_is_worth_a_look(site: Path) -> None:
    (site / "sampletown/index.html").write_text(
        (site / "sampletown/index.html")
        .read_text("utf-8")
        .replace(f"{BASE}/sampletown/", "https://a.b/sampletown/")
    )
    about = site / "sampletown/about.html"
    about.write_text(
        re.sub('<meta name="description"[^>]*>', "", about.read_text("utf-8")).replace(
            "</main>", '<a href="http://example.org/">x</a></main>'
        )
    )
    (site / "sampletown/alone.html").write_text(about.read_text("utf-8"))
    doubts = [str(doubt).replace(f"{site}/", "") for doubt in examine_site(site).doubts]
    told = {re.sub(r":\d+: ", ": ", doubt) for doubt in doubts}
    http = "'http://example.org/' is read by anybody on the way; is there https:?"
    lacks = 'the page has no <meta name="description">'
    assert told == {
        f"sampletown/about.html: {http}",
        f"sampletown/about.html: {lacks}",
        f"sampletown/alone.html: {http}",
        f"sampletown/alone.html: {lacks}",
        "sampletown/alone.html: no page leads here",
        "sampletown/index.html: was built for 'https://a.b/sampletown/', "
        f"but the site for '{BASE}/'; "
        "build all cities with one --base-url",
    }


def test_pictures_say_whose_they_are(site: Path) -> None:
    (site / "sampletown/images").mkdir(exist_ok=True)
    for name in ("a-small.webp", "a.webp", "b.webp"):
        (site / "sampletown/images" / name).touch()
    figure = (
        '<figure><picture><source srcset="images/a-small.webp 400w"><img src="images/a.webp" '
        'alt="A"></picture><figcaption>{}</figcaption></figure>\n<img src="{}" alt="">'
    )
    city, text = site / "sampletown/index.html", (site / "sampletown/index.html").read_text("utf-8")

    def told(caption: str, also: str) -> list[str]:
        shown = figure.format(caption, also)
        city.write_text(text.replace("</main>", f"{shown}</main>"), encoding="utf-8")
        return [p.message for p in check_site(site) if "was changed" not in p.message]

    assert told("by A. Person, CC BY 4.0", "images/a-small.webp") == []
    whose = "is shown, but no <figcaption> here or on another page says whose it is"
    assert told("by A. Person, CC BY 4.0", "images/b.webp") == [f"'images/b.webp' {whose}"]
    assert len(told(" ", "images/a-small.webp")) == 2


def test_a_feature_without_a_place_and_a_list_of_shapes(site: Path) -> None:
    collection = {"type": "GeometryCollection", "geometries": [{"type": "Point"}]}
    for geometry, mistakes in ((None, 0), (collection, 1), ({"type": "Circle"}, 1)):
        feature = {"type": "Feature", "properties": None, "geometry": geometry}
        (site / "sampletown/data/x.geojson").write_text(json.dumps(feature))
        assert len(check_site(site)) == mistakes
