"""Gathering: asked once, kept, asked anew on demand, taken up where it broke off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from guidegen.city import City
from guidegen.errors import ConfigError, MissingKeyError, OfflineError, ServiceError
from guidegen.photos import load_photos
from guidegen.photos.gather import gather, gathered, gathered_digest, is_gathered, online
from guidegen.store import Store
from tests.doubles.flickr import Photo, flickr
from tests.doubles.geograph import Photo as Square
from tests.doubles.geograph import geograph
from tests.doubles.http import Asked, Reply, Server, serving
from tests.doubles.mediawiki import File, World
from tests.photos.services import BOX, open_web

AT = (-0.1, 51.5)
PHOTOS = [Photo(str(n), *AT, taken=f"201{n}-05-04 10:11:12") for n in range(3)]
FILES = {f"F{n:03}.jpg": File(at=AT) for n in range(120)}
DAY_S = 86_400


class Services:
    """Flickr, Geograph and Commons on one server; any of them may fail."""

    def __init__(self) -> None:
        self.failing: set[str] = set()
        self.photos = list(PHOTOS)
        self.squares = [Square("1", *AT)]
        self.after = 10**9

    def __call__(self, asked: Asked) -> Any:
        name = asked.path.split("/")[1]
        self.after -= 1
        if name in self.failing or self.after < 0:
            return Reply("", 500)
        if name == "flickr":
            return flickr(self.photos)(asked)
        if name == "geograph":
            return geograph(self.squares)(asked)
        return World(files=FILES).handler(asked)


@pytest.fixture
def services() -> Services:
    return Services()


@pytest.fixture
def server(services: Services) -> Iterator[Server]:
    with serving(services) as server:
        yield server


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def city_of(server: Server, tmp_path: Path) -> Callable[..., City]:
    def make(*sources: Any) -> City:
        return City.model_validate(
            {
                "name": "Testville",
                "timezone": "Europe/London",
                "bbox": list(BOX),
                "photos": [
                    each if isinstance(each, dict) else {"source": each} for each in sources
                ],
                "services": {
                    "flickr": f"{server.url}/flickr/",
                    "geograph": f"{server.url}/geograph/",
                    "commons": f"{server.url}/commons/w/api.php",
                },
            },
            context=tmp_path / "testville.yaml",
        )

    return make


CityOf = Callable[..., City]


def run(city: City, store: Store, *, anew: bool = False, **options: Any) -> tuple[Any, list[str]]:
    """What came up, and what was told."""
    told: list[str] = []
    with open_web(store.folder / "web", **options) as web:
        return gather(city, store, web, told.append, anew=anew), told


def rows(city: City, store: Store) -> list[pd.DataFrame]:
    return [each for source in online(city) for each in gathered(city, source, store)]


def test_what_was_gathered_is_not_asked_for_again(
    city_of: CityOf, store: Store, server: Server
) -> None:
    city = city_of("flickr", "geograph", "commons")
    assert not is_gathered(city, city.photos[0], store)
    assert gathered_digest(city, city.photos[0], store) == ""
    came, told = run(city, store)
    assert (came.problems, came.notes) == ([], [])
    assert told == [
        "testville: photos: asking Flickr",
        "testville: photos: 3 came from Flickr",
        "testville: photos: asking Geograph",
        "testville: photos: 1 came from Geograph",
        "testville: photos: asking Wikimedia Commons",
        "testville: photos: 120 came from Wikimedia Commons",
    ]
    asked = len(server.requests)
    digest = gathered_digest(city, city.photos[0], store)
    assert run(city, store)[1] == []
    assert run(city, store, offline=True)[1] == []
    assert len(server.requests) == asked
    assert gathered_digest(city, city.photos[0], store) == digest
    loaded = load_photos(city, b"salt", today=date(2026, 11, 22), gathered=rows(city, store))
    assert loaded.counts["rows_read"] == 124
    assert loaded.counts["rejected"] == {"no time": 120}
    assert set(loaded.rejects["file"]) == {"Wikimedia Commons"}


def test_other_options_and_places_are_gathered_on_their_own(city_of: CityOf, store: Store) -> None:
    run(city_of("flickr"), store)
    other = city_of({"source": "flickr", "since": date(2011, 1, 1), "until": date(2011, 5, 4)})
    assert not is_gathered(other, other.photos[0], store)
    credited = city_of({"source": "flickr", "credit": "Thank you"})
    assert is_gathered(credited, credited.photos[0], store)
    run(other, store)
    [found] = rows(other, store)
    assert found["photo_id"].tolist() == ["1"]


def test_only_the_days_that_are_asked_for_are_kept(
    city_of: CityOf, store: Store, services: Services
) -> None:
    days = ("2010-12-31", "2011-01-01", "2011-05-04", "2011-05-05", "")
    services.squares = [Square(str(n), *AT, taken=day) for n, day in enumerate(days)]
    dates = {"since": date(2011, 1, 1), "until": date(2011, 5, 4)}
    city = city_of({"source": "geograph", **dates})
    run(city, store)
    assert rows(city, store)[0]["photo_id"].tolist() == ["1", "2", "4"]


def test_what_was_damaged_on_disk_is_asked_for_again(city_of: CityOf, store: Store) -> None:
    city = city_of("flickr")
    run(city, store)
    [table] = store.folder.glob("gathered/*/rows.parquet")
    table.write_bytes(b"PAR1")
    assert rows(city, store) == []
    run(city, store)
    assert len(rows(city, store)[0]) == 3


def test_fetching_brings_what_is_new_a_day_later(
    city_of: CityOf, store: Store, services: Services
) -> None:
    city = city_of("flickr")
    now = [1_700_000_000.0]
    run(city, store, clock=lambda: now[0])
    before = gathered_digest(city, city.photos[0], store)
    services.photos.append(Photo("9", *AT))
    now[0] += 2 * DAY_S
    run(city, store, clock=lambda: now[0])
    assert gathered_digest(city, city.photos[0], store) == before
    run(city, store, anew=True, clock=lambda: now[0])
    assert gathered_digest(city, city.photos[0], store) != before
    assert len(rows(city, store)[0]) == 4


def test_what_broke_off_is_taken_up_where_it_was(
    city_of: CityOf, store: Store, services: Services, server: Server
) -> None:
    city = city_of("commons")
    services.after = 2  # the search and the first fifty files
    with pytest.raises(ServiceError, match="Wikimedia Commons"):
        run(city, store)
    assert not is_gathered(city, city.photos[0], store)
    services.after, asked = 10**9, len(server.requests)
    run(city, store)
    batches = [each.query.get("pageids", "")[:9] for each in server.requests[asked:]]
    assert batches == ["5051|5052", "5101|5102"]


def test_one_that_fails_costs_its_photos_and_nothing_else(
    city_of: CityOf, store: Store, services: Services
) -> None:
    services.failing = {"flickr"}
    came, _ = run(city_of("flickr", "geograph"), store)
    [problem] = came.problems
    assert problem.startswith("Flickr: ")
    assert problem.endswith("none of its photos are used")
    assert [set(each["source"]) for each in rows(city_of("flickr", "geograph"), store)] == [
        {"geograph"}
    ]
    services.failing = set()  # it is asked again the next time
    assert run(city_of("flickr", "geograph"), store)[0].problems == []


def test_one_that_fails_later_is_known_from_before(
    city_of: CityOf, store: Store, services: Services
) -> None:
    city, now = city_of("flickr"), [1_700_000_000.0]
    run(city, store, clock=lambda: now[0])
    services.failing = {"flickr"}
    services.photos = []
    with open_web(store.folder / "other-web") as web:  # nor is there an old answer
        came = gather(city, store, web, lambda _: None, anew=True)
    assert came.problems[0].endswith("the photos that it gave before are used")
    assert len(rows(city, store)[0]) == 3


def test_without_any_photos_there_is_nothing_to_go_on_with(
    city_of: CityOf, store: Store, services: Services
) -> None:
    services.failing = {"flickr", "geograph"}
    with pytest.raises(ServiceError) as caught:
        run(city_of("flickr", "geograph"), store)
    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == ["Flickr", "Geograph"]
    with pytest.raises(MissingKeyError, match="GUIDEGEN_FLICKR_KEY"):
        run(city_of("flickr"), store, keys={})
    with pytest.raises(ConfigError, match="GUIDEGEN_CONTACT"):
        run(city_of("flickr"), store, contact="")


def test_offline_says_what_to_do(city_of: CityOf, store: Store, server: Server) -> None:
    with pytest.raises(OfflineError) as caught:
        run(city_of("commons"), store, offline=True)
    assert str(caught.value) == (
        "Wikimedia Commons was not asked for all photos yet; "
        'run "guidegen fetch testville" online; none of its photos are used'
    )
    file = {"source": "file", "path": "photos.csv"}
    came, _ = run(city_of("commons", file), store, offline=True)
    assert came.problems == [str(caught.value)]
    assert server.requests == []


def test_what_is_incomplete_is_said_every_time(
    city_of: CityOf, store: Store, services: Services
) -> None:
    services.squares = [Square(str(n), *AT) for n in range(251)]
    for _ in range(2):
        [note] = run(city_of("geograph"), store)[0].notes
        assert "photos: Geograph has more photos" in note
