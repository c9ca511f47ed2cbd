"""The files that other programs read: GeoJSON, feeds, sitemaps, manifests, lists of workers."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from guidegen.errors import Problem
from guidegen.website.checking.geojson import geojson_mistake
from guidegen.website.checking.linked import read_json
from guidegen.website.checking.site import Site
from guidegen.website.checking.xmlfile import Element, XmlMistakeError, read_xml
from guidegen.website.offline import FILES, MANIFEST, WORKER

Found = Iterator[tuple[int | None, str]]
_XML = (".xml", ".gpx", ".kml")
_JSON = (".json", ".geojson", ".webmanifest")
_SCRIPT = re.compile(r'importScripts\(("[^"\\]*")\)')
_EDITION = re.compile(r'self\.edition = ("[^"]*")')


def published_problems(site: Site) -> Iterator[Problem]:
    """What is wrong with the site's files for other programs."""
    checks: dict[tuple[str, ...], Callable[[Site, str, str], Found]] = {
        _JSON: _check_json,
        _XML: _check_xml,
        (f"/{WORKER}",): _check_worker,
        ("robots.txt",): _check_robots,
    }
    for ends, check in checks.items():
        for name in site.named(*ends):
            for line, message in check(site, name, site.text(name)):
                yield site.problem(name, line, message)


def _check_json(site: Site, name: str, text: str) -> Found:
    try:
        data = read_json(text)
    except ValueError as error:
        yield getattr(error.__cause__, "lineno", None), str(error)
        return
    if name.endswith(".geojson"):
        if mistake := geojson_mistake(data):
            yield None, mistake
    elif name.endswith(f"/{MANIFEST}"):
        yield from _check_manifest(site, name, data)
    elif name.endswith(f"/{FILES}"):
        yield from _check_kept(site, name, data)


def _check_manifest(site: Site, name: str, data: Any) -> Found:
    told = data if isinstance(data, dict) else {}
    icons = [icon for icon in _listed(told.get("icons")) if isinstance(icon, dict)]
    for key in ("name", "start_url", "icons"):
        if not told.get(key):
            yield None, f"has no {key}, without which browsers do not install a city"
    named = [told.get("start_url"), told.get("scope"), *(icon.get("src") for icon in icons)]
    for url in dict.fromkeys(url for url in named if isinstance(url, str)):
        elsewhere = "leads to another site" if urlsplit(url).netloc else None
        if mistake := elsewhere or site.mistake_in(name, url):
            yield None, f"{url!r} {mistake}"


def _check_kept(site: Site, name: str, data: Any) -> Found:
    """Whether all that a browser is to keep is there as listed: without one file it keeps none."""
    folder = name.removesuffix(FILES)
    files = _listed(data.get("files")) if isinstance(data, dict) else []
    if not files or not all(_is_kept_file(each) for each in files):
        yield None, "is no list of files with their hashes and sizes; build again"
        return
    for path, digest, size in files:
        if mistake := site.mistake_in(f"{folder}{WORKER}", path, of_folder=False):
            yield None, f"{path!r}, to be kept offline, {mistake}"
            continue
        file = site.output / folder / path
        if file.stat().st_size != size or _digest(file.read_bytes()) != digest[:32]:
            yield None, f"{path!r} was changed after it was listed to be kept offline; build again"


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


def _is_kept_file(each: Any) -> bool:
    return [type(part) for part in _listed(each)] == [str, str, int]


def _check_worker(site: Site, name: str, text: str) -> Found:
    for match in _SCRIPT.finditer(text):
        if mistake := site.mistake_in(name, json.loads(match[1]), of_folder=False):
            yield text.count("\n", 0, match.start()) + 1, f"{match[1]} {mistake}"
    listed = name.removesuffix(WORKER) + FILES
    if listed not in site.files:
        yield None, f"its list {FILES} is not there"
    elif (edition := _EDITION.search(text)) and edition[1] not in site.text(listed)[:100]:
        yield 1, f"is of another edition than {FILES}; build again"


def _check_xml(site: Site, name: str, text: str) -> Found:
    try:
        elements = read_xml(text)
    except XmlMistakeError as error:
        yield error.line, str(error)
        return
    kind = elements[0].name
    if kind == "feed":
        yield from _check_feed(site, name, elements)
    elif kind in ("urlset", "sitemapindex"):
        located = [(each.line, each.text.strip()) for each in elements if each.name == "loc"]
        yield from _check_addresses(site, name, [*located, *_hrefs(elements)])


def _check_feed(site: Site, name: str, elements: list[Element]) -> Found:
    for element in elements:
        if element.name in ("feed", "entry"):
            for lacking in sorted({"id", "title", "updated"} - set(element.children)):
                yield element.line, f"this <{element.name}> has no <{lacking}>"
    yield from _check_addresses(site, name, _hrefs(elements))


def _hrefs(elements: list[Element]) -> list[tuple[int, str]]:
    return [(each.line, each.given.get("href", "")) for each in elements if each.name == "link"]


def _check_robots(site: Site, name: str, text: str) -> Found:
    lines = enumerate(text.splitlines(), 1)
    words = [(number, line.split(":", 1)) for number, line in lines if ":" in line]
    named = [(line, said[1].strip()) for line, said in words if said[0].lower() == "sitemap"]
    yield from _check_addresses(site, name, named)


def _check_addresses(site: Site, name: str, named: list[tuple[int, str]]) -> Found:
    for line, url in named:
        if not site.base:
            yield line, "gives addresses, but the site's index.html has no canonical one"
            return
        if not url.startswith(site.base):
            yield line, f"{url[:200]!r} is not below {site.base}, where the site is"
        elif mistake := site.mistake_in(name, url):
            yield line, f"{url[:200]!r} {mistake}"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
