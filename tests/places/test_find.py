import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy.spatial import KDTree

from benchmarks.simulate import CENTRE, simulate_city
from guidegen.geo import Projection
from guidegen.places.find import find_places
from tests.places.conftest import make_photos


def square(
    x_m: float, y_m: float, authors: int, spread_m: float = 15, seed: int = 1
) -> pd.DataFrame:
    """Photos around a point, one by each author."""
    rng = np.random.default_rng(seed)
    names = [f"{x_m}-{i}" for i in range(authors)]
    return make_photos(
        x_m + rng.normal(0, spread_m, authors), y_m + rng.normal(0, spread_m, authors), names
    )


def together(*tables: pd.DataFrame) -> pd.DataFrame:
    photos = pd.concat(tables, ignore_index=True)
    return photos.assign(photo_id=[f"file:{i:06d}" for i in range(len(photos))])


def test_two_squares_are_two_places(projection: Projection) -> None:
    photos = together(square(0, 0, 40), square(600, 0, 20))
    places, members = find_places(photos, projection)
    places = places[places["level"] == "place"]
    assert places["authors"].tolist() == [40, 20]  # ranked by photographer-days
    assert places["rank"].tolist() == [1, 2]
    x_m, y_m = projection.to_metres(places["lon"].to_numpy(), places["lat"].to_numpy())
    assert np.hypot(x_m - [0, 600], y_m).max() < 15
    assert members.groupby("place_id").size()[places["place_id"]].tolist() == [40, 20]


def test_ids_tell_level_and_position(projection: Projection) -> None:
    places, _ = find_places(square(0, 0, 40), projection)
    assert places["place_id"][0].startswith(("place-43-70", "place-43-69"))
    assert places["place_id"][0].endswith("e")


def test_areas_hold_their_mode_and_most_photos(projection: Projection) -> None:
    photos = square(0, 0, 300)
    places, _ = find_places(photos, projection)
    area = places.to_crs(projection.crs).geometry[0]
    inside = area.contains(gpd.points_from_xy(photos["x_m"], photos["y_m"])).mean()
    assert 0.7 < inside <= 1  # 80% by definition, before simplification by up to 5 m
    assert area.is_valid


@pytest.mark.parametrize("bandwidths", [None, [60.0], [20.0, 60.0], [20.0, 60.0, 150.0]])
def test_a_prolific_author_makes_no_place(
    projection: Projection, bandwidths: list[float] | None
) -> None:
    # 3,000 photos on 200 days by one author, and four passers-by
    rng = np.random.default_rng(3)
    hoard = make_photos(*rng.normal(0, 10, (2, 3000)), "a", rng.integers(0, 200, 3000))
    photos = together(hoard, square(5, 5, 4), square(3000, 0, 30))
    places, _ = find_places(photos, projection, bandwidths_m=bandwidths)
    halfway, _ = projection.to_degrees(np.array([1500.0]), np.zeros(1))
    assert (places["lon"] > halfway[0]).all()
    assert (places["level"] == "place").any()


def test_fewer_authors_than_asked_for_make_no_place(projection: Projection) -> None:
    assert find_places(square(0, 0, 4), projection)[0].empty
    assert len(find_places(square(0, 0, 4, 5), projection, minimum_authors=4)[0]) == 1


def test_all_photos_at_one_point(projection: Projection) -> None:
    places, members = find_places(square(0, 0, 30, 0), projection)
    assert places["level"].tolist() == ["place"]
    assert len(members) == 30
    assert places.geometry[0].area > 0


def test_no_photos_and_one_photo(projection: Projection) -> None:
    photos = square(0, 0, 1)
    for few in (photos, photos.iloc[:0]):
        places, members = find_places(few, projection)
        assert (len(places), len(members)) == (0, 0)
        assert places.crs == "EPSG:4326"


def test_the_order_of_photos_and_doubled_photos_change_nothing(projection: Projection) -> None:
    photos = together(square(0, 0, 60), square(400, 100, 30, seed=2), square(450, 900, 20, seed=3))
    once, _ = find_places(photos, projection)
    shuffled, _ = find_places(photos.sample(frac=1, random_state=1, ignore_index=True), projection)
    # the same photo twice is one author on one day in one cell: the same vote
    doubled, _ = find_places(together(photos, photos), projection)
    for other in (shuffled, doubled):
        assert other["level"].tolist() == once["level"].tolist()
        assert other["authors"].tolist() == once["authors"].tolist()
        assert other["lon"].to_numpy() == pytest.approx(once["lon"].to_numpy(), abs=1e-6)
        assert other["lat"].to_numpy() == pytest.approx(once["lat"].to_numpy(), abs=1e-6)


def test_every_choice_lies_in_a_higher_level() -> None:
    photos = simulate_city(20_000, seed=4, side_m=5000, places=80).photos
    places, _ = find_places(photos, CENTRE)
    level = places.set_index("place_id")["level"]
    above = {"quarter": {"quarter"}, "place": {"quarter"}, "spot": {"place", "spot"}}
    held = places[places["parent"].notna()]
    assert len(held) > 10
    for row in held.itertuples():
        assert level[row.parent] in above[row.level]
    assert (places["from_m"] < places["to_m"]).all()


@pytest.mark.parametrize("seed", [1, 2, 5])
def test_planted_places_are_found_and_nothing_else(seed: int) -> None:
    city = simulate_city(60_000, seed=seed, side_m=8000, places=200, on_the_way=0)
    places, _ = find_places(city.photos, CENTRE)
    places = places[places["level"] == "place"]
    found = np.column_stack(CENTRE.to_metres(places["lon"].to_numpy(), places["lat"].to_numpy()))
    planted = city.places[["x_m", "y_m"]].to_numpy()
    authors = city.photos.groupby(city.place)["author_id"].nunique()
    wanted = [place for place, count in authors.items() if place >= 0 and count >= 15]
    away, _ = KDTree(found).query(planted[wanted])
    recall = (away < 40).mean()
    away, _ = KDTree(planted).query(found)
    precision = (away < 40).mean()
    assert len(wanted) > 50
    assert recall >= 0.98
    assert precision >= 0.98


def test_noise_makes_few_places() -> None:
    # 20,000 photos at random on 100 km²: without a test for chance there are about 900 places
    rng = np.random.default_rng(1)
    photos = make_photos(*rng.uniform(-5000, 5000, (2, 20_000)), rng.integers(0, 9000, 20_000))
    places, _ = find_places(photos, Projection(10.4, 43.7))
    assert len(places) < 30
