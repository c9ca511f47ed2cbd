"""Known places, editors' entries and merges on four places in a line, 300 m apart."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

from guidegen.city import City
from guidegen.geo import Projection
from guidegen.places.curated_file import CuratedFile
from guidegen.places.curation import NamedPlaces, name_places
from guidegen.places.lock import Lock
from guidegen.recognise import Recognised, lost_merges, news, next_lock, recognise, redirects
from guidegen.stages import Job, Tables
from guidegen.store import Store
from tests.places.conftest import make_photos

CITY = City.model_validate(
    {
        "name": "Line",
        "bbox": [10.39, 43.69, 10.43, 43.71],
        "photos": [{"source": "file", "path": "photos.csv"}],
    }
)
HERE = Projection.around(CITY.bbox)
NAMES = ("square", "bridge", "market", "villa")
EACH = 10  # photos of a place, each by another author
NOTHING = Lock(version=1)


def tables(*names: str) -> Tables:
    """Photos, found and members of some of the places; provisional ids end in "-"."""
    x_m = np.repeat([300.0 * NAMES.index(name) for name in names], EACH)
    numbers = [EACH * NAMES.index(name) + i for name in names for i in range(EACH)]
    photos = make_photos(x_m, 0 * x_m, [f"a{i % EACH}" for i in numbers])
    photos["photo_id"] = [f"file:{i}" for i in numbers]
    at = x_m[::EACH]
    lon, lat = HERE.to_degrees(at, 0 * at)
    ids = pd.array([f"{name}-" for name in names], dtype="str")
    found = gpd.GeoDataFrame(
        {
            "place_id": ids,
            "level": "place",
            "parent": pd.array([None] * len(names), dtype="str"),
            "bandwidth_m": 60.0,
            "lon": lon,
            "lat": lat,
            "photos": EACH,
            "authors": EACH,
            "photographer_days": EACH,
            "rank": range(1, len(names) + 1),
        },
        geometry=gpd.GeoSeries([Point(x, 0).buffer(60) for x in at], crs=HERE.crs).to_crs(4326),
    )
    members = pd.DataFrame(
        {"photo_id": photos["photo_id"], "place_id": [name for name in ids for _ in range(EACH)]}
    )
    return {"photos": photos, "found": found, "members": members}


def at(name: str) -> list[float]:
    lon, lat = HERE.to_degrees(np.array([300.0 * NAMES.index(name)]), np.zeros(1))
    return [float(lon[0]), float(lat[0])]


class Build:
    """A build of some places with the known ones and the editors' words."""

    def __init__(
        self, folder: Path, found: tuple[str, ...], lock: Lock = NOTHING, **said: object
    ) -> None:
        curated = CuratedFile.model_validate(said)
        self.job = Job(CITY, curated, lock, Store(folder))
        self.recognised: Recognised = recognise(self.job, tables(*found))
        self.named: NamedPlaces = name_places(
            self.recognised.tables["found"],
            curated.places,
            HERE,
            ["en"],
            settled=self.recognised.settled,
            used=lock.used_ids() | curated.obsolete.keys(),
        )
        self.lock = next_lock(self.job, self.recognised, self.named)

    @property
    def shown(self) -> set[str]:
        return set(self.named.places["place_id"])

    def leads(self) -> dict[str, str]:
        return redirects(self.recognised, self.named, self.lock, self.shown)

    def news(self) -> list[str]:
        return news(self.job, self.recognised, self.named)

    def lost(self) -> list[str]:
        return list(lost_merges(self.job, self.recognised, self.named))


def entries(*names: str, **more: dict[str, object]) -> dict[str, object]:
    return {name: {"at": at(name), **more.get(name, {})} for name in names}


@pytest.fixture
def known(tmp_path: Path) -> Lock:
    """All four, each with an entry of its name."""
    return Build(tmp_path, NAMES, places=entries(*NAMES)).lock


def test_a_first_build_has_no_news(tmp_path: Path) -> None:
    first = Build(tmp_path, NAMES, places=entries("square"))
    assert first.news() == []
    assert first.shown == {"square", "bridge-", "market-", "villa-"}
    assert first.lock.places.keys() == first.shown
    assert first.leads() == {}


