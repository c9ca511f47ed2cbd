"""Writing the first version of a city file, with comments on what else it may say."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from guidegen.city import RESERVED_SLUGS, json_schema
from guidegen.cityvalues import one_line
from guidegen.errors import ConfigError, OutputError, Problem, ServiceError
from guidegen.gazetteer import FARTHEST_KM, Found, find_city, timezone_at
from guidegen.geo import Box
from guidegen.slugs import is_slug, slugify
from guidegen.store import Store
from guidegen.web import Web
from guidegen.web.secret import CONTACT_VARIABLE

SCHEMA_NAME = "city.schema.json"
_BOX_REMEDY = "give the city's area in degrees, for example --bbox 10.374,43.694,10.449,43.726"

_TEMPLATE = """\
# yaml-language-server: $schema={schema}
# What the guide is made from. Everything that is commented out may be left out.
name: {name}
{country}
{timezone}
languages: [en]                     # the main one first; pages: en, it, fr, de, es, ru, he
# units: metric                     # or imperial
{origin}bbox: [{bbox}]    # west, south, east, north
# Where the photos come from: one source or more. What each needs is told in docs/sources/.
photos:
  - source: commons                 # Wikimedia Commons, without a key
  # - {{source: file, path: data/{slug}-photos.csv}}      # a table of yours: csv, tsv or parquet
  # - {{source: folder, path: data/{slug}-photos}}        # pictures that know where they were taken
  # - {{source: corpus, path: data/corpus}}               # of guidegen photos import
  # - {{source: flickr}}                                  # GUIDEGEN_FLICKR_KEY
  # - {{source: geograph}}                                # GUIDEGEN_GEOGRAPH_KEY
  # - {{source: mapillary}}                               # GUIDEGEN_MAPILLARY_TOKEN
  # - {{source: inaturalist}}                             # plants and animals; without a key
  # - {{source: yfcc, path: data/yfcc100m_dataset.bz2}}   # YFCC100M
  # - {{source: takeout, path: data/takeout.zip, author: me}}        # Google Photos
  # - {{source: flickr_export, path: data/flickr.zip, author: me}}   # your own data of Flickr
  # - {{source: panoramio, path: data/panoramio}}         # or: picasa, yandex_fotki
