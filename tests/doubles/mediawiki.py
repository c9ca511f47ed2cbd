"""Wikipedia, Wikidata, Wikivoyage and Commons as they answer on the wire, over a small world.

    world = World(pages=[Page("en", "Old Tower", 10.4, 43.7, "It is old.", item="Q1")], …)
    with serving(world.handler) as server:
        services = world.services(server.url)   # for City.services and Wish.services

The world is mounted at /wikipedia/{language}/w/api.php, /wikivoyage/{language}/w/api.php,
/wikidata/w/api.php, /commons/w/api.php and /files/<name>; `answer` is what those do, as a pure
function. Only format version 2 is spoken.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from tests.doubles.http import Asked, Reply

Params = Mapping[str, str]
FIRST_FILE = 5001  # the number of the first file of a world
Wire = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True)
class Page:
    """An article of Wikipedia or Wikivoyage; its number is its place in the world, from 1001.

    Attributes:
        language: of the wiki.
        title: its title; `Page("en", …)` and `Page("it", …)` of one item are linked by the item.
        lon: degrees, or None if it has no position.
        lat: degrees, or None.
        extract: the introduction, plain text (Wikipedia).
        item: its Wikidata item, or "".
        image: the name of its picture, or "".
        description: in a few words, or "".
        length: bytes of its wikitext.
        disambiguation: whether it only lists what shares a name.
        redirects: other titles that lead to it.
        wikitext: its text (Wikivoyage).
    """

    language: str
    title: str
    lon: float | None = None
    lat: float | None = None
    extract: str = ""
    item: str = ""
    image: str = ""
    description: str = ""
    length: int = 5000
    disambiguation: bool = False
    redirects: Sequence[str] = ()
    wikitext: str = ""


@dataclass(frozen=True)
class Item:
    """An item of Wikidata; articles of its pages in the world are added to its sitelinks.

    Attributes:
        labels: by language.
        descriptions: by language.
        claims: values by property: "Q1" for an item, "+1173-00-00T00:00:00Z" for a year,
            (lon, lat) for a position, other text as it is; a dict is a whole statement.
        sitelinks: titles by site, such as {"frwiki": "Tour"}.
        redirect: the item it was merged into, or "".
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    sitelinks: Mapping[str, str] = field(default_factory=dict)
    redirect: str = ""


@dataclass(frozen=True)
class File:
    """A file on Commons.

    Attributes:
        body: what /files/<name> gives, whatever size is asked for.
        width: pixels of the original.
        height: pixels of the original.
        mime: its type.
        user: who uploaded it.
        facts: of extmetadata, such as {"License": "cc-by-sa-4.0", "Artist": "<a>Ann</a>"}.
        at: (lon, lat) in degrees, or None if it has no position.
        kind: of the position: camera | object.
        uploaded: when this version was, as the API writes it.
        exif: such as {"DateTimeOriginal": "2012:05:04 10:11:12"}.
    """

    body: bytes = b""
    width: int = 2560
    height: int = 1920
    mime: str = "image/jpeg"
    user: str = "Ann"
    facts: Mapping[str, str] = field(
        default_factory=lambda: {"License": "cc-by-sa-4.0", "Artist": "<b>Ann</b>"}
    )
    at: tuple[float, float] | None = None
    kind: str = "camera"
    uploaded: str = "2019-04-16T22:54:28Z"
    exif: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """Everything there is.

    Attributes:
        pages: of Wikipedia, in all languages.
        items: of Wikidata by id; those with P625 are found by position.
        files: of Commons by name, with spaces.
        voyages: pages of Wikivoyage, in all languages.
        chunk: rows of one property in an answer, before it has to be continued.
    """

    pages: Sequence[Page] = ()
    items: Mapping[str, Item] = field(default_factory=dict)
    files: Mapping[str, File] = field(default_factory=dict)
    voyages: Sequence[Page] = ()
    chunk: int = 500

    def services(self, url: str) -> dict[str, str]:
        """Addresses to put into City.services or Wish.services."""
        return {
            "wikipedia": f"{url}/wikipedia/{{language}}/w/api.php",
            "wikivoyage": f"{url}/wikivoyage/{{language}}/w/api.php",
            "wikidata": f"{url}/wikidata/w/api.php",
            "commons": f"{url}/commons/w/api.php",
            "commons_files": f"{url}/files",
        }

    def handler(self, asked: Asked) -> Reply:
        """For `tests.doubles.http.serving`; pictures are on the host that was asked."""
        host = asked.headers.get("host", "")
        status, headers, body = answer(self, asked.path, asked.query, f"http://{host}")
        return Reply(body, status, headers)


