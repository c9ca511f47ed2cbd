"""Files that people write, whole, and what in YAML is not what it seems."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.photos.samples import as_json

FULL_CITY = """\
# yaml-language-server: $schema=city.schema.json
name: Pisa
country: IT
timezone: Europe/Rome
languages: [en, it]
units: metric
bbox: [10.374, 43.694, 10.449, 43.726]   # west, south, east, north
photos:
  - source: file
    path: data/pisa-photos.parquet
    columns: {lat: Latitude, taken_at: when}
    header: true
    credit: "Anna & friends"
  - {source: folder, path: mine, author: Anna, tracks: [a.gpx]}
  - {source: flickr, since: 2012-01-01, until: 2013-12-31, exif: true}
  - {source: takeout, path: t.zip, author: Anna}
  - {source: yfcc, path: y.bz2, exif: e.bz2}
quality:
  luminance: {minimum_bv: 4}
  events: {users_per_day: 10, days: 30}
  hotspots: {}
  faces: false
visitors: {rule: trips}
places: {bandwidth_m: [20 m, 60, 0.15 km], minimum_authors: 5}
descriptions: {providers: [curated, wikipedia, os_places], os_places: os.parquet, pictures: 2}
streets: {source: file, path: data/pisa.osm.pbf}
routes: {gap: 1 h, jump_m: 1 km, fastest_kmh: 10, field: magnets}
walks:
  suggest: 6
  minutes: [60, 2 h]
theme: default
services: {wikipedia: "https://{language}.example.org/w/api.php"}
"""
CURATED = """\
# the editors' own
places:
  piazza-dei-miracoli:
    at: [10.3964, 43.7230]   # where it was
    level: place
    name: {en: Square of Miracles, it: "Piazza dei Miracoli"}
    description:
      en: >-
        The *tower* leans,
        and [more](https://example.org).
      it: |
        La torre pende.

    wikidata: Q39054
    hide: false
    merge: [torre]
    label_at: [10.3965, 43.7231]
    note: for other editors
    reviewed: 2026-11-22
  borgo: {at: [10.40, 43.71], name: {en: Borgo}}
obsolete:
  gone: {at: [10.41, 43.70], review: why}
"""
YAML_TRAPS = (
    "!!int abc", "!!bool abc", "!!float abc", "!!timestamp abc", "!!null x", "!!binary '???'",
    "!!binary aGk=", "!!python/object/apply:os.system [ls]", "!!set {a, b}", "!!omap [a: 1]",
    "!!pairs [a: 1]", "!foo bar", "!<tag:x> y", "!!str 2012", "&a [*a]", "*a", "{<<: *a}",
    "&a {<<: *a}", "{a: &b [1], c: *b}", "{? [a, b] : c}", "{1: 2, 1: 3}", "{true: 1}", "{~: 1}",
    "2026-13-45", "9999-12-31", "0001-01-01", "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+23:59", "2026-01-01T00:00:00+99:99", "2026-01-01T24:61:61Z", "12:34:56",
    "190:20:30.15", ".inf", "-.inf", ".nan", "1e400", "-0.0", "0x" + "f" * 9000, "0o777", "0b11",
    "1_000", "+12", "9" * 5000, "10" * 200, "1e-400", "yes", "~", '"\\ud800"', '"\\0"', '"\\e[2J"',
    '"\\u202e\\u2066"', '"\\N\\L\\P"', "'\U0001f5fc'", '""', "'  '", "|\n  x\n  y", ">-\n x",
    "[" * 900,
    "{a: " * 300, "%YAML 1.1", "--- x", "...", "@x", "`x`", "- x", "? x", "\t", "<script>",
    "../../../etc/passwd", "/", "C:\\x", "https://user:secret@example.org/", "javascript:alert(1)",
    "https://[", "https://exa mple.org/", "x" * 100_000,
)  # fmt: skip


def _lock() -> bytes:
    return (Path(__file__).parents[2] / "cities" / "pisa.places.lock.json").read_bytes()[:6000]


def locks() -> Sequence[bytes]:
    place = {
        "level": "place", "position": [10.4, 43.7], "bandwidth_m": 60.0, "photos": 12,
        "area": "POLYGON ((10 43, 11 43, 11 44, 10 43))", "aliases": ["old"],
    }  # fmt: skip
    lines = _lock().splitlines()
    whole = b"\n".join(lines[:6]).rstrip(b",\n") + b"\n}}\n"
    return [
        as_json({"version": 1, "places": {"a": place, "b": place | {"gone": True, "aliases": []}}}),
        whole,
    ]


THEME = b"name: Mine\nextends: default\ncolours:\n  light: {accent: '#8c3b0f'}\n"