# Which photos to leave out besides doubles, rough positions and points that stand for a whole city:
# here what was taken in the dark, and crowds that an event drew. See docs/quality.md.
# quality: {{luminance: {{minimum_bv: 4}}, events: {{users_per_day: 10, days: 30}}}}
# visitors: {{rule: trips}}           # trips | seed | fischer
# places: {{bandwidth_m: auto, minimum_authors: 5}}   # auto | 60 m | [20, 60, 150]
descriptions: {{providers: [curated, wikipedia, wikidata], pictures: 3}}  # docs/descriptions.md
streets: {{source: overpass}}         # walks need them; or: file, with path: data/….osm.pbf
# walks: {{suggest: 6, minutes: [60, 120]}}
# theme: default  # or blueprint, or a folder of your own: ./my-theme
"""


def find_and_write_city(
    name: str,
    folder: Path,
    slug: str | None = None,
    *,
    nominatim: str = "",
    tell: Callable[[str], None],
) -> Path:
    """Write the file of a city after asking Nominatim where it is.

    Args:
        name: the city's, followed by where it is if there are others: "Lisbon, Maine".
        folder: where city files live; made if it is not there.
        slug: the file's name; left out, it is made from the name.
        nominatim: another address of it.
        tell: takes lines on which city was meant.

    Raises:
        ConfigError: when the name gives no slug, the file is there already, no such city is
            known, or the operator's contact is missing.
        OutputError: when the folder cannot be written to.
        ServiceError: when Nominatim cannot be reached.
    """
    path = city_path(name, slug, folder)
    if path.exists():  # nobody is asked in vain
        raise _there_already(path)
    found, *others = _ask(_title(name), nominatim)
    tell(f"{found.title}; its area is © OpenStreetMap contributors, ODbL")
    titles = dict.fromkeys(each.title for each in others if each.title != found.title)
    if titles:
        tell(f"if you mean another one, add where it is: {'; '.join([*titles][:3])}")
    return write_city(_title(name).partition(",")[0], found, folder, path.stem)


def write_city(name: str, area: Box | Found, folder: Path, slug: str | None = None) -> Path:
    """Write ``<folder>/<slug>.yaml`` and the JSON Schema that it refers to.

    Args:
        name: the city's name as readers see it, in any script.
        area: its area in degrees, or what is known of it.
        folder: where city files live; made if it is not there.
        slug: the file's name; left out, it is made from the name.

    Raises:
        ConfigError: when the name gives no slug, or the file is there already.
        OutputError: when the folder cannot be written to.
    """
    title = _title(name)
    path = city_path(title, slug, folder)
    found = area if isinstance(area, Found) else None
    box = area.box if isinstance(area, Found) else area
    edges = ", ".join(f"{edge:.9g}" for edge in (box.west, box.south, box.east, box.north))
    text = _TEMPLATE.format(
        schema=SCHEMA_NAME,
        name=json.dumps(title, ensure_ascii=False),  # every JSON string is a YAML string
        country=_country_line(found),
        timezone=_timezone_line(*(found.centre if found else box.centre)),
        origin=_origin(found),
        bbox=edges,
        slug=path.stem,
    )
    schema = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
        (folder / SCHEMA_NAME).write_text(schema, encoding="utf-8")
    except OSError as error:
        if isinstance(error, FileExistsError) and folder.is_dir():
            raise _there_already(path) from error
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error
    return path


def city_path(name: str, slug: str | None, folder: Path) -> Path:
    """Where the file of a city belongs.

    Raises:
        ConfigError: when there is no name for it.
    """
    return folder / f"{_slug(_title(name), slug)}.yaml"


def _ask(name: str, nominatim: str) -> list[Found]:
    if not os.environ.get(CONTACT_VARIABLE, "").strip():
        raise ConfigError(
            f"to look up where {name} is, OpenStreetMap's search wants to know who asks: set "
            f"{CONTACT_VARIABLE} to your e-mail address or web page, or {_BOX_REMEDY}"
        )
    with Web(Store().folder / "web") as web:
        try:
            return find_city(name, web, {"nominatim": nominatim} if nominatim else {})
        except ServiceError as error:
            raise ServiceError(f"{error}; or {_BOX_REMEDY}") from error


def _country_line(found: Found | None) -> str:
    if found and found.country:
        return f"country: {found.country}"
    return "# country: IT                       # two letters"


def _timezone_line(lon: float, lat: float) -> str:
    zone = timezone_at(lon, lat)
    if zone:
        return f"timezone: {zone:<26}# of the photos' times"
    return "# timezone: Europe/Rome             # of the photos' times; without it, some are in UTC"


def _origin(found: Found | None) -> str:
    """Comments on where the box comes from."""
    if found is None:
        return ""
    lines = [f"{found.title}: © OpenStreetMap contributors, ODbL, openstreetmap.org/copyright"]
    if not found.whole:
        lines.append(f"It is larger: this lies within {FARTHEST_KM:g} km of its centre.")
    return "".join(f"# {line}\n" for line in lines)


def _there_already(path: Path) -> ConfigError:
    return ConfigError([Problem("is there already; nothing was written", path)])


def _title(name: str) -> str:
    try:
        return one_line(name)
    except ValueError as error:
        raise ConfigError(f"the city's name {error}") from error


def _slug(title: str, given: str | None) -> str:
    slug = slugify(title) if given is None else given
    if not slug:
        raise ConfigError(
            f"{title!r} has no letters a-z or digits to name the file by; "
            "add --slug, for example --slug my-city"
        )
    if not is_slug(slug) or slug in RESERVED_SLUGS:
        raise ConfigError(f"{slug!r} cannot name a city file; choose another with --slug")
    return slug
