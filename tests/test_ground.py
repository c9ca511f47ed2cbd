"""The map under everything, and when it is made anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from guidegen import ground as module
from guidegen.basemap.build import Basemap
from guidegen.errors import ConfigError
from guidegen.ground import Ground, ground
from guidegen.stages import Job
from guidegen.web import Web
from tests.basemap.maps import written
from tests.doubles.http import Asked, Reply, Server, serving
from tests.doubles.overpass import BUSY, MEMORY, PAGE, overpass, remark, said
from tests.drawn_city import job_in, write_files
from tests.test_stages import PACKAGE, SHARED, reached


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_files(tmp_path)
    written(tmp_path)
    return tmp_path


@contextmanager
def web_in(
    folder: Path, *, offline: bool = False, contact: str = "me@example.org"
) -> Iterator[Web]:
    with Web(
        folder / "web", contact=contact, keys={}, offline=offline, sleep=lambda _: None,
    ) as web:  # fmt: skip
        yield web


def basemap_of(job: Job) -> Basemap | None:
    """The map where nobody has to be asked."""
    with web_in(job.store.folder, offline=True, contact="") as web:
        found = ground(job, web)
    assert (found.problems, found.notes) == ((), ())
    return found.basemap


def asking(folder: Path, server: Server, **options: object) -> Job:
    services = {"overpass": f"{server.url}/api/interpreter"}
    return job_in(folder, streets={"source": "overpass"}, services=services, **options)


def kept(folder: Path) -> list[str]:
    return sorted(each.name for each in (folder / "store" / module.NAME).iterdir())


def test_it_is_kept(folder: Path) -> None:
    made = basemap_of(job_in(folder))
    assert made is not None
    assert made.files
    [entry] = kept(folder)
    (folder / "store" / module.NAME / entry / "entry.json").touch()
    again = basemap_of(job_in(folder))
    assert again == made
    assert kept(folder) == [entry]


@pytest.mark.parametrize(
    "change", [{"languages": ["en", "pt"]}, {"bbox": [-8.62, 41.13, -8.6, 41.16]}]
)
def test_another_city_file_makes_another(folder: Path, change: dict[str, object]) -> None:
    basemap_of(job_in(folder))
    basemap_of(job_in(folder, **change))
    assert len(kept(folder)) == 2


def test_another_extract_makes_another(folder: Path) -> None:
    basemap_of(job_in(folder))
    written(folder, points={})
    basemap_of(job_in(folder))
    assert len(kept(folder)) == 2


def test_its_key_names_all_the_code_that_decides_it() -> None:
    named = {
        file
        for path in module._CODE
        for file in (
            (PACKAGE / path).rglob("*.py") if (PACKAGE / path).is_dir() else [PACKAGE / path]
        )
    }
    # how answers come in does not matter: what they say is in the key
    asking = {"services.py", "faults.py", "mistakes.py", "languages.py"}
    decides = reached([file for file in named if file.name != "ground.py"]) - named
    assert {file.name for file in decides} - SHARED - asking == set()


def test_without_streets_there_is_none(folder: Path) -> None:
    assert basemap_of(job_in(folder, streets={"source": "none"})) is None


def test_an_extract_of_elsewhere_has_none_and_that_is_kept_too(folder: Path) -> None:
    elsewhere = {"bbox": [10.0, 40.0, 10.1, 40.1]}
    assert basemap_of(job_in(folder, **elsewhere)) is None
    assert len(kept(folder)) == 1
    assert basemap_of(job_in(folder, **elsewhere)) is None


def test_overpass_gives_the_same_map_as_an_extract(folder: Path) -> None:
    with serving(overpass(folder / "town.osm")) as server, web_in(folder) as web:
        job = asking(folder, server)
        assert ground(job, web) == Ground(basemap_of(job_in(folder)))
        assert (len(server.requests), server.most_at_once) == (2, 1)
        assert "me@example.org" in server.requests[0].headers["user-agent"]


def test_offline_the_answers_in_the_cache_do(folder: Path) -> None:
    with serving(overpass(folder / "town.osm")) as server, web_in(folder) as web:
        job = asking(folder, server)
        made = ground(job, web)
        assert ground(job, web) == made  # kept
    assert made.basemap
    with web_in(folder, offline=True, contact="") as web:
        assert ground(job, web) == made
        assert len(kept(folder)) == 1
        [entry] = (folder / "store" / module.NAME).iterdir()
        entry.rename(folder / "store" / "elsewhere")
        assert ground(job, web) == made  # made anew
    assert len(server.requests) == 2


def test_other_answers_make_another(folder: Path) -> None:
    for number, points in enumerate([{}, {"O": {"place": "square", "name": "Largo"}}], 1):
        path = written(folder, points=points)
        with serving(overpass(path)) as server, web_in(folder / str(number)) as web:
            assert ground(asking(folder, server), web).basemap
        assert len(kept(folder)) == number


def test_where_nothing_is_there_is_none(folder: Path) -> None:
    with serving(lambda _: said([])) as server, web_in(folder) as web:
        assert ground(asking(folder, server), web) == Ground(None)


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (remark(MEMORY), "Query run out of memory"),
        (remark(BUSY), "Query timed out"),
        (Reply(PAGE, 400), "HTTP 400 Bad Request"),
        (Reply(PAGE, 429, {"Retry-After": "86400"}), "HTTP 429"),
        (Reply(PAGE, 504), "HTTP 504 Gateway Timeout"),
        (Reply(PAGE), "a web page instead of data"),
        (Reply({"elements": 3}), "no list of elements"),
    ],
)
@pytest.mark.parametrize("good", [0, 1], ids=["at first", "then"])
def test_a_question_that_fails_leaves_the_city_without(
    folder: Path, reply: Reply, told: str, good: int
) -> None:
    answer, asked = overpass(folder / "town.osm"), list[Asked]()

    def handler(each: Asked) -> Reply:
        asked.append(each)
        return answer(each) if len(asked) <= good else reply

    with serving(handler) as server:
        job = asking(folder, server)
        with web_in(folder) as web:
            found = ground(job, web)
        with web_in(folder, offline=True) as web:
            assert "build once without --offline" in ground(job, web).problems[0]
    assert found.basemap is None
    [problem], [note] = found.problems, found.notes
    assert problem.startswith("map under everything: Overpass")
    assert told in problem
    assert "Overpass" not in note  # what went wrong is the operator's business
    assert not (folder / "store" / module.NAME).exists()


def test_a_city_that_is_too_large_is_not_asked_for(folder: Path) -> None:
    with serving(overpass(folder / "town.osm")) as server, web_in(folder) as web:
        found = ground(asking(folder, server, bbox=[-9.0, 41.0, -8.0, 41.9]), web)
    assert server.requests == []
    assert "take an extract, or a smaller bbox" in found.problems[0]


def test_who_asks_has_to_say_who_they_are(folder: Path) -> None:
    with (
        serving(overpass(folder / "town.osm")) as server,
        web_in(folder, contact="") as web,
        pytest.raises(ConfigError, match="GUIDEGEN_CONTACT"),
    ):
        ground(asking(folder, server), web)
