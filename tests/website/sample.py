"""A small city made up for tests: a quarter of two places, one with two spots, and two apart."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from PIL import Image, ImageDraw
from shapely import Point

from guidegen.city import load_city
from guidegen.descriptions.pictures import prepare
from guidegen.geo import Projection
from guidegen.places.seasons import profiles
from guidegen.website.guide import Credit, Guide, Picture, Source, Story, Text

CITY = """\
name: Sampletown
languages: [en]
bbox: [11.0, 45.0, 11.05, 45.03]
photos: [{source: file, path: photos.csv}]
places: {minimum_authors: 3}
"""
# place_id, level, parent, from_m, to_m, label, x_m, y_m, photographers
NODES = [
    ("old-town", "quarter", None, 80.0, 300.0, "mixed", 0, 0, 0),
    ("market", "place", "old-town", 20.0, 80.0, "tourist", -150, 0, 0),
    ("fountain", "spot", "market", 8.0, 20.0, "tourist", -170, 0, 60),
    ("town-hall", "spot", "market", 8.0, 20.0, "mixed", -120, 10, 40),
    ("bridge", "place", "old-town", 8.0, 80.0, "local", 200, -30, 25),
    ("station", "place", None, 8.0, 300.0, "mixed", 500, -700, 30),
    ("hill", "place", None, 8.0, 300.0, "undetermined", -900, 800, 4),
]
COLUMNS = ["place_id", "level", "parent", "from_m", "to_m", "label", "x_m", "y_m", "people"]


def sample_guide(folder: Path, *, city: str = CITY, seed: int = 1) -> Guide:
    """A guide of Sampletown; its city file is written to the folder."""
    path = folder / "sampletown.yaml"
    path.write_text(city, encoding="utf-8")
    loaded = load_city(path)
    projection = Projection.around(loaded.bbox)
    nodes = pd.DataFrame(NODES, columns=COLUMNS)
    photos = _photos(nodes, projection, np.random.default_rng(seed))
    members = _members(nodes, photos)
    return Guide(
        city=loaded,
        photos=photos.drop(columns="node"),
        authors=_authors(photos),
        places=_places(nodes, photos, members, projection),
        members=members,
        profiles=profiles(photos, members),
        stories=_stories(folder / "pictures"),
        redirects={"old-market": "market", "ferry": ""},
        report={"photos": {"rows_read": len(photos) + 2, "kept": len(photos)}},
        counts={"rows_read": len(photos) + 2, "kept": len(photos), "no time": 2},
        credits=[Credit("Photos: nobody's, made up", "CC0", "https://example.org/")],
    )


def speaking_guide(guide: Guide, *languages: str, units: str | None = None) -> Guide:
    """The guide in these languages."""
    told = {"languages": languages, "units": units}
    return replace(guide, city=guide.city.model_copy(update=told))


def whole(files: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """The texts of files, those in pieces put together."""
    return {path: "".join(text) for path, text in files}


def renamed(guide: Guide, name: str) -> Guide:
    """The same guide with the market, and the city, under another name."""
    places = guide.places.copy()
    places.loc[places["place_id"] == "market", "name"] = name
    market = guide.stories["market"]
    whose = Source(name, "javascript:alert(1)", name, "data:text/html,x", name, name)
    stranger = Story(
        {"en": "Market", "ar": name},
        whose,
        {"ar": replace(whose, provider=f"{name} too")},
        (Text("en", "<p>Stalls.</p>", whose),),
        tuple(replace(picture, alt=name, source=whose) for picture in market.pictures),
        name,
    )
    city = guide.city.model_copy(update={"name": name})
    thanks = [Credit(name, name, "javascript:alert(1)")]
    return replace(
        guide,
        city=city,
        places=places,
        stories={"market": stranger},
        redirects={name: "market", "../../x": "market", "market": "bridge"},
        problems=[name],
        credits=thanks,
    )


WIKIPEDIA = Source(
    "Wikipedia",
    "https://en.wikipedia.org/wiki/Market_Square,_Sampletown",
    "CC BY-SA 4.0",
    "https://creativecommons.org/licenses/by-sa/4.0/",
    "its editors",
    "2026-11-01",
)
WIKIDATA = Source("Wikidata", "https://www.wikidata.org/wiki/Q1", "CC0 1.0",
                  "https://creativecommons.org/publicdomain/zero/1.0/")  # fmt: skip


def commons(author: str, file: str) -> Source:
    """A source of a picture on Wikimedia Commons."""
    return Source(
        "Wikimedia Commons",
        f"https://commons.wikimedia.org/wiki/File:{file}",
        "CC BY 3.0",
        "https://creativecommons.org/licenses/by/3.0/",
        author,
        "2026-11-01",
    )


def scene(width: int, height: int, *, seed: int = 1, night: bool = False) -> Image.Image:
    """A drawn town: a sky, houses and a tower."""
    random = np.random.default_rng(seed)
    top, bottom = ((24, 34, 70), (214, 120, 84)) if night else ((92, 148, 196), (232, 216, 186))
    down = np.linspace(0, 1, height)[:, None, None]
    sky = (1 - down) * np.array(top) + down * np.array(bottom)
    sky = np.repeat(sky, width, axis=1) + random.normal(0, 3, (height, width, 1))
    image = Image.fromarray(sky.clip(0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    ground = int(height * 0.8)
    step = max(width // 9, 8)
    for left in range(0, width, step):
        roof = ground - int(height * random.uniform(0.12, 0.34))
        wall = tuple(int(v) for v in random.integers((150, 100, 70), (225, 180, 140)))
        draw.rectangle((left, roof, left + step, ground), fill=wall)
        draw.polygon(
            [(left - 3, roof), (left + step // 2, roof - step // 3), (left + step + 3, roof)],
            fill=(140, 66, 44),
        )
        for row in range(roof + step // 5, ground - step // 5, step // 3):
            for at in (0.2, 0.6):
                x = left + int(step * at)
                draw.rectangle((x, row, x + step // 6, row + step // 6), fill=(70, 54, 50))
    middle = int(width * random.uniform(0.35, 0.65))
    draw.rectangle(
        (middle - step // 3, height // 6, middle + step // 3, ground), fill=(238, 228, 208)
    )
    draw.rectangle((0, ground, width, height), fill=(120, 104, 88))
    return image


def picture(
    folder: Path, image: Image.Image, alt: str, source: Source, own: bool = False
) -> Picture:
    """A picture made ready for pages."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return Picture(prepare(buffer.getvalue(), folder), alt, source, own)