def test_news_tell_final_ids(tmp_path: Path, known: Lock) -> None:
    lock = known.model_copy(
        update={"places": {name: known.places[name] for name in ("square", "bridge")}}
    )
    build = Build(tmp_path, ("square", "market"), lock, places={"stalls": {"at": at("market")}})
    assert build.news() == ["stalls is new", "bridge was not found any more"]
    assert build.lock.is_gone("bridge")
    assert build.leads() == {"bridge": ""}


def test_merged_places_have_no_page_and_are_remembered(tmp_path: Path, known: Lock) -> None:
    # square takes in market, which takes in villa
    said = entries("square", "market", square={"merge": ["market"]}, market={"merge": ["villa"]})
    build = Build(tmp_path, NAMES, known, places=said)
    assert build.shown == {"square", "bridge"}
    assert build.leads() == {"market": "square", "villa": "square"}
    photos = build.recognised.tables["members"]["place_id"].value_counts()
    assert photos.to_dict() == {"square-": 3 * EACH, "bridge-": EACH}
    assert build.lock.places.keys() == set(NAMES)
    assert not any(place.gone for place in build.lock.places.values())
    assert build.news() == []
    assert build.lost() == []


def test_what_was_merged_into_a_hidden_place_leads_to_the_city(tmp_path: Path, known: Lock) -> None:
    said = entries("square", square={"hide": True, "merge": ["market"]})
    build = Build(tmp_path, NAMES, known, places=said)
    assert build.shown == {"bridge", "villa"}
    assert build.leads() == {"square": "", "market": ""}


def test_a_merge_of_what_is_gone_waits(tmp_path: Path, known: Lock) -> None:
    said = entries("square", square={"merge": ["market"]})
    build = Build(tmp_path, ("square", "bridge", "villa"), known, places=said)
    assert build.lost() == []
    assert build.leads() == {"market": "square"}


def test_merges_of_nobody_are_told(tmp_path: Path) -> None:
    said = entries("square", "bridge", square={"merge": ["market-", "brigde", "bridge"]})
    build = Build(tmp_path, NAMES, places=said)
    assert build.lost() == [
        "places.square.merge: market- is new and not merged yet; build once more",
        "places.square.merge: no place has the id brigde; did you mean 'bridge'?",
    ]
    again = Build(tmp_path, NAMES, build.lock, places=said)
    assert again.shown == {"square", "villa-"}


def test_an_entry_that_waits_counts_as_soon_as_its_place_is_back(
    tmp_path: Path, known: Lock
) -> None:
    said = {
        "places": entries("square"),
        "obsolete": entries("villa", "bridge", villa={"hide": True}, bridge={"merge": ["market"]}),
    }
    gone = Build(tmp_path, ("square", "market"), known, **said)
    assert gone.recognised.entries.keys() == {"square"}
    assert gone.shown == {"square", "market"}
    back = Build(tmp_path, NAMES, gone.lock, **said)
    assert back.recognised.entries.keys() == {"square", "villa", "bridge"}
    assert back.shown == {"square", "bridge"}
    assert back.leads() == {"villa": "", "market": "bridge"}
    assert back.news() == ["bridge was found again", "villa was found again"]


def test_what_was_written_anew_meanwhile_comes_first(tmp_path: Path, known: Lock) -> None:
    # another entry speaks of the villa now, and the square has taken the market
    said = {
        "places": entries("square", square={"merge": ["market"]})
        | {"palace": {"at": at("villa"), "name": {"en": "Palace"}}},
        "obsolete": entries("villa", "bridge", villa={"hide": True}, bridge={"merge": ["market"]}),
    }
    build = Build(tmp_path, NAMES, known, **said)
    assert build.shown == {"square", "bridge", "palace"}
    assert build.leads() == {"market": "square", "villa": "palace"}


def test_an_entry_that_waits_by_an_old_id_finds_its_place(tmp_path: Path, known: Lock) -> None:
    renamed = Build(tmp_path, NAMES, known, places={"palace": {"at": at("villa")}}).lock
    assert renamed.alias_of() == {"villa": "palace"}
    build = Build(tmp_path, NAMES, renamed, obsolete=entries("villa", villa={"hide": True}))
    assert build.shown == {"square", "bridge", "market"}
    assert build.lock.alias_of() == {"palace": "villa"}
