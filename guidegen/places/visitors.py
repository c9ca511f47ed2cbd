"""Tourists and locals, told apart by when they photographed.

Three rules. Each looks at an author's photos of this city whose times are known, and at when they
photographed in other cities, if a corpus tells:

trips (default)
    Split into trips where nothing was photographed for more than 14 days. *Local*: the photos
    span 30 days or more, lie in 3 or more calendar months and on 5 or more days. *Tourist*: every
    trip is 14 days at most, and they are a local, by the same measure, of another city. *Probable
    tourist*: the same without the other city. Else *unknown*.
seed (Tikhonov 2018)
    At the time of a photo its author is *local* if they have an older photo of the city from more
    than two weeks before. Once local they stay it, so an author counts as what they were at their
    last photo. *Tourist*: at their first photo here all that they had photographed was in other
    cities. Else *unknown*.
fischer (Eric Fischer 2010)
    *Local*: photos of the city over a month or more. *Tourist*: photos here over less than a
    month, and of another city over a month or more. Else *unknown*.

Photos of one city alone cannot show who lives elsewhere, so without a corpus there are no tourists
but probable ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from guidegen.tables import AUTHORS, VISITORS, check

Rule = Literal["trips", "seed", "fischer"]
Flags = npt.NDArray[np.bool_]

TRIP_GAP = np.timedelta64(14, "D")
LONGEST_TRIP = np.timedelta64(14, "D")
LOCAL_SPAN = np.timedelta64(30, "D")
LOCAL_MONTHS = 3
LOCAL_DAYS = 5
SEED_SPAN = np.timedelta64(14, "D")

_ONE_CITY = "Photos of one city cannot show where somebody lives"
CANNOT_KNOW: dict[Rule, str] = {
    "trips": f"{_ONE_CITY}: whoever came for short trips only is called a probable tourist, and "
    "locals who share few photos are among them.",
    "seed": f"{_ONE_CITY}: this rule knows tourists by their photos of other cities, so here it "
    "finds locals only, and everybody else is unknown.",
    "fischer": f"{_ONE_CITY}: this rule knows tourists as locals of other cities, so here it "
    "finds locals only, and everybody else is unknown.",
}
_CORPUS = "Who lives elsewhere is known only as far as the corpus of photos reaches"
CANNOT_KNOW_OF_CORPUS: dict[Rule, str] = {
    "trips": f"{_CORPUS}: whoever came for short trips only and is not known elsewhere is called a "
    "probable tourist, and locals who share few photos are among them.",
    "seed": f"{_CORPUS}: whoever is not known elsewhere, nor here for long, is unknown.",
    "fischer": f"{_CORPUS}: whoever is not known elsewhere, nor here for long, is unknown.",
}


class _Case(NamedTuple):
    holds: Flags
    visitor: str
    evidence: str


def classify_authors(
    photos: pd.DataFrame, rule: Rule = "trips", elsewhere: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Say of every author whether they are a local or a tourist.

    Args:
        photos: `tables.PHOTOS` of one city; those whose time is not known are no evidence.
        rule: trips, seed or fischer, as above.
        elsewhere: when authors photographed in other cities, a row for each author and city, with
            the columns author_id, first_at, last_at, active_days and months; None if nobody knows.

    Returns:
        `tables.AUTHORS`, sorted by author_id.
    """
    histories = _histories(photos)
    found = _elsewhere(elsewhere).reindex(histories["author_id"])
    histories = pd.concat([histories, found.set_index(histories.index)], axis="columns")
    no_times = _Case(histories["active_days"].to_numpy() == 0, "unknown", "no time that is known")
    cases = [no_times, *_RULES[rule](histories)]
    first = np.argmax([case.holds for case in cases], axis=0)
    authors = histories.assign(
        visitor=pd.Series([cases[at].visitor for at in first], histories.index, dtype=str),
        evidence=pd.Series([cases[at].evidence for at in first], histories.index, dtype=str),
    )
    return check(authors[list(AUTHORS.columns)], AUTHORS)


def summary(authors: pd.DataFrame, rule: Rule, *, has_corpus: bool = False) -> dict[str, Any]:
    """What may be told about the authors as a whole, ready for JSON.

    Args:
        authors: `tables.AUTHORS`.
        rule: the rule that they were classified by.
        has_corpus: whether it was known when they photographed in other cities.

    Returns:
        Authors by class and by evidence; unknown_share among all authors; probable_share among
        those counted as tourists, None where there are none; has_corpus; and what the rule cannot
        know.
    """
    classes = {name: int((authors["visitor"] == name).sum()) for name in VISITORS}
    tourists = classes["tourist"] + classes["probable_tourist"]
    evidence = authors["evidence"].value_counts().sort_index()
    return {
        "rule": rule,
        "authors": len(authors),
        **classes,
        "unknown_share": classes["unknown"] / len(authors) if len(authors) else None,
        "probable_share": classes["probable_tourist"] / tourists if tourists else None,
        "evidence": {str(name): int(count) for name, count in evidence.items()},
        "has_corpus": has_corpus,
        "cannot_know": (CANNOT_KNOW_OF_CORPUS if has_corpus else CANNOT_KNOW)[rule],
    }