def answer(world: World, path: str, params: Params, url: str = "") -> Wire:
    """What a request to one of the mounted paths gives: status, headers, body."""
    parts = path.strip("/").split("/")
    if parts[0] == "files" and (file := world.files.get(_spaced(unquote(parts[-1])))):
        return 200, {"Content-Type": file.mime}, file.body
    if parts[-2:] != ["w", "api.php"]:
        return 404, {"Content-Type": "text/html"}, b"<h1>Not found</h1>"
    headers = {"Content-Type": "application/json; charset=utf-8"}
    try:
        _check(params)
        told = _told(world, parts[0], parts[1], params, url)
    except _RefusedError as error:
        headers["MediaWiki-API-Error"] = error.code
        told = {"error": {"code": error.code, "info": error.info, "docref": "See …"}}
    return 200, headers, json.dumps(told | {"servedby": "mw1"}).encode()


class _RefusedError(Exception):
    def __init__(self, code: str, info: str) -> None:
        self.code, self.info = code, info


def _check(params: Params) -> None:
    if params.get("format") != "json" or params.get("formatversion") != "2":
        raise _RefusedError("badvalue", "this double speaks JSON of format version 2 only")
    for name in ("titles", "pageids", "ids"):
        if params.get(name, "").count("|") >= 50:
            raise _RefusedError("toomanyvalues", f'Too many values supplied for "{name}".')


def _told(world: World, site: str, language: str, params: Params, url: str) -> dict[str, Any]:
    if params.get("action") == "wbgetentities" and site == "wikidata":
        return _entities(world, params)
    if params.get("action") != "query":
        raise _RefusedError("badvalue", "Unrecognized value for parameter action.")
    wiki = _wiki(world, site, language)
    if params.get("list") == "geosearch":
        found = _geosearch(wiki, params)
        if site == "commons":
            found = [_placed_file(world, row, params) for row in found]
        return {"batchcomplete": True, "query": {"geosearch": found}}
    if site == "commons":
        return _files(world, params, url)
    return _pages(world, wiki, site, params)


def _wiki(world: World, site: str, language: str) -> dict[int, Page]:
    """The pages of a wiki by number."""
    if site == "wikidata":
        placed = {key: item.claims.get("P625", ()) for key, item in world.items.items()}
        return {
            int(key[1:]): Page("", key, *points[0])
            for key, points in placed.items()
            if points and isinstance(points[0], tuple)
        }
    if site == "commons":
        return {
            n: Page("", f"File:{name}", *(file.at or ()))
            for n, (name, file) in enumerate(world.files.items(), FIRST_FILE)
        }
    pages = world.voyages if site == "wikivoyage" else world.pages
    return {n: page for n, page in enumerate(pages, 1001) if page.language == language}


# -- list=geosearch ------------------------------------------------------------------------------


def _geosearch(wiki: Mapping[int, Page], params: Params) -> list[dict[str, Any]]:
    limit = 500 if params.get("gslimit") == "max" else min(int(params.get("gslimit", "10")), 500)
    if ("gsbbox" in params) == ("gscoord" in params):
        raise _RefusedError("invalidparammix", "exactly one of gscoord and gsbbox is required")
    inside, lon, lat = _box(params) if "gsbbox" in params else _circle(params)
    found = [
        {
            "pageid": number,
            "ns": 0,
            "title": page.title,
            "lat": page.lat,
            "lon": page.lon,
            "dist": round(_metres(page.lon, page.lat, lon, lat), 1),
            "primary": True,
        }
        for number, page in wiki.items()
        if page.lon is not None and page.lat is not None and inside(page.lon, page.lat)
    ]
    return sorted(found, key=lambda row: row["dist"])[:limit]


