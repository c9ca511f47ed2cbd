"""The site's planner plans the walks that Python plans, and refuses in the same words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from guidegen.walks.desk import desk_for
from guidegen.walks.graph import nearest_node
from guidegen.walks.plan import alternatives, plan
from guidegen.walks.search import cheapest
from guidegen.walks.steps import Step, steps
from guidegen.walks.walk import Walk, WalkError
from tests.walks.browser import Streets, drawn, in_node, porto, streets
from tests.walks.maps import shaken_grid, town

Case = tuple[str, str, dict[str, Any]]
Asked = tuple[dict[str, Streets], list[Case]]
# Every street is as long as many others: ties are decided by numbers of nodes and edges.
EVEN = """
A-+-+-+=+=+
|   | |   #
+---+-+.+~+
|   # |   |
+-+=+-+-+-B
| |   # | |
C-+-+~+-+-+
"""
APART = """
A-+-B   C-+
|   |   | |
+-+-+   +-+
"""


def towns() -> dict[str, Streets]:
    grids = {f"grid {seed}": streets(*shaken_grid(seed), seed) for seed in range(4)}
    unknown, unseen = shaken_grid(9)
    return {
        "porto": porto(),
        "even": drawn(town(EVEN).graph),
        "apart": drawn(town(APART).graph),
        "no photos": streets(unknown, np.zeros(unseen.size)),
        **grids,
    }


def wishes(where: Streets, count: int, seed: int) -> list[dict[str, Any]]:
    """Wishes from and to anywhere, of any length, with every option."""
    rng = np.random.default_rng(seed)
    graph = where.graph
    asked = []
    for k in range(count):
        a, b = rng.choice(np.unique(graph.arcs.source), 2)
        near = 0.0002 * rng.normal(size=4)
        start, end = (
            [float(graph.lon[node] + east), float(graph.lat[node] + north)]
            for node, (east, north) in zip((a, b), near.reshape(2, 2), strict=True)
        )
        asked.append(
            {
                "start": start,
                "end": end if k % 2 else None,
                "minutes": float(rng.choice([round(rng.uniform(5, 120)), rng.uniform(5, 120)])),
                "pace_kmh": float(rng.choice([5.0, 3.5, 4.2])),
                "attraction": float(rng.choice([0.7, 0.0, 0.3, 0.95])),
                "avoid_steps": bool(rng.integers(2)),
                "avoid_unlit": bool(rng.integers(2)),
                "prefer": str(rng.choice(["", "tourists", "locals"])),
            }
        )
    return asked


def senseless(porto: dict[str, Any]) -> list[dict[str, Any]]:
    """Wishes that are refused before anything is searched, and one that is far too short."""
    return [
        porto | change
        for change in (
            {"minutes": 0.0},
            {"minutes": 1000.125},
            {"minutes": 1234567.0},
            {"pace_kmh": -0.00001},
            {"pace_kmh": 12.5},
            {"attraction": 1.0},
            {"start": [181.0, 41.0]},
            {"start": [-8.6, 1e22]},
            {"end": [0.00001, -91.5]},
            {"start": [41.15, -8.61]},
            {"start": [-8.6, 41.163]},
            {"end": [-8.609375, 41.203125]},
            {"end": porto["start"]},
            {"minutes": 1.5, "end": [-8.6140, 41.1413]},
        )
    ]


def cases(where: dict[str, Streets]) -> list[Case]:
    """Functions, names of towns and what is asked of them."""
    counts = {"porto": 16, "even": 16, "apart": 8}
    found = [
        ("plan", name, wish)
        for seed, name in enumerate(where)
        for wish in wishes(where[name], counts.get(name, 4), seed)
    ]
    some = [wish for _, name, wish in found if name == "porto"]
    found += [("plan", "porto", wish) for wish in senseless(some[0])]
    found += [("alternatives", "porto", wish) for wish in some[:2]]
    return found + [("shortest", "porto", wish) for wish in some if wish["end"]]


@pytest.fixture(scope="module")
def asked() -> Asked:
    where = towns()
    return where, cases(where)


@pytest.fixture(scope="module")
def answers(asked: Asked, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    networks = {name: where.packed() for name, where in asked[0].items()}
    folder = tmp_path_factory.mktemp("planner")
    answers: list[Any] = in_node(folder, {"networks": networks, "calls": asked[1]})
    return answers


def by_python(function: str, where: Streets, asked: dict[str, Any]) -> Any:
    graph, wish = where.graph, where.wish(asked)
    try:
        if function == "alternatives":
            return [told(walk) for walk in alternatives(graph, wish)]
        walk = plan(graph, wish)
        return told(walk) | {"steps": [_told(s) for s in steps(walk, graph, where.network.edges)]}
    except WalkError as refusal:
        return {"refusal": str(refusal)}


def _told(step: Step) -> dict[str, Any]:
    """What scripts know of a step: its English, not what it is worded from in other languages."""
    return {name: value for name, value in vars(step).items() if name != "doing"}


def told(walk: Walk) -> dict[str, Any]:
    arrays = {name: getattr(walk, name).tolist() for name in ("nodes", "edges", "forward", "line")}
    told = vars(walk) | arrays
    del told["stops"]  # a tour's
    for name in ("gain", "repeated_share", "snapped_m", "steps_m"):  # sums of numpy's, and cosines
        told[name] = told[name] and pytest.approx(told[name], rel=1e-9)
    return told


@pytest.mark.parametrize("function", ["plan", "alternatives"])
def test_walks_and_their_steps_are_the_same(
    asked: Asked, answers: list[Any], function: str
) -> None:
    where, cases = asked
    for case, answer in zip(cases, answers, strict=True):
        if case[0] == function:
            assert answer == by_python(function, where[case[1]], case[2]), case


def test_the_shortest_way_is_the_same(asked: Asked, answers: list[Any]) -> None:
    where, cases = asked
    arcs = where["porto"].graph.arcs
    for (function, _, wish), answer in zip(cases, answers, strict=True):
        if function == "shortest":
            a, b = (
                nearest_node(where["porto"].graph, *wish[end], avoid_steps=wish["avoid_steps"])[0]
                for end in ("start", "end")
            )
            length_m, way = cheapest(arcs, arcs.length_m, (int(a), int(b)), desk_for(arcs))
            assert answer["edges"] == arcs.edge[way].tolist()
            assert answer["length_m"] == pytest.approx(length_m)
            assert answer["gain"] == pytest.approx(1)


def test_the_cases_are_of_all_kinds(asked: Asked, answers: list[Any]) -> None:
    planned = [answer for case, answer in zip(asked[1], answers, strict=True) if case[0] == "plan"]
    kinds = [answer.get("kind") for answer in planned]
    assert min(kinds.count("loop"), kinds.count("between")) > 15
    refusals = {re.sub(r"[-\d.]+", "", answer.get("refusal", "")) for answer in planned}
    assert len(refusals) > 12
    assert any("the nearest takes" in refusal for refusal in refusals)
    assert any("different pieces" in refusal for refusal in refusals)


def test_numbers_are_written_as_python_writes_them(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    values = [0.0, 1.0, 0.5, 1.5, 2.5, -2.5, 0.015625, 0.046875, 1000.125, 999999.5, 1.5e17, 1e-7]
    values += [*rng.normal(0, 100, 100), *rng.uniform(0, 1e-3, 20), *rng.uniform(0, 1e7, 20)]
    values = [float(value) for value in values]
    answers = in_node(tmp_path, {"networks": {}, "calls": [("numbers", "", values)]})[0]
    for value, answer in zip(values, answers, strict=True):
        words = [f"{value:g}", f"{value}", round(value), f"{value:.0f}", f"{value:.5f}"]
        assert answer == words
