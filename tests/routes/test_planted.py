"""Simulated towns whose ways are known; the scorer is the benchmark's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from benchmarks.routes import main, read_map, read_trips, samples, score, thinned
from benchmarks.simulate import CENTRE
from benchmarks.towns import VEHICLES, WALKERS, Habits, network_of, town, travel
from guidegen.routes.find import find_routes
from guidegen.routes.sessions import movements
from tests.routes.drawn import photos


def lines(*points: list[tuple[float, float]]) -> np.ndarray:
    return np.array([shapely.LineString(each) for each in points])


def test_the_scorer_knows_the_same_map() -> None:
    drawn = lines([(0, 0), (300, 0)], [(0, 0), (0, 200)])
    assert score(drawn, drawn) == (1, 1, 1)


@pytest.mark.parametrize(
    ("other", "precision", "recall"),
    [
        (lines([(0, 14), (300, 14)]), 1, 1),
        (lines([(0, 16), (300, 16)]), 0, 0),
        (lines([(0, 0), (150, 0)]), 0.5, 1),
        (lines([(0, 0), (300, 0)], [(0, 1), (300, 1)]), 1, 0.5),
    ],
    ids=["near", "far", "half", "twice"],
)
def test_the_scorer_matches_one_to_one(other: np.ndarray, precision: float, recall: float) -> None:
    found = score(lines([(0, 0), (300, 0)]), other)
    assert found.precision == pytest.approx(precision, abs=0.06)
    assert found.recall == pytest.approx(recall, abs=0.06)


def test_the_scorer_heeds_directions() -> None:
    askew = lines([(0, 0), (10, 12)])  # 50 degrees
    assert score(lines([(0, 6), (10, 6)]), askew).f == 0


def test_samples_are_five_metres_apart() -> None:
    at, turn = samples(lines([(0, 0), (20, 0), (20, 20)]))
    assert at.tolist()[:2] == [[2.5, 0], [7.5, 0]]
    assert len(at) == 8
    assert np.degrees(turn).tolist() == pytest.approx([0, 0, 0, 0, 90, 90, 90, 90])


def planted(habits: Habits, every_s: float, streets_known: bool, fastest_kmh: float) -> float:
    rng = np.random.default_rng(11)
    streets = town(rng, across=8)
    table, people = travel(streets, habits, rng)
    moved = movements(thinned(table, every_s), fastest_kmh=fastest_kmh, jump_m=3000).cleaned
    known = network_of(streets) if streets_known else None
    found = np.asarray(find_routes(moved, CENTRE, known).table.geometry.array)
    metres = shapely.transform(found, CENTRE.to_metres, interleaved=False)
    return score(metres, streets.lines[people >= 3]).f


@pytest.mark.parametrize(
    ("habits", "every_s", "streets_known", "least"),
    [
        (WALKERS, 0, False, 0.8),
        (VEHICLES, 0, False, 0.85),
        (WALKERS, 60, True, 0.9),
        (VEHICLES, 60, True, 0.75),
    ],
    ids=["walkers", "vehicles", "walkers on streets", "vehicles on streets"],
)
def test_streets_that_people_took_are_found(
    habits: Habits, every_s: float, streets_known: bool, least: float
) -> None:
    fastest_kmh = 10 if habits is WALKERS else 120
    assert planted(habits, every_s, streets_known, fastest_kmh) >= least


def test_trips_are_read(tmp_path: Path) -> None:
    folder = tmp_path
    (folder / "trip_0.txt").write_text("100 200 1303000000\n110 200 1303000004\n", "utf-8")
    (folder / "trip_1.txt").write_text("0 0 1303000000.5\n0 50 1303000010.5\n", "utf-8")
    trips = read_trips(folder)
    assert trips["author_id"].nunique() == 2
    moved = movements(trips, fastest_kmh=100).cleaned
    assert moved.x0_m.tolist() == [0]  # the first trip is one spot
    assert moved.seconds.tolist() == [10]


def test_maps_are_read(tmp_path: Path) -> None:
    plain = tmp_path / "plain.txt"
    plain.write_text("0 0 10 0\n10 0 10 20\n", "utf-8")
    folder = tmp_path / "map"
    folder.mkdir()
    (folder / "town_vertices_osm.txt").write_text("7,10,0,3\n300,10,20,3\n5,0,0,3\n", "utf-8")
    edges = folder / "town_edges_osm.txt"
    edges.write_text("0,5,7,1\n1,7,300,1\n", "utf-8")
    for path in (plain, folder):
        assert read_map(path).tolist() == [[[0, 0], [10, 0]], [[10, 0], [10, 20]]]
    edges.write_text("0,5,8,1\n", "utf-8")
    with pytest.raises(ValueError, match="some of its vertices"):
        read_map(folder)


def test_thinning_counts_from_the_last_that_was_kept() -> None:
    drawn = photos(
        ("ann", [(0, 0, t) for t in (0, 0.4, 0.9, 1.1, 2.0, 3.0)]), ("bob", [(0, 0, 3.1)])
    )
    kept = thinned(drawn, 60)
    minutes = (kept["taken_at"] - drawn["taken_at"].min()).dt.total_seconds() / 60
    assert minutes.round(1).tolist() == [0, 1.1, 3.0, 3.1]


def test_anybody_can_run_it_on_trips(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Five vehicles that are followed every 2 s at 10 m/s, in the metres of a UTM zone."""
    (tmp_path / "map.txt").write_text("500000 4600000 500600 4600000\n", "utf-8")
    folder = tmp_path / "trips"
    folder.mkdir()
    for trip in range(5):
        lines = (
            f"{500000 + 20 * i} {4600000 + trip % 3 - 1} {1303000000 + 2 * i}" for i in range(31)
        )
        (folder / f"trip_{trip}.txt").write_text("\n".join(lines), "utf-8")
    given = ["routes", "--trips", str(folder), "--truth", str(tmp_path / "map.txt")]
    monkeypatch.setattr("sys.argv", given)
    main()
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 8  # four ways to thin them, two engines
    assert "tracks" in told[0]
    assert float(told[0].split(" F ")[1].split()[0]) > 0.9
    monkeypatch.setattr("sys.argv", given[:3])
    with pytest.raises(SystemExit):
        main()
