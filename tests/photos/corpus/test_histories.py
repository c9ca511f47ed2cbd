from __future__ import annotations

import importlib.util
import shutil
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from guidegen.city import City, load_city
from guidegen.errors import ConfigError
from guidegen.geo import Box
from guidegen.photos import load_photos
from guidegen.photos.corpus import elsewhere as cache
from guidegen.photos.corpus.cities import cities_near
from guidegen.photos.corpus.elsewhere import histories_elsewhere
from guidegen.photos.corpus.engines import check_name
from guidegen.photos.corpus.histories import histories_path, load_histories, refresh_histories
from guidegen.photos.corpus.layout import Corpus
from guidegen.places.visitors import classify_authors, summary
from tests.photos.corpus.corpora import DAY, HEADER, bring

PISA, BERLIN = (43.7200, 10.4000), (52.5200, 13.4050)
PISA_ID, BERLIN_ID = 3170647, 2950159  # at GeoNames


def day_of(author: str, day: str, place: tuple[float, float], photo: int) -> str:
    return f"{author}-{photo},{author},{place[0]},{place[1]},{day} 12:00:{photo % 60:02}\n"


def visits(author: str, place: tuple[float, float], *days: str) -> str:
    first = hash_of(author) * 1000 + int(place[0])
    return "".join(day_of(author, day, place, first + at) for at, day in enumerate(days))


def hash_of(author: str) -> int:
    return sum(map(ord, author))


# Anna lives in Berlin; Bert was in Berlin once; Carl lives in Pisa.
HOME = ("2012-01-05", "2012-02-05", "2012-03-05", "2012-03-06", "2012-04-01")
PHOTOS = (
    visits("anna", BERLIN, *HOME)
    + visits("anna", PISA, "2012-08-01", "2012-08-01", "2012-08-03")
    + visits("bert", BERLIN, "2012-01-05")
    + visits("bert", PISA, "2012-08-01")
    + visits("carl", PISA, *HOME)
)


@pytest.fixture
def city(tmp_path: Path) -> City:
    bring(tmp_path, tmp_path / "a.csv", HEADER + PHOTOS)
    path = tmp_path / "pisa.yaml"
    path.write_text(
        "name: Pisa\nbbox: [10.3, 43.6, 10.5, 43.8]\nphotos: [{source: corpus, path: corpus}]\n"
    )
    return load_city(path)


def test_histories_by_author_and_city(city: City) -> None:
    found = load_histories(Corpus.at(city.path.parent / "corpus"))
    expected = pd.DataFrame(
        [
            ("anna", BERLIN_ID, 5, 4, 5),
            ("anna", PISA_ID, 2, 1, 3),
            ("bert", BERLIN_ID, 1, 1, 1),
            ("bert", PISA_ID, 1, 1, 1),
            ("carl", PISA_ID, 5, 4, 5),
        ],
        columns=["author_id", "city", "active_days", "months", "photos"],
    )
    found = found.sort_values(["author_id", "city"], ignore_index=True)
    assert found["source"].unique().tolist() == ["file"]
    pd.testing.assert_frame_equal(
        found[expected.columns],
        expected.sort_values(["author_id", "city"], ignore_index=True),
        check_dtype=False,
    )


def test_tourists_are_locals_of_another_city(city: City) -> None:
    photos = load_photos(city, b"salt", today=DAY).photos
    elsewhere = histories_elsewhere(city, b"salt", photos["author_id"])
    authors = classify_authors(photos, "trips", elsewhere)
    assert sorted(authors["visitor"]) == ["local", "probable_tourist", "tourist"]
    [anna] = authors.loc[authors["visitor"] == "tourist", "active_days"]
    assert anna == 2
    facts = summary(authors, "trips", has_corpus=True)
    assert facts["probable_share"] == 0.5
    assert "as far as the corpus" in facts["cannot_know"]
    # without the evidence she is as Bert
    alone = classify_authors(photos, "trips")["visitor"]
    assert sorted(alone) == ["local", "probable_tourist", "probable_tourist"]
    # another salt makes others of them
    other = histories_elsewhere(city, b"pepper", photos["author_id"])
    assert other is not None
    assert other.empty
    assert sorted(classify_authors(photos, "fischer", elsewhere)["visitor"]) == [
        "local", "tourist", "unknown",
    ]  # fmt: skip
    assert sorted(classify_authors(photos, "seed", elsewhere)["visitor"]) == [
        "local", "tourist", "tourist",
    ]  # fmt: skip


