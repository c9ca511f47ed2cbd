"""Writing the first version of a city file, with comments on what else it may say."""

from __future__ import annotations

import json
from pathlib import Path

from guidegen.city import RESERVED_SLUGS, json_schema
from guidegen.cityvalues import one_line
from guidegen.errors import ConfigError, OutputError, Problem
from guidegen.geo import Box
from guidegen.slugs import is_slug, slugify

SCHEMA_NAME = "city.schema.json"

_TEMPLATE = """\
# yaml-language-server: $schema={schema}
# What the guide is made from. Everything that is commented out may be left out.
name: {name}
# country: IT                       # two letters
# timezone: Europe/Rome             # of the photos' times
languages: [en]                     # the main one first
bbox: [{bbox}]    # west, south, east, north
photos:
  - source: file
    path: data/{slug}-photos.csv     # csv, tsv or parquet, relative to this file
    # columns: {{lon: longitude, lat: latitude}}   # if the file calls them otherwise
    # credit: Photos by …, CC BY 4.0
# visitors: {{rule: trips}}           # trips | seed | fischer
# places: {{bandwidth_m: auto, minimum_authors: 5}}   # auto | 60 m | [20, 60, 150]
# descriptions: {{providers: [curated, wikipedia, wikidata], pictures: 3}}   # and more: README.md
# streets: {{source: overpass}}       # walks need them; or: file, with path: data/….osm.pbf
# walks: {{suggest: 6, minutes: [60, 120]}}
# theme: default
"""


def write_city(name: str, box: Box, folder: Path, slug: str | None = None) -> Path:
    """Write ``<folder>/<slug>.yaml`` and the JSON Schema that it refers to.

    Args:
        name: the city's name as readers see it, in any script.
        box: its area in degrees.
        folder: where city files live; made if it is not there.
        slug: the file's name; left out, it is made from the name.

    Raises:
        ConfigError: when the name gives no slug, or the file is there already.
        OutputError: when the folder cannot be written to.
    """
    title = _title(name)
    path = folder / f"{_slug(title, slug)}.yaml"
    edges = ", ".join(f"{edge:.9g}" for edge in (box.west, box.south, box.east, box.north))
    text = _TEMPLATE.format(
        schema=SCHEMA_NAME,
        name=json.dumps(title, ensure_ascii=False),  # every JSON string is a YAML string
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
            raise ConfigError([Problem("is there already; nothing was written", path)]) from error
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error
    return path


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
