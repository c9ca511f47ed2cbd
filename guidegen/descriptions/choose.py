"""Which of the things around a place is what people photograph there, or none of them.

Every candidate within reach gets a score; places and things are then paired so that the sum of
scores is largest, each thing with one place at most. A weak score chooses nothing: a guide that
says "near the station" is better than one that guesses.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.optimize import linear_sum_assignment
from scipy.spatial import KDTree

from guidegen.descriptions.names import Speech, Vocabulary, words_of
from guidegen.geo import Projection
from guidegen.tables import CHOICES, check

Floats = npt.NDArray[np.float64]

# What counts how much; what is not known leaves its weight to the others.
CLOSENESS, AGREEMENT, PROMINENCE = 0.5, 0.3, 0.2
LEAST_SCORE = 0.5
PINNED = "editors named it"
LEAST_LIKENESS = 0.5  # to a name that editors gave
REACH_BANDWIDTHS = 2.0
REACH_M = 40.0
_INSIDE = 0.5  # closeness of whatever lies in the area, however far from the mode
_RIVALS = 6  # kept for each place
_SAME_M, _SAME_LIKENESS = 75.0, 0.7  # two providers' entries for one thing
_QUARTERS = frozenset(
    [
        "quarter", "district", "neighbourhood", "neighborhood", "suburb", "borough", "ward",
        "quartiere", "rione", "sestiere", "barrio", "quartier", "bairro", "stadtteil", "viertel",
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Hints:
    """What is known of places beside their position.

    Attributes:
        names: what editors call each place, in all languages, by place_id.
        items: the Wikidata item that editors named, by place_id.
        city_names: what the city is called; a thing of that name is the city itself.
        speech: what people write on their photos.
    """

    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)
    city_names: Sequence[str] = ()
    speech: Speech = field(default_factory=lambda: Speech({"": 0}, {}))


def open_ones(candidates: pd.DataFrame) -> pd.DataFrame:
    """Leave out entries that are closed, but for items of Wikidata.

    Directories of venues are full of closed doubles of what is open; an item that is closed says
    so of the thing itself, and is kept to tell why it was not chosen.

    Args:
        candidates: `tables.CANDIDATES`.
    """
    is_item = candidates["subject"].str.fullmatch(r"Q\d+")
    return candidates[is_item | ~candidates["closed"]].reset_index(drop=True)


def unify(candidates: pd.DataFrame, projection: Projection) -> pd.DataFrame:
    """Give entries without a Wikidata item that of a thing of much the same name close by.

    Args:
        candidates: `tables.CANDIDATES`.
        projection: metres around the city.
    """
    placed = candidates.dropna(subset=["lon", "lat"]).drop_duplicates(["subject", "title"])
    has_item = placed["subject"].str.fullmatch(r"Q\d+")
    known, unknown = placed[has_item], placed[~has_item]
    if known.empty or unknown.empty:
        return candidates
    vocabulary = Vocabulary.of(placed["title"])
    tree = KDTree(_metres(known, projection))
    near: Any = tree.query_ball_point(_metres(unknown, projection), _SAME_M, return_sorted=True)
    same: dict[str, str] = {}
    for subject, title, rows in zip(unknown["subject"], unknown["title"], near, strict=True):
        alike = [
            (vocabulary.likeness(title, known["title"].iloc[row]), known["subject"].iloc[row])
            for row in rows
        ]
        best = max(alike, default=(0.0, ""))
        if best[0] >= _SAME_LIKENESS:
            same.setdefault(subject, best[1])
    return candidates.assign(subject=candidates["subject"].replace(same))


def choose(
    places: gpd.GeoDataFrame, candidates: pd.DataFrame, projection: Projection, hints: Hints
) -> pd.DataFrame:
    """Score the candidates around every place, and choose.

    Args:
        places: `tables.PLACES` with final ids; names are not needed.
        candidates: `tables.CANDIDATES`.
        projection: metres around the city.
        hints: what else is known.

    Returns:
        `tables.CHOICES`: the chosen thing of each place that has one, and its best rivals.
    """
    subjects = _subjects(candidates)
    titles = [title for titles in subjects["titles"] for title in titles]
    vocabulary = Vocabulary.of(titles, hints.city_names)
    things = subjects.to_dict("records")
    rows = [
        _judge(place, things[row] | away, hints, vocabulary)
        for place, near in _surroundings(places, subjects, projection, hints.items)
        for row, away in near.items()
    ]
    table = pd.DataFrame(rows, columns=list(CHOICES.columns))
    table = table.astype({name: str(column.dtype) for name, column in CHOICES.columns.items()})
    table = _pair_up(table).sort_values(
        ["place_id", "chosen", "score", "subject"], ascending=[True, False, False, True]
    )
    kept = table.groupby("place_id", sort=False).head(_RIVALS).reset_index(drop=True)
    return check(kept, CHOICES)


def _subjects(candidates: pd.DataFrame) -> pd.DataFrame:
    """One row a thing: where it is, all it is called, how well known it is."""
    # what Foursquare calls a thing may not be kept for long, so others' names go first
    lasting = candidates.sort_values("provider", key=lambda names: names == "foursquare",
                                     kind="stable")  # fmt: skip
    grouped = lasting.groupby("subject", sort=True)
    titles = {subject: tuple(dict.fromkeys(titles)) for subject, titles in grouped["title"]}
    return pd.DataFrame(
        {
            "subject": list(titles),
            "lon": grouped["lon"].first(),
            "lat": grouped["lat"].first(),
            "titles": pd.Series(titles, dtype=object),
            "language": grouped["language"].first(),
            "kinds": grouped["kind"].agg(" ".join),
            "prominence": grouped["prominence"].max(),
            "closed": grouped["closed"].any(),
        }
    )


def _surroundings(
    places: gpd.GeoDataFrame,
    subjects: pd.DataFrame,
    projection: Projection,
    items: Mapping[str, str],
) -> Iterator[tuple[Any, dict[int, dict[str, Any]]]]:
    """Every place with the things in its area, within its reach, or named by editors, by row."""
    where, modes = _metres(subjects, projection), _metres(places, projection)
    lon, lat = subjects["lon"].to_numpy(float), subjects["lat"].to_numpy(float)
    for place, mode in zip(places.itertuples(), modes, strict=True):
        away = np.hypot(*(where - mode).T)
        inside = shapely.contains_xy(place.geometry, lon, lat)
        reach = max(REACH_M, REACH_BANDWIDTHS * place.bandwidth_m)
        named = subjects.index == items.get(place.place_id, "")
        near = np.flatnonzero(inside | (away <= reach) | named).tolist()
        yield (
            place,
            {row: {"distance_m": float(away[row]), "inside": bool(inside[row])} for row in near},
        )


def _judge(
    place: Any, thing: Mapping[Hashable, Any], hints: Hints, vocabulary: Vocabulary
) -> tuple[object, ...]:
    """A row of CHOICES; `why` is empty where nothing speaks against the thing."""
    closeness = float(np.nan_to_num(np.exp(-0.5 * (thing["distance_m"] / place.bandwidth_m) ** 2)))
    closeness = max(closeness, _INSIDE) if thing["inside"] else closeness
    likeness = _likeness(hints.names.get(place.place_id, ()), thing["titles"], vocabulary)
    agreement = likeness
    if agreement is None:
        agreement = _spoken(place.place_id, thing["titles"], hints.speech, vocabulary)
    pinned = hints.items.get(place.place_id)
    if pinned == thing["subject"]:
        score, why = 1.0, PINNED
    else:
        score = _score(closeness, agreement, thing["prominence"])
        why = "editors named another" if pinned else _objection(place, thing, likeness, hints)
        why = why or ("" if score >= LEAST_SCORE else "its score is too low")
    return (
        place.place_id, thing["subject"], thing["titles"][0], thing["language"],
        thing["distance_m"], thing["inside"],
        closeness, thing["prominence"], agreement, score, False, why,
    )  # fmt: skip


def _score(closeness: float, agreement: float | None, prominence: float) -> float:
    """The weighted mean of what is known."""
    known = CLOSENESS * closeness + PROMINENCE * prominence
    if agreement is None:
        return known / (CLOSENESS + PROMINENCE)
    return known + AGREEMENT * agreement


def _objection(
    place: Any, thing: Mapping[Hashable, Any], likeness: float | None, hints: Hints
) -> str:
    """Why a thing cannot be what the place is, whatever its score."""
    own = {words_of(name) for name in hints.city_names}
    if thing["closed"]:
        return "it is closed or gone"
    if any(words_of(title) in own for title in thing["titles"]):
        return "it is the city itself"
    if likeness is not None:
        return "" if likeness >= LEAST_LIKENESS else "editors call the place otherwise"
    if place.level == "quarter" and not _QUARTERS & set(words_of(thing["kinds"])):
        return "a quarter is more than one thing"
    return ""


def _likeness(ours: Sequence[str], theirs: Sequence[str], vocabulary: Vocabulary) -> float | None:
    pairs = [vocabulary.likeness(one, other) for one in ours for other in theirs]
    return max(pairs) if ours else None


def _spoken(
    place_id: str, titles: Sequence[str], speech: Speech, vocabulary: Vocabulary
) -> float | None:
    """How much the people of a place speak of a thing, by the title that they use most."""
    said = [
        speech.agreement(place_id, [word for word in words_of(title) if word in telling])
        for title in titles
        if (telling := vocabulary.telling(title))
    ]
    known = [value for value in said if value is not None]
    return max(known) if known else None


def _pair_up(table: pd.DataFrame) -> pd.DataFrame:
    """Choose so that the sum of scores is largest, each place and each thing once.

    What editors named is chosen before, and may be chosen for several places.
    """
    pinned = (table["why"] == PINNED).to_numpy(bool)
    free = (table["why"] == "").to_numpy(bool) & ~table["subject"].isin(table["subject"][pinned])
    place, _ = pd.factorize(table["place_id"])
    thing, _ = pd.factorize(table["subject"])
    scores = np.zeros((place.max(initial=-1) + 1, thing.max(initial=-1) + 1))
    scores[place[free], thing[free]] = table["score"][free]
    partner = np.full(len(scores), -1)
    rows, columns = linear_sum_assignment(scores, maximize=True)
    partner[rows] = columns
    best = np.asarray(free & (partner[place] == thing), dtype=bool)
    why = table["why"].mask(best, "it fits best")
    return table.assign(
        chosen=pinned | best, why=why.mask(why == "", "another pair fits better").astype("str")
    )


def _metres(table: pd.DataFrame, projection: Projection) -> Floats:
    return np.column_stack(
        projection.to_metres(table["lon"].to_numpy(float), table["lat"].to_numpy(float))
    )
