from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy.stats import beta

from guidegen.places.labels import label_places, labels, posterior


def city_of(
    visits: dict[str, list[str]], visitors: dict[str, str]
) -> tuple[gpd.GeoDataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Places, members, photos and authors from who took a photo at which place."""
    pairs = [(place, author) for place, authors in visits.items() for author in authors]
    ids = [f"file:{at}" for at in range(len(pairs))]
    where = [place for place, _ in pairs]
    photos = pd.DataFrame({"photo_id": ids, "author_id": [author for _, author in pairs]})
    authors = pd.DataFrame({"author_id": list(visitors), "visitor": list(visitors.values())})
    points = gpd.points_from_xy([0.0] * len(visits), [0.0] * len(visits), crs="EPSG:4326")
    places = gpd.GeoDataFrame({"place_id": list(visits), "level": "place"}, geometry=points)
    return places, pd.DataFrame({"photo_id": ids, "place_id": where}), photos, authors


def test_authors_count_once_and_by_class() -> None:
    places, members, photos, authors = city_of(
        {"tower": ["t1", "t1", "p1", "l1", "u1"], "park": ["l1", "l1"], "lane": []},
        {"t1": "tourist", "p1": "probable_tourist", "l1": "local", "u1": "unknown"},
    )
    labelled = label_places(places, members, photos, authors)
    assert list(labelled["place_id"]) == ["tower", "park", "lane"]
    assert list(labelled["tourists"]) == [2, 0, 0]
    assert list(labelled["locals"]) == [1, 1, 0]
    assert list(labelled["unknown"]) == [1, 0, 0]
    assert set(labelled["label"]) == {"undetermined"}  # fewer than 8 labelled authors each
    # nobody was in the lane, so nothing is said of it; elsewhere the share lies in its interval
    assert labelled["tourist_share"].isna().tolist() == [False, False, True]
    known = labelled.iloc[:2]
    assert (known["share_low"] < known["tourist_share"]).all()
    assert (known["tourist_share"] < known["share_high"]).all()


def test_levels_are_compared_with_themselves() -> None:
    tourists = {f"t{n}": "tourist" for n in range(30)}
    locals_ = {f"l{n}": "local" for n in range(30)}
    everybody = [*tourists, *locals_]
    places, members, photos, authors = city_of(
        {"centre": everybody, "tower": [*tourists], "park": [*locals_]}, tourists | locals_
    )
    places["level"] = ["quarter", "place", "place"]
    labelled = label_places(places, members, photos, authors)
    assert list(labelled["label"]) == ["mixed", "tourist", "local"]


@pytest.mark.parametrize("only", ["tourist", "local", "unknown"])
def test_a_city_with_one_kind_of_author_has_nothing_to_compare(only: str) -> None:
    visitors = {f"a{n}": only for n in range(20)}
    labelled = label_places(*city_of({"tower": list(visitors)}, visitors))
    assert labelled["label"].item() == "undetermined"
    assert np.isnan(labelled["tourist_share"].item())


@pytest.mark.parametrize(
    ("tourists", "locals_", "base", "label"),
    [
        (40, 10, 0.5, "tourist"),
        (10, 40, 0.5, "local"),
        (25, 25, 0.5, "mixed"),
        (40, 10, 0.8, "mixed"),  # four in five are tourists everywhere in this city
        (7, 0, 0.5, "undetermined"),  # 7 labelled authors
        (8, 0, 0.5, "mixed"),  # Beta(13, 5): P(odds ratio > 1.25) = 0.935
        (9, 0, 0.5, "tourist"),  # Beta(14, 5): 0.955
        (7, 1, 0.5, "mixed"),
    ],
)
def test_labels(tourists: int, locals_: int, base: float, label: str) -> None:
    found = labels(np.array([float(tourists)]), np.array([float(locals_)]), np.array([base]))
    assert found.tolist() == [label]


def test_posterior_is_the_betas() -> None:
    # τ p₀ + n_T = 5 + 8, τ (1 − p₀) + n_L = 5 + 2
    low, mean, high = posterior(np.array([8.0]), np.array([2.0]), np.array([0.5]))
    assert mean[0] == 13 / 20
    assert [low[0], high[0]] == pytest.approx(beta(13, 7).interval(0.95))


def test_planted_odds_are_found_and_few_labels_are_false() -> None:
    """Places whose visitors' odds are a third of, like, or three times the city's."""
    rng = np.random.default_rng(5)
    tourists, locals_ = ([f"{kind}{n}" for n in range(2000)] for kind in "tl")
    odds = rng.choice([1 / 3, 1.0, 1.0, 3.0], size=400)
    visits = {}
    for at, ratio in enumerate(odds):
        authors = rng.integers(5, 120)
        count = rng.binomial(authors, ratio / (1 + ratio))
        visits[f"p{at}"] = [
            *rng.choice(tourists, count, replace=False),
            *rng.choice(locals_, authors - count, replace=False),
        ]
    visitors = dict.fromkeys(tourists, "probable_tourist") | dict.fromkeys(locals_, "local")
    label = label_places(*city_of(visits, visitors))["label"].to_numpy()
    is_false = ((label == "tourist") & (odds <= 1)) | ((label == "local") & (odds >= 1))
    assert is_false.mean() <= 0.05
    # of places with 5 to 120 labelled authors; under 8 none has a label
    assert (label[odds > 1] == "tourist").mean() > 0.7
    assert (label[odds < 1] == "local").mean() > 0.7
