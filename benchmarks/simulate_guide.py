"""A made-up guide of as many places as one likes, ready to be rendered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from guidegen.city import City, load_city
from guidegen.geo import Projection
from guidegen.store import Store
from guidegen.tables import PROFILE_KINDS
from guidegen.website.guide import Credit, Guide, Source, Story, Text

CITY = """\
name: Bigtown
languages: [en]
bbox: [10.9, 44.9, 11.2, 45.1]
photos: [{source: file, path: photos.csv}]
"""
PHOTOS_PER_PLACE = 12
_CITY_FILE = "bigtown.yaml"
_TABLES = ("photos", "authors", "places", "members", "profiles")
_PER_QUARTER, _SPOTS_PER_PLACE = 20, 0.5
_WORDS = ("square", "market", "bridge", "garden", "tower", "evening", "light", "river", "stone",
          "stairs", "morning", "lantern", "people", "winter", "summer", "corner", "wall", "street",
          "church", "roof", "view", "quiet", "steps", "window", "bell")  # fmt: skip
_WIKI = Source(
    "Wikipedia",
    "https://en.wikipedia.org/wiki/Market_Square",
    "CC BY-SA 4.0",
    "https://creativecommons.org/licenses/by-sa/4.0/",
    "its editors",
    "2026-11-01",
)


def simulate_guide(places: int, folder: Path, seed: int = 1) -> Guide:
    """A guide whose tree has so many nodes: quarters, places in them and spots in these.

    Args:
        places: quarters and spots included.
        folder: its city file is written there.
        seed: the same seed gives the same guide.
    """
    path = folder / _CITY_FILE
    path.write_text(CITY, encoding="utf-8")
    city, rng = load_city(path), np.random.default_rng(seed)
    projection = Projection.around(city.bbox)
    nodes = _nodes(places, rng)
    photos, members = _photos(nodes, projection, rng)
    tables = {
        "photos": photos,
        "authors": _authors(photos),
        "places": _places(nodes, projection, rng),
        "members": members,
        "profiles": _profiles(nodes["place_id"], rng),
    }
    stories = {name: _story(rng) for name in nodes["place_id"]}
    report = {"photos": {"rows_read": len(photos), "kept": len(photos)}}
    return _guide(city, tables, stories, report)


def _guide(
    city: City, tables: Mapping[str, Any], stories: Mapping[str, Story], report: Mapping[str, Any]
) -> Guide:
    return Guide(
        city=city,
        **tables,
        stories=stories,
        report=report,
        counts=report["photos"],
        credits=[Credit("Photos: nobody's, made up", "CC0", "https://example.org/")],
    )


def keep_guide(guide: Guide, folder: Path) -> None:
    """Keep a simulated guide as builds keep what they are made from; see `load_guide`."""
    tables = {name: getattr(guide, name) for name in _TABLES}
    Store(folder / "cache").save("guide", "simulated", tables, {"report": guide.report})
    with (folder / "stories.jsonl").open("w", encoding="utf-8") as file:
        for name, story in guide.stories.items():
            told = [(text.language, text.html) for text in story.texts]
            file.write(json.dumps([name, dict(story.names), told]) + "\n")


def load_guide(folder: Path) -> Guide:
    """The guide that is kept in a folder, its tables as the store gives them to a build."""
    kept = Store(folder / "cache").load("guide", "simulated")
    assert kept is not None
    (tables, facts), stories = kept, {}
    with (folder / "stories.jsonl").open(encoding="utf-8") as file:
        for line in file:
            name, names, texts = json.loads(line)
            stories[name] = _told(names, texts)
    return _guide(load_city(folder / _CITY_FILE), tables, stories, facts["report"])


def _nodes(count: int, rng: np.random.Generator) -> pd.DataFrame:
    """place_id, level, parent, x_m, y_m."""
    quarters = max(count // _PER_QUARTER, 1)
    spots = int((count - quarters) * _SPOTS_PER_PLACE / (1 + _SPOTS_PER_PLACE))
    level = np.repeat(["quarter", "place", "spot"], [quarters, count - quarters - spots, spots])
    number = np.arange(count)
    above = np.where(level == "place", number % quarters, quarters + number % (count // 2))
    above = np.where(level == "quarter", 0, np.minimum(above, quarters + (level == "place").sum()))
    at = rng.uniform(-8000, 8000, (count, 2))
    for which, spread_m in (("place", 400), ("spot", 60)):
        inner = level == which
        at[inner] = at[above[inner]] + rng.normal(0, spread_m, (int(inner.sum()), 2))
    names = np.char.add(np.char.add(level, "-"), number.astype(str))
    parent = pd.Series(names[above]).mask(level == "quarter")
    return pd.DataFrame(
        {"place_id": names, "level": level, "parent": parent, "x_m": at[:, 0], "y_m": at[:, 1]}
    )


def _photos(
    nodes: pd.DataFrame, projection: Projection, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`tables.PHOTOS` and `tables.MEMBERS`; each photo in one node only."""
    size = len(nodes) * PHOTOS_PER_PLACE
    where = np.repeat(np.arange(len(nodes)), PHOTOS_PER_PLACE)
    x_m, y_m = (nodes[axis].to_numpy()[where] + rng.normal(0, 8, size) for axis in ("x_m", "y_m"))
    lon, lat = projection.to_degrees(x_m, y_m)
    names = np.char.add("file:", np.arange(size).astype(str))
    seconds = rng.integers(0, 4 * 365 * 86_400, size)
    photos = pd.DataFrame(
        {
            "photo_id": names,
            "author_id": np.char.add("a", rng.integers(0, size // 6, size).astype(str)),
            "lon": lon,
            "lat": lat,
            "x_m": x_m,
            "y_m": y_m,
            "taken_at": np.datetime64("2012-01-01", "us") + seconds.astype("timedelta64[s]"),
            "time_known": "second",
            "source": "file",
        }
    )
    members = pd.DataFrame({"photo_id": names, "place_id": nodes["place_id"].to_numpy()[where]})
    return photos, members


def _authors(photos: pd.DataFrame) -> pd.DataFrame:
    names = photos["author_id"].drop_duplicates().reset_index(drop=True)
    visitor = np.array(["probable_tourist", "probable_tourist", "local", "unknown"])
    return pd.DataFrame(
        {
            "author_id": names,
            "visitor": visitor[names.index % 4],
            "first_at": photos["taken_at"].min(),
            "last_at": photos["taken_at"].max(),
            "active_days": 6,
            "months": 3,
            "evidence": "made up",
        }
    )


def _places(
    nodes: pd.DataFrame, projection: Projection, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """`tables.PLACES`."""
    lon, lat = projection.to_degrees(nodes["x_m"].to_numpy(), nodes["y_m"].to_numpy())
    authors = rng.integers(40, 400, len(nodes))
    tourists, locals_ = authors // 2, authors // 4
    radius_m = nodes["level"].map({"quarter": 300.0, "place": 80.0, "spot": 20.0}).to_numpy()
    centres = shapely.points(nodes["x_m"], nodes["y_m"])
    area = shapely.transform(
        shapely.buffer(centres, radius_m, quad_segs=6), projection.to_degrees, interleaved=False
    )
    table = nodes[["place_id", "level", "parent"]].assign(
        bandwidth_m=radius_m / 2,
        from_m=8.0,
        to_m=320.0,
        lon=lon,
        lat=lat,
        photos=authors * 4,
        authors=authors,
        photographer_days=authors * 2,
        tourists=tourists,
        locals=locals_,
        unknown=authors - tourists - locals_,
        tourist_share=0.66,
        share_low=0.6,
        share_high=0.72,
        label=rng.choice(["tourist", "local", "mixed"], len(nodes)),
        rank=nodes.groupby("level").cumcount() + 1,
        name=[made_up_words(rng, 3).title() for _ in range(len(nodes))],
        name_source="wikidata",
    )
    return gpd.GeoDataFrame(table, geometry=area, crs="EPSG:4326")


def _profiles(names: pd.Series[str], rng: np.random.Generator) -> pd.DataFrame:
    """`tables.PROFILES` of every place and of the city."""
    bins = [(kind, bin_) for kind, bins in PROFILE_KINDS.items() for bin_ in bins]
    kinds, numbers = zip(*bins, strict=True)
    everyone = ["", *names]
    size = len(everyone) * len(bins)
    days, expected = rng.integers(3, 90, size), rng.uniform(10, 90, size)
    claimed = (days > 2.5 * expected) & (rng.random(size) < 0.5)
    return pd.DataFrame(
        {
            "place_id": np.repeat(everyone, len(bins)),
            "kind": np.tile(kinds, len(everyone)),
            "bin": np.tile(numbers, len(everyone)),
            "photographer_days": days,
            "authors": days,
            "expected": expected,
            "lift": days / expected,
            "p_value": np.where(claimed, 1e-5, 0.5),
            "claimed": claimed,
        }
    )


def _story(rng: np.random.Generator) -> Story:
    texts = [
        (language, f"<p>{made_up_words(rng, 60)}</p><p>{made_up_words(rng, 40)}</p>")
        for language in ("en", "it")
    ]
    return _told({"en": made_up_words(rng, 3), "it": made_up_words(rng, 3)}, texts)


def _told(names: Mapping[str, str], texts: Iterable[tuple[str, str]]) -> Story:
    told = tuple(Text(language, html, _WIKI) for language, html in texts)
    return Story(names, _WIKI, {"en": _WIKI}, told)


def made_up_words(rng: np.random.Generator, count: int) -> str:
    """So many words."""
    return " ".join(rng.choice(_WORDS, count))
