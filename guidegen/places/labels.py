"""Places of tourists, of locals, and of both: Beta-binomial labels with intervals.

At a place with n_T tourists and n_L locals the tourist share p has the posterior
Beta(τp₀ + n_T, τ(1 − p₀) + n_L). The label follows from how p's odds compare with those of p₀,
the city's tourist share.

p₀ is taken over pairs of a place and a labelled author, among the places of the same level, and
not over authors. A local who photographs for years is seen at more places than a tourist, so at a
place like any other the share of tourists is lower than among the city's authors (in Pisa 0.86
instead of 0.96); measured against the latter nearly every place would be one of locals.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import beta

from guidegen.crowd import distinct
from guidegen.places.membership import join

Floats = npt.NDArray[np.float64]

PRIOR_STRENGTH = 10.0
FEWEST_LABELLED = 8
TOURIST_ODDS_RATIO = 1.25
LOCAL_ODDS_RATIO = 0.8
CERTAINTY = 0.95


def label_places(
    places: gpd.GeoDataFrame, members: pd.DataFrame, photos: pd.DataFrame, authors: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Count the visitors of every place and label it.

    Args:
        places: needs place_id and level.
        members: `tables.MEMBERS`.
        photos: `tables.PHOTOS`.
        authors: `tables.AUTHORS`.

    Returns:
        The places with tourists, locals, unknown (distinct authors), label, and tourist_share
        (the posterior mean) with its 95% interval, share_low to share_high. The shares are NaN
        where nobody is labelled, at the place or on one of the two sides in the whole city.
    """
    counts = count_visitors(members, photos, authors).reindex(places["place_id"], fill_value=0)
    tourists, locals_ = (counts[name].to_numpy(dtype=float) for name in ("tourists", "locals"))
    base = base_shares(tourists, locals_, places["level"])
    low, mean, high = posterior(tourists, locals_, base)
    return places.assign(
        tourists=counts["tourists"].to_numpy(),
        locals=counts["locals"].to_numpy(),
        unknown=counts["unknown"].to_numpy(),
        tourist_share=mean,
        share_low=low,
        share_high=high,
        label=pd.Series(labels(tourists, locals_, base), index=places.index, dtype=str),
    )


def count_visitors(
    members: pd.DataFrame, photos: pd.DataFrame, authors: pd.DataFrame
) -> pd.DataFrame:
    """Distinct authors by place_id: tourists (probable ones too), locals, unknown."""
    joined = join(members, photos)
    author = pd.Index(authors["author_id"]).get_indexer(pd.Index(photos["author_id"]))
    pairs = distinct(joined.place * len(authors) + author[joined.photo])
    place, author = np.divmod(pairs, max(len(authors), 1))
    visitor = authors["visitor"].to_numpy()[author]
    sides = {
        "tourists": np.isin(visitor, ("tourist", "probable_tourist")),
        "locals": visitor == "local",
        "unknown": visitor == "unknown",
    }
    count = len(joined.place_ids)
    return pd.DataFrame(
        {name: np.bincount(place[side], minlength=count) for name, side in sides.items()},
        index=pd.Index(joined.place_ids, name="place_id", dtype=str),
    )


def base_shares(tourists: Floats, locals_: Floats, level: pd.Series[str]) -> Floats:
    """The city's tourist share p₀ for every place, shape (n,); NaN where it is 0, 1 or unknown.

    Against a share of 0 or 1 no odds can be compared.
    """
    sums = pd.DataFrame({"tourists": tourists, "locals": locals_}, index=level.index)
    sums = sums.groupby(level).transform("sum")
    both = (sums["tourists"] > 0) & (sums["locals"] > 0)
    share = sums["tourists"] / (sums["tourists"] + sums["locals"]).where(both)
    return share.to_numpy(dtype=np.float64)


def posterior(tourists: Floats, locals_: Floats, base: Floats) -> tuple[Floats, Floats, Floats]:
    """The tourist share's 2.5% quantile, mean and 97.5% quantile, each of shape (n,)."""
    a, b = _beta_parameters(tourists, locals_, np.where(tourists + locals_ > 0, base, np.nan))
    low, high = (np.asarray(beta.ppf(quantile, a, b)) for quantile in (0.025, 0.975))
    return low, a / (a + b), high


def labels(tourists: Floats, locals_: Floats, base: Floats) -> npt.NDArray[np.str_]:
    """tourist, local, mixed or undetermined for every place, shape (n,)."""
    a, b = _beta_parameters(tourists, locals_, base)
    is_tourist = beta.sf(_at_odds_ratio(base, TOURIST_ODDS_RATIO), a, b) >= CERTAINTY
    is_local = beta.cdf(_at_odds_ratio(base, LOCAL_ODDS_RATIO), a, b) >= CERTAINTY
    too_few = (tourists + locals_ < FEWEST_LABELLED) | np.isnan(base)
    # Mixed is what is left: with so many labelled authors a leaning would have shown.
    return np.select(
        [too_few, is_tourist, is_local], ["undetermined", "tourist", "local"], default="mixed"
    )


def _beta_parameters(tourists: Floats, locals_: Floats, base: Floats) -> tuple[Floats, Floats]:
    return PRIOR_STRENGTH * base + tourists, PRIOR_STRENGTH * (1 - base) + locals_


def _at_odds_ratio(base: Floats, ratio: float) -> Floats:
    """The share whose odds are `ratio` times those of the base share."""
    odds: Floats = ratio * base / (1 - base)
    return odds / (1 + odds)
