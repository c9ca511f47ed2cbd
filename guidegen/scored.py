"""Streets scored by photos: how much each is photographed, and whose favourite it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from guidegen.city import FEWEST_AUTHORS
from guidegen.geo import Projection
from guidegen.places.weights import photo_weights, sessions
from guidegen.stages import Job, Tables, stage_keys
from guidegen.store import digest_of_files, key_of
from guidegen.streets.load import load_network
from guidegen.streets.network import Network, ScoredStreets
from guidegen.streets.scores import edge_authors, street_scores
from guidegen.streets.windows import Windows, photo_windows
from guidegen.web import Web

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

NAME = "streets"
# Kachkaev and Wood (2014) show scores of photos within 20 m of a street …
WINDOW_M = 20.0
# … and a photo within this of one is said to be near it.
NEAR_M = 50.0
# A photographer counts once a day in each square of this side.
CELL_M = 20.0
# Whose favourite a street is, is said from odds of visitors that differ from the average street's
# by these factors, with some people added who are as they are there.
_LEANS, _LEANS_MUCH, _AVERAGE_PEOPLE = 1.5, 3.0, 4.0
_HERE = Path(__file__).parent
_CODE = (
    "streets", "places/weights.py", "scored.py", "stages.py", "tables.py", "geo.py",
    "web/messages.py",  # for names of streets
)  # fmt: skip


def scored_streets(job: Job, tables: Tables, web: Web) -> ScoredStreets | None:
    """The streets of a city and their scores, or None if the city file wants none.

    Args:
        job: with the city file, and the store, which keeps what an extract gave.
        tables: photos and authors.
        web: the way to Overpass, whose answers it keeps itself.

    Raises:
        InputError: when the extract cannot be used, or lies elsewhere.
        ServiceError: when Overpass cannot be asked.
    """
    key = streets_key(job)
    if kept := key and job.store.load(NAME, key):
        tables, facts = kept
        network = Network(tables["nodes"], _located(tables["edges"]), facts)
        return ScoredStreets(network, tables["scores"], facts)
    network_or_none = load_network(job.city, web)
    if network_or_none is None:
        return None
    scored = score(network_or_none, tables["photos"], tables["authors"], job)
    if key:
        network = scored.network
        own = {"nodes": network.nodes, "edges": network.edges, "scores": scored.scores}
        job.store.save(NAME, key, own, scored.facts)
    return scored


def streets_key(job: Job) -> str:
    """Under which the scored streets of an extract are kept; "" for other sources."""
    city = job.city
    if city.streets.path is None:
        return ""
    try:
        content = digest_of_files(city.path.parent / city.streets.path)
    except OSError:
        return ""  # reading it will say what is wrong
    code = digest_of_files(*(_HERE / path for path in _CODE))
    before = [key for stage, key in stage_keys(job).items() if stage.name in ("photos", "visitors")]
    # how a file is read depends on how its name ends
    return key_of(code, content, city.streets.path.name, city.bbox, FEWEST_AUTHORS, before)


def score(network: Network, photos: pd.DataFrame, authors: pd.DataFrame, job: Job) -> ScoredStreets:
    """Score the streets of a network.

    What is photographed counts in photographer-days; streets that fewer than three people
    photographed count as if nobody had.

    Args:
        network: the streets.
        photos: `tables.PHOTOS`.
        authors: `tables.AUTHORS`.
        job: with the city file, for the projection.
    """
    edges, x_m, y_m = network.edges, photos["x_m"].to_numpy(float), photos["y_m"].to_numpy(float)
    windows = photo_windows(x_m, y_m, edges, Projection.around(job.city.bbox), window_m=NEAR_M)
    weights = photo_weights(sessions(photos), x_m, y_m, CELL_M)
    scores = street_scores(windows, edges, window_m=WINDOW_M, photo_weights=weights)
    wide_codes, names = pd.factorize(photos["author_id"])
    codes = wide_codes.astype(np.int32)
    told = edge_authors(windows, codes, WINDOW_M) >= FEWEST_AUTHORS
    scores = scores.mul(told, axis=0)
    visitor = authors.set_index("author_id")["visitor"].reindex(names).to_numpy(object)[codes]
    scores["leaning"] = _leaning(windows, codes, visitor)
    near = np.diff(windows.starts) > 0
    facts = {
        **network.facts,
        "photos": len(photos),
        "photos_near": int(near.sum()),
        "photos_near_share": round(float(near.mean()), 3) if near.size else 0.0,
        "near_m": NEAR_M,
        "window_m": WINDOW_M,
        "edges_with_photos": int(told.sum()),
    }
    return ScoredStreets(replace(network, facts=facts), scores, facts)


def _leaning(
    windows: Windows, codes: npt.NDArray[np.int32], visitor: npt.NDArray[Any]
) -> npt.NDArray[np.int8]:
    """Whose favourite each street is, -2 (locals') to 2 (visitors'), shape (edges,)."""
    tourists = np.isin(visitor.astype(str), ("tourist", "probable_tourist"))
    here = edge_authors(windows, codes, WINDOW_M, tourists).astype(float)
    known = here + edge_authors(windows, codes, WINDOW_M, visitor == "local")
    if not 0 < here.sum() < known.sum():
        return np.zeros(windows.edges, np.int8)
    usual = here.sum() / known.sum()
    share = (here + _AVERAGE_PEOPLE * usual) / (known + _AVERAGE_PEOPLE)
    odds = np.log(share / (1 - share)) - np.log(usual / (1 - usual))
    steps = np.digitize(np.abs(odds), np.log([_LEANS, _LEANS_MUCH]))
    leaning: npt.NDArray[np.int8] = (np.sign(odds) * steps).astype(np.int8)
    leaning[known < FEWEST_AUTHORS] = 0
    return leaning


def _located(edges: pd.DataFrame) -> gpd.GeoDataFrame:
    """The kept streets, whose geometry came back with them."""
    import geopandas as gpd

    return gpd.GeoDataFrame(edges)
