"""Streets scored by photos: how much each is photographed, and whose favourite it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from guidegen.city import FEWEST_AUTHORS
from guidegen.crowd import seen_by_several
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

    Counts = npt.NDArray[np.int64]

NAME = "streets"
# Kachkaev and Wood (2014) show scores of photos within 20 m of a street …
WINDOW_M = 20.0
# … and a photo within this of one is said to be near it.
NEAR_M = 50.0
# A photographer counts once a day in each square of this side.
CELL_M = 20.0
# Photos are scored in parts of about so many, which bounds the memory.
PART = 250_000
METHODS = ("score_a", "score_b", "score_c", "score_d")
# Whose favourite a street is, is said from odds of visitors that differ from the average street's
# by these factors, with some people added who are as they are there.
_LEANS, _LEANS_MUCH, _AVERAGE_PEOPLE = 1.5, 3.0, 4.0
_HERE = Path(__file__).parent
_CODE = (
    "streets", "places/weights.py", "scored.py", "stages.py", "tables.py", "geo.py",
    "crowd.py",
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
        ConfigError: when the operator's contact is missing.
    """
    if kept := kept_streets(job):
        return kept
    network_or_none = load_network(job.city, web)
    if network_or_none is None:
        return None
    scored = score(network_or_none, tables["photos"], tables["authors"], job)
    if key := streets_key(job):
        network = scored.network
        own = {"nodes": network.nodes, "edges": network.edges, "scores": scored.scores}
        job.store.save(NAME, key, own, scored.facts)
    return scored


def kept_streets(job: Job) -> ScoredStreets | None:
    """The scored streets of an extract, if the store has them."""
    key = streets_key(job)
    kept = job.store.load(NAME, key) if key else None
    if kept is None:
        return None
    tables, facts = kept
    network = Network(tables["nodes"], _located(tables["edges"]), facts)
    return ScoredStreets(network, tables["scores"], facts)


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

    What is photographed counts in photographer-days. Only photos that are published as dots count,
    so that no difference between the two tells of anybody's other photos, and streets that fewer
    than three people photographed count as if nobody had.

    Args:
        network: the streets.
        photos: `tables.PHOTOS`.
        authors: `tables.AUTHORS`.
        job: with the city file, for the projection.
    """
    edges, projection = network.edges, Projection.around(job.city.bbox)
    codes, ids = pd.factorize(photos["author_id"])
    seen = seen_by_several(photos["x_m"].to_numpy(float), photos["y_m"].to_numpy(float), codes)
    visitor = authors.set_index("author_id")["visitor"].reindex(ids).to_numpy(object)
    # numbers for authors: text would be compared in each part
    crowd = photos.loc[seen, ["x_m", "y_m", "taken_at", "time_known"]].assign(author_id=codes[seen])
    tally = _Tally(len(edges))
    for part in parts_by_author(crowd):
        x_m, y_m = part["x_m"].to_numpy(float), part["y_m"].to_numpy(float)
        windows = photo_windows(x_m, y_m, edges, projection, window_m=NEAR_M)
        tally.add(windows, part, edges, pd.Series(visitor[part["author_id"]]))
    scores = rounded(tally.scores.mul(tally.people >= FEWEST_AUTHORS, axis=0))
    scores["leaning"] = leaning(tally.tourists, tally.locals)
    scores.index = edges.index
    facts = {
        **network.facts,
        "photos": len(photos),
        # a difference of two counts may be one person's photos
        "photos_near_share": round(tally.near / len(crowd), 2) if len(crowd) else 0.0,
        "near_m": NEAR_M,
        "window_m": WINDOW_M,
        "edges_with_photos": int((tally.people >= FEWEST_AUTHORS).sum()),
    }
    return ScoredStreets(replace(network, facts=facts), scores, facts)


class _Tally:
    """What is counted of each street, part by part; no author is in two parts.

    Attributes:
        scores: score_a to score_d.
        people: photographers within the window, shape (edges,).
        tourists: of those, visitors.
        locals: of those, locals.
        near: photos near any street.
    """

    def __init__(self, edges: int) -> None:
        self.scores = pd.DataFrame(0.0, index=range(edges), columns=list(METHODS))
        self.people, self.tourists, self.locals = np.zeros((3, edges), np.int64)
        self.near = 0

    def add(
        self, windows: Windows, part: pd.DataFrame, edges: pd.DataFrame, visitor: pd.Series[str]
    ) -> None:
        """Add some photos, whose windows and classes of visitors are given."""
        weights = photo_weights(
            sessions(part), part["x_m"].to_numpy(float), part["y_m"].to_numpy(float), CELL_M
        )
        found = street_scores(windows, edges, window_m=WINDOW_M, photo_weights=weights)
        self.scores += found.set_axis(self.scores.index)
        codes = pd.factorize(part["author_id"])[0].astype(np.int32)
        self.people += edge_authors(windows, codes, WINDOW_M)
        tourists = visitor.isin(("tourist", "probable_tourist")).to_numpy()
        self.tourists += edge_authors(windows, codes, WINDOW_M, tourists)
        self.locals += edge_authors(windows, codes, WINDOW_M, visitor.eq("local").to_numpy())
        self.near += int((np.diff(windows.starts) > 0).sum())


def parts_by_author(photos: pd.DataFrame, most: int = PART) -> Iterator[pd.DataFrame]:
    """The photos in parts of about so many, each author's together: memory is that of a part.

    Authors come in the order of their first photos: the order of their ids is another in each
    store, and sums of floats depend on order.
    """
    code = pd.factorize(photos["author_id"])[0]
    ordered, author = photos.iloc[np.argsort(code, kind="stable")], np.sort(code)
    part = np.searchsorted(author, author) // most  # where an author begins says in which part
    for _, rows in ordered.groupby(part, sort=True):
        yield rows


def rounded(scores: pd.DataFrame) -> pd.DataFrame:
    """Sums of photographer-days as whole numbers, densities to three digits: as published."""
    whole = scores[["score_a", "score_c"]].round()
    values = scores.to_numpy(np.float64)
    scale = 10.0 ** (2 - np.floor(np.log10(np.where(values > 0, values, 1.0))))
    digits = pd.DataFrame(np.round(values * scale) / scale, scores.index, scores.columns)
    return digits.assign(score_a=whole["score_a"], score_c=whole["score_c"])


def leaning(tourists: Counts, locals_: Counts) -> npt.NDArray[np.int8]:
    """Whose favourite each street is, -2 (locals') to 2 (visitors'), shape (edges,).

    Args:
        tourists: who photographed there, shape (edges,).
        locals_: the same.
    """
    here, known = tourists.astype(float), (tourists + locals_).astype(float)
    if not 0 < here.sum() < known.sum():
        return np.zeros(here.size, np.int8)
    usual = here.sum() / known.sum()
    share = (here + _AVERAGE_PEOPLE * usual) / (known + _AVERAGE_PEOPLE)
    odds = np.log(share / (1 - share)) - np.log(usual / (1 - usual))
    steps = np.digitize(np.abs(odds), np.log([_LEANS, _LEANS_MUCH]))
    found: npt.NDArray[np.int8] = (np.sign(odds) * steps).astype(np.int8)
    found[known < FEWEST_AUTHORS] = 0
    return found


def _located(edges: pd.DataFrame) -> gpd.GeoDataFrame:
    """The kept streets, whose geometry came back with them."""
    import geopandas as gpd

    return gpd.GeoDataFrame(edges)