def _histories(photos: pd.DataFrame) -> pd.DataFrame:
    """When each author photographed, one row each: also span, trips and the longest trip."""
    codes, author_ids = pd.factorize(photos["author_id"], sort=True)
    is_known = (photos["time_known"] != "none").to_numpy()
    times = photos["taken_at"].to_numpy().astype("datetime64[us]")[is_known]
    author = codes[is_known]
    order = np.lexsort((times, author))
    photo = pd.DataFrame({"author": author[order], "time": times[order]})
    histories = _tally(photo).reindex(range(len(author_ids)))
    counts = ["active_days", "months", "trips"]
    histories[counts] = histories[counts].fillna(0).astype(int)
    return histories.assign(author_id=pd.Series(author_ids, dtype=str))


def _tally(photo: pd.DataFrame) -> pd.DataFrame:
    """By author, from photos sorted by author and time."""
    author, time = photo["author"], photo["time"]
    is_new = author.ne(author.shift())
    gap = time.diff().mask(is_new)
    trip = (is_new | (gap > TRIP_GAP)).cumsum()
    trips = photo.groupby(trip).agg(
        author=("author", "first"), start=("time", "first"), end=("time", "last")
    )
    by_author = trips.assign(length=trips["end"] - trips["start"]).groupby("author")
    return pd.DataFrame(
        {
            "first_at": by_author["start"].first(),
            "last_at": by_author["end"].last(),
            "span": by_author["end"].last() - by_author["start"].first(),
            "trips": by_author.size(),
            "longest_trip": by_author["length"].max(),
            "active_days": _changes(is_new, time, "datetime64[D]").groupby(author).sum(),
            "months": _changes(is_new, time, "datetime64[M]").groupby(author).sum(),
        }
    )


def _changes(is_new: pd.Series[bool], time: pd.Series[Any], unit: str) -> pd.Series[bool]:
    """Whether each photo is its author's first in a day or month."""
    period = pd.Series(time.to_numpy().astype(unit).astype(np.int64), time.index)
    return is_new | period.ne(period.shift())


def _elsewhere(found: pd.DataFrame | None) -> pd.DataFrame:
    """By author: the first photo in another city, the longest span in one, and if local in one."""
    if found is None or found.empty:
        names = {"first_elsewhere": "datetime64[us]", "span_elsewhere": "timedelta64[us]"}
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in names.items()}).assign(
            local_elsewhere=pd.Series(dtype=float)
        )
    span = found["last_at"] - found["first_at"]
    local = _is_local(span, found["months"], found["active_days"])
    return (
        found.assign(span=span, local=local.astype(float))
        .groupby("author_id")
        .agg(
            first_elsewhere=("first_at", "min"),
            span_elsewhere=("span", "max"),
            local_elsewhere=("local", "max"),
        )
    )


def _is_local(span: Any, months: Any, days: Any) -> Flags:
    found: Flags = (
        (np.asarray(span) >= LOCAL_SPAN)
        & (np.asarray(months) >= LOCAL_MONTHS)
        & (np.asarray(days) >= LOCAL_DAYS)
    )
    return found


def _trips(histories: pd.DataFrame) -> list[_Case]:
    days, months, trips = (
        histories[name].to_numpy() for name in ("active_days", "months", "trips")
    )
    is_local = _is_local(histories["span"], months, days)
    lives_elsewhere = histories["local_elsewhere"].to_numpy() == 1
    is_short = histories["longest_trip"].to_numpy() <= LONGEST_TRIP
    return [
        _Case(is_local, "local", "5 days or more in 3 months or more, over 30 days or more"),
        _Case(
            is_short & lives_elsewhere,
            "tourist",
            "trips of 14 days at most each, and local in another city",
        ),
        _Case(is_short & (days == 1), "probable_tourist", "one day"),
        _Case(is_short & (trips == 1), "probable_tourist", "one trip of 14 days at most"),
        _Case(is_short, "probable_tourist", "several trips of 14 days at most each"),
        _Case(~is_short, "unknown", "a stay of more than 14 days, with too few days or months"),
    ]


def _seed(histories: pd.DataFrame) -> list[_Case]:
    is_local = histories["span"].to_numpy() > SEED_SPAN
    return [
        _Case(is_local, "local", "photos more than two weeks apart"),
        _Case(
            (histories["first_elsewhere"] < histories["first_at"]).to_numpy(),
            "tourist",
            "photos of other cities before",
        ),
        _Case(~is_local, "unknown", "photos within two weeks"),
    ]


def _fischer(histories: pd.DataFrame) -> list[_Case]:
    is_local = histories["span"].to_numpy() >= LOCAL_SPAN
    return [
        _Case(is_local, "local", "photos over a month or more"),
        _Case(
            histories["span_elsewhere"].to_numpy() >= LOCAL_SPAN,
            "tourist",
            "photos within a month, and of another city over a month or more",
        ),
        _Case(~is_local, "unknown", "photos within a month"),
    ]


_RULES: dict[Rule, Callable[[pd.DataFrame], list[_Case]]] = {
    "trips": _trips,
    "seed": _seed,
    "fischer": _fischer,
}