def _stories(folder: Path) -> dict[str, Story]:
    """The market told by strangers, the bridge by the editors."""
    tower = commons("A. Painter", "Tower.png")
    market = Story(
        {"en": "Market Square", "it": "Piazza del Mercato"},
        WIKIDATA,
        {"en": WIKIDATA, "it": WIKIDATA},
        (
            Text(
                "it",
                "<p>Bancarelle.</p>",
                replace(WIKIPEDIA, url="https://it.wikipedia.org/wiki/P"),
            ),
            Text("en", "<p>Stalls on <em>Saturdays</em>.</p>", WIKIPEDIA),
        ),
        (
            picture(folder, scene(900, 600), "The tower above the stalls", tower),
            picture(folder, scene(300, 400, seed=2), "The tower at noon", tower, own=True),
        ),
    )
    bridge = Story({"en": "Long Bridge"}, texts=(Text("en", "<p>Seven arches.</p>"),),
                   review="it lies 60 m away", label_at=(11.0285, 45.0165))  # fmt: skip
    return {"market": market, "bridge": bridge}


def _photos(
    nodes: pd.DataFrame, projection: Projection, random: np.random.Generator
) -> pd.DataFrame:
    parts = []
    for at, (node, x_m, y_m, people) in enumerate(
        nodes[["place_id", "x_m", "y_m", "people"]].itertuples(index=False, name=None)
    ):
        size = people * 6
        parts.append(
            pd.DataFrame(
                {
                    "node": node,
                    # everybody takes six photographs; places have their own photographers
                    "author_id": [f"author-{at}-{i // 6}" for i in range(size)],
                    "x_m": x_m + random.normal(0, 12, size),
                    "y_m": y_m + random.normal(0, 12, size),
                    # the market is a place of summer, the others of all the year
                    "month": random.integers(6, 9, size)
                    if node in ("fountain", "town-hall")
                    else random.integers(1, 13, size),
                }
            )
        )
    # somebody photographs alone and far away: that must stay private
    lone = pd.DataFrame({"node": "", "author_id": "author-alone", "x_m": [1500.0, 1501.0],
                         "y_m": [1000.0, 1001.0], "month": 5})  # fmt: skip
    photos = pd.concat([*parts, lone], ignore_index=True)
    n = len(photos)
    first_of_month = pd.to_datetime({"year": 2012, "month": photos["month"], "day": 1})
    days = pd.to_timedelta(random.integers(0, 28, n), "D")
    hours = pd.to_timedelta(random.integers(8, 20, n), "h")
    photos["taken_at"] = (first_of_month + days + hours).astype("datetime64[us]")
    lon, lat = projection.to_degrees(photos["x_m"].to_numpy(), photos["y_m"].to_numpy())
    return photos.drop(columns="month").assign(
        photo_id=[f"file:{i}" for i in range(n)],
        lon=lon,
        lat=lat,
        time_known="second",
        source="file",
    )


