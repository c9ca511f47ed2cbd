"""Streets from Overpass: the question, the answer, and all that goes wrong in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from guidegen.city import City, Streets
from guidegen.errors import AnswerError, InputError, OfflineError, ServiceError
from guidegen.faults import Fault, overpass_fault
from guidegen.geo import Box
from guidegen.overpass import Elements, parse
from guidegen.streets.build import build_network
from guidegen.streets.extract import read_extract
from guidegen.streets.load import load_network
from guidegen.streets.overpass import fetch_ways, parts, query
from guidegen.web import Web
from tests.descriptions.answers import as_answer, spoilt
from tests.doubles.http import Asked, Reply, Server, in_turn, serving
from tests.doubles.overpass import BUSY, MEMORY, PAGE, overpass, remark, said

EXTRACT = Path(__file__).parents[1] / "data" / "porto.osm.pbf"
# the Ribeira and the lower deck of the bridge
BOX = Box(-8.6150, 41.1390, -8.6080, 41.1430)
GOOD = {
    "version": 0.6,
    "elements": [
        {"type": "way", "id": 7, "nodes": [1, 2], "tags": {"highway": "steps"}},
        {"type": "node", "id": 1, "lat": 41.14, "lon": -8.61},
        {"type": "node", "id": 2, "lat": 41.141, "lon": -8.611},
        {"type": "relation", "id": 3, "members": []},
    ],
}


class Waits:
    """A clock that moves when somebody sleeps, and remembers it."""

    def __init__(self) -> None:
        self.now, self.slept = 1_700_000_000.0, list[float]()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def open_web(tmp_path: Path, waits: Waits) -> Callable[..., Any]:
    @contextmanager
    def opened(offline: bool = False, contact: str = "me@example.org") -> Iterator[Web]:
        with Web(
            tmp_path / "web", contact=contact, keys={}, offline=offline,
            sleep=waits.sleep, clock=lambda: waits.now, silence_s=1.0,
        ) as web:  # fmt: skip
            yield web

    return opened


def mirror(server: Server) -> dict[str, str]:
    return {"overpass": f"{server.url}/api/interpreter"}


def test_the_question() -> None:
    assert query(Box(-8.62, 41.13, -8.6, 41.15)) == (
        "[out:json][timeout:180][maxsize:536870912];"
        '(way["highway"](41.130000,-8.620000,41.150000,-8.600000);'
        'way["place"="square"](41.130000,-8.620000,41.150000,-8.600000););'
        "out body qt;>;out skel qt;"
    )


def test_large_boxes_are_cut() -> None:
    (whole,) = parts(Box(-8.62, 41.13, -8.6, 41.15))
    # 250 m more to each side
    assert (whole.west, whole.south) == pytest.approx((-8.62299, 41.12775), abs=1e-5)
    cut = list(parts(Box(10.0, 0.0, 10.25, 0.15)))
    assert len(cut) == 6
    assert cut[0].east == cut[1].west
    assert cut[0].north == cut[3].south
    assert all(part.east - part.west <= 0.1 and part.north - part.south <= 0.1 for part in cut)


def test_an_answer_is_read() -> None:
    found = parse(as_answer(GOOD))
    assert found.nodes == {1: (-8.61, 41.14), 2: (-8.611, 41.141)}
    assert found.ways == {7: ({"highway": "steps"}, [1, 2])}


@pytest.mark.parametrize("data", [[], {}, {"elements": None}, "x"])
def test_what_is_no_answer_is_refused(data: Any) -> None:
    with pytest.raises(AnswerError, match="no list of elements"):
        parse(as_answer(data))


@given(spoilt(GOOD))
def test_spoilt_answers_never_surprise(data: Any) -> None:
    try:
        found = parse(as_answer(data))
    except AnswerError:
        return
    assert isinstance(found, Elements)
    assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in found.nodes.values())
    assert all(isinstance(ref, int) for _, refs in found.ways.values() for ref in refs)


def test_remarks_are_errors() -> None:
    assert overpass_fault({"elements": [], "remark": BUSY}) == Fault(BUSY, True, 30)
    assert overpass_fault({"elements": [], "remark": MEMORY}) == Fault(MEMORY, False, 30)
    assert overpass_fault({"elements": [1], "remark": "runtime remark: Test"}) is not None
    assert overpass_fault(GOOD) is None


def test_porto_is_the_same_as_from_its_extract(open_web: Callable[..., Any]) -> None:
    with serving(overpass(EXTRACT)) as server, open_web() as web:
        ways = fetch_ways(web, BOX, mirror(server))
    assert [asked.path for asked in server.requests] == ["/api/interpreter"]
    assert "me@example.org" in server.requests[0].headers["user-agent"]
    from_web = build_network(ways, BOX, "Overpass")
    from_file = build_network(read_extract(EXTRACT), BOX, "porto")
    assert len(from_web.edges) > 500
    assert from_web.nodes["osm_id"].tolist() == from_file.nodes["osm_id"].tolist()
    assert from_web.edges["length_m"].tolist() == pytest.approx(
        from_file.edges["length_m"].tolist()
    )


def test_parts_are_asked_one_by_one_and_only_once(
    open_web: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guidegen.streets.overpass.SIDE_DEG", 0.008)
    with serving(overpass(EXTRACT)) as server, open_web() as web:
        cut = build_network(fetch_ways(web, BOX, mirror(server)), BOX, "Overpass")
        fetch_ways(web, BOX, mirror(server))
        assert (len(server.requests), server.most_at_once) == (4, 1)
    with open_web(offline=True) as web:
        fetch_ways(web, BOX, mirror(server))
        with pytest.raises(OfflineError, match="build once without --offline"):
            fetch_ways(web, Box(-8.70, 41.14, -8.69, 41.15), mirror(server))
    whole = build_network(read_extract(EXTRACT), BOX, "porto")
    assert len(cut.edges) == len(whole.edges)


@pytest.mark.parametrize(
    "first",
    [Reply(PAGE, 429), Reply(PAGE, 504), Reply(PAGE, 429, {"Retry-After": "1"}), remark(BUSY)],
)
def test_a_busy_server_is_left_alone_for_half_a_minute(
    open_web: Callable[..., Any], waits: Waits, first: Reply
) -> None:
    with serving(in_turn(first, Reply(GOOD))) as server, open_web() as web:
        fetch_ways(web, BOX, mirror(server))
    assert waits.slept == [30] or waits.slept == pytest.approx([30], abs=2)


def test_a_cut_answer_is_asked_for_again(open_web: Callable[..., Any]) -> None:
    cut = Reply(
        b'{"elements": [{"type": "node", "id": 1, "la', headers={"Content-Type": "text/json"}
    )
    with serving(in_turn(cut, Reply(GOOD))) as server, open_web() as web:
        assert len(fetch_ways(web, BOX, mirror(server)).tags) == 1


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (remark(MEMORY), "Query run out of memory"),
        (Reply(PAGE, 400), "HTTP 400 Bad Request"),
        (
            Reply(PAGE, 406),
            "HTTP 406 Not Acceptable; look whether GUIDEGEN_CONTACT says who you are",
        ),
        (Reply(PAGE, 504), "HTTP 504 Gateway Timeout; try again later"),
        (Reply(PAGE), "a web page instead of data"),
        (Reply({"elements": 3}), "no list of elements"),
    ],
)
def test_what_does_not_pass_is_told(open_web: Callable[..., Any], reply: Reply, told: str) -> None:
    with serving(lambda _: reply) as server, open_web() as web:
        with pytest.raises(ServiceError, match=told):
            fetch_ways(web, BOX, mirror(server))
        with pytest.raises(OfflineError), open_web(offline=True) as without:
            fetch_ways(without, BOX, mirror(server))  # and was not kept


def test_a_place_without_streets(open_web: Callable[..., Any]) -> None:
    with (
        serving(lambda _: said([])) as server,
        open_web() as web,
        pytest.raises(InputError, match="Overpass: knows no streets"),
    ):
        fetch_ways(web, BOX, mirror(server))


def city(folder: Path, streets: Streets, services: dict[str, str]) -> City:
    photos = [{"source": "file", "path": "photos.csv"}]
    whole = {
        "name": "Porto", "bbox": [BOX.west, BOX.south, BOX.east, BOX.north],
        "photos": photos, "streets": streets, "services": services,
    }  # fmt: skip
    return City.model_validate(whole, context=folder / "porto.yaml")


def test_a_city_says_where_its_streets_come_from(
    tmp_path: Path, open_web: Callable[..., Any]
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "p.osm.pbf").write_bytes(EXTRACT.read_bytes())
    handler = overpass(EXTRACT)
    with serving(handler) as server, open_web() as web:
        none = load_network(city(tmp_path, Streets(), {}), web)
        file = load_network(
            city(tmp_path, Streets(source="file", path=Path("data/p.osm.pbf")), {}), web
        )
        assert server.requests == []
        online = load_network(city(tmp_path, Streets(source="overpass"), mirror(server)), web)
    assert none is None
    assert file is not None
    assert online is not None
    assert len(file.edges) == len(online.edges)


@pytest.mark.parametrize("options", [{"source": "file"}, {"source": "overpass", "path": "x.osm"}])
def test_a_path_belongs_to_the_source_file(options: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="need each other"):
        Streets.model_validate(options)


def test_the_double_minds_who_asks() -> None:
    asked = Asked("/", {}, {}, form={"data": query(BOX)})
    assert overpass(EXTRACT)(asked).status == 406
