"""A town of thirty people, and others in it who can be singled out.

The thirty walk between three sights along a grid of streets, at the hours of the day. The others
are each alone in something: an hour, a home, a way, a street, a pace of taking photographs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from guidegen.city import load_city
from guidegen.geo import Projection
from guidegen.pipeline import build_guide
from guidegen.store import Store
from guidegen.web import Web
from tests.streets.maps import STREET, xml

CITY = """\
name: Manytown
bbox: [-8.617, 41.135, -8.603, 41.145]
photos: [{source: file, path: photos.csv}]
streets: {source: file, path: town.osm}
walks: {suggest: 1, minutes: [15]}
quality: {bulk: {}}
"""
# a letter is 100 m from the next; A is the middle of the streets' map
TOWN = """
ABCDE
FGHIJ
KLMNO
PQRST
"""
WAYS = dict.fromkeys((*TOWN.split(), "AFKP", "BGLQ", "CHMR", "DINS", "EJOT"), STREET)
SIGHTS = ((0.0, 0.0), (300.0, 0.0), (200.0, -200.0))
HOME = (-480.0, 400.0)
LONE_STREET = (401.7, -298.4)  # beside T, where nobody else is
PEOPLE = 30


@dataclass(frozen=True)
class Shot:
    """A photo: who took it, metres east and north of A, and when."""

    author: str
    x_m: float
    y_m: float
    taken_at: str


def everybody() -> list[Shot]:
    """The thirty: each walks from sight to sight on one to three days."""
    random, shots = np.random.default_rng(5), []
    for person in range(PEOPLE):
        for walk in range(1 + person % 3):
            month, day = 1 + (person * 7 + walk * 5) % 12, 1 + (person * 5 + walk) % 28
            begin = 9 + person % 6
            for stop in range(3):
                x_m, y_m = SIGHTS[(person + stop) % 3]
                for number in range(2):
                    time = f"2014-{month:02}-{day:02} {begin + stop // 2:02}:{20 * stop % 60:02}"
                    shots.append(
                        Shot(
                            f"crowd-{person:02}",
                            x_m + random.normal(0, 15),
                            y_m + random.normal(0, 15),
                            f"{time}:{number * 30:02}",
                        )
                    )
    return shots


def _alone_at_night() -> Iterable[Shot]:
    """The only one who is up at three, at the first sight among all others."""
    return (Shot("lone-owl", 3.0 * n, 2.0, f"2014-05-1{n + 2} 03:1{n}:07") for n in range(4))


def _alone_at_home() -> Iterable[Shot]:
    """At home on forty evenings, far from all sights; nobody else photographs at nine."""
    return (
        Shot(
            "lone-home", HOME[0] + n % 4, HOME[1], f"2014-{1 + n % 12:02}-{1 + n % 28:02} 21:00:07"
        )
        for n in range(40)
    )


def _alone_on_a_way() -> Iterable[Shot]:
    """Five mornings on a way that nobody else takes, with a photo every 30 m."""
    return (
        Shot("lone-way", -560.0 + 30 * n, 480.0 - 30 * n, f"2014-08-1{day} 10:{2 * n:02}:07")
        for day in range(5)
        for n in range(12)
    )


def _two_at_a_corner() -> Iterable[Shot]:
    """Two people, often at a corner and in a street where nobody else ever is."""
    return (
        Shot(f"pair-{n % 2}", LONE_STREET[0] - n % 3, LONE_STREET[1] + n % 2,
             f"2014-{1 + n % 12:02}-{1 + n % 28:02} 12:{n:02}:07")
        for n in range(40)
    )  # fmt: skip


def _prolific() -> Iterable[Shot]:
    """Somebody with more photographs than all others together, on one point of the second sight."""
    return (
        Shot("lone-many", SIGHTS[1][0] + 1, SIGHTS[1][1] + 1,
             f"2014-06-{1 + n % 28:02} 1{n % 3}:{n % 60:02}:{n % 50:02}")
        for n in range(400)
    )  # fmt: skip


def _later_than_all() -> Iterable[Shot]:
    """Whoever comes years after all others, to the first sight."""
    return (Shot("lone-late", 2.0 * n, -3.0, f"2019-03-0{n + 2} 12:1{n}:07") for n in range(5))


ALONE = {
    "at night": _alone_at_night,
    "at home": _alone_at_home,
    "on a way": _alone_on_a_way,
    "two at a corner": _two_at_a_corner,
    "prolific": _prolific,
    "later than all": _later_than_all,
}


def with_others(*names: str) -> list[Shot]:
    """The thirty and some of those who can be singled out."""
    return [*everybody(), *(shot for name in names for shot in ALONE[name]())]


def table_of(shots: Iterable[Shot]) -> pd.DataFrame:
    """Photos as they are handed in, with ids and words that tell of authors; none may be shown."""
    rows = pd.DataFrame([vars(shot) for shot in shots])
    lon, lat = Projection(-8.61, 41.14).to_degrees(rows["x_m"].to_numpy(), rows["y_m"].to_numpy())
    ids = rows["author"] + [f"-shot-{n:05}" for n in rows.groupby("author").cumcount() + 1000]
    return pd.DataFrame(
        {
            "photo_id": ids,
            "author_id": rows["author"],
            "lat": lat.round(7),
            "lon": lon.round(7),
            "taken_at": rows["taken_at"],
            "uploaded_at": rows["taken_at"].str[:10] + " 23:59:59",
            "title": "Seen by " + rows["author"],
            "tags": "tag-of-" + rows["author"],
            "url": "https://photos.example/" + ids,
            "image_url": "https://photos.example/" + ids + ".jpg",
            "licence": "All rights reserved",
        }
    )


def build_town(photos: pd.DataFrame, folder: Path, city: str = CITY) -> Path:
    """Build the town's guide; returns its site.

    Args:
        photos: as `table_of` has them.
        folder: for all of it.
        city: the city file; without addresses of services none is asked.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manytown.yaml").write_text(city, "utf-8")
    (folder / "town.osm").write_text(
        xml(TOWN, WAYS, step_m=100).replace(
            "<node",
            '<bounds minlon="-8.617" minlat="41.135" maxlon="-8.603" maxlat="41.145"/><node',
            1,
        )
    )
    photos.to_csv(folder / "photos.csv", index=False)
    with Web(folder / "web", contact="me@example.org", offline="services" not in city) as web:
        build_guide(
            [load_city(folder / "manytown.yaml")],
            folder / "site",
            base_url="https://example.org/",
            store=Store(folder / "store"),
            web=web,
        )
    return folder / "site"