def test_tourists_far_from_all_cities_live_somewhere(tmp_path: Path) -> None:
    """Where no city is within 30 km, as in a desert, nobody has a history of the place itself."""
    desert = (-25.3450, 131.0350)
    photos = visits("anna", BERLIN, *HOME) + visits("anna", desert, "2012-08-01")
    bring(tmp_path, tmp_path / "a.csv", HEADER + photos)
    path = tmp_path / "uluru.yaml"
    path.write_text(
        "name: Uluru\nbbox: [131, -25.4, 131.1, -25.3]\nphotos: [{source: corpus, path: corpus}]\n"
    )
    city = load_city(path)
    found = load_photos(city, b"salt", today=DAY).photos
    elsewhere = histories_elsewhere(city, b"salt", found["author_id"])
    assert classify_authors(found, "trips", elsewhere)["visitor"].tolist() == ["tourist"]


def test_histories_are_read_once_for_all_cities_of_a_process(city: City) -> None:
    authors = load_photos(city, b"salt", today=DAY).photos["author_id"]
    path = city.path.with_name("livorno.yaml")
    path.write_text(city.path.read_text("utf-8").replace("10.3, 43.6", "10.2, 43.5"), "utf-8")
    cache._hashed.cache_clear()
    for each in (city, load_city(path), city):
        assert histories_elsewhere(each, b"salt", authors) is not None
    assert (cache._hashed.cache_info().misses, cache._hashed.cache_info().hits) == (1, 2)


def test_two_cities_at_once_make_the_histories_once(city: City) -> None:
    folder = city.path.parent / "corpus"
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(refresh_histories, [Corpus.at(folder) for _ in range(4)]))
    assert found == [histories_path(Corpus.at(folder))] * 4
    assert [path.name for path in found[0].parent.glob("*.parquet")] == [found[0].name]


def test_histories_follow_the_corpus(city: City) -> None:
    folder = city.path.parent
    before = refresh_histories(Corpus.at(folder / "corpus"))
    bring(folder, folder / "b.csv", HEADER + visits("dora", PISA, "2012-05-05"))
    corpus = Corpus.at(folder / "corpus")
    assert histories_path(corpus) != before
    assert "dora" in set(load_histories(corpus)["author_id"])
    assert not before.exists()


def test_suburbs_are_no_other_cities() -> None:
    near = cities_near(Box(13.3, 52.4, 13.5, 52.6), 30_000)
    assert {BERLIN_ID, 2852458} <= set(near)  # Potsdam
    assert 6545310 not in near  # Berlin Mitte
    assert PISA_ID not in near


@pytest.mark.parametrize("name", ["postgres", "spark=", "duckdb=x", "spark=http://x"])
def test_engines_that_there_are_not(name: str) -> None:
    with pytest.raises(ConfigError, match="--engine"):
        check_name(name)


def test_both_engines_give_the_same_bytes(city: City) -> None:
    missing = [name for name in ("pyspark",) if importlib.util.find_spec(name) is None]
    missing += [name for name in ("java",) if shutil.which(name) is None]
    if missing:
        pytest.skip(f"Spark needs {' and '.join(missing)}; DuckDB alone was tested")
    corpus = Corpus.at(city.path.parent / "corpus")
    path = refresh_histories(corpus)
    by_duckdb = path.read_bytes()
    path.unlink()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Spark's own
        assert refresh_histories(corpus, "spark=local[1]").read_bytes() == by_duckdb
