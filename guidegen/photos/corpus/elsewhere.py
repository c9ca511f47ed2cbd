"""What a corpus tells of a city's photographers: when they were in other cities."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from guidegen.citysources import CorpusSource
from guidegen.geo import Box
from guidegen.photos import hash_authors
from guidegen.photos.corpus.cities import FARTHEST_M, cities_near
from guidegen.photos.corpus.histories import load_histories
from guidegen.photos.corpus.layout import Corpus

if TYPE_CHECKING:
    from guidegen.city import City


def histories_elsewhere(city: City, salt: bytes, authors: pd.Series[str]) -> pd.DataFrame | None:
    """When a city's authors photographed in other cities.

    Cities whose centre is within 30 km of the city's box are no other cities: whoever lives in a
    suburb is no tourist.

    Args:
        city: whose corpora and box count.
        salt: the site's; author ids are hashed with it as in the photos table.
        authors: the hashed ids that are asked for.

    Returns:
        The columns of `guidegen.photos.corpus.histories.HISTORIES` but source; None where the city
        has no corpus.

    Raises:
        InputError: when there is no such corpus.
        OutputError: when its histories cannot be kept.
    """
    folders = [
        city.path.parent / each.path for each in city.photos if isinstance(each, CorpusSource)
    ]
    if not folders:
        return None
    found = [_of(Corpus.at(each), city.bbox, salt) for each in folders]
    every = pd.concat(found, ignore_index=True)
    return every[every["author_id"].isin(authors)].reset_index(drop=True)


def _of(corpus: Corpus, box: Box, salt: bytes) -> pd.DataFrame:
    histories = _hashed(corpus, corpus.state, salt)
    return histories[~histories["city"].isin(cities_near(box, FARTHEST_M))]


@lru_cache(1)  # they are of the whole corpus: not to be read for each of its cities
def _hashed(corpus: Corpus, state: str, salt: bytes) -> pd.DataFrame:  # noqa: ARG001 - a key
    """The histories of a corpus in a state, with hashed ids."""
    found = load_histories(corpus)
    authors = hash_authors(found["source"] + ":" + found["author_id"], salt)
    return found.assign(author_id=authors).drop(columns="source")
