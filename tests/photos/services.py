"""Sources that are services, asked over HTTP on this machine, without waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from guidegen.city import City
from guidegen.photos import ONLINE
from guidegen.web import Web
from tests.doubles import flickr, geograph, mapillary
from tests.doubles.http import Asked, Server, serving

KEYS = {
    "GUIDEGEN_FLICKR_KEY": flickr.KEY,
    "GUIDEGEN_GEOGRAPH_KEY": geograph.KEY,
    "GUIDEGEN_MAPILLARY_TOKEN": mapillary.TOKEN,
}
BOX = (-0.104, 51.498, -0.096, 51.502)


def city_of(source: str, url: str, **options: Any) -> City:
    """A city whose photos come from one service."""
    return City.model_validate(
        {
            "name": "Testville",
            "timezone": "Europe/London",
            "bbox": list(options.pop("bbox", BOX)),
            "photos": [{"source": source, **options}],
            "services": {source: url},
        }
    )


@contextmanager
def open_web(folder: Path, **options: Any) -> Iterator[Web]:
    """A web that does not wait."""
    chosen = {"contact": "ann@example.org", "keys": KEYS, "sleep": lambda _: None, **options}
    with Web(folder, **chosen) as web:
        yield web


def asked(
    source: str, handler: Callable[[Asked], Any], path: str = "", **options: Any
) -> tuple[pd.DataFrame, Server]:
    """The rows of a source, and the server with what it was asked."""
    with TemporaryDirectory() as folder, serving(handler) as server:
        city = city_of(source, server.url + path, **options)
        with open_web(Path(folder)) as web:
            return ONLINE[source](city.photos[0], city, web), server