def _members(nodes: pd.DataFrame, photos: pd.DataFrame) -> pd.DataFrame:
    """Photos belong to their node and to all above it."""
    parents = dict(zip(nodes["place_id"], nodes["parent"], strict=True))
    pairs = []
    for photo_id, node in zip(photos["photo_id"], photos["node"], strict=True):
        while isinstance(node, str) and node:
            pairs.append((photo_id, node))
            node = parents[node]
    return pd.DataFrame(pairs, columns=["photo_id", "place_id"])


def _authors(photos: pd.DataFrame) -> pd.DataFrame:
    """Three quarters are probable tourists, one quarter locals, one person unknown."""
    names = photos["author_id"].drop_duplicates().reset_index(drop=True)
    visitor = pd.Series(["probable_tourist", "probable_tourist", "local", "probable_tourist"])
    return pd.DataFrame(
        {
            "author_id": names,
            "visitor": visitor.iloc[names.index % 4].to_numpy(),
            "first_at": photos["taken_at"].min(),
            "last_at": photos["taken_at"].max(),
            "active_days": 6,
            "months": 3,
            "evidence": "made up",
        }
    )


def _places(
    nodes: pd.DataFrame, photos: pd.DataFrame, members: pd.DataFrame, projection: Projection
) -> gpd.GeoDataFrame:
    joined = members.merge(photos[["photo_id", "author_id"]], on="photo_id").groupby("place_id")
    authors = joined["author_id"].nunique().reindex(nodes["place_id"]).to_numpy()
    tourists = authors * 3 // 4
    lon, lat = projection.to_degrees(
        nodes["x_m"].to_numpy(dtype=float), nodes["y_m"].to_numpy(dtype=float)
    )
    area = [
        Point(x, y).buffer(60 if level == "spot" else 150, quad_segs=4)
        for x, y, level in zip(nodes["x_m"], nodes["y_m"], nodes["level"], strict=True)
    ]
    names = {"market": "Market Square", "bridge": "Long Bridge", "old-town": "Old Town"}
    table = nodes[["place_id", "level", "parent", "from_m", "to_m", "label"]].assign(
        bandwidth_m=nodes["from_m"] * 1.3,
        lon=lon,
        lat=lat,
        photos=joined.size().reindex(nodes["place_id"]).to_numpy(),
        authors=authors,
        photographer_days=authors * 5,
        tourists=tourists,
        locals=authors - tourists,
        unknown=0,
        tourist_share=0.75,
        share_low=0.6,
        share_high=0.85,
        rank=nodes.groupby("level").cumcount() + 1,
        name=nodes["place_id"].map(names).fillna("Near " + nodes["place_id"]),
        name_source=nodes["place_id"]
        .map(dict.fromkeys(names, "curated") | {"market": "wikidata"})
        .fillna("near"),
    )
    return gpd.GeoDataFrame(table, geometry=area, crs=projection.crs).to_crs("EPSG:4326")
