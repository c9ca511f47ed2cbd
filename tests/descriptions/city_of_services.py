"""All services over one small made-up city, on one local server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from guidegen.descriptions.candidate import Wish
from guidegen.geo import Box
from tests.doubles import foursquare, wikimapia
from tests.doubles.http import Asked, Reply
from tests.doubles.mediawiki import Item, Page, World

TOWER = (10.3966, 43.7230)
KEYS = {
    "GUIDEGEN_FOURSQUARE_KEY": "fsq-secret-0123456789",
    "GUIDEGEN_WIKIMAPIA_KEY": "wm-secret-9876543210",
}

_VOYAGE = (
    "{{see | name=Tower of Trials | lat=43.7230 | long=10.3966 | wikidata=Q1 "
    "| content=It ''leans'' <script>alert(1)</script> a little.}}"
)
WORLD = World(
    pages=[
        Page("en", "Tower of Trials", *TOWER, "The tower leans.", item="Q1", image="Tower.jpg"),
        Page("it", "Torre delle Prove", *TOWER, "La torre pende.", item="Q1"),
    ],
    items={
        "Q1": Item(
            labels={"en": "Tower of Trials", "it": "Torre delle Prove"},
            descriptions={"en": "tower <b>somewhere</b>"},
            claims={"P625": [TOWER], "P18": ["Tower.jpg"], "P31": ["Q2"]},
        ),
        "Q2": Item(labels={"en": "tower"}),
    },
    voyages=[Page("en", "Trialtown", 10.3990, 43.7200, wikitext=_VOYAGE)],
)


def answer(asked: Asked) -> Reply:
    """What the service whose path was asked would say."""
    for name, double in (("/foursquare", foursquare), ("/wikimapia", wikimapia)):
        if asked.path.startswith(name):
            path = asked.path.removeprefix(name)
            status, headers, body = double.answer(path, asked.query, asked.headers)
            return Reply(body, status, headers)
    return WORLD.handler(asked)


def faulty(service: str, fault: Callable[[Reply], Reply], after: int = 0) -> Callable[..., Reply]:
    """All services, of which one fails from its nth request on."""
    seen = 0

    def handler(asked: Asked) -> Reply:
        nonlocal seen
        reply = answer(asked)
        if not asked.path.startswith(f"/{service}"):
            return reply
        seen += 1
        return fault(reply) if seen > after else reply

    return handler


def wish(url: str, folder: Path) -> Wish:
    """What a guide of this city would ask, in English and Italian."""
    row = {
        "fsq_place_id": "4b", "name": "Tower Café", "longitude": TOWER[0], "latitude": TOWER[1],
        "date_closed": None, "date_refreshed": "2025-01-01", "fsq_category_labels": ["Café"],
        "fsq_category_ids": ["1"],
    }  # fmt: skip
    pd.DataFrame([row]).to_parquet(folder / "os.parquet")
    services = WORLD.services(url) | {
        "foursquare": f"{url}/foursquare",
        "wikimapia": f"{url}/wikimapia/",
    }
    return Wish(
        Box(10.374, 43.694, 10.449, 43.726),
        ("en", "it"),
        ((*TOWER, 60.0),),
        services=services,
        files={"os_places": folder / "os.parquet"},
    )