Inside = Callable[[float, float], bool]


def _box(params: Params) -> tuple[Inside, float, float]:
    try:
        top, left, bottom, right = map(float, params["gsbbox"].split("|"))
    except ValueError:
        raise _RefusedError("invalid-bbox", "Invalid bounding box") from None
    if top <= bottom or left >= right:
        raise _RefusedError("invalid-bbox", "Invalid bounding box")
    area = _metres(left, bottom, right, bottom) * _metres(left, top, left, bottom)
    if not 100 <= area <= 4e8:
        raise _RefusedError("toobig", "Bounding box is too big")

    def inside(lon: float, lat: float) -> bool:
        return left <= lon <= right and bottom <= lat <= top

    return inside, (left + right) / 2, (top + bottom) / 2


def _circle(params: Params) -> tuple[Inside, float, float]:
    lat, lon = map(float, params["gscoord"].split("|"))
    radius = int(params.get("gsradius", "500"))
    if not 10 <= radius <= 10_000:
        raise _RefusedError("outofrange", "gsradius must be between 10 and 10,000.")
    return lambda x, y: _metres(x, y, lon, lat) <= radius, lon, lat


def _metres(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    across = (to_lon - lon) * math.cos(math.radians((lat + to_lat) / 2))
    return math.hypot(across, to_lat - lat) * 111_195


# -- pages ---------------------------------------------------------------------------------------


def _pages(world: World, wiki: Mapping[int, Page], site: str, params: Params) -> dict[str, Any]:
    chosen, told = _chosen(wiki, params)
    props = params.get("prop", "").split("|")
    known = [number for number in chosen if isinstance(number, int)]
    values = {number: _base(number, wiki[number], site, params, props) for number in known}
    more: dict[str, Any] = {}
    if "coordinates" in props:
        size = 500 if params.get("colimit") == "max" else int(params.get("colimit", "10"))
        more |= _part(world, values, params, "cocontinue", size, _coordinates(wiki))
    if "extracts" in props:
        # cut to one, with no more than a warning, unless the introduction is asked for
        size = min(int(params.get("exlimit", "20")), 20) if params.get("exintro") else 1
        more |= _part(
            world, values, params, "excontinue", size, lambda n: {"extract": wiki[n].extract}
        )
    pages = [values[n] if isinstance(n, int) else {"ns": 0, **n} for n in chosen]
    whole: dict[str, Any] = {"query": {**told, "pages": pages}}
    if more:
        return {"continue": {**more, "continue": "||info"}} | whole
    return {"batchcomplete": True} | whole


def _part(
    world: World,
    values: dict[int, dict[str, Any]],
    params: Params,
    name: str,
    size: int,
    tell: Callable[[int], dict[str, Any]],
) -> dict[str, Any]:
    """Tell a property of some pages, and how to ask for the rest of them."""
    numbers = sorted(values)
    start = int(params.get(name, "0")) if params.get(name, "0").isdigit() else -1
    if start < 0:
        raise _RefusedError("badcontinue", "Invalid continue param.")
    end = start + min(size, world.chunk)
    for number in numbers[start:end]:
        values[number] |= tell(number)
    return {name: end} if end < len(numbers) else {}


def _chosen(
    wiki: Mapping[int, Page], params: Params
) -> tuple[list[int | dict[str, Any]], dict[str, Any]]:
    """Numbers of pages, or what is said of a missing one; and how titles were changed."""
    if "pageids" in params:
        ids = [int(each) for each in params["pageids"].split("|")]
        return [n if n in wiki else {"pageid": n, "missing": True} for n in ids], {}
    titles = {page.title: number for number, page in wiki.items()}
    leads = {old: page.title for page in wiki.values() for old in page.redirects}
    told: dict[str, list[dict[str, Any]]] = {"normalized": [], "redirects": []}
    chosen: list[int | dict[str, Any]] = []
    for asked in params.get("titles", "").split("|"):
        title = _normal(asked)
        if title != asked:
            told["normalized"].append({"fromencoded": False, "from": asked, "to": title})
        if title in leads and params.get("redirects"):
            told["redirects"].append({"from": title, "to": leads[title]})
            title = leads[title]
        number = titles.get(title)
        chosen.append(number if number is not None else {"title": title, "missing": True})
    return chosen, {kind: rows for kind, rows in told.items() if rows}


def _base(n: int, page: Page, site: str, params: Params, props: list[str]) -> dict[str, Any]:
    """What is told of a page in one piece."""
    told: dict[str, Any] = {"pageid": n, "ns": 0, "title": page.title}
    if "pageprops" in props:
        about = {"wikibase_item": page.item} if page.item else {}
        told["pageprops"] = about | ({"disambiguation": ""} if page.disambiguation else {})
    if "pageimages" in props and page.image and params.get("pilicense", "free") == "free":
        told["pageimage"] = page.image.replace(" ", "_")
    if "description" in props and page.description:
        told |= {"description": page.description, "descriptionsource": "central"}
    if "info" in props:
        told |= {"contentmodel": "wikitext", "length": page.length, "lastrevid": n + 1}
    if "info" in props and "url" in params.get("inprop", ""):
        path = quote(page.title.replace(" ", "_"))
        told["fullurl"] = f"https://{page.language}.{site}.org/wiki/{path}"
    if "revisions" in props and params.get("rvslots") == "main":
        slot = {"contentmodel": "wikitext", "contentformat": "text/x-wiki"}
        told["revisions"] = [{"slots": {"main": slot | {"content": page.wikitext}}}]
    return told


def _coordinates(wiki: Mapping[int, Page]) -> Callable[[int], dict[str, Any]]:
    def tell(number: int) -> dict[str, Any]:
        page = wiki[number]
        if page.lon is None or page.lat is None:
            return {}
        point = {"lat": page.lat, "lon": page.lon, "primary": True, "globe": "earth"}
        return {"coordinates": [point]}

    return tell


def _normal(title: str) -> str:
    spaced = _spaced(title)
    return spaced[:1].upper() + spaced[1:]


def _spaced(name: str) -> str:
    return " ".join(name.replace("_", " ").split())


# -- files ---------------------------------------------------------------------------------------


def _placed_file(world: World, row: dict[str, Any], params: Params) -> dict[str, Any]:
    if params.get("gsnamespace") != "6":
        raise _RefusedError("badvalue", "here are only files: gsnamespace=6")
    file = world.files[row["title"].removeprefix("File:")]
    told = {"type": file.kind} if "type" in params.get("gsprop", "") else {}
    return {**row, "ns": 6, **told}


def _files(world: World, params: Params, url: str) -> dict[str, Any]:
    normalized, pages = [], []
    titles = params.get("titles", "").split("|")
    if "pageids" in params:
        names = dict(enumerate(world.files, FIRST_FILE))
        titles = [f"File:{names[int(each)]}" for each in params["pageids"].split("|")]
    for asked in titles:
        title = f"File:{_normal(asked.partition(':')[2])}"
        if title != asked:
            normalized.append({"fromencoded": False, "from": asked, "to": title})
        name = title.removeprefix("File:")
        file = world.files.get(name)
        page: dict[str, Any] = {"ns": 6, "title": title}
        if file is None:
            pages.append(page | {"missing": True})
            continue
        number = FIRST_FILE + list(world.files).index(name)
        info = _image_info(name, file, params, url)
        pages.append(page | {"pageid": number, "imagerepository": "local", "imageinfo": [info]})
    told = {"normalized": normalized} if normalized else {}
    return {"batchcomplete": True, "query": {**told, "pages": pages}}


def _image_info(name: str, file: File, params: Params, url: str) -> dict[str, Any]:
    wanted, props = int(params.get("iiurlwidth", "0")), params.get("iiprop", "").split("|")
    path = quote(name.replace(" ", "_"))
    told: dict[str, Any] = {
        "user": file.user,
        "size": len(file.body),
        "width": file.width,
        "height": file.height,
        "mime": file.mime,
        "url": f"{url}/files/{path}",
        "descriptionurl": f"https://commons.wikimedia.org/wiki/File:{path}",
        "extmetadata": {
            key: {"value": value, "source": "commons-desc-page"}
            for key, value in file.facts.items()
        },
    }
    if "timestamp" in props:
        told["timestamp"] = file.uploaded
    if "metadata" in props:
        told["metadata"] = [{"name": key, "value": value} for key, value in file.exif.items()]
    if wanted:
        width = min(wanted, file.width)
        small = file.width > wanted
        told["thumburl"] = f"{url}/files/thumb/{width}px/{path}" if small else told["url"]
        told |= {"thumbwidth": width, "thumbheight": round(file.height * width / file.width)}
    return told


# -- wbgetentities -------------------------------------------------------------------------------


def _entities(world: World, params: Params) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for key in params.get("ids", "").split("|"):
        if not re.fullmatch(r"Q[1-9]\d*", key):
            raise _RefusedError("no-such-entity", f'Could not find an entity with the ID "{key}".')
        item = world.items.get(key)
        target = item.redirect if item and item.redirect else key
        if target not in world.items:
            told[key] = {"id": key, "missing": ""}
            continue
        told[target] = _entity(world, target, params)
        if target != key:
            told[target]["redirects"] = {"from": key, "to": target}
    return {"entities": told, "success": 1}


def _entity(world: World, key: str, params: Params) -> dict[str, Any]:
    item, props = world.items[key], params.get("props", "").split("|")
    languages = params.get("languages", "").split("|")
    told: dict[str, Any] = {"type": "item", "id": key}
    for prop, texts in (("labels", item.labels), ("descriptions", item.descriptions)):
        if prop in props:
            told[prop] = {
                code: {"language": code, "value": text}
                for code, text in texts.items()
                if languages == [""] or code in languages
            }
    if "claims" in props:
        told["claims"] = {
            prop: [_statement(prop, value) for value in values]
            for prop, values in item.claims.items()
        }
    if "sitelinks" in props:
        links = dict(item.sitelinks)
        links |= {f"{page.language}wiki": page.title for page in world.pages if page.item == key}
        told["sitelinks"] = {
            site: {"site": site, "title": title, "badges": []} for site, title in links.items()
        }
    return told


def _statement(prop: str, value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    return statement(prop, value)


def statement(prop: str, value: Any, rank: str = "normal", **more: Any) -> dict[str, Any]:
    """A statement, or (value None) one whose value is not known; ``more`` as qualifiers=…."""
    snak: dict[str, Any] = {"snaktype": "somevalue", "property": prop}
    if value is not None:
        snak = {"snaktype": "value", "property": prop, "datavalue": _data_value(value)}
    return {"mainsnak": snak, "type": "statement", "rank": rank, **more}


def _data_value(value: Any) -> dict[str, Any]:
    if isinstance(value, tuple):
        earth = "http://www.wikidata.org/entity/Q2"
        point = {"latitude": value[1], "longitude": value[0], "precision": 0.0001, "globe": earth}
        return {"type": "globecoordinate", "value": point}
    if re.fullmatch(r"Q\d+", value):
        return {"type": "wikibase-entityid", "value": {"entity-type": "item", "id": value}}
    if value.startswith(("+", "-")):
        precision = 9 if "-00-00T" in value else 11
        time = {"time": value, "precision": precision, "timezone": 0, "before": 0, "after": 0}
        return {"type": "time", "value": time}
    return {"type": "string", "value": value}
